"""What the user can do, in one table: menus, toolbar and the list of keys are made from it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Command:
    """A command of the window.

    Attributes
    ----------
    keys : tuple of str
        Shortcuts that hold everywhere in the window.
    plain_key : str
        A key without modifiers, or with Shift. It works unless the control that has the focus
        wants it, so that Space still presses a focused button and letters can be typed.
    on_canvas : bool
        It acts on what the canvas shows: not while the gallery covers that.
    """

    id: str
    text: str
    tip: str
    keys: tuple[str, ...] = ()
    plain_key: str = ""
    icon: str = ""
    checkable: bool = False
    needs_face: bool = False
    on_canvas: bool = False


_COMMANDS = (
    Command("open", "&Open…", "Open a saved picture or recipe, or import kept faces",
            ("Ctrl+O",), icon="open", needs_face=True),
    Command("save_again", "&Save picture",
            "Save the face as a PNG that carries its recipe, beside the last one",
            ("Ctrl+S",), icon="save_picture", needs_face=True, on_canvas=True),
    Command("save_picture", "Save picture &as…", "Choose folder and name, then save the face",
            ("Ctrl+Shift+S", "Ctrl+E"), needs_face=True, on_canvas=True),
    Command("save_recipe", "Save &recipe…", "Save the recipe of the face as a JSON file",
            needs_face=True, on_canvas=True),
    Command("import_faces", "&Import faces…", "Take the faces of a .facelab file into the library",
            icon="import"),
    Command("import_directions", "Import &directions…",
            "Take directions that others made, or a file of one's own, into the group Mine",
            icon="axes", needs_face=True),
    Command("export_faces", "E&xport all kept faces…",
            "Write all kept faces into one .facelab file; the gallery exports some of them",
            icon="export"),
    Command("library_folder", "&Library folder…", "Where kept faces are stored", icon="folder"),
    Command("quit", "&Quit", "Close facelab", ("Ctrl+Q",)),
    Command("undo", "&Undo", "Take the last change back", ("Ctrl+Z",), icon="undo"),
    Command("redo", "&Redo", "Do the change again", ("Ctrl+Shift+Z", "Ctrl+Y"), icon="redo"),
    Command("reset_edits", "R&eset edits", "Directions and style mixing off", plain_key="R",
            icon="reset", needs_face=True, on_canvas=True),
    Command("copy_picture", "&Copy picture", "Copy the picture at full size, with its recipe",
            ("Ctrl+C",), icon="copy", needs_face=True, on_canvas=True),
    Command("copy_seed", "Copy see&d", "Copy the seed of the face", ("Ctrl+Shift+C",),
            needs_face=True, on_canvas=True),
    Command("paste_face", "&Paste face",
            "Open the face of a picture, a file, a recipe or a seed on the clipboard",
            ("Ctrl+V",), needs_face=True),
    Command("find_kept", "&Find kept faces", "Search by name, tag, note or seed", ("Ctrl+F",)),
    Command("restore_kept", "Restore re&moved faces", "Put back the kept faces removed last"),
    Command("settings", "&Settings…", "Library, device, previews, theme, saved pictures",
            ("Ctrl+,",), icon="settings"),
    Command("gallery", "&Gallery", "All kept faces in the whole window", ("Ctrl+L",),
            plain_key="G", icon="gallery", checkable=True),
    Command("history", "&History", "The steps that led to the face, to go back to any of them",
            plain_key="H", needs_face=True, on_canvas=True),
    Command("fit", "&Fit", "Show the whole picture", ("Ctrl+0",), icon="fit", on_canvas=True),
    Command("actual_size", "&100 %", "One picture pixel a screen pixel", ("Ctrl+1",),
            on_canvas=True),
    Command("zoom_in", "Zoom &in", "Larger", ("Ctrl++", "Ctrl+="), icon="zoom_in"),
    Command("zoom_out", "Zoom &out", "Smaller", ("Ctrl+-",), icon="zoom_out"),
    Command("hide_panels", "Hide p&anels", "Hide all panels; again brings them back",
            ("Ctrl+\\", "F12"), checkable=True, on_canvas=True),
    Command("full_screen", "F&ull screen", "The face alone on the whole screen", ("F11",),
            plain_key="F", icon="full_screen", checkable=True),
    Command("reset_layout", "Reset &layout", "Put all panels back where they were at first"),
    Command("next_face", "&Next face", "The face of the next seed, with the same edits",
            plain_key="Space", icon="next", needs_face=True, on_canvas=True),
    Command("previous_face", "&Previous face", "The face shown before, or that of the seed before",
            plain_key="Backspace", icon="previous", needs_face=True, on_canvas=True),
    Command("random_face", "&Random face", "A face of a seed drawn by chance", ("Ctrl+R",),
            icon="dice", needs_face=True, on_canvas=True),
    Command("keep", "&Keep this face", "Keep the face with all its settings", ("Ctrl+D",),
            icon="heart", needs_face=True),
    Command("wipe", "&Before and after", "Compare with the face before its edits",
            plain_key="W", icon="compare", checkable=True, needs_face=True, on_canvas=True),
    Command("toggle_slots", "Ba&ck and forth", "From the face of A to that of B and back",
            plain_key="X", needs_face=True, on_canvas=True),
    Command("show_a", "Show &A", "The face held in A; if A is empty it takes the face on show",
            plain_key="A", needs_face=True, on_canvas=True),
    Command("show_b", "S&how B", "The face held in B; if B is empty it takes the face on show",
            plain_key="B", needs_face=True, on_canvas=True),
    Command("store_a", "&Store in A", "Hold the face on show in A", plain_key="Shift+A",
            needs_face=True, on_canvas=True),
    Command("store_b", "S&tore in B", "Hold the face on show in B", plain_key="Shift+B",
            needs_face=True, on_canvas=True),
    Command("compare_slots", "A and B side by si&de", "Compare the faces of A and B in a window"),
    Command("keys", "&Keys", "All keys", ("F1",), plain_key="?", icon="keyboard"),
    Command("about", "&About facelab", "Version, network and licences", icon="info"),
)  # fmt: skip

COMMANDS = {command.id: command for command in _COMMANDS}

# None is a separator; a name in <> is a menu or entry that the window makes itself.
MENUS: dict[str, tuple[str | None, ...]] = {
    "&File": (
        "open", "<recent>", None, "save_again", "save_picture", "save_recipe", None,
        "import_faces", "export_faces", "library_folder", None, "import_directions", None, "quit",
    ),
    "&Edit": (
        "undo", "redo", None, "reset_edits", None, "copy_picture", "copy_seed", "paste_face",
        None, "find_kept", "restore_kept", None, "settings",
    ),
    "&View": (
        "gallery", "history", None, "fit", "actual_size", "zoom_in", "zoom_out", None,
        "full_screen", "hide_panels", None,
        "<panels>", "<theme>", "reset_layout",
    ),
    "F&ace": ("next_face", "previous_face", "random_face", None, "keep", None, "<device>"),
    "&Compare": (
        "wipe", None, "show_a", "show_b", "toggle_slots", None, "store_a", "store_b", None,
        "compare_slots",
    ),
    "&Help": ("keys", "about"),
}  # fmt: skip

TOOLBAR_LEFT = (
    "previous_face", "next_face", "random_face", None, "undo", "redo", "reset_edits", None,
    "<slots>",
)  # fmt: skip
TOOLBAR_RIGHT = ("wipe", "fit", "full_screen", None, "gallery", "keep", "save_again")

# What a right click on the picture offers.
CANVAS_MENU: tuple[str | None, ...] = (
    "save_again", "save_picture", "copy_picture", "paste_face", None, "keep", "store_a", "store_b",
    None, "wipe", None, "fit", "actual_size", None, "next_face", "previous_face", "random_face",
    "reset_edits", None, "hide_panels", "full_screen",
)  # fmt: skip

# Keys that belong to no command, for the list of keys; they join the menu of the same title.
MORE_KEYS: dict[str, tuple[tuple[str, str], ...]] = {
    "Compare": (("Hold C", "The face before its edits"),),
    "Sliders": (
        ("Drag, Ctrl+wheel, arrows", "Change the value"),
        ("Shift", "Ten times finer, with any of these"),
        ("Page Up, Page Down", "Large steps"),
        ("Double-click", "Back to the default"),
        ("Digits, Enter", "Type a number"),
    ),
    "Directions": (
        ("Rest on a name", "The face with less and with more of it"),
        ("Click on Auto", "Choose what may change it: Free, Auto or Hold"),
        ("Shift+click on Auto", "Hold, and back"),
        ("Menu", "Reset, pin to the top, layers, lock, about, export"),
    ),
    "Kept faces": (
        ("Arrows, Enter", "Choose a face, open it"),
        ("Shift, Ctrl", "Choose several, with arrows or clicks"),
        ("Digits 0 to 5", "Rate the chosen faces"),
        ("F2", "Rename the current face"),
        ("Ctrl+T", "Tags and note"),
        ("Delete", "Put the chosen faces in the bin"),
        ("Menu", "Take its styles, compare, blend, make a direction, find similar faces"),
        ("Drag", "Onto the picture, a style, A or B, a cast, another face"),
        ("Ctrl, wheel", "Larger and smaller pictures in the gallery"),
        ("Escape", "Leave the search; then back to the face"),
    ),
    "Layers of style mixing": (
        ("Arrows", "Choose a layer and a source"),
        ("Enter", "Take the layer's style from the source"),
        ("Delete", "Remove the source"),
    ),
    "Picture": (
        ("Wheel", "Zoom at the pointer"),
        ("Drag", "Move a picture that is larger than its frame"),
        ("Double-click", "Fit, or 100 %"),
        ("Right-click, Menu", "What can be done with the face"),
        ("Escape", "Leave full screen"),
    ),
}
