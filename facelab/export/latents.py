"""w+ as files that other tools read: projected_w.npz, .npy and .pt."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from facelab import destinations
from facelab.errors import ExportError


def write_latents(path: Path, rows: NDArray[np.float32], overwrite: bool = False) -> None:
    """Write a w+ as float32 [1, rows, w_dim].

    Parameters
    ----------
    path : Path
        Its ending says how: .npz with the array "w", as the projector of NVIDIA's StyleGAN
        repositories writes it; .npy; or .pt, a tensor.
    rows : float32 [R, w_dim]
    overwrite : bool
        Whether a file that is there may go.

    Raises
    ------
    DestinationError
        It may not be written there.
    ExportError
        The folder cannot be written, or the disk is full.
    """
    content = as_bytes(rows, path.suffix.lower())
    try:
        with destinations.writing(path, destinations.LATENTS, overwrite) as file:
            file.write(content)
    except OSError as error:
        why = f"{error.strerror or error}."
        raise ExportError(f"{path.name} cannot be saved.", why, "Choose another folder.") from error


def as_bytes(rows: NDArray[np.float32], suffix: str) -> bytes:
    """What such a file holds."""
    stacked = np.ascontiguousarray(rows[None], dtype=np.float32)
    file = io.BytesIO()
    if suffix == ".npz":
        np.savez(file, w=stacked)
    elif suffix == ".npy":
        np.save(file, stacked)
    else:
        import torch  # takes seconds, and two of three forms do without

        torch.save(torch.from_numpy(stacked), file)
    return file.getvalue()
