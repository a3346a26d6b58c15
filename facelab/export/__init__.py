"""Files out: pictures that carry their recipe."""
