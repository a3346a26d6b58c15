"""Many faces at once: pages of new ones, of those near a face; what is kept of them."""
