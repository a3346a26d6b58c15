"""What a picture says about where it comes from: metadata, a signature, an invisible mark."""
