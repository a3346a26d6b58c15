"""What a pickle of tensors describes, read without unpickling it.

A pickle is a small program. It is read here opcode by opcode (`pickletools`), by a machine
that knows what tensors, lists and dicts need and nothing else, and to which names of functions
are words.
"""

from __future__ import annotations

import pickletools
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import IO, Any, TypeGuard

from facelab.damage import UnreadableError, reading

MAX_OPCODES = 100_000
MAX_AXES = 8
MAX_NAME = 200  # characters of a name that is called
MAX_KEY = 1_000  # characters of a key of a dict
MAX_BITS = 80  # of a number: those that the older form begins with have 77
MAX_SIZE = 2**62
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
class Name:
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
    """Goes through one pickle and returns what it describes.

    What an opcode makes is no larger than what it takes from the file and the stack, and nothing
    on the stack is turned into text, compared as a whole or hashed unless it is known to be
    small: a list may hold itself, or a thousand times a list of a thousand lists. So time and
    memory grow with the file, and with nothing that it says.
    """

    most_opcodes = MAX_OPCODES

    def __init__(self) -> None:
        self._stack: list[Any] = []
        self._memo: dict[int, Any] = {}

    def run(self, file: IO[bytes]) -> Any:
        """Read one pickle, and leave the file after it.

        Raises
        ------
        UnreadableError
        """
        with reading(), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of escapes in texts that Python does not know
            for count, (opcode, argument, _) in enumerate(pickletools.genops(file)):
                if count > self.most_opcodes:
                    raise UnreadableError("it contains far more than tensors")
                if opcode.name == "STOP":
                    return self._stack.pop()
                self._step(opcode.name, argument)
        raise UnreadableError("it ends too early")

    def _step(self, name: str, argument: Any) -> None:
        stack = self._stack
        if name in _PLAIN:
            stack.append(_small(argument))
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
            if len(stack) < size:
                raise UnreadableError
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
            stack.append(self._named(*argument.split(" ", 1)))
        elif name == "STACK_GLOBAL":
            second, first = stack.pop(), stack.pop()
            stack.append(self._named(first, second))
        elif name == "BINPERSID":
            stack.append(_storage(stack.pop()))
        elif name == "REDUCE":
            arguments, made_by = stack.pop(), stack.pop()
            stack.append(self._called(made_by, arguments))
        elif name == "BUILD":
            state = stack.pop()
            self._built(stack[-1], state)
        else:
            self._other(name, argument)

    # -- what other files than those of directions have differently -----------------------------

    def _named(self, module: Any, name: Any) -> Name:
        """What stands for the name of a function or class."""
        return _name(module, name)

    def _called(self, made_by: Any, arguments: Any) -> Any:
        """What stands for the result of a call."""
        return _made(made_by, arguments)

    def _built(self, target: Any, state: Any) -> None:
        """Something is given attributes: nothing that numbers need."""

    def _other(self, name: str, argument: Any) -> None:  # noqa: ARG002 - for those that know more
        """An opcode that tensors do not need."""
        raise UnreadableError(_MORE)

    def _from_mark(self) -> list[Any]:
        place = len(self._stack) - 1
        while self._stack[place] is not _MARK:
            place -= 1
            if place < 0:
                raise UnreadableError
        values = self._stack[place + 1 :]
        del self._stack[place:]
        return values


_MORE = "it contains something other than numbers"
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


def _small(value: Any) -> Any:
    """Text, or a number of sane size."""
    if isinstance(value, int) and value.bit_length() > MAX_BITS:
        raise UnreadableError("it contains a number that is far too large")
    return value


def _name(module: Any, name: Any) -> Name:
    if not isinstance(module, str) or not isinstance(name, str):
        raise UnreadableError(_MORE)
    if len(module) + len(name) > MAX_NAME:
        raise UnreadableError(_MORE)
    return Name(f"{module} {name}")


def _as_list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise UnreadableError
    return value


def _put(into: Any, pairs: list[Any]) -> None:
    if not isinstance(into, dict):
        raise UnreadableError
    for key, value in zip(pairs[::2], pairs[1::2], strict=True):
        if not isinstance(key, str | int) or (isinstance(key, str) and len(key) > MAX_KEY):
            raise UnreadableError("it contains more than named tensors")
        into[key] = value


def _storage(described: Any) -> Storage:
    """From ("storage", type, key, place, count); files before torch 1.6 add a view, None."""
    if not isinstance(described, tuple) or len(described) not in (5, 6):
        raise UnreadableError(_MORE)
    what, name, key, _, count = described[:5]
    if not isinstance(what, str) or what != "storage" or described[5:] not in ((), (None,)):
        raise UnreadableError(_MORE)
    kind = name.text.split(" ")[-1] if isinstance(name, Name) else ""
    if kind not in DTYPES:
        raise UnreadableError("its numbers are not of a type facelab reads")
    if not isinstance(key, str) or len(key) > MAX_KEY or not isinstance(count, int):
        raise UnreadableError
    return Storage(kind, key, count)


def _made(name: Any, arguments: Any) -> Any:
    """What a call would make, for the few that make tensors and dicts."""
    text = name.text if isinstance(name, Name) else ""
    if not isinstance(arguments, tuple):
        raise UnreadableError
    if text == "collections OrderedDict" and not arguments:
        return {}
    if text in _MAKES_TENSOR and len(arguments) >= 4:
        storage, offset, shape, stride = arguments[:4]
        known = isinstance(storage, Storage) and are_sizes((offset,))
        if known and are_sizes(shape) and are_sizes(stride) and len(shape) == len(stride):
            return Tensor(storage, offset, shape, stride)
        raise UnreadableError("a tensor in it has an impossible shape")
    if text in _MAKES_PARAMETER and arguments and isinstance(arguments[0], Tensor):
        return arguments[0]
    raise UnreadableError(_MORE)


def are_sizes(values: Any) -> TypeGuard[tuple[int, ...]]:
    """Whether something is the shape or the strides of a tensor: at most 8 numbers."""
    if not isinstance(values, tuple) or len(values) > MAX_AXES:
        return False
    return all(
        isinstance(each, int) and not isinstance(each, bool) and 0 <= each < MAX_SIZE
        for each in values
    )
