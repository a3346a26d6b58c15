"""Browse: twenty faces at once, in the middle of the Explore workspace.

`page` is the whole of it, `top` the line above the faces, `faces_grid` the faces and the hand on
them, `face_cell` what is on one, `faces_model` what the list is; what every grid of pictures has
is in `facelab.ui.widgets.pictures`. Which faces they are says `facelab.session.exploring`.
"""

from facelab.ui.browse.page import BrowsePage

__all__ = ["BrowsePage"]
