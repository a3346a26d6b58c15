"""The script beside the pictures: a Character, and a label that shows each of them."""

from __future__ import annotations

from collections.abc import Sequence

from facelab import __version__

# What a script cannot call a thing of its own.
_TAKEN = {
    *("and", "as", "at", "behind", "if", "image", "in", "is", "label", "menu", "not", "onlayer"),
    *("or", "python", "return", "scene", "show", "side", "start", "transform", "while", "with"),
    *("zorder", "default", "define", "hide", "init", "jump", "call", "pass", "screen", "style"),
    *("play", "stop", "queue", "pause", "window", "voice", "for", "else", "elif", "expression"),
    *("black", "text", "vtext", "bubble"),
}


def tag_of(name: str) -> str:
    """A name as a tag of images: it begins with a letter, and is no word of Ren'Py's."""
    name = name if name[:1].isalpha() else f"c_{name}"
    return f"{name}_" if name in _TAKEN else name


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
    label = f"facelab_{tag}_demo"
    first = " ".join(pictures[0])
    lines = [
        f"# Made by facelab {__version__}. The face was drawn by a neural network: no such person",
        "# exists. To see all pictures, write this into a label of your own:",
        f"#     call {label}",
        "",
        f'define {_variable(tag)} = Character("{said}", image="{tag}")',
        "",
        f"label {label}:",
        f"    show {tag} {first}",
    ]
    for attributes in pictures:
        words = " ".join(attributes)
        lines.append(f'    {_variable(tag)} {words} "{words.replace("_", " ").capitalize()}."')
    if with_sides:
        lines += [f"    hide {tag}", *_side_lines(tag, pictures)]
    lines += [f"    hide {tag}" if not with_sides else "    $ renpy.pause(0.0)", "    return", ""]
    return "\n".join(lines).encode()


def _side_lines(tag: str, pictures: Sequence[Sequence[str]]) -> list[str]:
    words = " ".join(pictures[0])
    return [f'    {_variable(tag)} {words} "While I am not on the screen, I am seen at the side."']


def _variable(tag: str) -> str:
    return f"facelab_{tag}"
