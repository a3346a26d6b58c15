"""A cast under wishes: `panel` is the whole of it, `wish_row` one wish."""

from facelab.ui.panels.cast.panel import CastPanel

__all__ = ["CastPanel"]
