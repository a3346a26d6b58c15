"""facelab: a desktop studio for exploring the latent space of a face GAN."""

import os

from facelab.processors import processors as _processors
from facelab.processors import restricted as _restricted

# Before anything imports numpy: after a product of matrices its threads go on spinning for some
# 40 ms, on the processors that draw the next picture. Ours are small; one thread does.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
# Before anything imports torch, which knows nothing of a container's share of the processors.
if _restricted():
    os.environ.setdefault("OMP_NUM_THREADS", str(_processors()))

__version__ = "0.1.0"
