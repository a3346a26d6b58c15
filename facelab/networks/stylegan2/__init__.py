"""StyleGAN2 in torch: Karras et al., arXiv 1912.04958, and its form in arXiv 2006.06676 (ADA)."""
