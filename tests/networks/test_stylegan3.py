"""StyleGAN3 equals NVIDIA's own code: every w, picture, input and layer of the reference networks,
and every filter and layer of the published sizes.
"""

from __future__ import annotations

import json

import numpy as np
import pytest
import torch

from facelab.networks.families.stylegan3_plan import layer_plan, read_config
from facelab.networks.stylegan3.input import user_transform
from facelab.networks.stylegan3.layers import Layer
from tests.networks.reference_files import FOLDER, arrays_of, far, network_of, tensor
from tests.networks.test_stylegan2 import W_TOLERANCE, truncated

TOLERANCE = {"stylegan3_t_64": 5e-5, "stylegan3_t_cond_clamp_32": 5e-6}
LAYOUT = json.loads((FOLDER / "sg3_layout.json").read_text())


@pytest.fixture(params=list(TOLERANCE))
def case(request):
    return request.param, network_of(request.param), arrays_of(f"{request.param}_io")


def drawn(network, ws, **options):
    """One at a time, of as many channels as the network has."""
    pictures = torch.cat([network.synthesize(each[None], **options) for each in ws])
    return pictures[:, : network.config.image_channels]


@torch.no_grad()
def test_every_w(case):
    _, network, io = case
    labels = tensor(io["c"]) if network.labels else None
    w = network.map(tensor(io["z"]), labels)
    rows = w[:, None].expand(-1, network.num_ws, -1)
    assert far(rows, io["ws_psi1"]) <= W_TOLERANCE
    for key, psi, cut in (("0.7", 0.7, None), ("0.7_cut4", 0.7, 4), ("-0.5", -0.5, None)):
        assert far(truncated(rows, network.w_avg, psi, cut), io[f"ws_psi{key}"]) <= W_TOLERANCE


@torch.no_grad()
def test_every_picture(case):
    name, network, io = case
    for key in ("psi1", "psi0.7_cut4", "psi0.7", "mix", "plus"):
        theirs = io[f"img_{key}_const"]
        ws = tensor(io[f"ws_{key}"])[: len(theirs)]
        assert far(drawn(network, ws), theirs) <= TOLERANCE[name], key
        if key == "psi1":  # once: whatever the w are, it is the same way
            together = network.synthesize(ws)[:, : network.config.image_channels]
            assert far(together, theirs) <= TOLERANCE[name], (key, "batch")


@torch.no_grad()
def test_every_transform(case):
    name, network, io = case
    ws = tensor(io["ws_psi1"])[:1]
    for k, (x, y, degrees, zoom) in enumerate(io["transform_params"]):
        made = user_transform(x, y, degrees, zoom)
        assert far(made, io["transform"][k]) <= 1e-6
        waves = network.synthesis.input(ws[:, 0], made)[0, :4]
        assert far(waves, io["input_transform_ch4"][k]) <= 5e-5
        assert far(drawn(network, ws, transform=made), io["img_transform"][k]) <= TOLERANCE[name]


@torch.no_grad()
def test_what_lies_between(case):
    _, network, io = case
    found = [x for _, x in network.synthesis.grow(tensor(io["ws_psi1"])[:1], None, None)]
    assert len(found) == len(io["act_names"])
    for x, numbers, corner in zip(found, io["act_mean_std_absmax"], io["act_corner"], strict=True):
        x = x[0].double()
        own = np.array([x.mean(), x.std(), x.abs().max()])
        assert np.allclose(own, numbers, atol=2e-4)
        assert np.allclose(x[:2, :4, :4].numpy(), corner[: len(x)], atol=5e-5)


def config_of(said):
    kwargs = said["kwargs"]
    return {
        "z_dim": 8, "c_dim": 0, "w_dim": kwargs["w_dim"], "embed": 1, "widths": [kwargs["w_dim"]],
        "rate": 0.01,
        "resolution": kwargs["img_resolution"],
        "image_channels": kwargs["img_channels"],
        "channel_base": kwargs["channel_base"],
        "channel_max": kwargs["channel_max"],
        "num_layers": kwargs.get("num_layers", 14),
        "num_critical": kwargs.get("num_critical", 2),
        "first_cutoff": float(kwargs.get("first_cutoff", 2)),
        "first_stopband": float(kwargs.get("first_stopband", 2**2.1)),
        "last_stopband_rel": float(kwargs.get("last_stopband_rel", 2**0.3)),
        "margin": kwargs.get("margin_size", 10),
        "output_scale": float(kwargs.get("output_scale", 0.25)),
        "half_octaves": kwargs.get("num_fp16_res", 4),
        "kernel": kwargs.get("conv_kernel", 3),
        "filter_size": kwargs.get("filter_size", 6),
        "lrelu_upsampling": kwargs.get("lrelu_upsampling", 2),
        "radial": kwargs.get("use_radial_filters", False),
        "clamp": kwargs.get("conv_clamp", 256),
    }  # fmt: skip


@pytest.mark.parametrize("name", list(LAYOUT))
def test_every_layer_and_filter(name):
    said, filters = LAYOUT[name], arrays_of("sg3_filters")
    known = read_config(config_of(said))
    plans = layer_plan(known)
    assert [plan.name for plan in plans] == said["layer_names"]
    for plan, theirs in zip(plans, said["layers"], strict=True):
        assert [plan.in_size] * 2 == theirs["in_size"]
        assert [plan.out_size] * 2 == theirs["out_size"]
        assert (plan.in_channels, plan.out_channels) == (
            theirs["in_channels"], theirs["out_channels"],
        )  # fmt: skip
        assert (plan.in_rate, plan.out_rate) == (
            theirs["in_sampling_rate"], theirs["out_sampling_rate"],
        )  # fmt: skip
        assert plan.inner_rate == theirs["tmp_sampling_rate"]
        assert [*plan.padding, *plan.padding] == theirs["padding"]
        assert (plan.up, plan.down) == (theirs["up_factor"], theirs["down_factor"])
        assert plan.half == theirs["use_fp16"] or "half" not in name
        for ours, key in ((plan.in_cutoff, "in_cutoff"), (plan.out_cutoff, "out_cutoff")):
            assert ours == pytest.approx(theirs[key], rel=1e-12)
        layer = Layer(plan, 4, known.radial, None)
        layer.design()
        for kind in ("up_filter", "down_filter"):
            own, key = getattr(layer, kind), f"{name}/{plan.name}/{kind}"
            assert (own is not None) == (key in filters)
            if own is not None:
                assert far(own, filters[key]) <= 2e-7, key
