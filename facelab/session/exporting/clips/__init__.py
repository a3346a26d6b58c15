"""Faces that leave as clips: the job, what it will take, and the command that does the same."""
