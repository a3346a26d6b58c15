"""Networks, facelab's own and those that users bring."""

from __future__ import annotations

import contextlib
import hashlib
import io
import zipfile
from pathlib import Path

import numpy as np

from facelab.checkpoints import statistics, store
from facelab.checkpoints.catalogue import CatalogueEntry, Member, read_catalogue
from facelab.checkpoints.directions import read_directions, write_directions
from facelab.checkpoints.families import mobilestylegan
from facelab.checkpoints.fetching.wheel import read_members
from facelab.checkpoints.formats.dlib import read_dlib
from facelab.checkpoints.formats.ncnn import read_ncnn
from facelab.checkpoints.formats.openvino_ir import read_ir
from facelab.checkpoints.kept_arrays import read_arrays
from facelab.checkpoints.lattices import LatticeMetadata, read_lattice, write_lattice
from facelab.checkpoints.outside import is_network, read_network
from facelab.checkpoints.preview_heads import HeadMetadata, read_preview_head, write_preview_head
from facelab.engine import load
from facelab.engine.loading import check_tensors
from facelab.enhance.network import to_onnx
from facelab.errors import WeightsError
from facelab.labels import residual_net
from tests.checkpoints.conftest import ir_files, mapping_constants, synthesis_constants
from tests.checkpoints.formats.tiny_dlib import Tiny as TinyDlib
from tests.checkpoints.tiny_snapshots import checkpoint, snapshot_2, snapshot_3
from tests.engine.edit_files import make_file
from tests.enhance.tiny_ncnn import tiny as tiny_ncnn
from tests.fuzz.kinds.kind import SHA, Ground, Kind, made


def networks(ground: Ground) -> dict[str, Kind]:
    mapping_xml, mapping_bin = ir_files("MappingNetwork", mapping_constants())
    synthesis_xml, synthesis_bin = ir_files("SynthesisNetwork", synthesis_constants())
    known = statistics.LatentStatistics(
        np.arange(4, dtype=np.float32), np.eye(2, 4, dtype=np.float32), np.ones(2, np.float32)
    )
    lattice = LatticeMetadata(model="a", model_sha256=SHA, made={}, figures={})
    ncnn_graph, ncnn_weights, _ = tiny_ncnn()
    head = HeadMetadata(model="tiny", model_sha256=SHA, config={}, made={}, figures={})
    named = make_file()
    wheel = io.BytesIO()
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data/a", b"numbers " * 40)
    catalogue = Path(__file__).parents[3] / "weights" / "catalogue.toml"

    def read_ir_files(path: Path) -> object:
        raw = path.read_bytes()
        length = int.from_bytes(raw[:4], "big")
        synthesis = read_ir(synthesis_xml, synthesis_bin)
        mapping = read_ir(raw[4 : 4 + length], raw[4 + length :])
        return mobilestylegan.convert(mapping, synthesis, known.w_avg)

    def read_synthesis(path: Path) -> object:
        mapping = read_ir(mapping_xml, mapping_bin)
        return mobilestylegan.convert(
            mapping, read_ir(path.read_bytes(), synthesis_bin), known.w_avg
        )

    def read_kept(path: Path) -> object:
        return read_arrays(path, ("a", "b"))

    kept = io.BytesIO()
    np.savez(kept, a=np.arange(9), b=np.ones((2, 2), np.float32))
    return {
        "network": Kind("a.safetensors", [ground.network.read_bytes()], _read_network),
        "IR": Kind(
            "a.bin",
            [len(mapping_xml).to_bytes(4, "big") + mapping_xml + mapping_bin],
            read_ir_files,
        ),
        "ncnn graph": Kind(
            "a.param",
            [ncnn_graph],
            lambda path: to_onnx(read_ncnn(path.read_bytes(), ncnn_weights), 32, 4),
        ),
        "ncnn weights": Kind(
            "a.bin", [ncnn_weights], lambda path: read_ncnn(ncnn_graph, path.read_bytes())
        ),
        "dlib": Kind(
            "a.dat",
            [TinyDlib().content()],
            lambda path: residual_net.to_onnx(read_dlib(path.read_bytes()), 1),
        ),
        "IR graph": Kind("a.xml", [synthesis_xml], read_synthesis),
        "wheel": Kind(
            "a.whl", [wheel.getvalue()], lambda path: read_members(path, _entry(b"numbers " * 40))
        ),
        "catalogue": Kind("a.toml", [catalogue.read_bytes()], read_catalogue),
        "statistics": Kind(
            "a.safetensors",
            [made(ground, "s", lambda path: statistics.write_statistics(path, known, {"a": 1}))],
            statistics.read_statistics,
        ),
        "preview head": Kind(
            "a.safetensors",
            [made(ground, "h", lambda path: write_preview_head(path, {"a": np.ones(9)}, head))],
            lambda path: read_preview_head(path, SHA),
        ),
        "lattice": Kind(
            "a.safetensors",
            [
                made(
                    ground,
                    "l",
                    lambda path: write_lattice(path, np.ones((2, 256), np.float32), lattice),
                )
            ],
            lambda path: read_lattice(path, SHA),
        ),
        "named directions": Kind(
            "a.safetensors",
            [made(ground, "n", lambda path: write_directions(path, named))],
            read_directions,
        ),
        "kept arrays": Kind("a.npz", [kept.getvalue()], read_kept),
    }


def _read_network(path: Path) -> object:
    store.info(path)
    with contextlib.suppress(WeightsError):
        store.verify(path)
    load(path, "cpu").close()
    return True


def own_networks() -> dict[str, Kind]:
    snapshots = [snapshot_2(4), snapshot_2(3, "resnet"), snapshot_3(4), snapshot_3(5, 2)]
    checkpoints = [checkpoint(True), checkpoint(False)]

    def read(path: Path) -> object:
        is_network(path)  # says no of what cannot be read, and raises nothing
        return check_tensors(*read_network(path))

    return {
        "snapshot": Kind("a.pkl", snapshots, read),
        "checkpoint": Kind("a.pt", checkpoints, read),
    }


def _entry(content: bytes) -> CatalogueEntry:
    member = Member(
        role="a", path="data/a", sha256=hashlib.sha256(content).hexdigest(), bytes=len(content)
    )
    return CatalogueEntry(
        name="a", title="A", family="mobilestylegan", resolution=64, package="a", version="1",
        wheel="a", wheel_sha256="", wheel_bytes=0, members=(member,), licence="none",
        training_data="none", caveats=(), model_sha256=SHA,
    )  # fmt: skip
