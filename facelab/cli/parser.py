"""The parser of the command line: one line for what is wrong, the field's spellings, and the
nearest word for one that there is not.
"""

from __future__ import annotations

import argparse
import difflib
import re
import sys
from collections.abc import Iterable, Sequence
from itertools import takewhile
from typing import Any, NoReturn, TypeVar

from facelab.cli.console import told_if_full
from facelab.plain_text import plain

Namespace = TypeVar("Namespace")

# What other tools of the field call an option, beside what it is called here.
ALIASES = {
    "--outdir": ("--out", "--output"),
    "--out-dir": ("--out", "--output"),
    "--out": ("--output",),
    "--output": ("--out",),
    "--network": ("--model",),
    "--seed": ("--seeds",),
    "--psi": ("--trunc",),
    "--truncation": ("--trunc",),
    "--truncation-psi": ("--trunc",),
    "--class": ("--label",),
}
# Commands that there were, and what to type now.
RETIRED = {"drag-window": "bench --drag"}


class OneLineParser(argparse.ArgumentParser):
    """An ArgumentParser whose errors are one line and exit status 2."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        # What begins with a minus and a digit is a value, also "-1,0.5" and "-3-5".
        self._negative_number_matcher = re.compile(r"^-\.?\d")

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {plain(message)}\n")

    def _print_message(self, message: str, file: Any = None) -> None:
        if file is not None and file is sys.stdout:  # argparse itself passes over a full disk
            with told_if_full():
                file.write(message)
        else:
            super()._print_message(message, file)

    def parse_known_args(  # type: ignore[override]
        self, args: Sequence[str] | None = None, namespace: Namespace | None = None
    ) -> tuple[Namespace | argparse.Namespace, list[str]]:
        words = [*args] if args is not None else []
        end = words.index("--") if "--" in words else len(words)
        words[:end] = map(self._spelled, words[:end])
        # At once, or what is missing would be told in its place.
        own = takewhile(lambda word: word not in self._commands(), words[:end])
        self._refuse([word for word in own if self._is_unknown(word)])
        parsed, unknown = super().parse_known_args(words, namespace)
        self._refuse(unknown)
        return parsed, unknown

    def _commands(self) -> Iterable[str]:
        """Words behind which another parser goes on."""
        for action in self._actions:
            if isinstance(action, argparse._SubParsersAction):
                return action.choices
        return ()

    def _refuse(self, unknown: Sequence[str]) -> None:
        if unknown:
            self.error(f"unrecognized arguments: {' '.join(unknown)}{self._meant(unknown)}")

    def _is_unknown(self, word: str) -> bool:
        name = word.partition("=")[0]
        if not name.startswith("--"):
            return False
        return not any(known.startswith(name) for known in self._option_string_actions)

    def _spelled(self, word: str) -> str:
        """An option as it is called here."""
        name, equals, value = word.partition("=")
        known = self._option_string_actions
        if not name.startswith("--") or name in known:
            return word
        name = name.replace("_", "-")
        if name not in known:
            name = next((each for each in ALIASES.get(name, ()) if each in known), name)
        return name + equals + value

    def _meant(self, unknown: Iterable[str]) -> str:
        known = [name for name in self._option_string_actions if name.startswith("--")]
        for word in unknown:
            if word.startswith("--"):
                name = word.partition("=")[0]
                return did_you_mean(name, [*known, *self._aliases()])
        return ""

    def _aliases(self) -> Iterable[str]:
        known = self._option_string_actions
        return (name for name, ours in ALIASES.items() if any(each in known for each in ours))

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        if action.choices is None or value in action.choices:
            return
        if isinstance(action, argparse._SubParsersAction) and value in RETIRED:
            raise argparse.ArgumentError(None, f"{value} is now `{self.prog} {RETIRED[value]}`")
        choices = [str(each) for each in action.choices]
        raise argparse.ArgumentError(
            action,
            f"invalid choice: {value!r} (choose from {', '.join(choices)})"
            f"{did_you_mean(str(value), choices)}",
        )


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The nearest known word as the end of a sentence; nothing if none is near."""
    near = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"; did you mean {near[0]}?" if near else ""
