"""Stimuli for research: faces that differ in one measured attribute by equal steps.

`plan.py` says what is wanted, `solving.py` finds the recipe of each picture (draw, measure,
correct), `making.py` does it all and writes a folder: pictures, tables (`tables.py`), points for
WebMorph and geomorph (`points.py`, `templates.py`) and the paragraph for the report (`methods.py`).
"""
