"""The cells of a character's sheet in a grid, for the panel and for the export dialog.

`grid` shows cells that `model` lists and `cell` paints.
"""

from facelab.ui.character.grid import SheetGrid

__all__ = ["SheetGrid"]
