"""The question before faces that were found for a cast are lost, or the search for them ends."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from facelab.session import Session
from facelab.ui.dialogs.keep_cast import ask_to_keep
from facelab.ui.dialogs.question import confirmed

UNDER_WAY = "The search is still under way."
USUAL_NAME = "Cast"


def may_lose_faces(session: Session, parent: QWidget, before: str, go_on: str) -> bool:
    """Ask about faces that were found and not kept: they may be kept, or go. Returns whether to
    go on; at once if there are none.

    Parameters
    ----------
    session : Session
    parent : QWidget
    before : str
        What would lose them: "you quit".
    go_on : str
        The same as a button: "Quit".
    """
    finder = session.cast_finder
    if not finder.unkept:
        return True
    why = [_found(finder.unkept)]
    if finder.progress is not None:
        why.append(f"{UNDER_WAY} It will end.")
    name = finder.name.strip() or free_name(session)
    keep, leave = f"Keep and {go_on.lower()}", f"{go_on} without it"
    what = f"Keep the cast before {before}?"
    answer = ask_to_keep(parent, what, " ".join(why), name, keep, leave)
    if answer:
        finder.stop()
        finder.keep(answer)
    elif answer is not None:
        finder.give_up()
    return answer is not None


def free_name(session: Session) -> str:
    """A name that no cast of the library has: it would get these faces, too."""
    taken = {cast.name.casefold() for cast in session.kept.facets.casts}
    number, name = 2, USUAL_NAME
    while name.casefold() in taken:
        number, name = number + 1, f"{USUAL_NAME} {number}"
    return name


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
