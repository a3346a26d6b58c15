"""facelab: a desktop studio for exploring the latent space of a face GAN."""

__version__ = "0.1.0"
