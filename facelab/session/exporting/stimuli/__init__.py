"""Sets for research leave, beside the window: `facelab.stimuli` by the session's network."""
