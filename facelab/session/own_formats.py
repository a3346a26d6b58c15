"""The user's own formats, kept with the settings; windows share them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from facelab.errors import RecipeError, SettingsError
from facelab.export.format_file import (
    MAX_BYTES,
    MOST,
    VERSION,
    NewerFormatsError,
    from_json,
    read_formats,
    to_json,
    write_formats,
)
from facelab.export.named import MAX_NAME, MAX_TITLE, NAMED, NamedFormat
from facelab.session.added import Added, Kind, told_added
from facelab.session.disk import Writer
from facelab.session.messages import Message
from facelab.session.saved_file import NewerError, NotUnderstoodError, SavedFile, Understood
from facelab.session.signals import Signal

FILE_NAME = "formats.json"
_GONE = "Your own formats could not be restored."
FORMATS: Kind[NamedFormat] = Kind(
    "format",
    "",
    "Choose {} in the export dialog, or with --format {} on the command line.",
    lambda named: named.title,
)

Formats = dict[str, NamedFormat]


class OwnFormats:
    """Formats under the user's own names.

    Parameters
    ----------
    folder : Path
        That of the settings.
    writer : Writer
    tell_error : callable
        Shows the user what went wrong.

    Signals
    -------
    changed(): there is another, or one less, or one is otherwise.
    told(Message): what became of formats out of files.
    """

    changed = Signal()
    told = Signal(Message)

    def __init__(
        self, folder: Path, writer: Writer, tell_error: Callable[[Exception], None]
    ) -> None:
        self._file = _file(folder)
        self._writer = writer
        self._tell_error = tell_error
        self._own: Formats = {}

    @property
    def own(self) -> Mapping[str, NamedFormat]:
        """The user's own by name, as they were made."""
        return self._own

    @property
    def all(self) -> Mapping[str, NamedFormat]:
        """Those that come with facelab, then the user's own."""
        return {**NAMED, **self._own}

    def load(self) -> None:
        """Bring back what was kept; what makes no sense is set aside and told."""
        said, error = self._file.load()
        if error is not None:
            self._tell_error(error)
        if said is not None:
            self._own = said
            self.changed.emit()

    def keep(self, named: NamedFormat) -> None:
        """Keep a format; one of the same name is replaced.

        Raises
        ------
        RecipeError
            One that comes with facelab has this name, or there are too many.
        """
        if named.name in NAMED:
            raise RecipeError(
                f"{named.name} is the name of a format that comes with facelab.",
                "",
                "Choose another name.",
            )
        new = {named.name: named}
        _check_room(self._own | new)
        self._own |= new
        self._save(lambda there: there | new)

    def forget(self, name: str) -> None:
        """Delete one of the user's own."""
        if self._own.pop(name, None) is not None:
            self._save(lambda there: {k: each for k, each in there.items() if k != name})

    def import_file(self, path: Path, done: Callable[[list[Added[NamedFormat]]], None]) -> None:
        """Keep the formats of a file, as `add` does. What is wrong is told."""
        self._writer.run(
            lambda: read_formats(path), lambda found: self.add(found, done), self._tell_error
        )

    def take(self, formats: Sequence[NamedFormat]) -> None:
        """Keep formats that were read from files, and tell of it."""
        self.add(formats, lambda added: self.told.emit(told_added(FORMATS, added)))

    def add(
        self, formats: Sequence[NamedFormat], done: Callable[[list[Added[NamedFormat]]], None]
    ) -> None:
        """Keep formats of elsewhere under the names that they have; one that is taken gets a
        number. Then call `done`; what goes wrong is told.
        """
        own = dict(self._own)

        def write() -> tuple[list[Added[NamedFormat]], SettingsError | None]:
            added: list[Added[NamedFormat]] = []

            def change(there: Formats | None) -> bytes:
                kept = dict(there or {})
                for each in formats:
                    placed = _placed(each, {**own, **kept, **NAMED})
                    added.append(placed)
                    if placed.new:
                        kept[placed.item.name] = placed.item
                _check_room(kept)
                return to_json([*kept.values()])

            return added, self._file.update(change)

        def told(result: tuple[list[Added[NamedFormat]], SettingsError | None]) -> None:
            added, error = result
            self._own |= {each.item.name: each.item for each in added if each.new}
            if error is not None:
                self._tell_error(error)
            self.changed.emit()
            done(added)

        self._writer.run(write, told, self._tell_error, promised="your formats")

    def export_file(
        self,
        path: Path,
        formats: Sequence[NamedFormat],
        done: Callable[[Path], None] = lambda path: None,
    ) -> None:
        """Write formats to a file, to be shared; the user was asked if one is there."""

        def write() -> Path:
            write_formats(path, formats, overwrite=True)
            return path

        self._writer.run(write, done, self._tell_error, promised=path.name)

    def _save(self, change: Callable[[Formats], Formats]) -> None:
        """Change what the file says by then: another window may have added to it."""
        self.changed.emit()

        def write() -> SettingsError | None:
            return self._file.update(lambda there: to_json([*change(there or {}).values()]))

        def told(error: SettingsError | None) -> None:
            if error is not None:
                self._tell_error(error)

        self._writer.run(write, told, self._tell_error, promised="your formats")


def _placed(named: NamedFormat, known: Mapping[str, NamedFormat]) -> Added[NamedFormat]:
    """A format under its name, or under that with the first number under which none is but it."""
    kept, number = named, 2
    while (there := known.get(kept.name)) is not None:
        if there.changed(name=named.name, title=named.title) == named:
            return Added(there, False)
        ending, number = f"-{number}", number + 1
        name = named.name[: MAX_NAME - len(ending)].rstrip("-") + ending
        title = f"{named.title[: MAX_TITLE - len(ending)].rstrip()} {ending[1:]}"
        kept = named.changed(name=name, title=title)
    return Added(kept, True)


def _check_room(formats: Formats) -> None:
    if len(formats) > MOST:
        raise RecipeError(f"More than {MOST} formats cannot be kept.", "", "Delete some.")


def read_own_formats(folder: Path) -> Formats:
    """The user's own formats by name, for the command line; the file is left as it is.

    Raises
    ------
    SettingsError
        It cannot be read, or makes no sense.
    """
    try:
        said = _file(folder).read()
    except (NotUnderstoodError, OSError) as error:
        why = error.strerror if isinstance(error, OSError) else error
        raise SettingsError("Your own formats cannot be read.", f"{why}.") from error
    return {} if said is None else said.value


def _file(folder: Path) -> SavedFile[Formats]:
    return SavedFile(folder / FILE_NAME, MAX_BYTES, _decode, _GONE)


def _decode(raw: bytes) -> Understood[Formats]:
    try:
        found = from_json(raw)
    except NewerFormatsError as error:
        raise NewerError(error.version, VERSION) from error
    except ValueError as error:
        raise NotUnderstoodError(str(error).rstrip(".")) from error
    # one that a later facelab brings under the same name goes before
    return Understood({named.name: named for named in found if named.name not in NAMED})
