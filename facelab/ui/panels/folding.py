"""Which sections of the panels are folded: as the user left them."""

from __future__ import annotations

from facelab.session import Session


def remember_folded(session: Session, title: str, is_open: bool) -> None:
    """The user folded or unfolded the section of this title."""
    settings = session.settings
    closed, opened = set(settings.closed_sections), set(settings.open_sections)
    (opened if is_open else closed).add(title)
    (closed if is_open else opened).discard(title)
    session.change_settings(
        closed_sections=tuple(sorted(closed)), open_sections=tuple(sorted(opened))
    )
