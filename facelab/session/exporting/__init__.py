"""Faces leave as pictures: what, how, where; a look at it before; the job that does it."""
