"""Files of the forms that people publish, and files that mean harm."""

from __future__ import annotations

import io
import pickle
import subprocess
import sys
import zipfile
from collections import OrderedDict
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.numpy import save_file

from facelab.checkpoints.published_directions import (
    MAX_BYTES,
    MAX_FOUND,
    is_direction_file,
    read_published,
)
from facelab.errors import ExportError

W = 8
VECTOR = np.linspace(-1, 1, W, dtype=np.float32)
ROWS = np.arange(18 * W, dtype=np.float32).reshape(18, W) + 1


def written(path: Path, content: Any) -> Path:
    if path.suffix == ".npy":
        np.save(path, content)
    elif path.suffix == ".npz":
        np.savez(path, **content)
    elif path.suffix == ".safetensors":
        save_file(content, path)
    else:
        torch.save(content, path)
    return path


@pytest.mark.parametrize(
    ("array", "shape"),
    [
        (VECTOR, (1, W)),
        (VECTOR[None], (1, W)),
        (ROWS, (18, W)),
        (ROWS[None], (18, W)),
        (ROWS[:5], (5, W)),
        (VECTOR.astype(np.float64), (1, W)),
        (VECTOR.astype(np.float16), (1, W)),
        (np.asfortranarray(ROWS), (18, W)),
        (np.arange(W), (1, W)),
    ],
)
@pytest.mark.parametrize("suffix", [".npy", ".npz", ".pt", ".safetensors"])
def test_vectors_of_every_form(tmp_path, array, shape, suffix):
    if suffix == ".safetensors":
        array = array / np.float32(1)  # whole numbers are refused there
    content = {
        ".npy": array,
        ".npz": {"d": array},
        ".pt": torch.from_numpy(array),
        ".safetensors": {"d": np.ascontiguousarray(array)},
    }[suffix]
    (found,) = read_published(written(tmp_path / f"my_smile{suffix}", content))
    assert (found.title, found.sigma, found.note) == ("my smile", None, f"From my_smile{suffix}.")
    assert found.rows.shape == shape
    assert found.rows.dtype == np.float32
    np.testing.assert_array_equal(found.rows, array.reshape(shape).astype(np.float32))


@pytest.mark.parametrize("zipped", [True, False])
@pytest.mark.parametrize(
    "tensor",
    [
        torch.from_numpy(ROWS)[None],
        torch.from_numpy(ROWS).T.contiguous().T,  # strides
        torch.from_numpy(np.concatenate([ROWS, ROWS]))[18:],  # an offset
        torch.from_numpy(ROWS).double(),
        torch.from_numpy(ROWS).bfloat16(),
        torch.from_numpy(ROWS).requires_grad_(),
        torch.nn.Parameter(torch.from_numpy(ROWS)),
    ],
)
def test_torch_reads_the_same(tmp_path, tensor, zipped):
    path = tmp_path / "a.pt"
    torch.save(tensor, path, _use_new_zipfile_serialization=zipped)
    (found,) = read_published(path)
    np.testing.assert_array_equal(found.rows, tensor.detach().float().numpy().reshape(18, W))


def on_a_gpu(path: Path) -> Path:
    """The file as it would be if its tensor had been on the first GPU."""
    whole = io.BytesIO()
    torch.save(torch.from_numpy(VECTOR), whole)
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name.endswith("data.pkl"):
                data = data.replace(b"X\x03\x00\x00\x00cpu", b"X\x06\x00\x00\x00cuda:0")
                assert b"cuda:0" in data
            new.writestr(name, data)
    return path


def test_a_tensor_that_was_saved_on_a_gpu(tmp_path):
    (found,) = read_published(on_a_gpu(tmp_path / "pose.pt"))
    np.testing.assert_array_equal(found.rows[0], VECTOR)


def test_principal_components_of_encoder4editing(tmp_path):
    components = torch.linalg.qr(torch.randn(W, W))[0][:3, None]
    saved = {"mean": torch.zeros(1, W), "comp": components, "std": torch.tensor([3.0, 2.0, 1.0])}
    found = read_published(written(tmp_path / "ffhq_pca.pt", saved))
    assert [(each.title, each.sigma) for each in found] == [
        ("ffhq pca 1", 3.0), ("ffhq pca 2", 2.0), ("ffhq pca 3", 1.0)
    ]  # fmt: skip
    np.testing.assert_array_equal(found[1].rows, components[1].numpy())
    assert found[1].note == "Principal component 2 of ffhq_pca.pt."


def test_principal_components_of_ganspace(tmp_path):
    saved = {
        "act_comp": np.zeros((80, 4, 4), np.float32),
        "lat_comp": np.eye(3, W, dtype=np.float32)[:, None],
        "lat_mean": np.zeros((1, W), np.float32),
        "lat_stdev": np.array([3, 2, 1], np.float32),
        "var_ratio": np.array([object()]),  # is not looked at
    }
    found = read_published(written(tmp_path / "stylegan2.npz", saved))
    assert [each.sigma for each in found] == [3.0, 2.0, 1.0]
    assert found[2].rows.shape == (1, W)


@pytest.mark.parametrize("zipped", [True, False])
def test_several_named_ones(tmp_path, zipped):
    saved = OrderedDict(age=torch.from_numpy(VECTOR), smile_big=torch.from_numpy(ROWS), epoch=3)
    torch.save(saved, tmp_path / "all.pt", _use_new_zipfile_serialization=zipped)
    found = read_published(tmp_path / "all.pt")
    assert [(each.title, len(each.rows)) for each in found] == [("age", 1), ("smile big", 18)]
    torch.save([torch.from_numpy(VECTOR)] * 2, tmp_path / "list.pt")
    assert [each.title for each in read_published(tmp_path / "list.pt")] == ["list 1", "list 2"]
    several = np.stack([ROWS, ROWS])
    assert len(read_published(written(tmp_path / "stack.npy", several))) == 2


def test_torch_is_not_imported(tmp_path):
    """It takes seconds, and the window would stand still."""
    path = written(tmp_path / "a.pt", torch.from_numpy(VECTOR))
    code = (
        "import sys; from pathlib import Path;"
        "from facelab.checkpoints.published_directions import read_published;"
        f"read_published(Path({str(path)!r})); sys.exit('torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_which_files_may_hold_directions():
    names = ("a.npy", "b.NPZ", "c.pt", "d.pth", "e.safetensors", "f.png", "g.json", "h")
    assert [is_direction_file(Path(name)) for name in names] == [True] * 5 + [False] * 3


# -- what is refused ------------------------------------------------------------------------------


def refused(path: Path) -> str:
    with pytest.raises(ExportError) as raised:
        read_published(path)
    assert path.name in raised.value.what
    assert raised.value.why.endswith(".")
    assert raised.value.fix
    assert "\n" not in str(raised.value)
    return raised.value.why


class Bomb:
    """Would make a file if it were unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self):
        return Path.touch, (self.path,)


@pytest.mark.parametrize("zipped", [True, False])
def test_nothing_in_a_file_is_run(tmp_path, zipped):
    trace = tmp_path / "trace"
    torch.save({"a": Bomb(trace)}, tmp_path / "a.pt", _use_new_zipfile_serialization=zipped)
    assert "other than numbers" in refused(tmp_path / "a.pt")
    (tmp_path / "b.pt").write_bytes(pickle.dumps(Bomb(trace)))
    refused(tmp_path / "b.pt")
    np.save(tmp_path / "c.npy", np.array([Bomb(trace)]), allow_pickle=True)
    assert "other than numbers" in refused(tmp_path / "c.npy")
    np.savez(tmp_path / "d.npz", np.array([Bomb(trace)]))
    refused(tmp_path / "d.npz")
    assert not trace.exists()


@pytest.mark.parametrize(
    "value",
    [np.nan, np.inf, 1e308, 1e9],
)
@pytest.mark.parametrize("suffix", [".npy", ".npz", ".pt"])
def test_numbers_that_no_face_survives(tmp_path, value, suffix):
    vector = VECTOR.astype(np.float64)
    vector[3] = value
    content = {".npy": vector, ".npz": {"d": vector}, ".pt": torch.from_numpy(vector)}[suffix]
    assert "invalid" in refused(written(tmp_path / f"a{suffix}", content))


@pytest.mark.parametrize(
    ("array", "why"),
    [
        (np.zeros(W), "only zeros"),
        (np.zeros((0, W)), "is neither a face nor a direction"),
        (np.float64(3), "is neither a face nor a direction"),
        (np.ones((2, 2, 2, W)), "is neither a face nor a direction"),
        (np.ones((65, W)), "more than a face or direction has"),
        (np.ones(5000), "more than a face or direction has"),
        (np.ones(W, bool), "other than numbers"),
        (np.ones(W, complex), "other than numbers"),
        (np.array(["a"]), "other than numbers"),
    ],
)
def test_arrays_that_are_no_directions(tmp_path, array, why):
    assert why in refused(written(tmp_path / "a.npy", array))


@pytest.mark.parametrize("suffix", [".npy", ".npz", ".pt", ".pth", ".safetensors"])
@pytest.mark.parametrize("content", [b"", b"PK", b"\x93NUMPY", b"hello " * 100, b"\xff" * 100])
def test_files_that_are_none(tmp_path, suffix, content):
    path = tmp_path / f"a{suffix}"
    path.write_bytes(content)
    refused(path)


@pytest.mark.parametrize("suffix", [".npy", ".npz", ".pt", ".safetensors", "-old.pt"])
def test_files_that_are_cut_short_anywhere(tmp_path, suffix):
    path = tmp_path / f"a{suffix}"
    if suffix == "-old.pt":
        torch.save(torch.from_numpy(ROWS), path, _use_new_zipfile_serialization=False)
    else:
        content = {".npy": ROWS, ".pt": torch.from_numpy(ROWS)}
        written(path, content.get(suffix, {"d": ROWS}))
    whole = path.read_bytes()
    for size in range(0, len(whole) - 1, max(1, len(whole) // 40)):
        path.write_bytes(whole[:size])
        refused(path)


def test_a_missing_file_and_another_kind(tmp_path):
    assert "No such file" in refused(tmp_path / "none.npy")
    (tmp_path / "a.txt").write_text("hello")
    assert ".txt" in refused(tmp_path / "a.txt")


def header(shape: str, descr: str = "<f8") -> bytes:
    text = f"{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}}}".encode()
    return b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text


@pytest.mark.parametrize(
    "shape", ["(10000000000000,)", "(-1, 8)", "(2, 4000000)", "(" * 3000, "(1,) * 99"]
)
def test_sizes_that_a_header_only_claims(tmp_path, shape):
    path = tmp_path / "a.npy"
    path.write_bytes(header(shape) + bytes(64))
    refused(path)


def test_an_archive_that_unpacks_to_far_more(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.npz", "w", zipfile.ZIP_DEFLATED) as archive:
        for k in range(8):
            archive.writestr(f"d{k}.npy", header("(2500000,)", "|u1") + bytes(2_500_000))
    assert "more numbers" in refused(tmp_path / "a.npz")
    with zipfile.ZipFile(tmp_path / "a.pt", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a/data.pkl", bytes(100_000_000))
    assert "compressed" in refused(tmp_path / "a.pt")


def test_tensors_that_claim_more_than_there_is(tmp_path):
    torch.save(torch.ones(1).expand(3_000, 1_000), tmp_path / "wide.pt")
    assert "more than facelab reads at once" in refused(tmp_path / "wide.pt")
    shared = [torch.ones(W)] * 50
    torch.save([shared] * 300, tmp_path / "many.pt")
    assert "more than such files" in refused(tmp_path / "many.pt")
    torch.save([[[[[torch.ones(W)]]]]], tmp_path / "deep.pt")
    refused(tmp_path / "deep.pt")
    itself: list[Any] = []
    itself.append(itself)
    torch.save(itself, tmp_path / "itself.pt")
    refused(tmp_path / "itself.pt")
    tensor = torch.ones(W)
    broken = io.BytesIO()
    torch.save(tensor, broken)
    path = tmp_path / "beyond.pt"
    with zipfile.ZipFile(broken) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name)[:12] if "/data/" in name else old.read(name))
    assert "beyond" in refused(path)


def test_a_network_is_no_direction(tmp_path):
    save_file({"a.weight": np.ones((512, 512), np.float32)}, tmp_path / "net.safetensors")
    refused(tmp_path / "net.safetensors")
    torch.save({"state": {"a": torch.ones(W)}}, tmp_path / "net.pt")
    assert "no vector" in refused(tmp_path / "net.pt")
    with (tmp_path / "large.pt").open("wb") as file:
        file.truncate(65 * 2**20)
    assert "64 MB" in refused(tmp_path / "large.pt")


def test_as_many_faces_as_fit_in_the_largest_file(tmp_path):
    path = tmp_path / "a.npy"
    np.save(path, np.ones((1_800, 18, 512), np.float32))
    assert path.stat().st_size < MAX_BYTES
    assert len(read_published(path)) == 1_800
    np.save(path, np.ones((MAX_FOUND + 1, 1, 2), np.float32))
    assert "more than facelab reads at once" in refused(path)


@pytest.mark.parametrize("suffix", [".npz", ".pt", ".safetensors"])
def test_a_face_for_each_name(tmp_path, suffix):
    many: dict[str, Any] = {f"face {k}": np.full((1, W), k + 1.0) for k in range(600)}
    if suffix == ".pt":
        many = {key: torch.from_numpy(value) for key, value in many.items()}
    assert len(read_published(written(tmp_path / f"a{suffix}", many))) == 600


def test_a_small_file_does_not_become_a_large_array(tmp_path):
    torch.save(torch.ones(1, 1, W).expand(2_000, 18, W), tmp_path / "repeated.pt")
    assert len(read_published(tmp_path / "repeated.pt")) == 2_000
    torch.save(torch.ones(1, 1, W).expand(2_000, 200, W), tmp_path / "repeated.pt")
    assert "more than facelab reads at once" in refused(tmp_path / "repeated.pt")
