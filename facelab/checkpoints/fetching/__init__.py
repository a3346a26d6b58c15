"""Packages that carry networks: downloaded, checked by their hash, unpacked."""
