"""The script beside the pictures: a Character, and a label that shows each of them."""

from __future__ import annotations

from collections.abc import Sequence

from facelab import __version__
from facelab.files import is_device

_OFF = "When I am not on the screen, I am seen at the side."
# What a script cannot call a thing of its own.
_TAKEN = {
    *("and", "as", "at", "behind", "if", "image", "in", "is", "label", "menu", "not", "onlayer"),
    *("or", "python", "return", "scene", "show", "side", "start", "transform", "while", "with"),
    *("zorder", "default", "define", "hide", "init", "jump", "call", "pass", "screen", "style"),
    *("play", "stop", "queue", "pause", "window", "voice", "for", "else", "elif", "expression"),
    *("black", "text", "vtext", "bubble"),
}


def word_of(name: str) -> str:
    """A name as a word of an image's name: it begins with a letter, is none of Ren'Py's, and a
    file may bear it.
    """
    taken = name in _TAKEN or is_device(name)
    return f"word_{name}" if taken or not name[:1].isalpha() else name


def file_name(tag: str, attributes: Sequence[str], side: bool = False) -> str:
    """Name of a picture without its ending."""
    return " ".join((*(("side",) if side else ()), tag, *attributes))


def script(tag: str, title: str, pictures: Sequence[Sequence[str]], with_sides: bool) -> bytes:
    """The `.rpy`.

    Parameters
    ----------
    tag : str
    title : str
        What the player reads above what is said.
    pictures : sequence of sequence of str
        Attributes of each: ("happy", "left").
    with_sides : bool
        Whether there are side images.
    """
    said = title.replace("\\", "\\\\").replace('"', '\\"').replace("[", "[[").replace("{", "{{")
    label, variable = f"facelab_{tag}_demo", f"facelab_{tag}"
    first = " ".join(pictures[0])
    lines = [
        f"# Made by facelab {__version__}. The face was drawn by a neural network: no such person",
        "# exists. To see all pictures, write this into a label of your own:",
        f"#     call {label}",
        "",
        f'define {variable} = Character("{said}", image="{tag}")',
        "",
        f"label {label}:",
    ]
    for attributes in pictures:
        shown = ", ".join(attributes).replace("_", " ").capitalize()
        # `show`, for lint looks whether its image is there, and not at what stands before a line
        lines += [f"    show {tag} {' '.join(attributes)}", f'    {variable} "{shown}."']
    lines.append(f"    hide {tag}")
    if with_sides:
        lines.append(f'    {variable} {first} "{_OFF}"')
    return "\n".join([*lines, "    return", ""]).encode()
