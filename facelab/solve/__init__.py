"""From a goal to a latent or a small network: statistics of w, preview heads."""
