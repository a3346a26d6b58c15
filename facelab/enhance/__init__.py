"""Larger pictures: super-resolution and plain enlarging, for files only."""
