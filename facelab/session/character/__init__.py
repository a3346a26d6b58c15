"""The sheet of a character in a window: one face with all its expressions.

`character` holds it and is the only way to change it, `cells` has its cells drawn and measured by
`drawing`, a task of the engine. `saved` brings it back at the next start, `files` opens and
saves it; how it leaves is in `session/exporting/sheets.py`. `own_sets` keeps the user's own sets
of expressions, and `looks` gives what is in a set to the face on show.
"""
