"""Faces and directions out of files, one or many at a time."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from facelab.casting.wishes import Wishes
from facelab.checkpoints.outside import is_network
from facelab.checkpoints.published_directions import is_direction_file
from facelab.engine.vector_files import Meant
from facelab.export.recipe_file import read_recipe
from facelab.export.soundness import damage_in
from facelab.library import ImportReport
from facelab.plain_text import plain
from facelab.recipe import Recipe
from facelab.recipe.character.sheet import CharacterSheet
from facelab.recipe.timeline import Timeline
from facelab.session.disk import Writer
from facelab.session.face.editor import FaceEditor
from facelab.session.jobs import FILES, Jobs
from facelab.session.kept.kept_faces import Keeping
from facelab.session.kept.words import told_imported
from facelab.session.loaded import LoadedNetwork
from facelab.session.messages import Message, message_of
from facelab.session.opening.contents import MOST_LETTERS, Contents, OpenedFace, read_files
from facelab.session.opening.words import joined, told_damaged, told_opened
from facelab.session.own_directions import OwnDirections
from facelab.session.signals import Signal

MOST_STEPS = 50  # of the history for one opening
FacesTo = Callable[[list[Recipe]], None]


class Opening:
    """Opens files: all of them, and says what became of each.

    The first face is shown. The others go into the history before it, and one step of undo
    leads back to the face that was on show. Exports of a library are imported, and the first
    face of each is shown; directions are put into Mine.

    Parameters
    ----------
    loaded : LoadedNetwork
    face : FaceEditor
    kept : Keeping
        Takes in the faces of a library export.
    own : OwnDirections
    writer : Writer
    jobs : Jobs
        Reads the files.
    show : callable
        Shows a face from elsewhere; called with (recipe, label). Returns whether it can be.
    tell : callable
        Shows the user a message.

    Signals
    -------
    unsure(tuple of Path)
        Nobody can say whether these hold faces or directions: ask, and open them again.
    opened(Path): what is in this file is on show, in the history, in Mine or in the library.
    timeline_found(Timeline, Path): this is in this file, and is to be shown.
    sheet_found(CharacterSheet, Path), wishes_found(Wishes, Path): the same.
    sets_found(list of VariantSet), formats_found(list of NamedFormat)
        These are in files, and are to be the user's own.
    networks_found(list of Path)
        These files hold networks, of which the first is to be loaded.
    """

    unsure = Signal(tuple)
    opened = Signal(Path)
    timeline_found = Signal(Timeline, Path)
    sheet_found = Signal(CharacterSheet, Path)
    wishes_found = Signal(Wishes, Path)
    sets_found = Signal(list)
    formats_found = Signal(list)
    networks_found = Signal(list)

    def __init__(
        self,
        loaded: LoadedNetwork,
        face: FaceEditor,
        kept: Keeping,
        own: OwnDirections,
        writer: Writer,
        jobs: Jobs,
        show: Callable[[Recipe, str], bool],
        tell: Callable[[Message], None],
    ) -> None:
        self._network = loaded
        self._face = face
        self._kept = kept
        self._own = own
        self._writer = writer
        self._jobs = jobs
        self._show = show
        self._tell = tell
        self._waiting: list[tuple[tuple[Path, ...], Meant | None, FacesTo | None]] = []
        self._timelines: list[tuple[Timeline, Path]] = []  # read before there was a network
        self._opened: tuple[OpenedFace, ...] = ()

    def open(
        self,
        paths: Sequence[Path],
        meant: Meant | None = None,
        faces_to: FacesTo | None = None,
    ) -> None:
        """Open files and the files of folders, as soon as there is a network if they need one.

        Parameters
        ----------
        paths : sequence of Path
        meant : "face", "direction" or None
            What the user says that vectors are.
        faces_to : callable or None
            Takes the faces instead: they are neither shown nor in the history.
        """
        if not paths:
            return
        model = self._network.info
        alone = len(paths) == 1 and not is_direction_file(paths[0]) and not paths[0].is_dir()
        if model is None and not alone:
            self._wait(tuple(paths), meant, faces_to)
            return
        what = plain(paths[0].name, MOST_LETTERS) if len(paths) == 1 else f"{len(paths)} files"
        self._jobs.run(
            f"Opening {what}",
            read_files(paths, model, meant),
            partial(self._on_read, faces_to),
            self._on_unread,
            lane=FILES,
            owed=what if any(is_direction_file(path) for path in paths) else "",
        )

    def _wait(self, paths: tuple[Path, ...], meant: Meant | None, faces_to: FacesTo | None) -> None:
        """Without a network most has to wait for one, but for one that is among them."""

        def found(networks: list[Path]) -> None:
            others = tuple(path for path in paths if path not in networks)
            if others:
                self._waiting.append((others, meant, faces_to))
                if self._network.info is not None:  # it has come meanwhile
                    self.on_loaded()
            if networks:
                self.networks_found.emit(networks)

        self._writer.run(lambda: [path for path in paths if is_network(path)], found)

    def _on_unread(self, error: Exception | None) -> None:
        if error is not None:
            self._tell(message_of(error))

    def open_png(self, data: bytes) -> None:
        """Show the face of a PNG picture that is in no file, of the clipboard for example."""

        def read() -> tuple[Recipe, str]:
            # Through a file: what is read is checked in one place.
            with tempfile.TemporaryDirectory(prefix="facelab-") as folder:
                path = Path(folder) / "pasted-picture.png"
                path.write_bytes(data)
                return read_recipe(path), damage_in(path)

        def show(read: tuple[Recipe, str]) -> None:
            recipe, damage = read
            shown = self._show(recipe, "Paste")
            if damage:
                self._tell(told_damaged("the clipboard", damage, shown))

        self._writer.run(read, show, lambda error: self._tell(message_of(error)))

    def on_loaded(self) -> None:
        """A network was loaded, and its first face is on show."""
        self._show_timelines()
        waiting, self._waiting = self._waiting, []
        for paths, meant, faces_to in waiting:
            self.open(paths, meant, faces_to)

    @property
    def can_keep_opened(self) -> bool:
        """Whether several faces were opened that can be kept together."""
        return bool(self._opened)

    @property
    def keep_words(self) -> str:
        """What `keep_opened` does."""
        return f"Keep all {len(self._opened)}"

    def keep_opened(self) -> None:
        """Keep all faces that were opened last."""
        opened, self._opened = self._opened, ()
        if opened:
            self._kept.add_all([(each.recipe, each.title) for each in opened])

    def _on_read(self, faces_to: FacesTo | None, found: Contents) -> None:
        if faces_to is not None and found.faces:
            faces_to([each.recipe for each in found.faces])
            found.faces = []
        in_history = self._show_faces(found.faces)
        noted = [] if in_history is None else found.opened
        noted = [path for path in noted if path not in found.networks]  # they have a list
        for path in reversed(noted):  # the first is the newest
            self.opened.emit(path)
        if found.networks:
            self.networks_found.emit(found.networks)
        self._timelines += found.timelines
        self._show_timelines()
        for sheet, path in found.sheets:
            self.sheet_found.emit(sheet, path)
        if found.sets:
            self.sets_found.emit(found.sets)
        if found.formats:
            self.formats_found.emit(found.formats)
        for wishes, path in found.wishes[-1:]:  # there is one panel for them
            self.wishes_found.emit(wishes, path)
        if found.imported:
            self._own.reload(lambda _: self._say(found, in_history))
        else:
            self._say(found, in_history)

    def _show_timelines(self) -> None:
        """The last stays; the others are steps back from it."""
        if self._network.info is not None:
            timelines, self._timelines = self._timelines, []
            for timeline, path in timelines:
                self.timeline_found.emit(timeline, path)

    def _say(self, found: Contents, in_history: int | None) -> None:
        told = told_opened(found, in_history)
        if told is not None:
            self._tell(told)
        for path, first in found.exports:
            self._import(path, first, told)
        if found.unsure:
            self.unsure.emit(tuple(found.unsure))

    def _show_faces(self, faces: Sequence[OpenedFace]) -> int | None:
        """Show the first; returns how many of the others are in the history, None if there is
        only one and the network cannot draw it.
        """
        if not faces:
            return 0
        first, others = faces[0], faces[1:MOST_STEPS]
        if len(faces) == 1:
            return 0 if self._show(first.recipe, f"Open {first.file}") else None
        self._opened = tuple(faces)
        aside = [(each.recipe, f"Open {each.title}") for each in others]
        self._face.edit_beside(first.recipe, f"Open {first.title}", aside)
        return len(others)

    def _import(self, path: Path, first: Recipe | None, told: Message | None) -> None:
        """Take in an export; what else was opened is said once more with what came of it."""
        # At once: an import of thousands takes its time, and must not disturb at its end.
        shown = first is not None and self._show(first, f"Open {path.name}")

        def done(report: ImportReport) -> None:
            first_shown = "The first face in the file is shown." if shown else ""
            self._tell(joined(told_imported(report, path.name, first_shown), told))

        self._kept.import_file(path, done)
