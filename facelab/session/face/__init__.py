"""The face on show: its recipe, its history, and the files that it comes from and goes to."""
