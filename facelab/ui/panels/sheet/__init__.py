"""The sheet of a character: one face with all its expressions, live beside it.

`panel` holds the parts together, `sides` chooses what stands along the sides, with
`amounts_dialog` for a direction at some amounts. The grid of cells is in `ui/character/`.
"""

from facelab.ui.panels.sheet.panel import SheetPanel

__all__ = ["SheetPanel"]
