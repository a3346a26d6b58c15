"""StyleGAN2 equals NVIDIA's own code: every w, picture and layer of the reference networks."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from facelab.recipe import Noise
from tests.networks.reference_files import arrays_of, far, network_of, tensor

# Of the pictures: what the official code differs from itself when it runs otherwise, times a few.
TOLERANCE = {"stylegan2_64": 5e-5, "stylegan2_orig_clamp_32": 5e-6}
W_TOLERANCE = 5e-6  # rounding of 8 layers, of numbers up to 3
NAMES = list(TOLERANCE)
CONST, NONE = Noise(), Noise("none")


def truncated(w, w_avg, psi, rows=None):
    out = w.clone()
    out[:, :rows] = w_avg + psi * (w[:, :rows] - w_avg)
    return out


@pytest.fixture(params=NAMES)
def case(request):
    return request.param, network_of(request.param), arrays_of(f"{request.param}_io")


@torch.no_grad()
def test_every_w(case):
    _, network, io = case
    w = network.map(tensor(io["z"]))
    rows = w[:, None].expand(-1, network.num_ws, -1)
    assert far(rows, io["ws_psi1"]) <= W_TOLERANCE
    for key, psi, cut in (("0.7", 0.7, None), ("0.7_cut4", 0.7, 4), ("-0.5", -0.5, None)):
        assert far(truncated(rows, network.w_avg, psi, cut), io[f"ws_psi{key}"]) <= W_TOLERANCE


@torch.no_grad()
def test_every_picture(case):
    name, network, io = case
    seen = 0
    for mode, noise in (("const", CONST), ("none", NONE)):
        for key in ("psi1", "psi0.7_cut4", "psi0.7", "mix", "plus"):
            if f"img_{key}_{mode}" not in io:
                continue
            theirs = io[f"img_{key}_{mode}"]
            ws = tensor(io[f"ws_{key}"])[: len(theirs)]
            one_by_one = torch.cat([network.synthesize(each[None], noise) for each in ws])
            assert far(one_by_one, theirs) <= TOLERANCE[name], (key, mode)
            together = network.synthesize(ws, noise)
            assert far(together, theirs) <= TOLERANCE[name], (key, mode, "batch")
            seen += len(theirs)
    assert seen == 18, "all that there are"


@torch.no_grad()
def test_what_lies_between(case):
    """Means, spreads and corners of what each layer hands on."""
    _, network, io = case
    seen: dict[str, torch.Tensor] = {}
    handles = []
    for name, module in network.named_modules():
        if name.split(".")[-1] in ("conv0", "conv1", "torgb"):
            keep = lambda _m, _i, out, name=name: seen.__setitem__(name, out.clone())  # noqa: E731
            handles.append(module.register_forward_hook(keep))
    network.synthesize(tensor(io["ws_psi1"])[:1])
    for handle in handles:
        handle.remove()
    for name, numbers, corner in zip(
        io["act_names"], io["act_mean_std_absmax"], io["act_corner"], strict=True
    ):
        if name not in seen:  # the picture so far
            continue
        x = seen.pop(str(name))[0].double()
        own = np.array([x.mean(), x.std(), x.abs().max()])
        assert np.allclose(own, numbers, atol=2e-4), name
        assert np.allclose(x[:2, :4, :4].numpy(), corner[: len(x)], atol=5e-5), name
    assert not seen
