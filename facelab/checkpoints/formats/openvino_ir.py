"""Reads the constants of an OpenVINO IR: an XML graph and a file of raw numbers.

Written for files from strangers: the XML may not define entities, and every offset, size and
shape is checked against the numbers before an array is made.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from xml.etree.ElementTree import Element

import numpy as np
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from numpy.typing import NDArray

from facelab.damage import DAMAGED, reading
from facelab.errors import WeightsError

MAX_XML_BYTES = 8 * 2**20
MAX_LAYERS = 100_000
MAX_DIMENSIONS = 8
MAX_DIGITS = 15

_DTYPES = {
    "f64": "<f8", "f32": "<f4", "f16": "<f2",
    "i64": "<i8", "i32": "<i4", "i16": "<i2", "i8": "i1",
    "u64": "<u8", "u32": "<u4", "u16": "<u2", "u8": "u1", "boolean": "?",
}  # fmt: skip


@dataclass(frozen=True)
class Ir:
    """What a converter needs of an IR.

    Attributes
    ----------
    name : str
        Name of the network.
    inputs : dict
        Shape of each input by name.
    constants : dict
        Read-only array of each constant by the name of its layer.
    """

    name: str
    inputs: dict[str, tuple[int, ...]]
    constants: dict[str, NDArray[np.generic]]


def read_ir(xml: bytes, weights: bytes) -> Ir:
    """Read the graph's inputs and constants (IR versions 10 and 11).

    Parameters
    ----------
    xml : bytes
        Text of the `.xml` file.
    weights : bytes
        Content of the `.bin` file; the arrays are views of it.

    Raises
    ------
    WeightsError
        The XML is malformed, too large or defines entities; a constant lies outside the
        weights, or its size does not fit its shape.
    """
    root = _parse(xml)
    if root.tag != "net" or root.get("version") not in ("10", "11"):
        raise _damaged("It is not an OpenVINO IR version 10 or 11.")
    layers = root.findall("./layers/layer")
    if not 1 <= len(layers) <= MAX_LAYERS:
        raise _damaged(f"It has {len(layers)} layers.")
    inputs: dict[str, tuple[int, ...]] = {}
    constants: dict[str, NDArray[np.generic]] = {}
    for layer in layers:
        name, kind, data = layer.get("name", ""), layer.get("type"), layer.find("data")
        if kind not in ("Const", "Parameter"):
            continue
        if data is None or name in inputs or name in constants:
            raise _damaged(f"Layer {name[:80]!r} has no data, or appears twice.")
        if kind == "Parameter":
            inputs[name] = _shape(data, name)
        else:
            constants[name] = _constant(data, name, weights)
    return Ir(root.get("name", ""), inputs, constants)


def _parse(xml: bytes) -> Element:
    if len(xml) > MAX_XML_BYTES:
        raise _damaged(f"The XML is larger than {MAX_XML_BYTES >> 20} MiB.")
    try:
        root: Element = fromstring(xml, forbid_dtd=True)
    except DefusedXmlException as error:
        raise _damaged(f"Its XML defines a document type or entities ({error}).") from error
    except DAMAGED as error:
        raise _damaged("Its XML cannot be parsed.") from error
    return root


def _constant(data: Element, name: str, weights: bytes) -> NDArray[np.generic]:
    kind = data.get("element_type", "")
    if kind not in _DTYPES:
        raise _damaged(f"Constant {name[:80]!r} has the element type {kind[:20]!r}.")
    dtype, shape = np.dtype(_DTYPES[kind]), _shape(data, name)
    offset, size = _integer(data.get("offset"), name), _integer(data.get("size"), name)
    if math.prod(shape) * dtype.itemsize != size:
        raise _damaged(f"Constant {name[:80]!r} of shape {shape} has {size} bytes.")
    if offset + size > len(weights):
        raise _damaged(
            f"Constant {name[:80]!r} ends at byte {offset + size}, but the file ends at "
            f"{len(weights)}."
        )
    with reading(_damaged):
        flat = np.frombuffer(memoryview(weights)[offset : offset + size], dtype)
        return flat.reshape(shape)


def _shape(data: Element, name: str) -> tuple[int, ...]:
    text = data.get("shape", "")
    parts = text.split(",") if text.strip() else []  # an empty shape is a scalar
    if len(parts) > MAX_DIMENSIONS:
        raise _damaged(f"Layer {name[:80]!r} has {len(parts)} dimensions.")
    return tuple(_integer(part, name) for part in parts)


def _integer(text: str | None, name: str) -> int:
    digits = (text or "").strip()
    if not (digits.isascii() and digits.isdigit() and len(digits) <= MAX_DIGITS):
        raise _damaged(f"Layer {name[:80]!r} has {digits[:20]!r} where a number is expected.")
    return int(digits)


def _damaged(why: str) -> WeightsError:
    return WeightsError(
        "The network's description cannot be read.", why, "Download the network again."
    )
