"""Directions that come with a network or are found in it, and edits along them."""
