"""A slow network is steered by the previews of the default one where both have the same w."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import cast

import numpy as np
import pytest
from numpy.typing import NDArray

from facelab.bench.stages import stages_of
from facelab.checkpoints import store
from facelab.engine import Frame, load
from facelab.engine.preview_choice import PreviewKind
from facelab.recipe import Recipe, Seed
from tests.engine.twins import default_is, twin_of, write_network
from tests.tiny_network import HEAD_SIZE as SIZE
from tests.tiny_network import write_tiny_head, write_tiny_network


@pytest.fixture
def default(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The tiny network is the default one, and has previews of 32 pixels."""
    folder = tmp_path / "networks"
    folder.mkdir()
    monkeypatch.setenv("FACELAB_WEIGHTS", str(folder))
    path = default_is(monkeypatch, write_tiny_network(folder))
    write_tiny_head(store.info(path).metadata.model_sha256)
    return path


@pytest.fixture
def loaded():
    """Loads networks, and gives them back after the test."""
    renderers = []

    def load_it(path, told=None):
        told = [] if told is None else told
        renderers.append(load(path, "cpu", told.append))
        return renderers[-1]

    yield load_it
    for renderer in renderers:
        renderer.close()


def face(renderer, **extra):
    return Recipe(renderer.info.ref, Seed(3), **extra).with_truncation(psi=0.7)


def of(told: list[Exception]) -> list[str]:
    """What was told of previews; other files that facelab ships do not fit the tiny default."""
    return [str(error) for error in told if "previews" in str(error)]


def test_the_default_network_draws_the_previews(default, loaded, tmp_path):
    own = loaded(default)
    twin = loaded(twin_of(default, tmp_path))
    assert twin.info.w_space == own.info.sha256 == own.info.w_space
    recipe = face(twin).with_mix([0, 1, 2], Seed(8)).with_mix([7], Seed(9))
    frame = twin.preview(recipe)
    assert (frame.size, frame.kind, frame.full_size) == (SIZE, "preview", 128)
    assert (frame.drawn_by, frame.stands_in) == ("Tiny", True)
    # the same face of the default network: row k of StyleGAN2 is at these rows of its own
    rows = own.info.stylegan2_rows
    ws = twin.compose(recipe)[list(rows)]
    assert np.array_equal(frame.pixels, own.draw(ws[None], recipe.noise, SIZE)[0])


def test_the_settled_frame_is_the_network_s_own(default, loaded, tmp_path):
    twin = loaded(twin_of(default, tmp_path))
    frame = twin.full(face(twin))
    assert (frame.drawn_by, frame.stands_in, frame.size) == ("Twin", False, 128)


def test_small_pictures_are_the_network_s_own(default, loaded, tmp_path):
    twin = loaded(twin_of(default, tmp_path))
    frame = twin.preview(face(twin), smallest=True)
    assert (frame.size, frame.stands_in) == (64, False)
    bare = loaded(twin_of(default, tmp_path, architecture="orig"))
    assert bare.preview(face(bare), smallest=True) is None
    assert bare.preview(face(bare)).stands_in


def test_a_fast_machine_draws_full_frames(default, loaded, tmp_path, monkeypatch):
    twin = loaded(twin_of(default, tmp_path))
    recipe = face(twin)
    for _ in range(20):
        assert twin.preview(recipe).stands_in, "nobody knows how long a full frame takes"
    choice = twin._drawers.choice(recipe)
    choice.saw(PreviewKind(128), 1.0)
    choice.note(PreviewKind(SIZE), 1.0)
    frame = twin.preview(recipe)
    assert (frame.kind, frame.stands_in) == ("full", False)


def test_previews_that_were_set_off_are_off(default, loaded, tmp_path):
    twin = loaded(twin_of(default, tmp_path))
    twin.set_previews("off")
    assert twin.preview(face(twin)) is None
    twin.set_previews("16")
    assert twin.preview(face(twin)).size == SIZE


def test_other_w_are_drawn_by_the_network_itself(default, loaded, tmp_path):
    path = twin_of(default, tmp_path)
    metadata, tensors = store.read_arrays(path)
    tensors["mapping.fc0.bias"] = tensors["mapping.fc0.bias"] + np.float32(9)

    other = loaded(write_network(tmp_path / "tuned.safetensors", metadata, tensors))
    assert other.info.w_space == other.info.sha256
    frame = other.preview(face(other))
    assert (frame.size, frame.stands_in) == (64, False)


def test_without_the_default_network_it_draws_itself(default, loaded, tmp_path, monkeypatch):
    path = twin_of(default, tmp_path)
    default_is(monkeypatch, tmp_path / "gone.safetensors")
    twin = loaded(path)
    assert not twin.preview(face(twin)).stands_in


def test_a_default_network_that_breaks_is_told_of_once(default, loaded, tmp_path):
    told: list[Exception] = []
    twin = loaded(twin_of(default, tmp_path), told)
    whole = bytearray(default.read_bytes())
    whole[-4:] = b"\0\0\0\0"
    default.write_bytes(bytes(whole))
    frame = twin.preview(face(twin))
    assert (frame.size, frame.stands_in) == (64, False)
    assert ["Tiny cannot draw previews for this network." in each for each in of(told)] == [True]
    twin.preview(face(twin))
    assert len(of(told)) == 1


def test_a_bad_recipe_is_no_fault_of_the_other_network(default, loaded, tmp_path):
    told: list[Exception] = []
    twin = loaded(twin_of(default, tmp_path), told)
    with pytest.raises(Exception, match="layer"):
        twin.preview(face(twin).with_mix([40], Seed(1)))
    assert of(told) == []
    assert twin.preview(face(twin)).stands_in


def test_the_status_line_is_told_who_drew(default, loaded, tmp_path):
    from facelab.session.rendering.on_canvas import Rates

    twin, rates = loaded(twin_of(default, tmp_path)), Rates()
    recipe = face(twin)
    rates.note(twin.preview(recipe))
    rates.note(replace(twin.full(recipe), recipe=recipe))
    assert rates.preview is not None
    assert rates.full is not None
    assert (rates.preview.by, rates.full.by) == ("Tiny", "")


def test_bench_times_every_picture_that_is_drawn(default, loaded, tmp_path):
    twin = loaded(twin_of(default, tmp_path, channels=(4,) * 7))
    stages = {subject.stage: subject for subject in stages_of(twin, "torch")}
    assert set(stages) == {
        *("mapping", "compose", "full", "to uint8"),
        *("preview", "preview 128 px", "preview 32 px by Tiny"),
    }
    stood_in, small = (
        cast(Frame, stages[name].run()) for name in ("preview 32 px by Tiny", "preview")
    )
    assert (stood_in.size, stood_in.stands_in) == (32, True)
    assert (small.size, small.stands_in) == (64, False)
    large = cast("NDArray[np.uint8]", stages["preview 128 px"].run())
    assert large.shape == (1, 128, 128, 4)
