"""StyleGAN3 in torch: Karras et al., arXiv 2106.12423."""
