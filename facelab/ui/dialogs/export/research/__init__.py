"""The tab for research sets: its steps, roughly, on the left; what, how and where on the right."""
