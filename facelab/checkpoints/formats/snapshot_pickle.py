"""NVIDIA's network snapshots (.pkl), read without running what is in them.

Such a file is a pickle that holds the source of the network's module and asks for it to be run.
Here the call that would do that (`torch_utils.persistence._reconstruct_persistent_obj`) makes a
`Module` that keeps the name of the class and its attributes; the source is dropped. Names of
functions are words, see `facelab.checkpoints.formats.pickle_reader`.
"""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass
from typing import IO, Any, cast

import numpy as np
from numpy.typing import NDArray

from facelab.checkpoints.formats.limited_reads import LimitedReads
from facelab.checkpoints.formats.pickle_reader import (
    MAX_KEY,
    Name,
    PickleReader,
    Storage,
    are_sizes,
)
from facelab.checkpoints.formats.strided import item_bytes, strided
from facelab.damage import UnreadableError, reading

LEGACY_MAGIC = 0x1950A86A20F9469CFC6C
MAX_DEPTH = 16
MAX_THINGS = 20_000
MAX_HIDDEN = 100
_NUMPY = ("numpy._core.", "numpy.core.")  # its name since version 2, and before
_SCALARS = {"f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "b1"}
_STRANGE = "it asks for something that no network needs"


class TensorFlowError(UnreadableError):
    """A snapshot of the time when these networks were TensorFlow's."""


@dataclass(frozen=True, eq=False)
class Module:
    """A part of a network.

    Attributes
    ----------
    class_name : str
    state : dict
        Its attributes, as the file says them.
    """

    class_name: str
    state: dict[Any, Any]

    def part(self, name: str) -> dict[Any, Any]:
        """`_parameters`, `_buffers` or `_modules`, by name."""
        found = self.state.get(name)
        if not isinstance(found, dict):
            raise UnreadableError(f"its {self.class_name[:60]} has no {name}")
        return found


@dataclass(frozen=True, eq=False)
class Blob:
    """The numbers of one storage."""

    kind: str
    raw: memoryview


@dataclass(frozen=True, eq=False)
class BlobTensor:
    """A tensor as the file describes it."""

    blob: Blob
    offset: int
    shape: tuple[int, ...]
    stride: tuple[int, ...]

    def array(self) -> NDArray[np.float32]:
        """Its numbers."""
        return strided(self.blob.raw, self.blob.kind, self.offset, self.shape, self.stride)


class _Dtype:
    """A kind of number of numpy's."""

    def __init__(self, code: str) -> None:
        self.code = code


class _Ignored:
    """An array that no network needs: sizes of layers, which follow from the options."""


class SnapshotReader(PickleReader):
    """Reads what a snapshot describes: dicts of `Module`, options, and `BlobTensor`."""

    most_opcodes = 3_000_000

    def _named(self, module: Any, name: Any) -> Name:
        if isinstance(module, str) and module.startswith("dnnlib.tflib"):
            raise TensorFlowError("it was saved by the TensorFlow version of StyleGAN")
        return super()._named(module, name)

    def _called(self, made_by: Any, arguments: Any) -> Any:
        name = made_by.text if isinstance(made_by, Name) else ""
        if not isinstance(arguments, tuple):
            raise UnreadableError
        if name == "torch_utils.persistence _reconstruct_persistent_obj":
            return _module(arguments)
        if name == "torch.storage _load_from_bytes":
            return _blob(arguments)
        if name == "torch._utils _rebuild_tensor_v2":
            return _tensor(arguments)
        if name == "torch._utils _rebuild_parameter":
            if len(arguments) == 3 and isinstance(arguments[0], BlobTensor):
                return arguments[0]
            raise UnreadableError
        if name == "collections OrderedDict" and not arguments:
            return {}
        if name == "builtins set" and len(arguments) == 1 and isinstance(arguments[0], list):
            return list(arguments[0])
        if name == "numpy dtype" and arguments and isinstance(arguments[0], str):
            return _Dtype(arguments[0][:8])
        for numpy in _NUMPY:
            if name == f"{numpy}multiarray scalar":
                return _scalar(arguments)
            if name in (f"{numpy}multiarray _reconstruct", f"{numpy}numeric _frombuffer"):
                return _Ignored()
        raise UnreadableError(_asks_for(name))

    def _built(self, target: Any, state: Any) -> None:
        if isinstance(target, _Dtype):
            little = isinstance(state, tuple) and len(state) > 1 and state[1] in ("<", "|")
            if not little:
                raise UnreadableError("its numbers use another machine's byte order")
        elif not isinstance(target, _Ignored):
            raise UnreadableError(_STRANGE)

    def _other(self, name: str, argument: Any) -> None:
        stack = self._stack
        if name in ("BINBYTES8", "BYTEARRAY8", "BINUNICODE8"):
            stack.append(argument)
        elif name == "EMPTY_SET":
            stack.append([])
        elif name == "ADDITEMS":
            values = self._from_mark()
            if not isinstance(stack[-1], list):
                raise UnreadableError
            stack[-1].extend(values)
        elif name == "NEWOBJ":
            arguments, made_by = stack.pop(), stack.pop()
            text = made_by.text if isinstance(made_by, Name) else ""
            if text != "dnnlib.util EasyDict" or arguments != ():
                raise UnreadableError(_asks_for(text))
            stack.append({})
        else:
            raise UnreadableError(_STRANGE)


def _asks_for(name: str) -> str:
    if not name:
        return _STRANGE
    return f"it asks for {name.replace(' ', '.')[:80]}, which no network needs, so it was not run"


def _module(arguments: tuple[Any, ...]) -> Module:
    said = arguments[0] if len(arguments) == 1 else None
    if not isinstance(said, dict) or said.get("type") != "class":
        raise UnreadableError("a part of it is not what such files hold")
    name, state = said.get("class_name"), said.get("state")
    if not isinstance(name, str) or len(name) > MAX_KEY or not isinstance(state, dict):
        raise UnreadableError("a part of it is not what such files hold")
    return Module(name, state)


def _blob(arguments: tuple[Any, ...]) -> Blob:
    """The numbers of a torch.save stream of one storage, in the form before torch 1.6."""
    whole = arguments[0] if len(arguments) == 1 else None
    if not isinstance(whole, bytes | bytearray):
        raise UnreadableError
    file = io.BytesIO(whole)
    magic, version, machine, saved, keys = (
        PickleReader().run(cast("IO[bytes]", LimitedReads(file))) for _ in range(5)
    )
    if not isinstance(magic, int) or magic != LEGACY_MAGIC or version != 1001:
        raise UnreadableError("the numbers of a tensor are not in a form facelab knows")
    if not isinstance(machine, dict) or machine.get("little_endian") is not True:
        raise UnreadableError("its numbers use another machine's byte order")
    if not isinstance(saved, Storage) or not isinstance(keys, list) or keys != [saved.key]:
        raise UnreadableError("the numbers of a tensor are not in a form facelab knows")
    raw = memoryview(whole)[file.tell() :]
    if len(raw) < 8:
        raise UnreadableError("it ends too early")
    (count,) = struct.unpack("<q", raw[:8])
    if count != saved.count or len(raw) != 8 + count * item_bytes(saved.kind):
        raise UnreadableError("a tensor has more or fewer numbers than it says")
    return Blob(saved.kind, raw[8:])


def _tensor(arguments: tuple[Any, ...]) -> BlobTensor:
    if len(arguments) < 6:
        raise UnreadableError
    blob, offset, shape, stride = arguments[:4]
    known = isinstance(blob, Blob) and are_sizes((offset,))
    if known and are_sizes(shape) and are_sizes(stride) and len(shape) == len(stride):
        return BlobTensor(blob, offset, shape, stride)
    raise UnreadableError("a tensor in it has an impossible shape")


def _scalar(arguments: tuple[Any, ...]) -> int | float | bool:
    if len(arguments) != 2 or not isinstance(arguments[0], _Dtype):
        raise UnreadableError
    code, raw = arguments[0].code, arguments[1]
    if code not in _SCALARS or not isinstance(raw, bytes):
        raise UnreadableError(_STRANGE)
    dtype = np.dtype(f"<{code}")
    if len(raw) != dtype.itemsize:
        raise UnreadableError("one of its numbers has the wrong size")
    value: int | float | bool = np.frombuffer(raw, dtype)[0].item()
    return value


def read_snapshot(file: IO[bytes]) -> Any:
    """What the pickle in a file holds, from where the file is.

    Raises
    ------
    UnreadableError
        It is damaged, or asks for something that no network needs.
    TensorFlowError
        It is of TensorFlow's time.
    """
    with reading():
        return SnapshotReader().run(cast("IO[bytes]", LimitedReads(file)))


class _Walk:
    """Goes through parts of a file; what holds itself a thousand times is not followed."""

    def __init__(self) -> None:
        self._things = 0
        self.tensors: dict[str, NDArray[np.float32]] = {}

    def _step(self, depth: int) -> None:
        self._things += 1
        if depth > MAX_DEPTH or self._things > MAX_THINGS:
            raise UnreadableError("it contains far more than one network")

    def collect(self, module: Module, path: str = "", depth: int = 0) -> None:
        """Put the tensors of a part and of its parts into `tensors`."""
        self._step(depth)
        left_out = module.state.get("_non_persistent_buffers_set")
        hidden = left_out[:MAX_HIDDEN] if isinstance(left_out, list) else []
        for kind in ("_parameters", "_buffers"):
            for name, value in module.part(kind).items():
                self._step(depth)
                if value is None or (kind == "_buffers" and name in hidden):
                    continue
                if not isinstance(value, BlobTensor) or not isinstance(name, str):
                    raise UnreadableError("a part of it is not what such files hold")
                self.tensors[path + name] = value.array()
        for name, value in module.part("_modules").items():
            if value is None:
                continue
            if not isinstance(value, Module) or not isinstance(name, str):
                raise UnreadableError("a part of it is not what such files hold")
            self.collect(value, f"{path}{name}.", depth + 1)

    def plain(self, value: Any, depth: int = 0) -> Any:
        """Numbers, words, lists and dicts of them; None in place of anything else."""
        self._step(depth)
        if isinstance(value, dict):
            return {
                name: self.plain(each, depth + 1)
                for name, each in value.items()
                if isinstance(name, str)
            }
        if isinstance(value, list | tuple):
            return [self.plain(each, depth + 1) for each in value]
        if value is None or isinstance(value, bool | int | float):
            return value
        return value if isinstance(value, str) and len(value) <= MAX_KEY else None


def state_of(module: Module) -> dict[str, NDArray[np.float32]]:
    """All tensors of a network by their path, as its `state_dict` has them.

    Raises
    ------
    UnreadableError
        A tensor is damaged, or the parts are nested without an end.
    """
    walk = _Walk()
    with reading():
        walk.collect(module)
    return walk.tensors


def said_of(module: Module, names: tuple[str, ...]) -> dict[str, Any]:
    """Plain attributes of a part, those of these names that it has.

    Raises
    ------
    UnreadableError
        They are nested without an end.
    """
    walk = _Walk()
    with reading():
        return {name: walk.plain(module.state[name]) for name in names if name in module.state}


def options_of(module: Module) -> dict[str, Any]:
    """What a network was constructed with.

    Raises
    ------
    UnreadableError
        They are nested without an end.
    """
    walk, given = _Walk(), module.state.get("_init_kwargs")
    with reading():
        names = ("z_dim", "c_dim", "w_dim", "img_resolution", "img_channels")
        known = {name: walk.plain(module.state[name]) for name in names if name in module.state}
        options: dict[str, Any] = walk.plain(given if isinstance(given, dict) else {})
    return known | options
