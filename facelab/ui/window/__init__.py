"""The main window: its docks, commands, bars and pages."""
