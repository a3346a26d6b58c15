"""A peer: StyleGAN3 as the paper's authors write it down, in eager torch.

Kernels of each sample, a grouped convolution of them, and filters along x and then y that go over
zeros that were inserted before. It takes its layers and its input from facelab.networks.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import torch.nn.functional as F
from torch import Tensor

from facelab.networks.families.stylegan3_plan import LayerPlan, layer_plan, read_config
from facelab.networks.resampling import upfirdn2d
from facelab.networks.stylegan3.input import FourierInput


class PlainStyleGAN3:
    """StyleGAN3 (arXiv 2106.12423) from converted tensors.

    Parameters
    ----------
    config : mapping
        Of the network.
    tensors : mapping
        By name, as `facelab.networks.stylegan3` has them.
    """

    def __init__(self, config: Mapping[str, Any], tensors: Mapping[str, Tensor]) -> None:
        known = read_config(config)
        self._t, self._plans = tensors, layer_plan(known)
        self._clamp, self._scale = known.clamp, known.output_scale
        self._input = FourierInput(known)
        place = "synthesis.input."
        own = {name.removeprefix(place): t for name, t in tensors.items() if name.startswith(place)}
        self._input.load_state_dict(own)

    def __call__(self, ws: Tensor) -> Tensor:
        """w+ [N, num_ws, w_dim] to pictures [N, 3, R, R]."""
        x = self._input(ws[:, 0]).contiguous()
        for row, plan in enumerate(self._plans, 1):
            x = self._layer(x, plan, ws[:, row])
        picture: Tensor = x * self._scale
        return picture.expand(-1, 3, -1, -1)

    def _layer(self, x: Tensor, plan: LayerPlan, w: Tensor) -> Tensor:
        name = f"synthesis.{plan.name}"
        kernel = self._t[f"{name}.weight"]
        weight = self._t[f"{name}.affine.weight"] / math.sqrt(w.shape[1])
        style = F.linear(w, weight, self._t[f"{name}.affine.bias"])
        if plan.picture:
            own = kernel[None] * (style / math.sqrt(kernel.shape[1]))[:, None, :, None, None]
        else:
            kernel = kernel * kernel.square().mean(dim=(1, 2, 3), keepdim=True).rsqrt()
            style = style * style.square().mean().rsqrt()
            own = kernel[None] * style[:, None, :, None, None]  # [N, O, I, k, k]
            own = own * (own.square().sum(dim=(2, 3, 4), keepdim=True) + 1e-8).rsqrt()
        own = own * self._t[f"{name}.magnitude_ema"].rsqrt()
        n, outputs = own.shape[:2]
        x = x.reshape(1, -1, *x.shape[2:])
        x = F.conv2d(x, own.flatten(0, 1), padding=plan.kernel - 1, groups=n)
        x = x.reshape(n, outputs, *x.shape[2:]) + self._t[f"{name}.bias"][:, None, None]
        up, down = self._t.get(f"{name}.up_filter"), self._t.get(f"{name}.down_filter")
        x = upfirdn2d(x, up, plan.up, padding=(*plan.padding, *plan.padding), gain=plan.up**2)
        if not plan.picture:
            x = F.leaky_relu(x, 0.2) * math.sqrt(2)
        if self._clamp is not None:
            x = x.clamp(-self._clamp, self._clamp)
        return upfirdn2d(x, down, down=plan.down)
