"""Jobs under way, as the window shows them: in its status bar, in a list, and when it closes."""
