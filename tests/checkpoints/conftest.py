"""A small network in the published form: the same graph names, few channels, in a wheel."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np
import pytest

from facelab import paths
from facelab.checkpoints import statistics
from facelab.checkpoints.catalogue import CatalogueEntry, Member
from facelab.checkpoints.families import mobilestylegan
from facelab.checkpoints.formats.openvino_ir import read_ir
from facelab.checkpoints.store import tensors_sha256

W_DIM = 4
CHANNELS = (16, 16, 16, 16, 16, 8, 8, 4)

Arrays = dict[str, np.ndarray]


def ir_files(name: str, constants: Arrays) -> tuple[bytes, bytes]:
    """An IR with these float32 constants: its XML, its numbers."""
    layers, numbers = [], b""
    for index, (layer, array) in enumerate(constants.items()):
        raw = array.astype("<f4").tobytes()
        shape = ", ".join(map(str, array.shape))
        layers.append(
            f'<layer id="{index}" name="{layer}" type="Const" version="opset1">'
            f'<data element_type="f32" shape="{shape}" offset="{len(numbers)}" '
            f'size="{len(raw)}"/></layer>'
        )
        numbers += raw
    xml = f'<?xml version="1.0" ?><net name="{name}" version="10"><layers>{"".join(layers)}'
    return f"{xml}</layers><edges/></net>".encode(), numbers


def mapping_constants() -> Arrays:
    random = np.random.RandomState(0)
    found: Arrays = {}
    for i in range(8):
        found[str(173 + 4 * i)] = random.randn(W_DIM, W_DIM)
        found[str(174 + 4 * i)] = random.randn(W_DIM)
    return {name: array.astype(np.float32) for name, array in found.items()}


def synthesis_constants() -> Arrays:
    random = np.random.RandomState(1)
    found: Arrays = {}

    def style(name: str, size: int) -> None:
        found[f"{name}.weight"] = random.randn(size, W_DIM)
        found[f"{name}.bias"] = random.randn(1, size)

    found["m.input.input"] = random.randn(1, CHANNELS[0], 4, 4)
    style("m.conv1.conv.modulation", CHANNELS[0])
    found["Mul_39_copy"] = random.randn(CHANNELS[0], CHANNELS[0], 3, 3)
    found["1531"] = random.randn(1, 1, 4, 4)
    found["m.conv1.bias"] = random.randn(1, CHANNELS[0], 1, 1)
    pointwise = iter(mobilestylegan._POINTWISE)
    noise = iter(mobilestylegan._NOISE)
    for i in range(7):
        inputs, outputs = CHANNELS[i], CHANNELS[i + 1]
        style(f"m.layers.{i}.up.modulation", inputs)
        for conv, width in (("conv1", inputs // 4), ("conv2", outputs)):
            name = f"m.layers.{i}.{conv}"
            style(f"{name}.conv.modulation", width)
            found[f"{name}.conv.weight_dw"] = random.randn(width, 1, 1, 3, 3)
            found[next(pointwise)] = random.randn(outputs, width, 1, 1)
            found[next(noise)] = random.randn(1, 1, 2 ** (i + 3), 2 ** (i + 3))
            found[f"{name}.bias"] = random.randn(1, outputs, 1, 1)
    style("m.layers.6.to_img.conv.modulation", CHANNELS[-1])
    found["m.layers.6.to_img.conv.weight"] = random.randn(12, CHANNELS[-1], 1, 1)
    found["m.layers.6.to_img.bias"] = random.randn(1, 12, 1, 1)
    return {name: array.astype(np.float32) for name, array in found.items()}


@dataclass(frozen=True)
class SmallModel:
    """A wheel on disk and the catalogue entry that describes it."""

    entry: CatalogueEntry
    wheel: Path


@pytest.fixture(scope="session")
def small_files() -> dict[str, bytes]:
    mapping_xml, mapping_bin = ir_files("MappingNetwork", mapping_constants())
    synthesis_xml, synthesis_bin = ir_files("SynthesisNetwork", synthesis_constants())
    return {
        "mapping_xml": mapping_xml,
        "mapping_bin": mapping_bin,
        "synthesis_xml": synthesis_xml,
        "synthesis_bin": synthesis_bin,
    }


@pytest.fixture
def small(
    tmp_path: Path, small_files: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> SmallModel:
    """The small model with everything that a fetch needs, outside of the shipped catalogue."""
    shipped = tmp_path / "shipped"
    monkeypatch.setattr(paths, "shipped_weights", lambda: shipped)
    known = statistics.LatentStatistics(
        np.arange(W_DIM, dtype=np.float32),
        np.eye(2, W_DIM, dtype=np.float32),
        np.ones(2, dtype=np.float32),
    )
    statistics.write_statistics(statistics.statistics_path("small"), known, {})
    wheel = tmp_path / "small-1.0-py3-none-any.whl"
    write_wheel(wheel, small_files)
    tensors, _ = mobilestylegan.convert(
        read_ir(small_files["mapping_xml"], small_files["mapping_bin"]),
        read_ir(small_files["synthesis_xml"], small_files["synthesis_bin"]),
        known.w_avg,
    )
    entry = CatalogueEntry(
        name="small",
        title="Small",
        family="mobilestylegan",
        resolution=1024,
        package="small-package",
        version="1.0",
        wheel=wheel.name,
        wheel_sha256="",
        wheel_bytes=0,
        members=tuple(
            Member(
                role=role,
                path=f"data/{role}",
                sha256=hashlib.sha256(content).hexdigest(),
                bytes=len(content),
            )
            for role, content in small_files.items()
        ),
        licence="CC0-1.0",
        training_data="random numbers",
        caveats=("not a face",),
        model_sha256=tensors_sha256(tensors),
    )
    return SmallModel(describing(entry, wheel), wheel)


@pytest.fixture
def rewritten(small: SmallModel) -> Callable[[dict[str, bytes]], CatalogueEntry]:
    """Puts other files into the wheel, and returns an entry with the new wheel's hash."""

    def rewrite(files: dict[str, bytes]) -> CatalogueEntry:
        write_wheel(small.wheel, files)
        return describing(small.entry, small.wheel)

    return rewrite


def write_wheel(path: Path, files: dict[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for role, content in files.items():
            archive.writestr(f"data/{role}", content)


def describing(entry: CatalogueEntry, wheel: Path) -> CatalogueEntry:
    """The entry with the size and hash of this wheel, so that only what is in it is wrong."""
    content = wheel.read_bytes()
    return msgspec.structs.replace(
        entry, wheel_sha256=hashlib.sha256(content).hexdigest(), wheel_bytes=len(content)
    )
