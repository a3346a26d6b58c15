"""The menu of the chosen faces."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QMenu, QWidget

from facelab.engine import GROUPS
from facelab.library.values import MAX_RATING
from facelab.session import Session
from facelab.session.face.slots import NAMES
from facelab.ui.gallery.actions import MOST_BLENDED, GalleryActions
from facelab.ui.gallery.browsing import Browsing
from facelab.ui.outside_text import action_text, tooltip_of

MOST_CASTS = 40


def make_menu(
    session: Session,
    browsing: Browsing,
    actions: GalleryActions,
    ids: Sequence[int],
    rename: Callable[[], None],
    edit: Callable[[], None],
    parent: QWidget,
) -> QMenu:
    """What can be done with these faces; `ids` begins with the current one.

    `rename` types a name for the current face, `edit` shows tags and note.
    """
    menu = QMenu(parent)
    menu.setToolTipsVisible(True)
    if browsing.query.binned:
        menu.addAction("Restore", partial(actions.restore, ids))
        menu.addSeparator()
        menu.addAction("Delete permanently…\tDel", partial(actions.remove, ids))
        return menu
    first, one = ids[0], len(ids) == 1
    card = session.kept.cards.get(first)
    model = session.model
    fits = model is not None and card is not None and card.model == model.sha256
    if one:
        menu.addAction("Open\tEnter", partial(actions.open, first))
        styles = menu.addMenu("Take its styles")
        for group in GROUPS:
            styles.addAction(group.capitalize(), partial(actions.take_styles, first, group))
        styles.setEnabled(fits and session.face.has_recipe)
        hold = menu.addMenu("Store in A or B")
        for slot in NAMES:
            hold.addAction(slot, partial(actions.hold, first, slot))
        compare = menu.addAction("Compare with the current face", partial(actions.compare, ids))
        compare.setEnabled(session.face.has_recipe)
        like = menu.addAction("Find similar kept faces", partial(actions.more_like, first))
        like.setToolTip("Show the kept faces most like this one first")
    else:
        if len(ids) == 2:
            menu.addAction("Compare side by side", partial(actions.compare, ids))
        blended = menu.addAction("Blend into one face", partial(actions.blend, ids))
        blended.setEnabled(fits and len(ids) <= MOST_BLENDED)
    menu.addAction("Make a direction…", partial(actions.make_direction, ids)).setEnabled(fits)
    menu.addSeparator()
    if one:
        menu.addAction("Rename\tF2", rename)
    menu.addAction("Tags and note…\tCtrl+T" if one else "Tags…\tCtrl+T", edit)
    ratings = menu.addMenu("Rating")
    for rating in range(MAX_RATING, -1, -1):
        text = "★" * rating or "None"
        ratings.addAction(f"{text}\t{rating}", partial(actions.rate, ids, rating))
    casts = menu.addMenu("Add to cast")
    for cast in browsing.facets.casts[:MOST_CASTS]:
        put = casts.addAction(
            action_text(cast.name, 60), partial(actions.put_in_cast, cast.id, ids)
        )
        put.setToolTip(tooltip_of(cast.name))
    if browsing.facets.casts:
        casts.addSeparator()
    casts.addAction("New cast…", partial(actions.new_cast, ids))
    if browsing.query.cast is not None:
        menu.addAction("Remove from this cast", partial(actions.take_out, ids))
    menu.addSeparator()
    menu.addAction("Export pictures…", partial(actions.export_pictures, ids))
    menu.addAction("Export as .facelab file…", partial(actions.export, ids))
    menu.addAction("Remove\tDel", partial(actions.remove, ids))
    return menu
