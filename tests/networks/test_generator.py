from __future__ import annotations

import pytest
import torch

from facelab.errors import ModelError, Stopped
from facelab.networks.generator import Generator, as_rows, check_z, poll
from facelab.networks.mobilestylegan import MobileStyleGAN


def test_a_network_is_a_generator(tiny: MobileStyleGAN) -> None:
    assert isinstance(tiny, Generator)


def test_w_is_repeated_in_every_row() -> None:
    w = torch.arange(6.0).view(2, 3)
    rows = as_rows(w, num_ws=4, w_dim=3)
    assert rows.shape == (2, 4, 3)
    assert all(torch.equal(rows[:, k], w) for k in range(4))


def test_w_plus_is_taken_as_it_is() -> None:
    ws = torch.zeros(2, 4, 3)
    assert as_rows(ws, num_ws=4, w_dim=3) is ws


@pytest.mark.parametrize("shape", [(3,), (0, 3), (2, 5), (2, 3, 3), (2, 4, 5), (1, 1, 4, 3)])
def test_other_shapes_are_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ModelError, match="shape"):
        as_rows(torch.zeros(shape), num_ws=4, w_dim=3)


@pytest.mark.parametrize("shape", [(8,), (1, 9), (0, 8), (1, 1, 8)])
def test_other_z_are_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ModelError, match=r"\[N, 8\]"):
        check_z(torch.zeros(shape), 8)


def test_poll() -> None:
    poll(None)
    poll(lambda: False)
    with pytest.raises(Stopped):
        poll(lambda: True)
