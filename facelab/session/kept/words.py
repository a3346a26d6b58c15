"""What the user is told of kept faces."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from facelab.errors import LibraryError
from facelab.library import ExportReport, ImportReport, Kept
from facelab.library.changes import Outcome
from facelab.library.timelines import LeftOut
from facelab.plain_text import plain
from facelab.session.messages import Message, message_of

MOST_NAMED = 8  # of timelines that cannot be read


def told_kept(kept: Sequence[Kept]) -> Message:
    """Faces are on the disk; the last is the one kept now."""
    late = len(kept) - 1
    verb = "is" if late == 1 else "are"
    why = f"{late} that could not be saved earlier {verb} now saved too." if late else ""
    if not kept[-1].is_new:
        return Message("info", "This face is already kept", why)
    # The heart and the strip show it: no message lies over the face for that.
    return Message("info", "Face kept", why, quiet=not late)


def told_kept_all(new: int, count: int, cast: str = "") -> Message:
    """So many faces were kept together, in a cast if it is named, and so many of them are new:
    those can be taken back.
    """
    faces = "face" if new == 1 else "faces"
    again = count - new
    why = f"{again} {'was' if again == 1 else 'were'} already kept." if again else ""
    what = f"{new} {faces} kept"
    if cast:
        all_of_them = "1 face" if count == 1 else f"{count} faces"
        what = f"{all_of_them} put into the cast “{plain(cast, 60)}”"
    return Message("info", what, why, offers="unkeep" if new else "")


def label_of_update(count: int, *, name: str | None, note: str | None, rating: int | None) -> str:
    """What undo takes back: "rating 3 faces"."""
    given = (("renaming", name), ("editing the note of", note), ("rating", rating))
    did = [verb for verb, value in given if value is not None]
    return f"{did[0] if len(did) == 1 else 'changing'} {some_faces(count)}"


def label_of_tags(count: int, new: Sequence[str], old: Sequence[str]) -> str:
    """What undo takes back: "adding the tag “hero” to 3 faces"."""
    if new and old:
        return f"changing tags of {some_faces(count)}"
    verb, to, tags = ("adding", "to", new) if new else ("removing", "from", old)
    what = f"the tag “{plain(tags[0], 30)}”" if len(tags) == 1 else "tags"
    return f"{verb} {what} {to} {some_faces(count)}"


def label_of_bin(verb: str, count: int) -> str:
    """What undo takes back: "removing 3 faces"."""
    return f"{verb} {some_faces(count)}"


def some_faces(count: int) -> str:
    """So many, within a sentence."""
    return "a face" if count == 1 else f"{count:,} faces"


def told_left(outcome: Outcome) -> Message | None:
    """What undo or redo has left as it is, and why; None if there is nothing to say."""
    left, gone = len(outcome.left), len(outcome.gone)
    if left:
        what = "A face stays as it is" if left == 1 else f"{left:,} faces stay as they are"
    elif outcome.casts_left:
        what = "The cast stays as it is"
    elif gone:
        what = "A face is gone" if gone == 1 else f"{gone:,} faces are gone"
    elif not outcome.done:
        return Message("info", "Nothing has changed", "Everything is already that way.")
    else:
        return None
    why = []
    if left:
        why.append(f"{'It has' if left == 1 else 'They have'} been changed again since then.")
    if outcome.casts_left:
        why.append("The cast has been changed since then, or another cast now has its name.")
    if gone:
        it = "It was" if gone == 1 else "They were"
        it = it if not left else f"{_faces(gone)} {'was' if gone == 1 else 'were'}"
        why.append(f"{it} permanently deleted.")
    return Message("warning", what, " ".join(why))


def told_held(error: Exception) -> Message:
    """A face could not be written, and waits."""
    said = message_of(error)
    later = "Until you quit, facelab holds on to it and tries again with the next face."
    return Message(said.level, said.what, said.why, f"{said.fix} {later}".strip())


def told_busy(error: LibraryError) -> Message:
    """Another program holds the library: what is written waits."""
    return Message(
        "warning",
        "Another program is using the library.",
        error.why,
        "Your changes are safe and will be saved as soon as the library is free.",
    )


def told_read_only(folder: Path) -> Message:
    """The library can be looked at only."""
    return Message(
        "warning",
        "You can view kept faces, but not keep new ones.",
        f"The folder {folder} is not writable.",
        "Change its permissions, or choose another folder: File > Library folder.",
    )


def told_unreadable(count: int) -> Message:
    """Some faces are in the file and not in the list."""
    faces = "face" if count == 1 else "faces"
    return Message(
        "warning",
        f"{count} kept {faces} cannot be read.",
        "They are damaged or come from a newer facelab. They stay in the library.",
    )


def told_restored(count: int) -> Message:
    """The folder of the timelines had gone."""
    what = f"{_timelines(count)} restored from a backup"
    return Message("warning", what, "The folder of kept timelines was missing.")


def told_exported(report: ExportReport, path: Path) -> Message:
    """Faces and timelines are in a file."""
    some = [_faces(report.faces)] if report.faces or not report.timelines else []
    some += [_timelines(report.timelines)] if report.timelines else []
    what = f"{' and '.join(some)} exported"
    left = told_left_out(report.left_out)
    why = f"to {path}" if not left else f"to {path}\n{left}"
    return Message("warning" if left else "info", what, why, file=path)


def told_imported(report: ImportReport, source: str = "", shown: str = "") -> Message:
    """What came of an import.

    Parameters
    ----------
    report : ImportReport
    source : str
        The file's name, where the user may not know which it was.
    shown : str
        What else is said, a sentence.
    """
    of_file = f" from {plain(source, 80)}" if source else ""
    new = [f"{report.added or 'no'} new {'face' if report.added == 1 else 'faces'}"]
    if report.timelines:
        few = report.added or report.merged
        new = [*(new if few else ()), _timelines(report.timelines)]
    what = f"{' and '.join(new)} imported{of_file}"
    what = what[0].upper() + what[1:]
    there = report.merged + report.timelines_there
    if not (report.added or report.timelines or there or report.left_out):
        what = f"There are no faces{f' in {plain(source, 80)}' if source else ' in this file'}"
    again = f"{there} {'was' if there == 1 else 'were'} already here." if there else ""
    back = len(report.restored_ids)
    bin_ = f"{_faces(back)} came back from the bin." if back else ""
    left = told_left_out(report.left_out)
    why = "\n".join(filter(None, (" ".join(filter(None, (again, bin_, shown))), left)))
    return Message("warning" if left else "info", what, why)


def told_left_out(left_out: Sequence[LeftOut]) -> str:
    """Which timelines cannot be read, and why; empty if all can."""
    if not left_out:
        return ""
    lines = [f"{_timelines(len(left_out))} could not be read and {_was(left_out)} left out:"]
    lines += [str(each) for each in left_out[:MOST_NAMED]]
    if len(left_out) > MOST_NAMED:
        lines.append(f"And {len(left_out) - MOST_NAMED} more.")
    return "\n".join(lines)


def _was(many: Sequence[object]) -> str:
    return "was" if len(many) == 1 else "were"


def _faces(count: int) -> str:
    return "1 face" if count == 1 else f"{count} faces"


def _timelines(count: int) -> str:
    return "1 timeline" if count == 1 else f"{count} timelines"
