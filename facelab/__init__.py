"""facelab: a desktop studio for exploring the latent space of a face GAN."""

import os

# Before anything imports numpy: after a product of matrices its threads go on spinning for some
# 40 ms, on the processors that draw the next picture. Ours are small; one thread does.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

__version__ = "0.1.0"
