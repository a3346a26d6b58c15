"""The thread that owns the network, and what is asked of it."""
