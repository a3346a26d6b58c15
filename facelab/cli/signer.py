"""`facelab signer`: who signs the pictures that leave this computer."""

from __future__ import annotations

import argparse

from facelab import paths
from facelab.cli import parsing
from facelab.cli.parser import OneLineParser
from facelab.cli.tables import facts, print_table
from facelab.errors import RecipeError
from facelab.export.provenance import identity
from facelab.export.provenance.verify import NOT_LISTED


def add_parser(commands: argparse._SubParsersAction[OneLineParser]) -> None:
    """Describe the command."""
    parser = commands.add_parser(
        "signer",
        help="show or choose who signs saved pictures",
        description=(
            "Show who signs saved pictures. facelab makes a key and a certificate on first use; "
            "give it a name, or use a certificate of your own."
        ),
    )
    parser.add_argument("--name", metavar="NAME", help="the name in facelab's own certificate")
    parser.add_argument(
        "--certificate",
        type=parsing.path,
        metavar="FILE",
        help="sign with this certificate (PEM, with its chain); needs --key",
    )
    parser.add_argument(
        "--key", type=parsing.path, metavar="FILE", help="its key (PEM, without a password)"
    )
    parser.add_argument(
        "--self-made", action="store_true", help="sign with facelab's own key again"
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Change what the arguments say, then print who signs."""
    if (arguments.certificate is None) != (arguments.key is None):
        raise RecipeError("give --certificate and --key together")
    if arguments.certificate is not None and arguments.self_made:
        raise RecipeError("--self-made and --certificate exclude each other")
    if arguments.self_made:
        identity.forget_certificate()
    if arguments.name is not None:
        identity.set_name(arguments.name)
    if arguments.certificate is not None:
        identity.use_certificate(arguments.certificate, arguments.key)
    who = identity.signer()
    kind = "made by facelab on this computer" if who.self_made else "your own"
    print_table(
        facts(
            [
                ("name", who.name),
                ("certificate", f"{kind}, until {who.expires:%Y-%m-%d}"),
                ("others see", NOT_LISTED if who.self_made else ""),
                ("folder", str(paths.signing_dir())),
            ]
        )
    )
    return 0
