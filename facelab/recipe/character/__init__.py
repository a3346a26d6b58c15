"""A character: one face in a grid of expressions, turns of the head, ages, or any sliders.

`sets` are what stands along a side of the grid, `sheet` is the grid, `codec` writes both.
"""
