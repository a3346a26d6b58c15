"""Directions: sliders in groups, with locks, limits and what was measured of them."""

from facelab.ui.panels.directions.panel import DirectionsPanel

__all__ = ["DirectionsPanel"]
