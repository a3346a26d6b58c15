"""The panels of today, one entry each: docks in the order of sight, then pages."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QDrag

from facelab.ui.browse import BrowsePage
from facelab.ui.dialogs.library_folder import LibraryFolderDialog
from facelab.ui.faces_mime import recipes_mime
from facelab.ui.gallery import GalleryPage, GalleryStrip
from facelab.ui.panels.cast import CastPanel
from facelab.ui.panels.directions import DirectionsPanel
from facelab.ui.panels.face import FacePanel
from facelab.ui.panels.history import HistoryPanel
from facelab.ui.panels.latent_map import LatentMapPanel
from facelab.ui.panels.mixing.panel import MixingPanel
from facelab.ui.panels.sheet import SheetPanel
from facelab.ui.panels.timeline import TimelinePanel
from facelab.ui.window.commands import Command
from facelab.ui.window.file_commands import FileCommands
from facelab.ui.window.panel_entry import PanelCommand, PanelEntry, Parts, Place

LEFT = Qt.DockWidgetArea.LeftDockWidgetArea
RIGHT = Qt.DockWidgetArea.RightDockWidgetArea
BOTTOM = Qt.DockWidgetArea.BottomDockWidgetArea
SHEET_WIDTH = 400  # three or four faces beside each other, and room for the timeline
DIRECTIONS_WIDTH = 360  # for locks and long names


def _face(parts: Parts) -> FacePanel:
    panel = FacePanel(parts.session)
    panel.room_wanted.connect(partial(parts.docks.give_room, "face"))
    # Enter in the field: the keys of the window, Space first, are there again.
    panel.seed.confirmed.connect(parts.canvas.setFocus)
    return panel


def _mixing(parts: Parts) -> MixingPanel:
    panel = MixingPanel(parts.session)
    panel.room_wanted.connect(partial(parts.docks.give_room, "mixing"))
    return panel


def _directions(parts: Parts) -> DirectionsPanel:
    panel = DirectionsPanel(parts.session)
    panel.cards.keep_clear(parts.canvas.middle_of_face)
    files = FileCommands(panel, parts.session)
    # Not the method itself: Qt would hold no reference to what it is of.
    panel.import_wanted.connect(lambda: files.import_directions())
    return panel


def _kept(parts: Parts) -> GalleryStrip:
    strip = GalleryStrip(parts.gallery)
    strip.gallery_requested.connect(partial(parts.workspaces.show, "library"))
    return strip


def _gallery(parts: Parts) -> GalleryPage:
    page = GalleryPage(parts.gallery)
    page.left.connect(parts.workspaces.back)
    page.escaped.connect(parts.escape)
    page.wanted.connect(partial(parts.workspaces.show, "library"))
    return page


def _browse(parts: Parts) -> BrowsePage:
    page = BrowsePage(parts.session)
    page.opened.connect(partial(parts.workspaces.show, "edit"))
    page.escaped.connect(parts.escape)
    return page


def _cast(parts: Parts) -> CastPanel:
    panel = CastPanel(parts.session)
    panel.wanted.connect(partial(parts.workspaces.show_panel, "cast"))

    def export(name: str) -> None:
        casts = parts.session.kept.facets.casts
        number = next((each.id for each in casts if each.name == name), None)
        if number is not None:
            parts.gallery.actions.export_pictures_of_cast(number)

    panel.export_wanted.connect(export)
    return panel


def _show_history(parts: Parts, panel: HistoryPanel) -> None:
    parts.workspaces.show_panel("history")
    panel.list.setFocus(Qt.FocusReason.ShortcutFocusReason)


def _timeline(parts: Parts) -> TimelinePanel:
    session, ways = parts.session, parts.workspaces
    panel = TimelinePanel(session, parts.canvas)
    panel.wanted.connect(partial(ways.show_panel, "timeline"))

    def changed() -> None:
        if ways.current != "animate":  # what is elsewhere is about the face on show
            session.player.back_to_face()

    ways.changed.connect(changed)

    def drag() -> None:
        shown = session.player.showing
        if shown is not None or session.face.has_recipe:
            drag = QDrag(parts.canvas)
            drag.setMimeData(recipes_mime([shown or session.face.recipe]))
            drag.exec(Qt.DropAction.CopyAction)

    parts.canvas.dragged_out.connect(drag)
    return panel


def _sheet(parts: Parts) -> SheetPanel:
    ways = parts.workspaces
    panel = SheetPanel(parts.session)
    panel.wanted.connect(partial(ways.show_panel, "sheet"))
    panel.edit_wanted.connect(partial(ways.show, "edit"))
    panel.export_wanted.connect(partial(parts.export, "sheet"))
    return panel


ENTRIES: tuple[PanelEntry[Any], ...] = (
    PanelEntry(
        "face", "Face", "edit", Place(LEFT, 185, only_as_needed=True), _face, needs_face=True
    ),
    PanelEntry(
        "mixing", "Style mixing", "edit", Place(LEFT, 250), _mixing,
        keys={"Layers of style mixing": (
            ("Arrows", "Select a layer and a source"),
            ("Enter", "Take the layer's style from the source"),
            ("Delete", "Remove the source"),
        )},
        needs_face=True,
    ),
    PanelEntry(
        "map", "Latent map", "edit", Place(LEFT, 330, behind_when_low="mixing"),
        lambda parts: LatentMapPanel(parts.session), needs_face=True,
    ),
    PanelEntry(
        "history", "History", "edit",
        Place(LEFT, 330, behind="map", behind_when_low="mixing"),
        lambda parts: HistoryPanel(parts.session),
        commands=(PanelCommand(
            Command("history", "&History", "See every step so far, and go back to any of them",
                    plain_key="H", needs_face=True, on_canvas=True),
            "&View", _show_history, after="hide_panels", apart=True),),
        needs_face=True, also_in=("animate",),
    ),
    PanelEntry(
        "directions", "Directions", "edit",
        Place(RIGHT, 780, width=DIRECTIONS_WIDTH),
        _directions,
        keys={"Directions": (
            ("Hover over a name", "See less and more of it"),
            ("Click on Auto", "Choose what may change it: Free, Auto or Hold"),
            ("Shift+click on Auto", "Hold, or back to Auto"),
            ("Menu", "Reset, pin to the top, layers, lock, about, export"),
        )},
        needs_face=True, also_open_in=("animate",),
    ),
    PanelEntry(
        "kept", "Kept faces", "edit", Place(BOTTOM, 150, own_title=True), _kept,
        keys={"Kept faces": (
            ("Arrows, Enter", "Select a face, open it"),
            ("Shift, Ctrl", "Select several, with arrows or clicks"),
            ("Digits 0 to 5", "Rate the selected faces"),
            ("F2", "Rename the current face"),
            ("Ctrl+T", "Tags and note"),
            ("Delete", "Move the selected faces to the bin"),
            ("Ctrl+Z, Ctrl+Shift+Z", "Undo and redo what you did to kept faces, in the Library"),
            ("Menu", "Take its styles, compare, blend, make a direction, find similar faces"),
            ("Drag", "Onto the picture, a style, A or B, a cast, another face"),
            ("Ctrl+wheel", "Resize the pictures in the library"),
            ("Escape", "Leave the search, then return to the face"),
        )},
        also_in=("animate",),
    ),
    PanelEntry(
        "timeline", "Timeline", "animate", Place(BOTTOM, 264), _timeline,
        commands=(
            PanelCommand(
                Command("add_key", "Add to &timeline", "Add the face on show as a key",
                        plain_key="K", needs_face=True, on_canvas=True),
                "F&ace", lambda parts, panel: panel.add_key(), apart=True),
            PanelCommand(
                Command("update_key", "&Update key",
                        "Put the face on show in the place of the selected key's",
                        plain_key="Shift+K", needs_face=True, on_canvas=True),
                "F&ace", lambda parts, panel: panel.update_key(), after="add_key"),
        ),
        keys={"Timeline": (
            ("Space", "Play, pause"),
            ("Left, Right", "One frame back or on; with Shift a second, with Ctrl to the next key"),
            ("Home, End", "To the beginning, to the end"),
            ("Alt+Left, Alt+Right", "Move the selected key in time; with Shift in the order"),
            ("Enter", "Edit the face of the selected key"),
            ("Delete", "Delete the selected keys, or the point of a track"),
            ("Ctrl+C, Ctrl+X, Ctrl+V", "Copy, cut, paste keys"),
            ("Ctrl+A", "Select all keys"),
            ("Ctrl+Z, Ctrl+Shift+Z", "Undo and redo in the timeline"),
            ("Ctrl+wheel", "Zoom in time"),
            ("Escape", "Put back what is dragged; else show the face again"),
        )},
        needs_face=True,
    ),
    PanelEntry(
        "sheet", "Sheet", "animate", Place(LEFT, 780, width=SHEET_WIDTH), _sheet,
        commands=(
            PanelCommand(
                Command("use_as_cell", "Use as &cell",
                        "Put the face on show in the place of the cell that was opened",
                        needs_face=True),
                "F&ace", lambda parts, panel: panel.use_as_cell(), after="update_key"),
        ),
        keys={"Sheet": (
            ("Click, Enter", "Show the face of a cell, to be corrected"),
            ("Arrows", "Go from cell to cell"),
            ("Delete", "Undo the correction of the current cell"),
            ("Escape", "Leave the cell, and show the sheet's face"),
            ("Menu", "Correct here or in Edit, take the face on show, undo, keep"),
        )},
        needs_face=True,
    ),
    PanelEntry(
        "cast", "Cast", "explore", Place(RIGHT, 780, width=320), _cast, needs_face=True,
    ),
    PanelEntry(
        "browse", "Browse", "explore", "centre", _browse,
        keys={"Browse": (
            ("Space", "Twenty other faces"),
            ("Backspace", "The page before"),
            ("Arrows", "Select a face"),
            ("Shift, Ctrl", "Select several, with arrows or clicks"),
            ("Enter", "Open the current face in Edit"),
            ("Ctrl+D", "Keep the selected faces; so does a click on a heart"),
            ("K", "Add the selected faces to the timeline, as keys"),
            ("L", "Faces like the current one"),
            ("Double-click", "Open the face in Edit"),
            ("Menu", "Open, more like this, keep, add to the timeline, copy the seed"),
            ("Escape", "Back from faces like one, then to the face"),
        )},
    ),
    PanelEntry(
        "gallery", "Kept faces", "library", "centre", _gallery,
        commands=(
            PanelCommand(
                Command("import_faces", "&Import faces and timelines…",
                        "Add the faces and timelines in a .facelab file to your library",
                        icon="import"),
                "&File", lambda parts, _: parts.gallery.actions.import_file(),
                after="save_recipe", apart=True),
            PanelCommand(
                Command("export_faces", "E&xport all faces and timelines…",
                        "Export every kept face and timeline to one .facelab file; to "
                        "export only some faces, use the library", icon="export"),
                "&File", lambda parts, _: parts.gallery.actions.export(None),
                after="import_faces"),
            PanelCommand(
                Command("library_folder", "&Library folder…", "Where kept faces are stored",
                        icon="folder"),
                "&File",
                lambda parts, _: LibraryFolderDialog(parts.session, parts.window).exec(),
                after="export_faces"),
        ),
    ),
)  # fmt: skip
