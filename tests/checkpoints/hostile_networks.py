"""Files that mean harm, or are broken: what each is, and its bytes."""

from __future__ import annotations

import io
import json
import pickle
import struct
import zipfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import torch

from tests.checkpoints.calling_pickles import Call, pickled
from tests.checkpoints.snapshot_files import Part, dumped, network, snapshot
from tests.networks.reference_files import FOLDER, kwargs_of, state_of

ORIG = "stylegan2_orig_clamp_32"
Bytes = Callable[[str], bytes]  # of a command that must not be run


def sound(**changes: Any) -> dict[str, Any]:
    """A snapshot of which some entries are others."""
    return snapshot(state_of(ORIG), kwargs_of(ORIG)) | changes


@cache
def sound_bytes(protocol: int = 4) -> bytes:
    return dumped(sound(), protocol)


def with_state(**changes: Any) -> dict[str, Any]:
    """A snapshot of which tensors are others; None takes one away."""
    state = {name: value for name, value in (state_of(ORIG) | changes).items() if value is not None}
    return snapshot(state, kwargs_of(ORIG))


def with_kwargs(**changes: Any) -> dict[str, Any]:
    return snapshot(state_of(ORIG), kwargs_of(ORIG) | changes)


def within(change: Callable[[Part], None]) -> dict[str, Any]:
    """A snapshot of which G_ema was changed."""
    whole = sound()
    change(whole["G_ema"])
    return whole


# -- what calls something ------------------------------------------------------------------------


def calls() -> Iterator[tuple[str, Bytes]]:
    for module, name in (
        ("os", "system"), ("posix", "system"), ("nt", "system"), ("subprocess", "call"),
        ("subprocess", "Popen"), ("builtins", "exec"), ("builtins", "eval"),
        ("builtins", "__import__"), ("runpy", "_run_code"), ("pty", "spawn"),
        ("operator", "attrgetter"), ("numpy.testing._private.utils", "runstring"),
    ):  # fmt: skip
        yield (
            f"{module}.{name} alone",
            lambda command, m=module, n=name: pickled(Call(m, n, command)),  # type: ignore[misc]
        )
    yield (
        "os.system at protocol 0",
        lambda command: b"cos\nsystem\n(V" + command.encode() + b"\ntR.",
    )
    yield (
        "os.system at protocol 2",
        lambda command: pickled({"G_ema": Call("os", "system", command)}, 2),
    )
    yield (
        "os.system through INST",
        lambda command: b"(V" + command.encode() + b"\nios\nsystem\n.",
    )
    yield (
        "os.system through OBJ",
        lambda command: b"\x80\x02(cos\nsystem\nV" + command.encode() + b"\no.",
    )
    yield (
        "os.system through NEWOBJ",
        lambda command: b"\x80\x02cos\nsystem\n(V" + command.encode() + b"\nt\x81.",
    )
    yield (
        "os.system through NEWOBJ_EX",
        lambda command: b"\x80\x04cos\nsystem\n(V" + command.encode() + b"\nt}\x92.",
    )
    yield "os.system of another network", lambda c: pickled(sound(G=Call("os", "system", c)))
    yield "os.system beside the network", lambda c: pickled(sound(extra=Call("os", "system", c)))
    yield "os.system as a key", lambda c: pickled({Call("os", "system", c): 1})
    yield (
        "os.system among the options",
        lambda c: pickled(with_kwargs(architecture=Call("os", "system", c))),
    )
    yield (
        "os.system as a class name",
        lambda c: pickled(
            within(lambda part: setattr(part, "class_name", Call("os", "system", c)))
        ),
    )
    yield (
        "os.system in place of a parameter",
        lambda c: pickled(
            within(lambda part: part.state["_parameters"].update(x=Call("os", "system", c)))
        ),
    )
    yield (
        "os.system in the set of names",
        lambda c: pickled(
            within(
                lambda part: part.state.update(
                    _non_persistent_buffers_set=[Call("os", "system", c)]
                )
            )
        ),
    )
    yield (
        "os.system in the numbers of a tensor",
        lambda c: pickled(
            sound(
                G_ema=Call("torch.storage", "_load_from_bytes", pickled(Call("os", "system", c), 2))
            )
        ),
    )
    yield (
        "a pickle within a pickle",
        lambda c: pickled(sound(x=Call("pickle", "loads", pickled(Call("os", "system", c))))),
    )
    yield (
        "torch.load within a pickle",
        lambda c: pickled(sound(x=Call("torch", "load", pickled(Call("os", "system", c))))),
    )
    yield (
        "a chain of getattr",
        lambda c: pickled(
            Call("builtins", "getattr", Call("builtins", "__import__", "os"), "system")
        ),
    )
    yield (
        "a name that leads on",
        lambda c: pickled(Call("collections", "OrderedDict.fromkeys", c)),
    )
    yield (
        "a name of ours that leads on",
        lambda c: pickled(Call("torch_utils.persistence", "os.system", c)),
    )
    yield (
        "the constructor with something else",
        lambda c: pickled(Call("torch_utils.persistence", "_reconstruct_persistent_obj", c)),
    )
    yield (
        "the constructor with a function",
        lambda c: pickled(
            Call(
                "torch_utils.persistence",
                "_reconstruct_persistent_obj",
                {"type": "function", "version": 6, "module_src": c, "name": "f"},
            )
        ),
    )
    yield "BUILD of a dict", lambda c: b"\x80\x04}}\x8c\x01a" + b"\x8c\x01bsb."
    yield "an extension code", lambda c: b"\x80\x02\x82\x01."
    yield "a persistent id", lambda c: b"\x80\x02Vos.system\nQ."
    yield "a name in bytes", lambda c: b"\x80\x04C\x02osC\x06system\x93."
    yield "a name in a number", lambda c: b"\x80\x04K\x01K\x02\x93."
    yield "a call of no function", lambda c: b"\x80\x04K\x01)R."
    yield (
        "the state of a direction in place of a network",
        lambda c: _torch_file({"a": torch.ones(3)}),
    )
    yield "argparse with a call", lambda c: _torch_program(Call("os", "system", c))


# -- what is broken ------------------------------------------------------------------------------


def _torch_file(saved: Any) -> bytes:
    file = io.BytesIO()
    torch.save(saved, file)
    return file.getvalue()


def _rosinality(mean: bool, /, **changes: Any) -> bytes:
    saved = torch.load(FOLDER / "rosinality64.pt", weights_only=True)
    state = {name: value for name, value in (saved["g_ema"] | changes).items() if value is not None}
    return _torch_file({"g_ema": state, **({"latent_avg": saved["latent_avg"]} if mean else {})})


def _zip(members: dict[str, bytes], how: int = zipfile.ZIP_STORED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", how) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def _torch_program(value: Any) -> bytes:
    return _zip({"archive/data.pkl": pickled(value, 2), "archive/version": b"3"})


def _retold(change: Callable[[dict[str, bytes]], dict[str, bytes]]) -> bytes:
    with zipfile.ZipFile(FOLDER / "rosinality64.pt") as archive:
        return _zip(change({name: archive.read(name) for name in archive.namelist()}))


def _tensor(shape: tuple[int, ...], stride: tuple[int, ...], offset: int = 0) -> Any:
    """A tensor of 16 numbers that claims this."""
    file = io.BytesIO()
    torch.save(
        torch.ones(16).untyped_storage() and torch.storage.TypedStorage(
            wrap_storage=torch.ones(16).untyped_storage(), dtype=torch.float32, _internal=True
        ), file, _use_new_zipfile_serialization=False,
    )  # fmt: skip
    return Call(
        "torch._utils", "_rebuild_tensor_v2",
        Call("torch.storage", "_load_from_bytes", file.getvalue()),
        offset, shape, stride, False, Call("collections", "OrderedDict"),
    )  # fmt: skip


def _of_tensor(tensor: Any) -> bytes:
    return pickled(within(lambda part: part.state["_parameters"].update(x=tensor)))


def _safetensors(header: Any, data: bytes = b"", length: int | None = None) -> bytes:
    raw = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(raw) if length is None else length) + raw + data


def _cyclic() -> bytes:
    part = network({"w": np.ones(2, np.float32)}, {})
    inner = {"a": 1}
    part.state["_modules"] = inner
    whole = pickled({"G_ema": part})
    return whole


def _deep(levels: int) -> bytes:
    """Each part holds the one below twice: 2^levels parts, if one followed them."""
    part = network({"w": np.ones(2, np.float32)}, {})
    for _ in range(levels):
        outer = network({}, {})
        outer.state["_modules"] = {"a": part, "b": part, "synthesis": part}
        part = outer
    return dumped({"G_ema": part}, 4)


NAN = np.full((32,), np.nan, np.float32)


def broken() -> Iterator[tuple[str, Bytes]]:
    f32 = {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}
    ours = {"format": "facelab-weights", "version": "1", "metadata": "{}"}
    kinds: dict[str, Callable[[], bytes]] = {
        "nothing": lambda: b"",
        "one byte": lambda: b"\x80",
        "only the protocol": lambda: b"\x80\x04",
        "a protocol of the future": lambda: b"\x80\xff.",
        "a picture": lambda: b"\x89PNG\r\n\x1a\n" + bytes(100),
        "a photograph": lambda: b"\xff\xd8\xff\xe0" + bytes(100),
        "a page of the web": lambda: b"<!DOCTYPE html><html><body>Sign in</body></html>",
        "a pointer of git": lambda: b"version https://git-lfs.github.com/spec/v1\noid sha256:1\n",
        "a number": lambda: pickle.dumps(7),
        "a list": lambda: pickle.dumps([1, 2]),
        "a dict of others": lambda: pickle.dumps({"a": 1}),
        "no G_ema": lambda: pickled(sound(G_ema=None)),
        "a network of TensorFlow": lambda: pickled(Call("dnnlib.tflib.network", "Network"), 3),
        "half": lambda: sound_bytes()[: len(sound_bytes()) // 2],
        "its last byte gone": lambda: sound_bytes()[:-1],
        "its first byte gone": lambda: sound_bytes()[1:],
        "bytes of 2^62": lambda: b"\x80\x04\x8e" + struct.pack("<Q", 2**62) + b"x.",
        "text of 4 GB": lambda: b"\x80\x04X" + struct.pack("<I", 2**32 - 1) + b"x.",
        "a number of a million digits": lambda: (
            b"\x80\x02\x8b" + struct.pack("<i", 2**20) + bytes([255] * 2**20) + b"."
        ),
        "a memo of 2^31": lambda: b"\x80\x02Nr\xff\xff\xff\x7fj\xff\xff\xff\x7ej.",
        "a memo that is not there": lambda: b"\x80\x02h\x07.",
        "an empty stack": lambda: b"\x80\x02.",
        "a tuple of nothing": lambda: b"\x80\x02\x87.",
        "no mark": lambda: b"\x80\x02Nt.",
        "nested ten thousand times": lambda: b"\x80\x02" + b"(" * 10_000 + b"l" * 10_000 + b".",
        "a list that holds itself": lambda: b"\x80\x02]q\x00h\x00a.",
        "parts that hold each other": lambda: _deep(40),
        "parts of numbers": _cyclic,
        "a tensor with negative strides": lambda: _of_tensor(_tensor((4,), (-1,), 3)),
        "a tensor with a negative offset": lambda: _of_tensor(_tensor((4,), (1,), -1)),
        "a tensor with overlapping strides": lambda: _of_tensor(_tensor((4, 4), (1, 1))),
        "a tensor repeated for ever": lambda: _of_tensor(_tensor((2**40,), (0,))),
        "a tensor beyond its numbers": lambda: _of_tensor(_tensor((4, 4), (8, 1))),
        "a tensor of 2^80 numbers": lambda: _of_tensor(_tensor((2**40, 2**40), (2**40, 1))),
        "a tensor of 20 axes": lambda: _of_tensor(_tensor((1,) * 20, (1,) * 20)),
        "a tensor whose shape is no shape": lambda: _of_tensor(_tensor(("a",), (1,))),  # type: ignore[arg-type]
        "weights that are no numbers": lambda: dumped(with_state(**{"mapping.fc0.bias": NAN}), 4),
        "weights without an end": lambda: dumped(
            with_state(**{"synthesis.b4.conv1.bias": NAN * np.inf}), 4
        ),
        "whole numbers for weights": lambda: dumped(
            with_state(**{"mapping.w_avg": np.arange(40)}), 4
        ),
        "a missing tensor": lambda: dumped(with_state(**{"synthesis.b8.conv0.weight": None}), 4),
        "a misshapen tensor": lambda: dumped(
            with_state(**{"synthesis.b8.conv0.weight": np.ones((1, 2, 3, 3), np.float32)}), 4
        ),
        "a flat tensor": lambda: dumped(
            with_state(**{"synthesis.b8.conv0.weight": np.ones(9, np.float32)}), 4
        ),
        "an empty tensor": lambda: dumped(
            with_state(**{"synthesis.b8.conv0.bias": np.ones(0, np.float32)}), 4
        ),
        "an impossible resolution": lambda: dumped(with_kwargs(img_resolution=33), 4),
        "a resolution that is no number": lambda: dumped(with_kwargs(img_resolution="big"), 4),
        "a resolution without an end": lambda: dumped(with_kwargs(img_resolution=float("inf")), 4),
        "more layers than tensors": lambda: dumped(
            with_kwargs(mapping_kwargs={"num_layers": 64}), 4
        ),
        "a billion layers": lambda: dumped(with_kwargs(mapping_kwargs={"num_layers": 10**9}), 4),
        "options that are a list": lambda: dumped(with_kwargs(synthesis_kwargs=[1]), 4),
        "an unknown architecture": lambda: dumped(with_kwargs(architecture="style"), 4),
        "a wrong number of classes": lambda: dumped(with_kwargs(c_dim=7), 4),
        "an archive of pictures": lambda: _zip({"a.png": b"x"}),
        "an archive with an absolute path": lambda: _retold(lambda m: m | {"/etc/passwd": b"x"}),
        "an archive with a parent's path": lambda: _retold(lambda m: m | {"a/../../b": b"x"}),
        "an archive that bursts": lambda: _zip(
            {"archive/data.pkl": b"\x80\x02" + b"N0" * 2**22}, zipfile.ZIP_DEFLATED
        ),
        "an archive cut off": lambda: (FOLDER / "rosinality64.pt").read_bytes()[:-200],
        "an archive of 2 programs": lambda: _retold(
            lambda m: m | {"other/data.pkl": pickle.dumps(1)}
        ),
        "an archive without its numbers": lambda: _retold(
            lambda m: {name: raw for name, raw in m.items() if not name.endswith("/data/3")}
        ),
        "an archive with fewer numbers": lambda: _retold(
            lambda m: {
                name: raw[: len(raw) // 2 if "/data/" in name else None] for name, raw in m.items()
            }
        ),
        "an archive of the other byte order": lambda: _retold(
            lambda m: {
                name: b"big" if name.endswith("byteorder") else raw for name, raw in m.items()
            }
        ),
        "a checkpoint without a layer": lambda: _rosinality(True, **{"convs.3.conv.weight": None}),
        "a checkpoint of whole numbers": lambda: _rosinality(
            True, **{"style.1.bias": torch.arange(64)}
        ),
        "a checkpoint that is misshapen": lambda: _rosinality(
            True, **{"style.2.weight": torch.ones(64, 5)}
        ),
        "a checkpoint of no numbers": lambda: _rosinality(
            True, **{"style.2.bias": torch.full((64,), float("nan"))}
        ),
        "a checkpoint of numbers that signal": lambda: _rosinality(
            True,
            **{
                "conv1.conv.weight": torch.full(
                    (1, 64, 64, 3, 3), 0x7FA00000, dtype=torch.int32
                ).view(torch.float32)
            },
        ),
        "a checkpoint that overflows": lambda: _rosinality(
            False,
            **{f"style.{k}.weight": torch.full((64, 64), 3e38) for k in (1, 2)},
        ),
        "a header of 2^60 bytes": lambda: _safetensors({}, length=2**60),
        "a header longer than the file": lambda: _safetensors({}, length=10**6),
        "a header that is no JSON": lambda: _safetensors(b"{" + b"[" * 50_000),
        "a header of facelab without a network": lambda: _safetensors({"__metadata__": ours}),
        "a header that lies about the end": lambda: _safetensors(
            {"__metadata__": ours, "a": f32 | {"data_offsets": [0, 10**12]}}, bytes(8)
        ),
        "a header whose tensors overlap": lambda: _safetensors(
            {"__metadata__": ours, "a": f32, "b": f32}, bytes(8)
        ),
        "a header with a negative size": lambda: _safetensors(
            {"__metadata__": ours, "a": f32 | {"shape": [-2]}}, bytes(8)
        ),
    }
    for name, make in kinds.items():
        yield name, lambda _command, make=make: make()  # type: ignore[misc]


ALL: dict[str, Bytes] = {**dict(calls()), **dict(broken())}


def write(folder: Path, name: str, command: str) -> Path:
    """One of them as a file."""
    path = folder / "a.pkl"
    path.write_bytes(ALL[name](command))
    return path
