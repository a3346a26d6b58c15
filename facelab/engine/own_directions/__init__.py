"""The user's own directions: on disk, made out of faces, put on the scale."""
