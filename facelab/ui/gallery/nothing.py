"""What the gallery says when there is no face to show."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from facelab.library import Query
from facelab.ui.gallery.browsing import Browsing


@dataclass(frozen=True)
class Nothing:
    """Title, text, and what the button does."""

    title: str
    text: str
    icon: str
    button: str | None = None
    act: Literal["", "keep", "show_all", "show_bin", "import"] = ""


def nothing_of(browsing: Browsing, has_face: bool) -> Nothing | None:
    """Why there is nothing to see; None if there is something, or nobody knows yet."""
    if len(browsing.ids):
        return None
    if browsing.loading:
        return None
    query, facets = browsing.query, browsing.facets
    if not facets.total and not query.binned:
        if facets.unreadable:
            return Nothing(
                "No faces can be shown",
                f"{facets.unreadable:,} kept faces are damaged or come from a newer facelab. "
                "They stay in the library.",
                "broken",
            )
        if facets.binned:
            return Nothing(
                "All kept faces are in the bin",
                "They stay there for 30 days after you remove them.",
                "bin",
                "Show the bin",
                "show_bin",
            )
        if not has_face:
            return Nothing(
                "No faces kept yet",
                "You can keep faces once a network is loaded: choose one in the Network menu. "
                "Faces that were exported can be imported now.",
                "heart",
                "Import faces…",
                "import",
            )
        return Nothing(
            "No faces kept yet",
            "Press Ctrl+D to keep the current face with all its settings.",
            "heart",
            "Keep this face",
            "keep",
        )
    if query.binned and not facets.binned:
        return Nothing(
            "The bin is empty", "Faces you remove stay here for 30 days.", "bin",
            "Show all faces", "show_all",
        )  # fmt: skip
    if query.sort == "similar":
        return Nothing(
            "No similar faces",
            "Only faces made with the same network can be compared, once they have a picture.",
            "like",
            "Show all faces",
            "show_all",
        )
    if query.cast is not None and replace(query, cast=None, sort="newest", shuffle=0) == Query():
        return Nothing(
            "This cast is empty",
            "To add faces, drop them on its name in the sidebar.",
            "cast",
            "Show all faces",
            "show_all",
        )
    looked = f"No face has “{query.text[:60]}” in its name, tags, note or seed"
    text = looked if query.text else "No face matches every filter"
    more = " and matches the other filters." if browsing.conditions() else "."
    return Nothing(
        "Nothing found", f"{text}{more if query.text else '.'}", "search",
        "Show all faces", "show_all",
    )  # fmt: skip
