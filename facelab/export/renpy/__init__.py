"""A character for Ren'Py: whole pictures under one tag, side images, and a script that shows them.

Files in `game/images` define images by themselves: `eileen happy.png` is `eileen happy`. See
renpy.org, "Displaying Images" and "Side Images".
"""
