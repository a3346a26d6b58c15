"""What the user can do, in one table: menus, toolbar and the list of keys are made from it.

What belongs to one panel is in its entry, see `panel_entries`; `command_table` joins the two.
"""

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
        It acts on what the canvas shows: not in a workspace without it.
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
    Command("open", "&Open…", "Open pictures, recipes, latents, directions or exported faces",
            ("Ctrl+O",), icon="open", needs_face=True),
    Command("save_again", "&Save picture",
            "Save the face as a PNG with its recipe, next to the last one",
            ("Ctrl+S",), icon="save_picture", needs_face=True, on_canvas=True),
    Command("save_picture", "Save picture &as…", "Choose a name and folder, then save the face",
            ("Ctrl+Shift+S",), needs_face=True, on_canvas=True),
    Command("save_recipe", "Save &recipe…", "Save the face's recipe as a JSON file",
            needs_face=True, on_canvas=True),
    Command("export_pictures", "&Export…",
            "Export faces as pictures: choose which, in what format, and where",
            ("Ctrl+E",), icon="export", needs_face=True),
    Command("export_again", "Export a&gain", "Repeat the last export with the same choices",
            ("Ctrl+Shift+E",), needs_face=True),
    Command("import_directions", "Import &directions…",
            "Add the directions in a file to Mine",
            icon="axes", needs_face=True),
    Command("quit", "&Quit", "Quit facelab", ("Ctrl+Q",)),
    Command("undo", "&Undo", "Undo the last change", ("Ctrl+Z",), icon="undo"),
    Command("redo", "&Redo", "Redo the change", ("Ctrl+Shift+Z", "Ctrl+Y"), icon="redo"),
    Command("reset_edits", "R&eset edits", "Reset all directions and style mixing", plain_key="R",
            icon="reset", needs_face=True, on_canvas=True),
    Command("copy_picture", "&Copy picture", "Copy the full-size picture with its recipe",
            ("Ctrl+C",), icon="copy", needs_face=True, on_canvas=True),
    Command("copy_seed", "Copy see&d", "Copy the face's seed", ("Ctrl+Shift+C",),
            needs_face=True, on_canvas=True),
    Command("paste_face", "&Paste face",
            "Open a face from the clipboard: a picture, file, recipe or seed",
            ("Ctrl+V",), needs_face=True),
    Command("find_kept", "&Find kept faces", "Search by name, tag, note or seed", ("Ctrl+F",)),
    Command("restore_kept", "Restore re&moved faces", "Restore the kept faces you removed last"),
    Command("settings", "&Settings…", "Library, device, previews, theme, saved pictures",
            ("Ctrl+,",), icon="settings"),
    Command("cut_out", "&Cut out",
            "Show head and shoulders before another background; saved pictures keep theirs",
            plain_key="O", icon="cut_out", checkable=True, needs_face=True, on_canvas=True),
    Command("fit", "&Fit", "Fit the picture to the view", ("Ctrl+0",), icon="fit", on_canvas=True),
    Command("actual_size", "&100%", "One picture pixel per screen pixel", ("Ctrl+1",),
            on_canvas=True),
    Command("zoom_in", "Zoom &in", "Enlarge the picture", ("Ctrl++", "Ctrl+="), icon="zoom_in"),
    Command("zoom_out", "Zoom &out", "Shrink the picture", ("Ctrl+-",), icon="zoom_out"),
    Command("hide_panels", "Hide p&anels", "Hide all panels, or bring them back",
            ("Ctrl+\\", "F12"), checkable=True),
    Command("full_screen", "F&ull screen", "Show only the face, full screen", ("F11",),
            plain_key="F", icon="full_screen", checkable=True),
    Command("reset_layout", "Reset &layout", "Put all panels back in their original places"),
    Command("next_face", "&Next face", "Show the next seed with the same edits",
            plain_key="Space", icon="next", needs_face=True, on_canvas=True),
    Command("previous_face", "&Previous face", "Go back to the last face, or to the seed before",
            plain_key="Backspace", icon="previous", needs_face=True, on_canvas=True),
    Command("random_face", "&Random face", "Show a random seed", ("Ctrl+R",),
            icon="dice", needs_face=True, on_canvas=True),
    Command("keep", "&Keep this face", "Keep this face with all its settings", ("Ctrl+D",),
            icon="heart", needs_face=True),
    Command("wipe", "&Before and after", "Compare the face before and after its edits",
            plain_key="W", icon="compare", checkable=True, needs_face=True, on_canvas=True),
    Command("toggle_slots", "Ba&ck and forth", "Switch between A and B",
            plain_key="X", needs_face=True, on_canvas=True),
    Command("show_a", "Show &A", "Show the face in A; if A is empty, store the current face there",
            plain_key="A", needs_face=True, on_canvas=True),
    Command("show_b", "S&how B", "Show the face in B; if B is empty, store the current face there",
            plain_key="B", needs_face=True, on_canvas=True),
    Command("store_a", "&Store in A", "Store the current face in A", plain_key="Shift+A",
            needs_face=True, on_canvas=True),
    Command("store_b", "S&tore in B", "Store the current face in B", plain_key="Shift+B",
            needs_face=True, on_canvas=True),
    Command("compare_slots", "A and B side by si&de", "Compare A and B in their own window"),
    Command("open_network", "&Open network…",
            "Load a StyleGAN network from a file: .pkl, .pt or .safetensors"),
    Command("networks", "&Networks…", "What each network is, its licence, adding and removing",
            plain_key="N"),
    Command("other_network", "Same face, other net&work",
            "Compare the face with the same one of another loaded network that shares its w",
            plain_key="M", needs_face=True, on_canvas=True),
    Command("manual", "&Manual", "How to use facelab", icon="manual"),
    Command("keys", "&Keyboard shortcuts", "All keyboard shortcuts", ("F1",), plain_key="?",
            icon="keyboard"),
    Command("verify", "&Verify a picture…", "See whether AI made a picture, and who signed it"),
    Command("about", "&About facelab", "Version, network and licences", icon="info"),
)  # fmt: skip

COMMANDS = {command.id: command for command in _COMMANDS}

# None is a separator; a name in <> is what the window makes itself: menus, its workspaces.
MENUS: dict[str, tuple[str | None, ...]] = {
    "&File": (
        "open", "<recent>", None, "save_again", "save_picture", "save_recipe", None,
        "export_pictures", "export_again", None,
        "import_directions", None, "quit",
    ),
    "&Edit": (
        "undo", "redo", None, "reset_edits", None, "copy_picture", "copy_seed", "paste_face",
        None, "find_kept", "restore_kept", None, "settings",
    ),
    "&View": (
        "<workspaces>", None, "cut_out", "<background>", None,
        "fit", "actual_size", "zoom_in", "zoom_out", None, "full_screen", "hide_panels", None,
        "<panels>", "<theme>", "reset_layout",
    ),
    "F&ace": ("next_face", "previous_face", "random_face", None, "<looks>", None, "keep"),
    "&Network": ("<networks>", "open_network", "networks", None, "<device>"),
    "&Compare": (
        "wipe", None, "show_a", "show_b", "toggle_slots", None, "store_a", "store_b", None,
        "compare_slots", "other_network",
    ),
    "&Help": ("manual", "keys", None, "verify", None, "about"),
}  # fmt: skip

# At most twelve things, so that the bar stays calm. The dice is beside the seed, a double click
# fits the picture, and F11 is in the menus: they are not here as well.
TOOLBAR_LEFT = (
    "<workspaces>", None, "previous_face", "next_face", None, "undo", "redo", "reset_edits", None,
    "<slots>", "wipe",
)  # fmt: skip
TOOLBAR_RIGHT = ("keep", "save_again", "export_pictures")

# What a right click on the picture offers.
CANVAS_MENU: tuple[str | None, ...] = (
    "save_again", "save_picture", "export_pictures", "copy_picture", "paste_face", None,
    "keep", "store_a", "store_b",
    None, "wipe", "cut_out", None, "fit", "actual_size", None,
    "next_face", "previous_face", "random_face", "reset_edits", None, "hide_panels", "full_screen",
)  # fmt: skip

# Keys that belong to no command, for the list of keys; they join the menu of the same title.
MORE_KEYS: dict[str, tuple[tuple[str, str], ...]] = {
    "Compare": (("Hold C", "See the face before its edits"),),
    "Sliders": (
        ("Drag, Ctrl+wheel, arrows", "Change the value"),
        ("Shift", "Ten times finer, with any of these"),
        ("Page Up, Page Down", "Large steps"),
        ("Double-click", "Reset to default"),
        ("Digits, Enter", "Type a number"),
        ("Escape", "Take back what you drag"),
    ),
    "Picture": (
        ("Wheel", "Zoom at the pointer"),
        ("Drag", "Move the picture when zoomed in"),
        ("Double-click", "Fit, or 100%"),
        ("Right-click, Menu, Shift+F10", "Menu of everything you can do with the face"),
        ("Escape", "Leave full screen"),
    ),
}
