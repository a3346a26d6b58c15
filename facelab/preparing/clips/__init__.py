"""A timeline becomes a clip: the same for window and command line.

`order` says what is wanted, `frames` draws and prepares the picture of each time, `making` writes
the file, or the folder of a sequence.
"""
