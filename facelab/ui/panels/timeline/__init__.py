"""The timeline: keys on a ruler, tracks below them, and what plays it.

`panel` joins the parts to the session. `strip` is the painted middle (`strip_view`) with the hand
on it: `geometry` says where things are, `painting` how they look, `grips` what a drag does,
`keyboard` what keys do. `transport` is the row above it, `inspector` the fields of the selected
keys beside it, with `ease_editor` for the curve; `menus` is what can be chosen, `onion` lets
other keys shine through the picture.
"""

from facelab.ui.panels.timeline.panel import TimelinePanel

__all__ = ["TimelinePanel"]
