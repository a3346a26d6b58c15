"""`facelab weights info`, `convert` and `add`: networks of the user's own."""

from __future__ import annotations

import argparse
import hashlib
import math
import re
import tempfile
from pathlib import Path

from facelab import destinations, paths
from facelab.checkpoints import store
from facelab.checkpoints.catalogue import load_catalogue
from facelab.checkpoints.fetching.own_address import fetch_address
from facelab.checkpoints.outside import Arrays, is_tensor_file, read_network
from facelab.checkpoints.store import Metadata
from facelab.cli import parsing
from facelab.cli.console import notices, out, say
from facelab.cli.outputs import add_overwrite
from facelab.cli.parser import OneLineParser
from facelab.cli.progress import progress_bar
from facelab.cli.tables import facts, print_table
from facelab.errors import ModelError, RecipeError, WeightsError
from facelab.files import MEGABYTE, REFUSED_IN_NAMES, open_regular
from facelab.plain_text import plain

MAX_NAME = 80
_ADDRESS = re.compile(r"https?://", re.IGNORECASE)
_FORBIDDEN = str.maketrans(dict.fromkeys(REFUSED_IN_NAMES, "-"))


def add_verbs(verbs: argparse._SubParsersAction[OneLineParser]) -> None:
    """Describe the commands."""
    about = verbs.add_parser(
        "info",
        help="show what network a file holds",
        description=(
            "Show what network a file holds: one of facelab's, an NVIDIA snapshot (.pkl) of "
            "StyleGAN2 or StyleGAN3, or a rosinality checkpoint (.pt). Nothing in it is run."
        ),
    )
    about.add_argument("file", type=parsing.path, metavar="FILE")
    about.set_defaults(run=run_info)

    converting = verbs.add_parser(
        "convert",
        help="turn a network file into a safetensors file, which holds nothing that could run",
    )
    converting.add_argument("file", type=parsing.path, metavar="FILE")
    converting.add_argument("output", type=parsing.path, metavar="OUT.safetensors")
    add_overwrite(converting)
    converting.set_defaults(run=run_convert)

    adding = verbs.add_parser(
        "add",
        help="add a network of your own to those facelab keeps",
        description=(
            "Convert a network from a file, or from an address of your own, and keep it under a "
            "name for --model. The hash is shown and kept: if the address serves something else "
            "later, it is refused."
        ),
    )
    adding.add_argument("file", metavar="FILE|URL")
    adding.add_argument("--name", metavar="NAME", help="what to call it (the file's name)")
    adding.add_argument(
        "--sha256", metavar="HASH", help="refuse the file if its SHA-256 is another"
    )
    add_overwrite(adding)
    adding.set_defaults(run=run_add)


def run_info(arguments: argparse.Namespace) -> int:
    """Print what a file holds."""
    _check_file(arguments.file)
    if is_tensor_file(arguments.file):  # says it itself, and is not read
        found = store.info(arguments.file)
        metadata, tensors, count = found.metadata, found.tensors, found.parameters
    else:
        metadata, arrays = _read(arguments.file)
        tensors, count = len(arrays), sum(math.prod(each.shape) for each in arrays.values())
    _print(metadata, tensors, count, arguments.file.stat().st_size)
    return 0


def run_convert(arguments: argparse.Namespace) -> int:
    """Write a network's safetensors file."""
    place = destinations.named(
        arguments.output, (store.SUFFIX,), arguments.overwrite, [arguments.file]
    )
    metadata, tensors = _read(arguments.file)
    store.write(place, tensors, metadata)
    say(f"{metadata.title} ({metadata.family}, {metadata.resolution} px) saved as {place}")
    return 0


def run_add(arguments: argparse.Namespace) -> int:
    """Keep a network under a name."""
    wanted = _hash(arguments.sha256)
    if not _ADDRESS.match(arguments.file):
        path = parsing.path(arguments.file)
        _check_file(path)
        return _add(arguments, path, str(path.name), wanted)
    with tempfile.TemporaryDirectory(prefix="facelab-") as folder:
        say(f"Downloading {plain(arguments.file, 300)}")
        with progress_bar(notices()) as progress:
            task = progress.add_task("Downloading", total=None)

            def show(done: int, total: int | None) -> None:
                said = f"Downloading, {done / 1e6:.0f} MB"
                progress.update(task, description=said, completed=done, total=total)

            path = fetch_address(arguments.file, Path(folder), show)
        return _add(arguments, path, arguments.file, wanted)


def _add(arguments: argparse.Namespace, path: Path, source: str, wanted: str | None) -> int:
    digest = sha256_of(path)
    if wanted is not None and digest != wanted:
        raise WeightsError(
            f"{plain(source, 200)} was not added.",
            f"Its SHA-256 is {digest}, not {wanted}.",
            "Check where the file comes from.",
        )
    name = _name(arguments.name or path.stem)
    place = paths.weights_cache() / f"{name}{store.SUFFIX}"
    pinned = f"{plain(source, 300)} (SHA-256 {digest})"
    if place.exists() and not arguments.overwrite:
        known = store.info(place).metadata.source
        if known == pinned:
            say(f"Already here: {name}")
            return 0
        raise WeightsError(
            f"{name} was not added.",
            f"A network of this name is here: {known}.",
            "Choose another --name, or add --overwrite to replace it.",
        )
    metadata, tensors = _read(path)
    store.write(place, tensors, _renamed(metadata, name, pinned))
    out(f"file SHA-256     {digest}")
    out(f"network SHA-256  {metadata.model_sha256}")
    say(f"Added as {name}: `facelab render --model {name} --seeds 1 --out DIR`")
    return 0


def _renamed(metadata: Metadata, name: str, source: str) -> Metadata:
    return Metadata(
        name=name,
        title=name,
        family=metadata.family,
        resolution=metadata.resolution,
        config=metadata.config,
        model_sha256=metadata.model_sha256,
        licence=metadata.licence,
        training_data=metadata.training_data,
        source=source,
    )


def _read(path: Path) -> tuple[Metadata, Arrays]:
    """A network that can be built."""
    from facelab.engine.loading import check_tensors

    _check_file(path)
    metadata, tensors = read_network(path)
    check_tensors(metadata, tensors)
    return metadata, tensors


def _check_file(path: Path) -> None:
    if not path.is_file():
        raise RecipeError(f"no such file: {path}")


def _print(metadata: Metadata, tensors: int, count: int, size: int) -> None:
    names = ("name", "title", "family", "resolution", "licence", "training_data", "source")
    rows = [(name.replace("_", " "), str(getattr(metadata, name))) for name in names]
    rows += _shape_rows(metadata)
    rows.append(("network SHA-256", metadata.model_sha256))
    rows.append(("tensors", f"{tensors}, {count:,} values"))
    rows.append(("size", f"{size / 1e6:.1f} MB"))
    print_table(facts(rows))


def _shape_rows(metadata: Metadata) -> list[tuple[str, str]]:
    from facelab.engine.loading import shape_of

    config = metadata.config
    try:
        shape = shape_of(metadata)
    except ModelError as error:
        return [("problem", str(error))]
    rows = [
        ("z, w, style rows", f"{shape.z_dim}, {shape.w_dim}, {shape.num_ws}"),
        ("classes", str(shape.labels or "none")),
    ]
    rows += [
        (key, "none" if config[key] is None else str(config[key]))
        for key in ("architecture", "clamp")
        if key in config
    ]
    if metadata.family == "stylegan3":
        rows.append(("configuration", "r" if config["radial"] else "t"))
    return rows


def sha256_of(path: Path) -> str:
    """Hash of a file."""
    digest = hashlib.sha256()
    with open_regular(path, store.MAX_BYTES) as file:
        while part := file.read(MEGABYTE):
            digest.update(part)
    return digest.hexdigest()


def _hash(text: str | None) -> str | None:
    if text is None:
        return None
    digest = text.strip().lower().removeprefix("sha256:")
    if len(digest) != 64 or set(digest) - set("0123456789abcdef"):
        raise RecipeError(f"--sha256 {text}: a SHA-256 has 64 hexadecimal digits")
    return digest


def _name(text: str) -> str:
    name = plain(text.translate(_FORBIDDEN), MAX_NAME).strip(" .")
    if not name:
        raise RecipeError("give it a name with --name")
    if any(entry.name == name for entry in load_catalogue()):
        raise RecipeError(f"{name} is a network of the catalogue; choose another --name")
    return name
