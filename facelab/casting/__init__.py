"""Casts: many people who differ, found under wishes.

`wishes` is what is wished, a value; `words` are the plain names for it and `said` reads them;
`wishes_file` keeps it as JSON. `predict` says labels of a w without a picture, `shares` how many
of which kind there are to be, `pool` collects seeds that promise to fit, `alike` keeps two of one
face apart and the cast spread, `search` draws and measures them, one found face after another, and
`report` says in words what came of it. `eyes` is the network that draws, and those that measure.
"""
