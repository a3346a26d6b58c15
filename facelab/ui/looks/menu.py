"""The menu of looks: those that come with facelab, then the user's own."""

from __future__ import annotations

from PySide6.QtWidgets import QMenu, QWidget

from facelab.recipe.character.sets import Variant, VariantSet
from facelab.session import Session
from facelab.ui.dialogs.question import confirmed
from facelab.ui.looks.save_look import SaveLook
from facelab.ui.outside_text import action_text, tooltip_of

MOST_LETTERS = 40


class LooksMenu(QMenu):
    """Lists what there is whenever it is opened.

    Parameters
    ----------
    session : Session
    parent : QWidget
        Also that of the dialogs.
    """

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__("&Looks", parent)
        self._session, self._window = session, parent
        self._submenus: list[QMenu] = []
        self.aboutToShow.connect(self._on_about_to_show)
        session.own_sets.changed.connect(self._on_sets_changed)

    def join(self, menu: QMenu) -> None:
        """Be an entry of another menu."""
        menu.addMenu(self)

    def _on_about_to_show(self) -> None:
        self._fill()
        self._session.own_sets.look()  # somebody may have put a file there

    def _on_sets_changed(self) -> None:
        if self.isVisible() and not any(each.isVisible() for each in self._submenus):
            self._fill()

    def _fill(self) -> None:
        self.clear()
        for each in self._submenus:
            each.deleteLater()
        self._submenus = []
        sets, own = self._session.looks.sets, self._session.own_sets.own
        for name, variants in sets.items():
            if name in own and next(iter(own)) == name:
                self.addSeparator()
            self._add_set(self, variants)
        self.addSeparator()
        save = self.addAction("&Save these sliders as a look…", self._save)
        save.setEnabled(self._session.looks.can_save)
        if own:
            delete = self._submenu(self, "&Delete a look")
            for variants in own.values():
                inner = self._submenu(delete, action_text(variants.shown, MOST_LETTERS))
                for look in variants.variants:
                    action = inner.addAction(action_text(look.shown, MOST_LETTERS) + "…")
                    action.triggered.connect(
                        lambda _=False, look=look, variants=variants: self._delete(look, variants)
                    )

    def _add_set(self, menu: QMenu, variants: VariantSet) -> None:
        inner = self._submenu(menu, action_text(variants.shown, MOST_LETTERS))
        inner.setEnabled(self._session.face.has_recipe)
        inner.setToolTipsVisible(True)
        for look in variants.variants:
            action = inner.addAction(action_text(look.shown, MOST_LETTERS))
            if len(look.shown) > MOST_LETTERS:
                action.setToolTip(tooltip_of(look.shown))
            action.triggered.connect(lambda _=False, look=look: self._session.looks.give(look))

    def _submenu(self, menu: QMenu, title: str) -> QMenu:
        made = QMenu(title, menu)
        menu.addMenu(made)
        self._submenus.append(made)
        return made

    def _save(self) -> None:
        SaveLook(self._session, self._window).open()

    def _delete(self, look: Variant, variants: VariantSet) -> None:
        if confirmed(
            self._window,
            f"Delete the look {look.shown}?",
            f"It is removed from {variants.shown}. Faces that have it stay as they are. "
            "This cannot be undone.",
            "Delete",
        ):
            self._session.looks.forget(look, variants.shown)
