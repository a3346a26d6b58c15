"""What was chosen last, a file for each thing that leaves or is searched: parts of the settings."""
