"""The cells of a character's sheet as pictures for games and films.

`eyes` finds where the eyes are and brings them to one place, `drawing` draws a cell in the ways
that are asked for, `ways` are these: a sheet, files, an atlas, Ren'Py, RPG Maker; `wanted` says
which of them and how. `making` goes through the cells.
"""
