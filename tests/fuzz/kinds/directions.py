"""Directions, published and the user's own."""

from __future__ import annotations

import functools
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.numpy import save

from facelab.checkpoints.own_direction_file import make_own, write_file
from facelab.checkpoints.own_directions import list_own
from facelab.engine.own_directions.made import import_file
from facelab.engine.vector_files import read_vectors
from tests.fuzz.kinds.kind import SHA, Ground, Kind, made


def published(ground: Ground) -> dict[str, Kind]:
    w_dim = ground.model.w_dim
    rows = np.random.RandomState(1).randn(ground.model.num_ws, w_dim).astype(np.float32)
    components = {
        "lat_comp": np.eye(3, w_dim, dtype=np.float32)[:, None],
        "lat_stdev": np.array([3, 2, 1], np.float32),
    }

    def numpy_file(write: Callable[[io.BytesIO], object]) -> bytes:
        file = io.BytesIO()
        write(file)
        return file.getvalue()

    def torch_file(saved: Any, zipped: bool) -> bytes:
        file = io.BytesIO()
        torch.save(saved, file, _use_new_zipfile_serialization=zipped)
        return file.getvalue()

    saved = [torch.from_numpy(rows), {"a": torch.from_numpy(rows).half(), "epoch": 3}]
    saved.append({"mean": torch.zeros(1, w_dim), "comp": torch.eye(3, w_dim), "std": torch.ones(3)})
    own = make_own("Smile", rows, "tiny", ground.model.sha256, "note")

    def read(path: Path) -> object:
        return import_file(path, ground.model, meant="direction")

    def read_latents(path: Path) -> object:
        return read_vectors(path, ground.model, "face")

    faces = np.stack([rows, -rows])
    return {
        "faces": Kind("a.npy", [numpy_file(functools.partial(np.save, arr=faces))], read_latents),
        "npy": Kind(
            "a.npy",
            [
                numpy_file(functools.partial(np.save, arr=a))
                for a in (rows, rows[0], np.asfortranarray(rows, ">f8"))
            ],
            read,
        ),
        "npz": Kind(
            "a.npz",
            [
                numpy_file(lambda f: np.savez(f, w=rows[None])),
                numpy_file(lambda f: np.savez_compressed(f, **components)),  # type: ignore[arg-type]
            ],
            read,
        ),
        "pt": Kind("a.pt", [torch_file(each, True) for each in saved], read),
        "older pt": Kind("a.pt", [torch_file(each, False) for each in saved], read),
        "safetensors": Kind("a.safetensors", [save({"d": rows}), save({"a": rows[0]})], read),
        "own direction": Kind(
            f"{own.id}.safetensors",
            [made(ground, "own.safetensors", lambda path: write_file(path, own))],
            lambda path: (read(path), list_own(SHA, path.parent)),
        ),
    }
