"""The lattice that a network weaves over its pictures, and how it is taken off.

Networks that grow a picture by wavelets or transposed convolutions leave marks that depend on
where a pixel lies in a cell of 16 x 16 (Odena et al., "Deconvolution and Checkerboard Artifacts",
distill.pub 2016): a regular lattice, seen as dots and weave on skin. It is part of the network,
whatever the noise. What a face has at one place in every cell far and wide is the lattice's, what
it has in single cells is the face's:

1. The brightness less what is smooth in it, cell by cell, clipped so that edges count little.
2. Near by: how much of each of the network's own patterns a cell has, as the median over 9 x 9
   cells. A lash, a rim or a catchlight is in too few of them to matter.
3. Far around: what is left, averaged over some 12 x 12 cells; those that are full of edges count
   less, or a long rim would leave a row of faint lines.

Both together are the lattice there; it is the same in all colours, and never taken to be more
than `LIMIT`.
"""

from facelab.engine.lattice.lattice import Lattice
from facelab.engine.lattice.sizes import CELL, fits, preview_cell

__all__ = ["CELL", "Lattice", "fits", "preview_cell"]
