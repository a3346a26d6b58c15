"""From the drawn face to the pixels that a format wants: enlarged, cut out, shaped, sized."""
