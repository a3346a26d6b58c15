"""The window: Qt widgets over a session."""
