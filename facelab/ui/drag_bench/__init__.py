"""A scripted drag of a slider in the real window, and what a user would have felt and seen."""

from facelab.ui.drag_bench.measure import measure_drag

__all__ = ["measure_drag"]
