"""The dock panels: one file a panel. A panel shows the session and writes only through it."""
