"""The cells of a character's sheet in a grid, for the panel and for the export dialog.

`grid` shows cells that `model` lists, `cell` paints what is on them; what every grid of pictures
has is in `facelab.ui.widgets.pictures`.
"""

from facelab.ui.character.grid import SheetGrid

__all__ = ["SheetGrid"]
