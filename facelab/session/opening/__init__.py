"""Files that are opened: what is in them, what is said of them, and which were the last."""
