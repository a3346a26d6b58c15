"""`facelab render`: the faces of the window, without the window."""

from __future__ import annotations

import argparse

from facelab.cli import parsing, render_from
from facelab.cli.console import notices, say
from facelab.cli.formats import chosen_preparation
from facelab.cli.looks import add_looks, chosen_looks, giving, look_inputs
from facelab.cli.many.hands import add_many
from facelab.cli.many.hands import check as check_many
from facelab.cli.mix_networks import add_mix_networks, mix_in
from facelab.cli.parser import OneLineParser
from facelab.cli.pictures import add_output, carry_out, counted, drawing, loaded, plan_of
from facelab.cli.progress import counting
from facelab.cli.render_faces import Bases, Faces, check_one
from facelab.cli.render_latents import add_latents, write_latent_files
from facelab.cli.vectors import add_as
from facelab.errors import RecipeError
from facelab.export.orders import Order
from facelab.preparing.leaving import leaving
from facelab.recipe.values import FINISHES


def add_parser(commands: argparse._SubParsersAction[OneLineParser]) -> None:
    """Describe the command."""
    parser = commands.add_parser(
        "render",
        help="render faces to pictures",
        description=(
            "Render faces from seeds, recipes or exported faces to pictures that "
            "carry their recipe."
        ),
    )
    face = parser.add_argument_group("which faces")
    face.add_argument(
        "--seeds",
        nargs="+",
        action=parsing.JoinedWords,
        metavar="0,1,4-6",
        help="seeds to render; 6-4 counts down",
    )
    face.add_argument(
        "--blend",
        type=parsing.blend,
        metavar="SEED:WEIGHT,...",
        help="one face blended from several seeds",
    )
    face.add_argument(
        "--recipe",
        type=parsing.path,
        metavar="FILE",
        help=(
            "a recipe (.json), a picture facelab saved, latents (.npy, .npz, .pt, "
            ".safetensors), or exported faces (.facelab); other options change them"
        ),
    )
    face.add_argument(
        "--from",
        type=parsing.path,
        dest="list",
        metavar="FILE",
        help=(
            "a list of any length: recipes as JSON Lines, a table (.csv), or exported faces "
            "(.facelab); - is JSON Lines from standard input. Run again, it continues where it "
            "stopped"
        ),
    )
    face.add_argument(
        "--template", action="store_true", help="print a table for --from to begin with"
    )
    add_as(face)
    look = parser.add_argument_group("how they look")
    look.add_argument("--trunc", type=parsing.number, metavar="PSI", help="truncation psi (0.7)")
    look.add_argument(
        "--cutoff", type=int, metavar="ROWS", help="truncate only the first ROWS styles (all)"
    )
    look.add_argument("--noise-mode", choices=("const", "random", "none"), help="(const)")
    look.add_argument("--noise-seed", type=int, metavar="N", help="seed of random noise (0)")
    look.add_argument("--noise-strength", type=parsing.number, metavar="X", help="(1)")
    look.add_argument(
        "--finish",
        choices=FINISHES,
        help=(
            "clean takes the network's faint weave off, raw leaves every pixel as the network "
            "draws it (clean for new faces; a recipe's own for --recipe)"
        ),
    )
    look.add_argument(
        "--label",
        type=parsing.label,
        metavar="CLASS[:WEIGHT],...",
        help="class of a conditional network, or a mix of several; none takes it off",
    )
    look.add_argument(
        "--rotate",
        type=parsing.number,
        metavar="DEGREES",
        help="turn the picture at the input of a StyleGAN3 network, counter-clockwise",
    )
    look.add_argument(
        "--translate",
        type=parsing.place,
        metavar="X,Y",
        help="move it there, to the right and down, in widths of the picture",
    )
    look.add_argument(
        "--mix",
        type=parsing.mix,
        action="append",
        default=[],
        metavar="LAYERS=SEED[:STRENGTH]",
        help="take styles from another seed; LAYERS is coarse, middle, fine or a list like 0,1,4-6",
    )
    look.add_argument(
        "--direction",
        type=parsing.direction,
        action="append",
        default=[],
        metavar="NAME=AMOUNT[@FIRST-LAST]",
        help="set the amount of a direction, in sigma; see `facelab directions list`",
    )
    add_looks(look)
    look.add_argument(
        "--lock",
        type=parsing.names,
        action="append",
        default=[],
        metavar="NAME,...",
        help="what every direction must leave unchanged, for example age,gender,identity",
    )
    look.add_argument(
        "--unlock",
        type=parsing.names,
        action="append",
        default=[],
        metavar="NAME,...",
        help="what any direction may change",
    )
    look.add_argument(
        "--guard",
        type=parsing.number,
        metavar="SIGMA",
        help=(
            "how far directions may take a face from the average; 1 is the typical distance "
            "at psi 1, 0 removes a recipe's limit"
        ),
    )
    add_mix_networks(look)
    add_many(parser)
    add_latents(add_output(parser, required=False))  # --template writes nothing
    parser.set_defaults(run=run, networks=None)


def run(arguments: argparse.Namespace) -> int:
    """Render what the arguments say."""
    if arguments.template:
        return render_from.run_template(arguments)
    check_many(arguments)
    single = arguments.seeds or arguments.blend or arguments.recipe
    if arguments.list is not None:
        if single:
            raise RecipeError("--from is a list by itself: leave out --seeds, --blend and --recipe")
        if arguments.latents is not None:
            raise RecipeError("--from makes pictures: leave out --latents, or name a --recipe")
        return render_from.run(arguments)
    if not single:
        raise RecipeError("say which faces: --seeds, --blend, --recipe or --from")
    if arguments.latents is not None:
        return write_latent_files(arguments)
    inputs = (*((arguments.recipe,) if arguments.recipe else ()), *look_inputs(arguments))
    plan, looks = plan_of(arguments, inputs=inputs), chosen_looks(arguments)
    bases = Bases(arguments.recipe)
    check_one(bases, arguments)
    with counting(notices()) as counter:
        counter.begin("Loading the network")
        with loaded(arguments) as renderer:
            model = renderer.info
            arguments.networks = mix_in(renderer, arguments.mix_networks)
            bases.tell_apart(model, arguments.meant)
            check_one(bases, arguments)
            faces = Faces(arguments, bases, model, giving(looks, renderer))
            counter.begin("Checking", bases.count or None)
            faces.check(renderer.compose, counter.step)
            if faces.left_out:
                one = faces.left_out == 1
                which = (
                    "1 face made with another network was"
                    if one
                    else (f"{faces.left_out} faces made with other networks were")
                )
                say(f"{which} skipped: choose another network with --model")
            draw = drawing(chosen_preparation(arguments), renderer)
            counter.begin("Rendering", faces.count)
            orders = (Order(k, *face) for k, face in enumerate(faces, 1))
            carry_out(plan, leaving(plan, orders, draw), counter)
    say(f"{counted(faces.count)} rendered to {arguments.out}")
    return 0
