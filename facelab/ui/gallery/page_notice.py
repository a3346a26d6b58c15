"""What is told while the gallery is open, at its lower edge, and the blends that it offers."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from facelab.recipe import Recipe
from facelab.session import Message
from facelab.ui.canvas.notice_bar import NoticeBar
from facelab.ui.gallery.gallery import Gallery


class PageNotice(NoticeBar):
    """Shows messages over the faces of a gallery's page.

    Parameters
    ----------
    gallery : Gallery
    page : QWidget
        It lies at its bottom, while that is shown.
    """

    def __init__(self, gallery: Gallery, page: QWidget) -> None:
        super().__init__(page)
        self._page = page
        self._gallery = gallery
        self._act: Callable[[], None] = gallery.session.kept.restore
        self._offered: Recipe | None = None
        self.action_requested.connect(self._on_button)
        gallery.session.message.connect(self._on_message)
        gallery.session.thumbnails.ready.connect(self._on_picture)
        gallery.actions.blended.connect(self._on_blended)
        gallery.browsing.query_changed.connect(self.acted)
        gallery.choice.selectionChanged.connect(self.acted)

    def put_in_place(self) -> None:
        """The page has another size."""
        if not self.isHidden():
            self.place(self._page.rect())

    def _on_message(self, message: Message) -> None:
        if self._page.isHidden():
            return
        kept = self._gallery.session.kept
        if message.quiet:
            return  # the faces of the gallery show it
        unkeeps = message.offers == "unkeep" and kept.can_unkeep
        takes_back = unkeeps or (message.offers == "restore" and kept.can_restore)
        fix = "" if takes_back else message.fix
        self._act, self._offered = kept.unkeep if unkeeps else kept.restore, None
        button = "Undo" if takes_back else None
        self.show_message(message.level, message.what, message.why, fix, button)
        self.put_in_place()

    def _on_blended(self, recipe: Recipe, label: str) -> None:
        """A blend is offered: the face on show stays until the user wants this one."""
        self._offered = recipe
        self._act = lambda: self._gallery.actions.show(recipe, label)
        why = "The current face has not changed."
        self.show_message("info", label, why, "", "Show it")
        self.show_picture(self._gallery.session.thumbnails.get(recipe))
        self.stay()
        self.put_in_place()

    def _on_picture(self, recipe: Recipe) -> None:
        if recipe == self._offered and not self.isHidden():
            self.show_picture(self._gallery.session.thumbnails.peek(recipe))

    def _on_button(self) -> None:
        self.hide()
        self._act()
