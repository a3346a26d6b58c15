"""Small files in the structure of NVIDIA's snapshots, pickled by Python and torch themselves.

A real one embeds the source of NVIDIA's module; these have a placeholder, which says when it runs.
"""

from __future__ import annotations

import collections
import io
import pickle
import sys
import types
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import numpy as np
import torch

SOURCE = "raise SystemExit('the source in the file was run')\n" * 40


def _reconstruct_persistent_obj(meta: Any) -> Any:
    raise AssertionError("a reader has called what runs the source")


_reconstruct_persistent_obj.__module__ = "torch_utils.persistence"


class EasyDict(dict):  # type: ignore[type-arg]
    pass


EasyDict.__module__ = "dnnlib.util"


class Part:
    """Pickles as a persistent object of NVIDIA's does."""

    def __init__(self, class_name: str, state: dict[str, Any]) -> None:
        self.class_name, self.state = class_name, state

    def __reduce__(self) -> tuple[Any, ...]:
        meta = {
            "type": "class", "version": 6, "module_src": SOURCE, "class_name": self.class_name,
            "state": self.state,
        }  # fmt: skip
        return _reconstruct_persistent_obj, (meta,), None, None, None


@contextmanager
def nvidia_modules() -> Iterator[None]:
    """Modules of the names that pickle writes."""
    made = {name: types.ModuleType(name) for name in (
        "torch_utils", "torch_utils.persistence", "dnnlib", "dnnlib.util",
    )}  # fmt: skip
    made["torch_utils.persistence"]._reconstruct_persistent_obj = (  # type: ignore[attr-defined]
        _reconstruct_persistent_obj
    )
    made["dnnlib.util"].EasyDict = EasyDict  # type: ignore[attr-defined]
    sys.modules |= made
    try:
        yield
    finally:
        for name in made:
            del sys.modules[name]


_Pickler: Any = vars(pickle)["_Pickler"]  # the one in Python, which may be changed


class _OldNames(_Pickler):  # type: ignore[misc]
    """Writes numpy's names as before its version 2."""

    def save_global(self, obj: Any, name: str | None = None) -> None:
        module = getattr(obj, "__module__", "") or ""
        if not module.startswith("numpy._core"):
            super().save_global(obj, name)
            return
        name = name or obj.__qualname__
        module = module.replace("numpy._core", "numpy.core")
        if self.proto >= 4:
            self.save(module)
            self.save(name)
            self.write(pickle.STACK_GLOBAL)
        else:
            self.write(pickle.GLOBAL + f"{module}\n{name}\n".encode())
        self.memoize(obj)


def dumped(value: Any, protocol: int, old_numpy: bool = False) -> bytes:
    """A pickle of it."""
    file = io.BytesIO()
    with nvidia_modules():
        if old_numpy:
            _OldNames(file, protocol).dump(value)
        else:
            pickle.Pickler(file, protocol).dump(value)
    return file.getvalue()


CLASS_NAMES = {
    "": "Generator", "mapping": "MappingNetwork", "synthesis": "SynthesisNetwork",
    "input": "SynthesisInput", "torgb": "ToRGBLayer", "affine": "FullyConnectedLayer",
    "skip": "Conv2dLayer",
}  # fmt: skip


def network(
    state: Mapping[str, Any],
    kwargs: Mapping[str, Any],
    ordered: bool = False,
    strided: bool = False,
    path: str = "",
) -> Part:
    """The part of a network with these tensors, and its parts.

    Parameters
    ----------
    state : mapping
        Arrays by their path.
    kwargs : mapping
        Of the constructor.
    ordered : bool
        Whether it has OrderedDicts, as torch did before.
    strided : bool
        Whether kernels have their channels last.
    """
    kind = collections.OrderedDict if ordered else dict
    parameters: dict[str, Any] = kind()
    buffers: dict[str, Any] = kind()
    parts: dict[str, Any] = kind()
    children: dict[str, dict[str, Any]] = {}
    for name, array in state.items():
        head, dot, rest = name.partition(".")
        if dot:
            children.setdefault(head, {})[rest] = array
            continue
        tensor = torch.from_numpy(np.array(array))
        if strided and tensor.ndim == 4 and name == "weight":
            tensor = tensor.to(memory_format=torch.channels_last)
        if name in ("weight", "bias", "const", "noise_strength"):
            parameters[name] = torch.nn.Parameter(tensor)
        else:
            buffers[name] = tensor
    for name, inside in children.items():
        parts[name] = network(inside, {}, ordered, strided, name)
    if "down_filter" not in buffers and path.startswith("L"):
        buffers["down_filter"] = None
    said: dict[str, Any] = {
        "training": False,
        "_parameters": parameters,
        "_buffers": buffers,
        "_non_persistent_buffers_set": set(),
        "_backward_hooks": collections.OrderedDict(),
        "_forward_hooks": collections.OrderedDict(),
        "_modules": parts,
        "_init_args": (),
        "_init_kwargs": dict(kwargs),
        "size": np.array([36, 36]),
        "gain": np.sqrt(2),
        "noise": {1, 2} if path == "mapping" else set(),
    }
    said["_init_kwargs"]["mapping_kwargs"] = EasyDict(kwargs.get("mapping_kwargs", {}))
    return Part(CLASS_NAMES.get(path, "SynthesisLayer"), said)


def snapshot(
    state: Mapping[str, Any], kwargs: Mapping[str, Any], whole: bool = False, **options: Any
) -> dict[str, Any]:
    """What a snapshot holds; G differs from G_ema.

    Parameters
    ----------
    whole : bool
        Whether discriminator and augmentation are there.
    """
    other = {name: np.asarray(array) + 1 for name, array in state.items()}
    rest = network({"b4.conv.weight": np.ones((2, 2, 3, 3), np.float32)}, {}) if whole else None
    return {
        "G": network(other, kwargs, **options),
        "D": rest,
        "G_ema": network(state, kwargs, **options),
        "augment_pipe": rest,
        "training_set_kwargs": {"path": "faces.zip", "use_labels": False, "max_size": None},
    }
