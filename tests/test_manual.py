"""The manual and README name what there is, and all of it."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from facelab.cli.main import build_parser
from facelab.paths import resources
from facelab.ui.dialogs.manual import ORDER, pages
from facelab.ui.window.command_table import table_of
from facelab.ui.window.panel_entries import ENTRIES

MANUAL = resources() / "manual"
# What belongs to others (pip, Dask), or to the set-up script.
OTHERS = {"--disorder", "--no-deps", "--nworkers", "--nthreads"}


def parsers() -> Iterator[tuple[tuple[str, ...], argparse.ArgumentParser]]:
    def walk(
        parser: argparse.ArgumentParser, words: tuple[str, ...]
    ) -> Iterator[tuple[tuple[str, ...], argparse.ArgumentParser]]:
        yield words, parser
        for action in parser._actions:
            if isinstance(action, argparse._SubParsersAction):
                for name, child in action.choices.items():
                    yield from walk(child, (*words, name))

    yield from walk(build_parser(), ())


def options(parser: argparse.ArgumentParser) -> set[str]:
    """Each by all of its spellings that help shows."""
    return {
        spelling
        for action in parser._actions
        if action.help != argparse.SUPPRESS
        for spelling in action.option_strings
    }


def prose() -> dict[str, str]:
    texts = {page.name: page.text for page in pages()}
    return texts | {"README": (Path(__file__).parent.parent / "README.md").read_text("utf-8")}


# -- keys ------------------------------------------------------------------------------------------


def keys_of_the_manual() -> set[str]:
    rows = re.findall(r"^\| (.*?) \|", (MANUAL / "keys.md").read_text("utf-8"), flags=re.M)
    return {key for row in rows for key in re.findall(r"`(.+?)`", row)}


def keys_of_the_program() -> set[str]:
    table = table_of(ENTRIES)
    keys = [key for each in table.commands.values() for key in (*each.keys, each.plain_key)]
    return {*filter(None, keys)} | {key for group in table.more_keys.values() for key, _ in group}


def test_every_key_is_in_the_manual():
    said = keys_of_the_manual()
    joined = " ".join(said)
    missing = {key for key in keys_of_the_program() if key not in said and key not in joined}
    assert not missing


def test_every_key_of_the_manual_exists():
    assert not keys_of_the_manual() - keys_of_the_program()


@pytest.mark.parametrize("name", [*ORDER, "README"])
def test_keys_in_prose_exist(name):
    there = keys_of_the_program() | {"Menu", "Tab", "Shift"}
    pattern = r"`((?:(?:Ctrl|Shift|Alt)\+)+[^`]{1,3}|[A-Z?]|F\d+|Space|Backspace|Escape)`"
    said = set(re.findall(pattern, prose()[name]))
    # "Hold C" is a key as well
    assert not said - there - {key.removeprefix("Hold ") for key in there}


# -- the command line ------------------------------------------------------------------------------


def test_every_command_and_option_is_in_the_manual():
    text = (MANUAL / "command-line.md").read_text("utf-8")
    missing = []
    for words, parser in parsers():
        if words and not re.search(rf"\b{re.escape(words[-1])}\b", text):
            missing.append(" ".join(words))
        for action in parser._actions:
            spellings = set(action.option_strings) - {"-h", "--help"}
            shown = bool(spellings) and action.help != argparse.SUPPRESS
            if shown and not any(f"`{each}" in text or f" {each}" in text for each in spellings):
                missing.append(f"{' '.join(words)} {'/'.join(sorted(spellings))}")
    assert not missing


@pytest.mark.parametrize("name", [*ORDER, "README"])
def test_every_option_that_is_named_exists(name):
    known = {option for _, parser in parsers() for option in options(parser)}
    known |= {"--outdir", "--network", "--class"}  # other tools' spellings, see `cli.parser`
    assert not set(re.findall(r"(?<![\w-])--[a-z][\w-]+", prose()[name])) - known - OTHERS


@pytest.mark.parametrize("name", [*ORDER, "README"])
def test_every_command_that_is_named_exists(name):
    there = {words for words, _ in parsers()}
    code = "\n".join(re.findall(r"```\n(.*?)```", prose()[name], flags=re.S))
    said = re.findall(r"^facelab ([a-z]+)(?: ([a-z][a-z-]*))?", code, flags=re.M)
    said += re.findall(r"`facelab ([a-z]+)(?: ([a-z][a-z-]*))?", prose()[name])
    for command, inner in said:
        assert (command,) in there, command
        if inner and any(words[0] == command for words in there if len(words) > 1):
            assert (command, inner) in there, f"{command} {inner}"


def test_the_other_spellings_are_understood():
    parser = build_parser()
    words = ["render", "--seeds", "1", "--outdir", "x", "--network", "y", "--noise_mode", "none"]
    read = parser.parse_args(words)
    assert (read.out, read.model, read.noise_mode) == (Path("x"), "y", "none")


# -- pages -----------------------------------------------------------------------------------------


def test_every_page_is_listed_and_every_link_leads_somewhere():
    assert {path.stem for path in MANUAL.glob("*.md")} == set(ORDER)
    for page in pages():
        assert page.title
        for link in re.findall(r"\]\(([^)]+)\)", page.text):
            assert link.removesuffix(".md") in ORDER, link
    folder = Path(__file__).parent.parent
    for link in re.findall(r"\]\(([^)]+)\)", prose()["README"]):
        assert (folder / link).exists(), link


def test_readme_stays_short():
    assert len(prose()["README"].splitlines()) < 200
