"""Published networks as tensors of ours, one file a family."""
