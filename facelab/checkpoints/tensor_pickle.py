"""What a pickle of tensors describes, read without unpickling it.

A pickle is a small program. It is read here opcode by opcode (`pickletools`), by a machine
that knows what tensors, lists and dicts need and nothing else, and to which names of functions
are words.
"""

from __future__ import annotations

import io
import pickletools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

MAX_OPCODES = 100_000
BF16 = "bf16"  # which numpy does not know
DTYPES = {
    "DoubleStorage": "<f8",
    "FloatStorage": "<f4",
    "HalfStorage": "<f2",
    "BFloat16Storage": BF16,
    "LongStorage": "<i8",
    "IntStorage": "<i4",
    "ShortStorage": "<i2",
    "CharStorage": "i1",
    "ByteStorage": "u1",
    "BoolStorage": "u1",
}
_MAKES_TENSOR = {"torch._utils _rebuild_tensor_v2", "torch._utils _rebuild_tensor"}
_MAKES_PARAMETER = {
    "torch._utils _rebuild_parameter",
    "torch._utils _rebuild_parameter_with_state",
}
_MARK = object()


@dataclass(frozen=True)
class _Name:
    """The name of a function or class; it is never looked up."""

    text: str


@dataclass(frozen=True)
class Storage:
    """Where the numbers of a tensor are."""

    kind: str
    key: str
    count: int


@dataclass(frozen=True)
class Tensor:
    """A tensor as the pickle describes it."""

    storage: Storage
    offset: int
    shape: tuple[int, ...]
    stride: tuple[int, ...]


class PickleReader:
    """Goes through one pickle and returns what it describes."""

    def __init__(self) -> None:
        self._stack: list[Any] = []
        self._memo: dict[int, Any] = {}

    def run(self, file: io.BytesIO) -> Any:
        """Read one pickle, and leave the file after it."""
        try:
            for count, (opcode, argument, _) in enumerate(pickletools.genops(file)):
                if count > MAX_OPCODES:
                    raise ValueError("its description is far too long")
                if opcode.name == "STOP":
                    return self._stack.pop()
                self._step(opcode.name, argument)
        except (IndexError, KeyError, TypeError, AttributeError, OverflowError) as error:
            raise ValueError(f"its description is damaged: {error}") from error
        raise ValueError("its description does not end")

    def _step(self, name: str, argument: Any) -> None:
        stack = self._stack
        if name in _PLAIN:
            stack.append(argument)
        elif name in _CONSTANTS:
            stack.append(_CONSTANTS[name]())
        elif name in ("PROTO", "FRAME"):
            pass
        elif name == "MARK":
            stack.append(_MARK)
        elif name in ("BINPUT", "LONG_BINPUT", "PUT"):
            self._memo[int(argument)] = stack[-1]
        elif name == "MEMOIZE":
            self._memo[len(self._memo)] = stack[-1]
        elif name in ("BINGET", "LONG_BINGET", "GET"):
            stack.append(self._memo[int(argument)])
        elif name in ("TUPLE1", "TUPLE2", "TUPLE3"):
            size = int(name[-1])
            stack[-size:] = [tuple(stack[-size:])]
        elif name == "TUPLE":
            stack.append(tuple(self._from_mark()))
        elif name == "LIST":
            stack.append(self._from_mark())
        elif name == "APPEND":
            value = stack.pop()
            _as_list(stack[-1]).append(value)
        elif name == "APPENDS":
            values = self._from_mark()
            _as_list(stack[-1]).extend(values)
        elif name == "SETITEM":
            value, key = stack.pop(), stack.pop()
            _put(stack[-1], [key, value])
        elif name == "SETITEMS":
            values = self._from_mark()
            _put(stack[-1], values)
        elif name == "DICT":
            made: dict[Any, Any] = {}
            _put(made, self._from_mark())
            stack.append(made)
        elif name == "GLOBAL":
            stack.append(_Name(argument))
        elif name == "STACK_GLOBAL":
            second, first = stack.pop(), stack.pop()
            stack.append(_Name(f"{first} {second}"))
        elif name == "BINPERSID":
            stack.append(_storage(stack.pop()))
        elif name == "REDUCE":
            arguments, made_by = stack.pop(), stack.pop()
            stack.append(_made(made_by, arguments))
        elif name == "BUILD":
            stack.pop()  # attributes of a dict or a tensor: nothing that a direction needs
        else:
            raise ValueError(f"it holds more than tensors ({name})")

    def _from_mark(self) -> list[Any]:
        place = len(self._stack) - 1
        while self._stack[place] is not _MARK:
            place -= 1
            if place < 0:
                raise ValueError("its description is damaged")
        values = self._stack[place + 1 :]
        del self._stack[place:]
        return values


_PLAIN = frozenset(
    ("INT", "BININT", "BININT1", "BININT2", "LONG", "LONG1", "LONG4", "FLOAT", "BINFLOAT",
     "UNICODE", "BINUNICODE", "SHORT_BINUNICODE", "STRING", "BINSTRING", "SHORT_BINSTRING",
     "BINBYTES", "SHORT_BINBYTES")
)  # fmt: skip
_CONSTANTS: Mapping[str, Callable[[], Any]] = {
    "NONE": lambda: None,
    "NEWTRUE": lambda: True,
    "NEWFALSE": lambda: False,
    "EMPTY_TUPLE": tuple,
    "EMPTY_LIST": list,
    "EMPTY_DICT": dict,
}


def _as_list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise ValueError("its description is damaged")
    return value


def _put(into: Any, pairs: list[Any]) -> None:
    if not isinstance(into, dict):
        raise ValueError("its description is damaged")
    for key, value in zip(pairs[::2], pairs[1::2], strict=True):
        if not isinstance(key, str | int):
            raise ValueError("it holds more than named tensors")
        into[key] = value


def _storage(described: Any) -> Storage:
    """From ("storage", type, key, place, count); files before torch 1.6 add a view, None."""
    if (
        not isinstance(described, tuple)
        or len(described) not in (5, 6)
        or described[0] != "storage"
        or (len(described) == 6 and described[5] is not None)
    ):
        raise ValueError("it refers to what is not in it")
    _, name, key, _, count = described[:5]
    kind = name.text.split(" ")[-1] if isinstance(name, _Name) else ""
    if kind not in DTYPES or not isinstance(key, str) or not isinstance(count, int):
        raise ValueError(f"its numbers are of a kind that directions are not ({kind})")
    return Storage(kind, key, count)


def _made(name: Any, arguments: Any) -> Any:
    """What a call would make, for the few that make tensors and dicts."""
    text = name.text if isinstance(name, _Name) else ""
    if text == "collections OrderedDict" and arguments == ():
        return {}
    if text in _MAKES_TENSOR:
        storage, offset, shape, stride = arguments[:4]
        whole = (offset, *shape, *stride)
        if isinstance(storage, Storage) and all(isinstance(n, int) for n in whole):
            return Tensor(storage, offset, tuple(shape), tuple(stride))
    if text in _MAKES_PARAMETER and isinstance(arguments[0], Tensor):
        return arguments[0]
    raise ValueError(f"it holds more than tensors ({text[:80]})")
