"""Starts an export once the user has agreed to what has to be downloaded for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from facelab.checkpoints.catalogue import CatalogueEntry
from facelab.errors import FacelabError
from facelab.session import Session
from facelab.session.choices.export import ExportChoice
from facelab.session.exporting.scope import Scope
from facelab.ui.dialogs.export.needs import told_missing
from facelab.ui.dialogs.question import confirmed


def begin_export(session: Session, parent: QWidget, scope: Scope, choice: ExportChoice) -> None:
    """Export, after asking if networks are missing."""
    exporting = session.exporting
    try:
        preparation = exporting.preparation(choice)
    except FacelabError as error:
        session.tell_error(error)
        return

    def found(missing: tuple[CatalogueEntry, ...]) -> None:
        once_agreed(parent, missing, lambda: exporting.run(scope, choice))

    exporting.find_missing(preparation, found)


def once_agreed(
    parent: QWidget,
    missing: Sequence[CatalogueEntry],
    begin: Callable[[], object],
    question: str = "Download what this export needs?",
    then: str = "The export begins when all of it is here.",
    button: str = "Download and export",
) -> None:
    """Begin at once if nothing is missing, else if the user agrees to its download."""
    if not missing or confirmed(parent, question, f"{told_missing(missing)} {then}", button):
        begin()
