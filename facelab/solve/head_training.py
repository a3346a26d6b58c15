"""Fits a preview head to faces: least squares for what is linear in it, then Adam on crops, so
that the bands of the wavelet transform of the reduced picture are met.

The same machine makes the same head of the same faces.
"""

from __future__ import annotations

import copy
from collections.abc import Generator

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from facelab.networks.preview_head import OUTPUTS, PreviewHead
from facelab.progress import Progress, Steps
from facelab.solve.head_faces import FIRST_SEED, Faces

_BATCH = 8  # crops a step
_CROP = 40  # pixels of the bands, at least
_CORE = 32  # of which so many see all their neighbours, at least
_RATE = 4e-4
_GAINS_RATE = 4e-5  # gains are sums of hundreds of products: they must move slowly
_COLOUR = 0.3  # weight of the mean colour, which one notices first when the full frame comes
_FIT_STRIDE = 7  # every so many pixels are used for least squares


@torch.no_grad()
def fit_linear(head: PreviewHead, data: Faces) -> None:
    """Least squares: the bands from the head's last activations and from all features."""
    parts = (head.config.widths[-1], head.config.guessed, 1)
    size = sum(parts)
    squares = torch.zeros(size, size, dtype=torch.float64)
    products = torch.zeros(size, OUTPUTS, dtype=torch.float64)
    side = head.config.inside
    for index in range(len(data)):
        features, ws, bands = data.crops([index], np.zeros((1, 2), np.int64), side)
        row = ws[:, head.config.rows[-1]]
        drawn, guessed = head.activations(features, ws)
        x = drawn * head.bands.gains[0](row)[:, None, None, :]
        inputs = torch.cat((x, guessed, torch.ones_like(x[..., :1])), dim=3).flatten(0, 2)
        inputs = inputs[index % _FIT_STRIDE :: _FIT_STRIDE]
        outputs = bands.flatten(0, 2)[index % _FIT_STRIDE :: _FIT_STRIDE]
        squares += (inputs.T @ inputs).double()
        products += (inputs.T @ outputs).double()
    ridge = 1e-4 * squares.trace() / size * torch.eye(size, dtype=torch.float64)
    solved = torch.linalg.solve(squares + ridge, products).float()
    x_part, guess_part, bias = solved.split(parts)
    head.bands.weight.copy_(x_part.T)
    head.guess.weight.copy_(guess_part.T)
    head.bands.bias.copy_(bias[0])


def train(
    head: PreviewHead, data: Faces, steps: int, pace: float = 1.0
) -> Generator[PreviewHead, None, None]:
    """Adam on crops, one step at a time; yields the running mean of the weights.

    `pace` is less than 1 for a head that was trained before.
    """
    named = dict(head.named_parameters())
    gains = [each for name, each in named.items() if "gains" in name or name.startswith("grow")]
    others = [each for each in named.values() if all(each is not gain for gain in gains)]
    rates = [pace * _RATE, pace * _GAINS_RATE]
    groups = [{"params": others, "lr": rates[0]}, {"params": gains, "lr": rates[1]}]
    optimiser = torch.optim.Adam(groups, betas=(0.9, 0.98))
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, rates, steps, pct_start=0.1)
    mean = copy.deepcopy(head)
    random = np.random.RandomState(FIRST_SEED)
    side, scale, sees = head.config.inside, 1 << head.config.grows, head.config.sees
    crop = min(max(_CROP, _CORE + 2 * sees) // scale, side)
    for step in range(steps):
        chosen = random.randint(0, len(data), _BATCH)
        corners = random.randint(0, side - crop + 1, (_BATCH, 2))
        # some at the edges of the picture, where convolutions see zeros
        edges = random.randint(0, 2, (_BATCH, 2)) * (side - crop)
        corners = np.where(random.uniform(size=(_BATCH, 2)) < 0.15, edges, corners)
        features, ws, bands = data.crops(chosen, corners, crop)
        seen = _inner(scale * corners, scale * crop, scale * side, sees)
        error = (head.predict(features, ws) - bands) * seen
        share = bands[0, ..., 0].numel()
        squares = error.square().sum((1, 2, 3)) / (share * OUTPUTS)
        colour = error[..., :3].sum((1, 2)) / share
        # the root: easy crops count as well, as they do in a median
        loss = (squares + 1e-4).sqrt().mean() + _COLOUR * colour.abs().mean()
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(head.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        with torch.no_grad():
            share_kept = min(0.998, (step + 1) / (step + 10))
            for kept, now in zip(mean.parameters(), head.parameters(), strict=True):
                kept.lerp_(now, 1 - share_kept)
        yield mean


def trained(head: PreviewHead, data: Faces, steps: int, begun: float) -> Steps[PreviewHead]:
    """Train a head that has its first weights; `begun` is how far its fit is by then, 0 to 1."""
    for step, head_now in enumerate(train(head, data, steps), 1):
        if step % 25 == 0:
            done = begun + (1 - begun) * step / steps
            yield Progress(done, 1, f"Training: {step} of {steps} steps")
        head = head_now
    yield Progress(1, 1, f"Trained for {steps} steps")
    return head.eval().requires_grad_(False)


def _inner(corners: NDArray[np.int64], crop: int, side: int, margin: int) -> Tensor:
    """1 where a crop sees all its neighbours or the picture ends, else 0: [N, crop, crop, 1]."""
    mask = torch.zeros(len(corners), crop, crop, 1)
    for k, (y, x) in enumerate(corners):
        top, left = (margin if corner > 0 else 0 for corner in (y, x))
        bottom, right = (crop - (margin if corner + crop < side else 0) for corner in (y, x))
        mask[k, top:bottom, left:right] = 1
    return mask
