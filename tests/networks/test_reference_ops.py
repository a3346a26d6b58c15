"""The single steps equal NVIDIA's own, with filters and kernels that no flip leaves alone."""

from __future__ import annotations

import json

import pytest
import torch
import torch.nn.functional as F

from facelab.networks.activations import ACTIVATIONS, bias_act
from facelab.networks.equalised import normalised
from facelab.networks.modulation import energy, modulated
from facelab.networks.resampling import conv2d_resample, downsample2d, upfirdn2d, upsample2d
from facelab.networks.stylegan3.layers import filtered_lrelu, normalised_conv
from tests.networks.reference_files import FOLDER, arrays_of, far

CASES = json.loads((FOLDER / "ops_io.json").read_text())


def pair(value):
    return tuple(value) if isinstance(value, list) else value


def ours(said, t):
    op, up, down = said["op"], pair(said.get("up", 1)), pair(said.get("down", 1))
    padding = pair(said.get("padding", 0))
    if op == "upfirdn2d":
        flip, gain = said.get("flip_filter", False), said.get("gain", 1.0)
        return upfirdn2d(t["x"], t["f"], up, down, padding, flip, gain)
    if op == "upsample2d":
        return upsample2d(t["x"], t["f"], up)
    if op == "downsample2d":
        return downsample2d(t["x"], t["f"], down)
    if op == "conv2d_resample":
        return conv2d_resample(t["x"], t["w"], t["f"], up, down, padding, said["flip_weight"])
    if op == "sg2 modulated_conv2d":
        taps = t.get("resample_filter")
        flip = said.get("flip_weight", True)
        energies = energy(t["weight"]) if said["demodulate"] else None

        def convolve(x, kernel):
            if taps is None:
                return F.conv2d(x, kernel, padding=padding)
            return conv2d_resample(x, kernel, taps, up, 1, padding, flip)

        one_by_one = [
            modulated(x[None], t["weight"], s[None], energies, convolve)
            for x, s in zip(t["x"], t["styles"], strict=True)
        ]
        together = modulated(t["x"], t["weight"], t["styles"], energies, convolve)
        scale = float(together.abs().max())
        tolerance = 2e-3 if together.dtype == torch.float16 else 1e-5
        assert (torch.cat(one_by_one) - together).abs().max() <= tolerance * scale
        return together if "noise" not in t else together + t["noise"]
    if op == "sg3 modulated_conv2d":
        energies = energy(t["w"]) if said["demodulate"] else None
        gain = t.get("input_gain", 1.0)
        return normalised_conv(t["x"], t["w"], t["s"], energies, padding, gain)
    if op == "bias_act":
        slope = said.get("alpha", 0.2)
        return bias_act(t["x"], t["b"], said["act"], slope, said.get("gain"), said.get("clamp"))
    if op == "filtered_lrelu":
        return filtered_lrelu(
            t["x"], t.get("fu"), t.get("fd"), t["b"], up, down, padding, said["gain"],
            said["slope"], said["clamp"], said.get("flip_filter", False),
        )  # fmt: skip
    assert op == "normalize_2nd_moment"
    return normalised(t["x"])


@pytest.mark.parametrize("name", list(CASES))
def test_equals_the_reference(name):
    said, arrays = CASES[name], arrays_of("ops_io")
    tensors = {key: torch.from_numpy(arrays[f"{name}/{key}"]) for key in said["tensors"]}
    theirs = arrays[f"{name}/out"]
    found = ours(said, tensors)
    assert found.dtype == torch.from_numpy(theirs).dtype
    tolerance = 2e-3 if theirs.dtype == "float16" else 1e-5
    assert far(found, theirs) <= tolerance * max(1.0, float(abs(theirs).max()))


def test_every_activation_is_tried():
    tried = {said["act"] for said in CASES.values() if said["op"] == "bias_act"}
    assert tried == set(ACTIVATIONS)
