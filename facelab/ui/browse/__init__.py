"""Browse: twenty faces at once, in the middle of the Explore workspace.

`page` is the whole of it, `top` the line above the faces, `faces_grid` the faces and the hand on
them, `face_cell` how one is painted, `faces_model` what the list is. Which faces they are says
`facelab.session.exploring`.
"""

from facelab.ui.browse.page import BrowsePage

__all__ = ["BrowsePage"]
