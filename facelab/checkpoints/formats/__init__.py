"""Files of tensors, one reader a format; nothing in a file is run."""
