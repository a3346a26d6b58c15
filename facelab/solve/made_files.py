"""The small files that facelab ships for a network, from nothing but its converted file."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from facelab import networks
from facelab.checkpoints import store
from facelab.checkpoints.outside import read_network
from facelab.checkpoints.preview_heads import (
    HeadMetadata,
    head_paths,
    read_preview_head,
    write_preview_head,
)
from facelab.checkpoints.statistics import LatentStatistics, write_statistics
from facelab.engine.known_lattice import known_lattice
from facelab.errors import FacelabError, ModelError, WeightsError
from facelab.networks.mobilestylegan import MobileStyleGAN
from facelab.networks.preview_head import PreviewHead, build_preview_head
from facelab.progress import Progress, Steps, part
from facelab.solve import fitted_head, latent_statistics, light_head, preview_head
from facelab.solve.clean_pictures import draw_clean
from facelab.solve.head_maker import HeadMaker
from facelab.solve.preview_head import FACES, STEPS
from facelab.solve.preview_quality import judge

JUDGED_SEEDS = 100  # 0 to 99, which no head has learned from
JUDGED_PSI = 0.7
HEAD_MAKERS: dict[str, HeadMaker] = {  # by family
    "mobilestylegan": preview_head.MAKER,
    "stylegan2": fitted_head.MAKER,
    "stylegan3": fitted_head.MAKER,
}
_FIT_SHARE = 0.8  # of the time; judging is the rest


def make_preview_head(
    network: Path,
    output: Path,
    folder: Path,
    size: int,
    faces: int = FACES,
    steps: int = STEPS,
    judged: int = JUDGED_SEEDS,
    light: bool = False,
) -> Steps[HeadMetadata]:
    """Make a preview head, judge it, and write its file. It learns from clean pictures, and is
    judged by them, where the network's lattice was measured.

    Parameters
    ----------
    network : Path
        A converted network, or any file that holds one.
    output : Path
        The head's file; appears complete or not at all.
    folder : Path
        For what can be used again if this is interrupted.
    size, faces, steps : int
        See `facelab.solve.preview_head.fit_preview_head`.
    judged : int
        How many seeds, from 0, to judge it on at psi 0.7.
    light : bool
        The light head beside that of this size, which must be there already.

    Yields
    ------
    Progress

    Returns
    -------
    HeadMetadata
        What the file says, with the figures of the judgement.

    Raises
    ------
    WeightsError
        The network cannot be read, or the disk has no room for the faces.
    ModelError
        No preview head of this size can be made for this network.
    OSError
        The output cannot be written.
    """
    metadata, generator = _read(network)
    maker = HEAD_MAKERS.get(metadata.family)
    build_head = networks.FAMILIES[metadata.family].build_head
    if maker is None or build_head is None:
        raise ModelError(
            f"A preview head cannot be made for {metadata.title}.",
            f"Its family, {metadata.family}, has none; facelab can make them for "
            f"{', '.join(HEAD_MAKERS)}.",
            "Its previews are the full frames.",
        )
    begin = _begin(metadata, generator, size) if light else None
    space = maker.disk_space(generator, size, faces)
    if begin is not None:
        space = light_head.disk_space(generator, begin, faces)  # type: ignore[arg-type]
    _check_space(folder, space)
    lattice = known_lattice(metadata, _raise)
    if lattice is not None:
        draw_clean(generator, lattice)
        folder = folder / "clean"  # faces of before may lie in it
        folder.mkdir(parents=True, exist_ok=True)
    fit, how_made = maker.fit(generator, folder, size, faces, steps), maker.how_made
    if begin is not None:
        how_made = light_head.how_made
        fit = light_head.fit_light_head(generator, begin, folder, faces, steps)  # type: ignore[arg-type]
    head = yield from part(fit, 0.0, _FIT_SHARE)
    config = head.config.as_dict()
    halves: dict[str, NDArray[np.float16]] = {
        name: tensor.numpy().astype(np.float16) for name, tensor in head.state_dict().items()
    }
    # what is judged is what the file will hold
    head = build_head(config, {name: torch.from_numpy(x) for name, x in halves.items()})
    judging = judge(generator, head, range(judged), JUDGED_PSI)
    count = 0
    while True:
        try:
            next(judging)
        except StopIteration as end:
            quality = end.value
            break
        count += 1
        done = _FIT_SHARE + (1 - _FIT_SHARE) * count / judged
        yield Progress(done, 1, f"Judging: {count} of {judged} faces")
    made = HeadMetadata(
        model=metadata.name,
        model_sha256=metadata.model_sha256,
        config=config,
        made={**how_made(faces, steps), "pictures": "raw" if lattice is None else "clean"},
        figures={"seeds": f"0 to {judged - 1}", "psi": JUDGED_PSI, **quality.figures()},
    )
    write_preview_head(output, halves, made)
    return made


def make_statistics(
    network: Path,
    output: Path,
    samples: int = latent_statistics.PCA_SAMPLES,
) -> Steps[LatentStatistics]:
    """Measure the w of a network, and write the statistics' file.

    Parameters
    ----------
    network, output : Path
        The converted network, and the file to write.
    samples : int
        How many w the principal components are made of.

    Yields
    ------
    Progress

    Raises
    ------
    WeightsError
        The network cannot be read.
    OSError
        The output cannot be written.
    """
    metadata, generator = _read(network)
    statistics = yield from latent_statistics.latent_statistics(generator, samples)
    write_statistics(output, statistics, latent_statistics.how_made(metadata.name, samples))
    return statistics


def _begin(metadata: store.Metadata, generator: networks.Generator, size: int) -> PreviewHead:
    """The head that a light one of its size begins with.

    Raises
    ------
    ModelError
        There is none, or networks of this family have no light heads.
    """
    if not isinstance(generator, MobileStyleGAN):
        raise ModelError(
            f"A light preview head cannot be made for {metadata.title}.",
            f"Its family, {metadata.family}, has none.",
            "Make a small one instead, with --size.",
        )
    for path in head_paths(metadata.name, metadata.model_sha256):
        said, arrays = read_preview_head(path, metadata.model_sha256)
        head = build_preview_head(
            said.config, {name: torch.from_numpy(each) for name, each in arrays.items()}
        )
        if head.size == size:
            return head
    raise ModelError(
        f"A light preview head of {size} pixels cannot be made for {metadata.title}.",
        "It begins with the head of this size, which is not here.",
        f"Make that first, with `facelab weights fit-preview --size {size}`.",
    )


def _raise(error: FacelabError) -> None:
    raise error


def _read(network: Path) -> tuple[store.Metadata, networks.Generator]:
    metadata, arrays = read_network(network)
    tensors = {name: torch.from_numpy(array) for name, array in arrays.items()}
    built = networks.build(metadata.family, metadata.config, tensors)
    assert isinstance(built, networks.Generator)
    return metadata, built


def _check_space(folder: Path, wanted: int) -> None:
    """Refuse early what the disk has no room for; faces that are there already count."""
    there = folder
    while not there.is_dir():
        there = there.parent
    stats = [file.stat() for file in folder.glob("*.npy")]
    # what is not drawn yet is a hole in the file, where the system has holes
    used = sum(getattr(stat, "st_blocks", stat.st_size // 512) * 512 for stat in stats)
    free = shutil.disk_usage(there).free
    if free + used < wanted:
        raise WeightsError(
            f"There is not enough room for the faces in {folder}.",
            f"They need {wanted / 1e9:.1f} GB, but only {(free + used) / 1e9:.1f} GB are free.",
            "Free some space, choose another folder with --folder, or use fewer --faces.",
        )
