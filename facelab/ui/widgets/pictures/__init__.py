"""Pictures in a grid that fills its room, for every place that shows many at once.

`grid` is the view and the hand on it, `cell` how one picture is painted, `model` what the list
is and the pictures at the size on show, `shape` how a room is shared out between them;
`painting` paints a face with round corners, and what may be on it, wherever there is one. A place
with a grid of its own holds what only it has: its keys, its names, what is painted on its
pictures.
"""

from facelab.ui.widgets.pictures.cell import Look, PictureCell
from facelab.ui.widgets.pictures.grid import PicturesGrid
from facelab.ui.widgets.pictures.model import PicturesModel
from facelab.ui.widgets.pictures.shape import CellShape, arranged

__all__ = ["CellShape", "Look", "PictureCell", "PicturesGrid", "PicturesModel", "arranged"]
