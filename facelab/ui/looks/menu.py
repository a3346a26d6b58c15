"""The menu of looks: those that come with facelab, then the user's own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from facelab.engine.characters import in_short, lacking_for
from facelab.recipe.character.sets import Variant, VariantSet
from facelab.session import Session
from facelab.ui.dialogs.question import confirmed
from facelab.ui.looks.save_look import SaveLook
from facelab.ui.outside_text import action_text, tooltip_of

MOST_LETTERS = 40
MOST_BESIDE = 12  # sets of the user's own beside those of facelab


class LooksMenu(QMenu):
    """Lists what there is whenever it is opened; what is in each set, once that is.

    Parameters
    ----------
    session : Session
    parent : QWidget
        Also that of the dialogs.
    """

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__("&Looks", parent)
        self.setToolTipsVisible(True)
        self._session, self._window = session, parent
        self._submenus: list[QMenu] = []
        self.aboutToShow.connect(self._on_about_to_show)
        session.own_sets.changed.connect(self._on_sets_changed)

    def join(self, menu: QMenu) -> None:
        """Be an entry of another menu."""
        menu.addMenu(self)

    def _on_about_to_show(self) -> None:
        if not self.isVisible():
            self._fill()
            self._session.own_sets.look()  # somebody may have put a file there

    def _on_sets_changed(self) -> None:
        if self.isVisible() and not any(each.isVisible() for each in self._submenus):
            self._fill()
            self.popup(self.pos())  # it may have grown beyond the screen

    def _fill(self) -> None:
        self.clear()
        for each in self._submenus:
            each.deleteLater()
        self._submenus = []
        own = self._session.own_sets.own
        self._list_sets([s for n, s in self._session.looks.sets.items() if n not in own], self)
        self.addSeparator()
        if len(own) > MOST_BESIDE:
            self._submenu(self, "Sets of your &own", partial(self._list_sets, [*own.values()]))
        else:
            self._list_sets(own.values(), self)
        self.addSeparator()
        save = self.addAction("&Save these sliders as a look…", self._save)
        save.setEnabled(self._session.looks.can_save)
        if own:
            self._submenu(self, "&Delete a look", self._list_own)

    def _list_sets(self, sets: Iterable[VariantSet], menu: QMenu) -> None:
        for variants in sets:
            looks = self._submenu(menu, _title(variants), partial(self._list_looks, variants))
            lacking = [self._lacking(look) for look in variants.variants]
            none_fits = all(lacking)
            looks.setEnabled(self._session.face.has_recipe and not none_fits)
            if none_fits:
                looks.menuAction().setToolTip(_told(lacking[0]))

    def _lacking(self, look: Variant) -> tuple[str, ...]:
        model = self._session.model
        return () if model is None else lacking_for(look, model)

    def _list_looks(self, variants: VariantSet, menu: QMenu) -> None:
        for look in variants.variants:
            action = self._add_look(menu, look, "", partial(self._session.looks.give, look))
            lacking = self._lacking(look)
            if lacking:
                action.setEnabled(False)
                action.setToolTip(_told(lacking))

    def _list_own(self, menu: QMenu) -> None:
        for variants in self._session.own_sets.own.values():
            self._submenu(menu, _title(variants), partial(self._list_to_delete, variants))

    def _list_to_delete(self, variants: VariantSet, menu: QMenu) -> None:
        for look in variants.variants:
            self._add_look(menu, look, "…", partial(self._delete, look, variants))

    def _add_look(
        self, menu: QMenu, look: Variant, ending: str, act: Callable[[], None]
    ) -> QAction:
        action = menu.addAction(action_text(look.shown, MOST_LETTERS) + ending)
        if len(look.shown) > MOST_LETTERS:
            action.setToolTip(tooltip_of(look.shown))
        action.triggered.connect(lambda _=False: act())
        return action

    def _submenu(self, menu: QMenu, title: str, fill: Callable[[QMenu], None]) -> QMenu:
        """A menu in another that is filled when it is opened first: 200 sets of 64 looks would
        take half a second.
        """
        made = QMenu(title, menu)
        made.setToolTipsVisible(True)
        menu.addMenu(made)
        self._submenus.append(made)

        def about_to_show() -> None:
            if made.isEmpty():
                fill(made)

        made.aboutToShow.connect(about_to_show)
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
            self._session.looks.forget(look, variants)


def _told(lacking: Sequence[str]) -> str:
    return tooltip_of(f"This network lacks directions for it: {in_short(lacking)}")


def _title(variants: VariantSet) -> str:
    return action_text(variants.shown, MOST_LETTERS)
