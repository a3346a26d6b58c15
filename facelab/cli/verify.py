"""`facelab verify`: what pictures and clips say of where they come from, and what that is worth."""

from __future__ import annotations

import argparse
import json

from facelab.cli import parsing
from facelab.cli.console import out, out_json, say
from facelab.cli.parser import OneLineParser
from facelab.cli.tables import facts, print_table
from facelab.errors import ExportError
from facelab.export.provenance.verify import Finding, verify

MARKED, NOTHING, CHANGED = 0, 1, 2


def add_parser(commands: argparse._SubParsersAction[OneLineParser]) -> None:
    """Describe the command."""
    parser = commands.add_parser(
        "verify",
        help="check who made pictures and clips, and whether AI did",
        description=(
            "Check pictures and clips for content credentials (C2PA), XMP, facelab's recipe or "
            "timeline and its invisible watermark. Nothing is sent anywhere. Status: 0 if every "
            "file carries a mark and none was changed since it was signed, 1 if nothing was found "
            "in at least one, 2 if at least one was changed or cannot be read."
        ),
    )
    parser.add_argument(
        "file", type=parsing.path, nargs="+", metavar="FILE", help="pictures or clips"
    )
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Look at each file, and print what was found."""
    status = MARKED
    objects: list[dict[str, object]] = []
    for path in arguments.file:
        try:
            finding = verify(path)
        except ExportError as error:
            say(f"facelab verify: {error}")
            objects.append({"file": str(path), "verdict": "unreadable", "says": str(error)})
            status = CHANGED
            continue
        status = max(status, _status(finding))
        if arguments.json:
            objects.append(finding.as_json())
        else:
            _print(finding)
    if arguments.json:
        out_json(json.dumps(objects, indent=2, ensure_ascii=False))
    return status


def _status(finding: Finding) -> int:
    return {"changed": CHANGED, "nothing": NOTHING}.get(finding.verdict, MARKED)


def _print(finding: Finding) -> None:
    out(f"{finding.path}: {finding.headline}")
    print_table(facts(finding.details, indent=2))
