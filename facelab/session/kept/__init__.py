"""Kept faces as the window sees them: written, read, exchanged, and their place."""
