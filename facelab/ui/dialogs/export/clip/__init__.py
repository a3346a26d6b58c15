"""The tab for clips: a look at a time on the left; what, how and where on the right."""
