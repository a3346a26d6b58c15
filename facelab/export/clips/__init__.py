"""Clips: pictures one after another, as files that players and editors take."""
