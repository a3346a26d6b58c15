"""The sheet of a character: one face with all its expressions, live beside it.

`panel` holds the parts together, `grid` shows cells that `model` lists and `cell` paints, `sides`
chooses what stands along the sides, with `amounts_dialog` for a direction at some amounts.
"""

from facelab.ui.panels.sheet.panel import SheetPanel

__all__ = ["SheetPanel"]
