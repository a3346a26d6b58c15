"""`facelab library`: the kept faces from the command line."""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from pathlib import Path

import msgspec

from facelab import destinations
from facelab.cli import parsing
from facelab.cli.console import notices, out_json, say
from facelab.cli.library_query import MAX_ID, add_filters, face_id, query_of
from facelab.cli.outputs import add_overwrite
from facelab.cli.parser import OneLineParser
from facelab.cli.places import place_of_library
from facelab.cli.progress import run_steps
from facelab.cli.tables import PlainTable, facts, print_table
from facelab.errors import RecipeError
from facelab.export.provenance.facts import Parts, parts_of_environment
from facelab.export.provenance.thumbnails import PackedThumbnails, single
from facelab.export.recipe_file import write_recipe
from facelab.export.writing import unwritable
from facelab.files import sweep_parts
from facelab.library import (
    Card,
    KeptFace,
    Library,
    Query,
    Reading,
    library_path,
    timelines,
)
from facelab.library.exchange import exporting, importing
from facelab.library.timelines import LeftOut
from facelab.recipe import describe_source, recipe_to_json


def add_parser(commands: argparse._SubParsersAction[OneLineParser]) -> None:
    """Describe the commands."""
    parser = commands.add_parser(
        "library",
        help="list, search and exchange kept faces",
        description="List, search and exchange kept faces.",
    )
    _add_place(parser)
    verbs = parser.add_subparsers(required=True, metavar="COMMAND", dest="library_command")

    listing = verbs.add_parser("list", help="list kept faces, newest first")
    add_filters(listing)
    _add_form(listing)
    listing.set_defaults(run=run_list)

    searching = verbs.add_parser("search", help="search faces by name, tag, note or seed")
    searching.add_argument(
        "text", nargs="+", metavar="TEXT", help="words, or the beginnings of words"
    )
    add_filters(searching)
    _add_form(searching)
    searching.set_defaults(run=run_list)

    showing = verbs.add_parser("show", help="show everything about a face")
    showing.add_argument("id", type=face_id, metavar="ID")
    showing.add_argument(
        "--recipe", type=parsing.path, metavar="FILE", help="write its recipe as JSON"
    )
    showing.add_argument(
        "--thumbnail", type=parsing.path, metavar="FILE", help="write its picture (JPEG)"
    )
    showing.add_argument("--json", action="store_true", help="print JSON")
    add_overwrite(showing)
    showing.set_defaults(run=run_show)

    exporting = verbs.add_parser("export", help="export faces and timelines to one .facelab file")
    exporting.add_argument("file", type=parsing.path, metavar="FILE")
    exporting.add_argument(
        "--ids", type=_ids, metavar="LIST", help="these faces, for example 1,4-6"
    )
    exporting.add_argument("--search", default="", metavar="TEXT", help="faces that match")
    add_overwrite(exporting)
    add_filters(exporting)
    exporting.set_defaults(run=run_export)

    importing = verbs.add_parser("import", help="import the faces and timelines in .facelab files")
    importing.add_argument("files", nargs="+", type=parsing.path, metavar="FILE")
    importing.set_defaults(run=run_import)
    for each in (listing, searching, showing, exporting, importing):
        _add_place(each)


def _add_place(parser: argparse.ArgumentParser) -> None:
    """Before a command or behind it."""
    parser.add_argument(
        "--library",
        type=parsing.path,
        metavar="DIR",
        default=argparse.SUPPRESS,  # or it would hide the one before the command
        help="library folder (FACELAB_LIBRARY, the settings, or the default folder)",
    )


def _add_form(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print one line of JSON per face")


def run_list(arguments: argparse.Namespace) -> int:
    """Print the faces."""
    reading = Reading(_folder(arguments))
    try:
        text = " ".join(getattr(arguments, "text", []))
        ids = reading.ids(query_of(arguments, reading, text))
        cards = reading.cards(ids.tolist())
    finally:
        reading.close()
    if arguments.json:
        for card in cards:
            out_json(msgspec.json.encode(card).decode())
        return 0
    table = PlainTable()
    for heading in ("id", "name", "face", "rating", "tags", "kept"):
        long = heading in ("name", "tags")  # all of it is in `show` and --json
        table.add_column(heading, no_wrap=True, overflow="ellipsis" if long else "fold")
    for card in cards:
        table.add(*_cells(card))
    print_table(table)
    say(_count(len(cards), "face", "faces"))
    return 0


def run_show(arguments: argparse.Namespace) -> int:
    """Print all of a face; write its recipe and picture if that is asked for."""
    overwrite = arguments.overwrite
    if arguments.recipe is not None:
        destinations.named(arguments.recipe, destinations.RECIPE, overwrite)
    if arguments.thumbnail is not None:
        destinations.named(arguments.thumbnail, destinations.THUMBNAIL, overwrite)
    reading = Reading(_folder(arguments))
    try:
        face = reading.face(arguments.id)
    finally:
        reading.close()
    if arguments.thumbnail is not None and not face.thumbnail:
        raise RecipeError(f"face {face.id} has no picture yet; open it once in the window")
    if arguments.recipe is not None:
        write_recipe(arguments.recipe, face.recipe, overwrite)
    if arguments.thumbnail is not None:
        jpeg, notes = single(face.recipe, face.thumbnail, parts_of_environment() or Parts())
        _write_thumbnail(arguments.thumbnail, jpeg, overwrite)
        for note in notes:
            say(note)
    if arguments.json:
        out_json(_json(face))
        return 0
    recipe = face.recipe
    rows = {
        "id": str(face.id),
        "name": face.name,
        "face": f"{describe_source(recipe.source)}, psi {recipe.truncation.psi:g}",
        "edits": f"{_count(len(recipe.directions), 'direction', 'directions')}, "
        f"{_count(len(recipe.mixing), 'style mix', 'style mixes')}",
        "network": f"{recipe.model.name} {recipe.model.sha256}",
        "rating": _stars(face.rating),
        "tags": ", ".join(face.tags),
        "casts": ", ".join(face.casts),
        "note": face.note,
        "kept": _when(face.created),
        "in the bin": "" if face.deleted_at is None else f"since {_when(face.deleted_at)}",
    }
    print_table(facts(rows.items()))
    return 0


def _write_thumbnail(path: Path, jpeg: bytes, overwrite: bool) -> None:
    try:
        with destinations.writing(path, destinations.THUMBNAIL, overwrite) as file:
            file.write(jpeg)
    except OSError as error:
        raise unwritable(path, error) from error


def run_export(arguments: argparse.Namespace) -> int:
    """Write faces to a file."""
    destinations.named(arguments.file, destinations.FACES, arguments.overwrite)
    folder = _folder(arguments)
    if not library_path(folder).exists() and timelines.files(folder):
        Library(folder).close()  # with timelines alone it has no faces
    reading = Reading(folder)
    try:
        query = query_of(arguments, reading, arguments.search)
        ids = reading.ids(query).tolist()
    finally:
        reading.close()
    if arguments.ids is not None:
        there = set(ids)
        missing = [number for number in arguments.ids if number not in there]
        if missing:
            raise RecipeError(f"no such kept face: {missing[0]}")
        ids = arguments.ids
    mark = PackedThumbnails(parts_of_environment() or Parts())
    whole = query == Query() and arguments.ids is None
    steps = exporting(folder, arguments.file, ids, arguments.overwrite, mark, whole)
    report = run_steps(steps, notices(), text="Exporting", stays=False, logged=False)
    some = [_count(report.faces, "face", "faces")] if report.faces or not report.timelines else []
    if report.timelines:
        some.append(_count(report.timelines, "timeline", "timelines"))
    say(f"{' and '.join(some)} exported to {arguments.file}")
    _say_left_out(report.left_out)
    return 0


def run_import(arguments: argparse.Namespace) -> int:
    """Take faces from files, each as a whole or not at all."""
    for path in arguments.files:
        steps = importing(_folder(arguments), path)
        report = run_steps(steps, notices(), text="Importing", stays=False, logged=False)
        say(f"{path}: {report.added} new, {report.merged} already here")
        if report.timelines or report.timelines_there:
            what = _count(report.timelines, "new timeline", "new timelines")
            say(f"{path}: {what}, {report.timelines_there} already here")
        _say_left_out(report.left_out)
    return 0


def _say_left_out(left_out: Sequence[LeftOut]) -> None:
    for each in left_out:
        say(f"facelab library: left out the timeline {each}")


def _folder(arguments: argparse.Namespace) -> Path:
    folder = place_of_library(getattr(arguments, "library", None)).folder
    path = library_path(folder)
    sweep_parts(folder)
    # An older library, or a damaged one, is brought in order by opening it to write.
    if path.is_file():
        library = Library(folder)
        if library.recovered is not None:
            say(f"facelab library: {library.recovered}")
        library.close()
    return folder


def _cells(card: Card) -> tuple[str, ...]:
    edits = f" + {_count(card.edits, 'edit', 'edits')}" if card.edits else ""
    kept = _when(card.created)
    return (
        *(str(card.id), card.name, card.source + edits, _stars(card.rating)),
        *(", ".join(card.tags), kept),
    )


def _json(face: KeptFace) -> str:
    said = {
        name: getattr(face, name)
        for name in ("id", "name", "note", "rating", "tags", "casts", "created", "deleted_at")
    }
    body = msgspec.Raw(recipe_to_json(face.recipe).encode())
    return msgspec.json.encode({**said, "recipe": body}).decode()


def _count(number: int, one: str, several: str) -> str:
    return f"{number} {one if number == 1 else several}"


def _stars(rating: int) -> str:
    return "*" * rating


def _when(seconds: float) -> str:
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(seconds))


def _ids(text: str) -> list[int]:
    return list(dict.fromkeys(parsing.number_list(text, MAX_ID)))
