"""The question before faces that were found for a cast are lost, or the search for them ends."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from facelab.session import Session
from facelab.ui.dialogs.question import confirmed

UNDER_WAY = "The search is still under way."


def may_lose_faces(session: Session, parent: QWidget, what: str, button: str) -> bool:
    """Ask whether faces that were found and not kept may go; yes if there are none.

    Parameters
    ----------
    session : Session
    parent : QWidget
    what, button : str
        The question, and what goes on.
    """
    finder = session.cast_finder
    if not finder.unkept:
        return True
    them = "it" if finder.unkept == 1 else "them"
    why = [_found(finder.unkept), f"To keep {them}, cancel, then keep the cast in Explore."]
    if finder.progress is not None:
        why.append(UNDER_WAY)
    return confirmed(parent, what, " ".join(why), button)


def may_end_search(session: Session, parent: QWidget, cause: str) -> bool:
    """Ask whether a search may end; yes if none is under way. What was found stays.

    Parameters
    ----------
    session : Session
    parent : QWidget
    cause : str
        What ends it: "another network".
    """
    finder = session.cast_finder
    if finder.progress is None:
        return True
    why = [UNDER_WAY, f"Switching to {cause} ends it."]
    if finder.unkept:
        stay = "It stays" if finder.unkept == 1 else "They stay"
        why += [_found(finder.unkept), f"{stay}, and you can keep the cast in Explore."]
    return confirmed(parent, "End the search for a cast?", " ".join(why), "End search")


def _found(count: int) -> str:
    return f"{'1 face was' if count == 1 else f'{count:,} faces were'} found but not kept."
