"""The one dialog for all that leaves facelab: a tab for each kind."""
