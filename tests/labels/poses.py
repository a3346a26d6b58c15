"""Heads that are turned."""

from __future__ import annotations

import math

import numpy as np


def turned(mesh: np.ndarray, yaw: float, pitch: float, roll: float) -> np.ndarray:
    """The mesh with its nose to the right of the picture, up, and tilted clockwise."""
    y, p, r = -yaw, pitch, roll
    around_y = np.array([[math.cos(y), 0, math.sin(y)], [0, 1, 0], [-math.sin(y), 0, math.cos(y)]])
    around_x = np.array([[1, 0, 0], [0, math.cos(p), math.sin(p)], [0, -math.sin(p), math.cos(p)]])
    around_z = np.array([[math.cos(r), -math.sin(r), 0], [math.sin(r), math.cos(r), 0], [0, 0, 1]])
    moved: np.ndarray = mesh @ (around_z @ around_y @ around_x).T
    return moved
