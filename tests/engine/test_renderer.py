from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import msgspec
import numpy as np
import pytest

from facelab.engine import Direction, DirectionSet, OutOfMemoryError, Renderer
from facelab.engine.lattice import Lattice
from facelab.errors import ModelError, RecipeError, Stopped, WeightsError
from facelab.recipe import UPRIGHT, ModelRef, Recipe, Seed
from tests.engine.fake_backend import SHA, FakeBackend, make


def direction(name: str) -> Direction:
    return Direction(name, name, "Mine", np.ones((1, 3), np.float32), (0, 1))


@pytest.fixture
def recipe() -> Recipe:
    return Recipe(ModelRef(SHA, "fake"), Seed(1)).with_noise("random", 7)


def test_a_frame_says_what_it_shows(recipe):
    backend = FakeBackend()
    renderer = make(backend)
    preview, full = renderer.preview(recipe), renderer.full(recipe)
    assert preview is not None
    assert (preview.kind, preview.size, preview.full_size) == ("preview", 2, 4)
    assert (full.kind, full.size, full.full_size) == ("full", 4, 4)
    for frame in (preview, full):
        assert frame.recipe == recipe
        assert np.array_equal(frame.ws, renderer.compose(recipe))
        assert frame.milliseconds >= 0
    assert backend.noises == [recipe.noise] * 2


def test_without_a_preview_head_there_is_no_preview(recipe):
    assert make(FakeBackend(preview_sizes=())).preview(recipe) is None


def test_the_face_of_another_model_is_refused(recipe):
    renderer = make(FakeBackend())
    other = msgspec.structs.replace(recipe, model=ModelRef("b" * 64, "stylegan2"))
    for render in (renderer.preview, renderer.full, renderer.compose):
        with pytest.raises(ModelError, match="stylegan2"):
            render(other)
    unnamed = msgspec.structs.replace(recipe, model=ModelRef("b" * 64))
    with pytest.raises(ModelError, match="bbbbbbbbbbbb"):
        renderer.full(unnamed)


def test_a_recipe_that_does_not_fit_is_refused_and_the_next_one_renders(recipe):
    renderer = make(FakeBackend())
    with pytest.raises(RecipeError):
        renderer.full(recipe.with_amount("nose", 1.0))
    assert renderer.full(recipe).size == 4


def test_a_full_frame_can_be_stopped(recipe):
    renderer = make(FakeBackend())
    with pytest.raises(Stopped):
        renderer.full(recipe, lambda: True)
    assert renderer.full(recipe, lambda: False).kind == "full"


@pytest.mark.parametrize("kind", ["preview", "full"])
def test_out_of_memory_moves_to_the_cpu_once_and_says_so(recipe, kind):
    gpu, cpu = FakeBackend(), FakeBackend()
    gpu.error = OutOfMemoryError("Fake GPU is out of memory.", "why", "fix")
    told: list[Exception] = []
    renderer = make(gpu, fall_back=lambda: make(cpu, "cpu"), notify=told.append)
    frame = getattr(renderer, kind)(recipe)
    assert frame.kind == kind
    assert renderer.info.device == "cpu"
    assert gpu.closed == 1
    assert ["out of memory" in str(error) for error in told] == [True]
    renderer.full(recipe)
    assert len(cpu.noises) == 2
    assert len(told) == 1
    cpu.error = OutOfMemoryError("CPU is out of memory.", "", "")
    with pytest.raises(OutOfMemoryError, match="CPU"):
        renderer.full(recipe)
    renderer.close()
    assert (gpu.closed, cpu.closed) == (1, 1)


def test_a_move_to_the_cpu_keeps_the_directions_that_everybody_has(recipe):
    """Panels list them, and some were made since the network was loaded, or deleted."""
    gpu, cpu = FakeBackend(), FakeBackend()
    renderer = make(
        gpu,
        directions=DirectionSet((direction("old"),)),
        fall_back=lambda: make(cpu, "cpu", DirectionSet((direction("old"),))),
    )
    known = renderer.info.directions
    known.replace_group("Mine", (direction("new"),), "")
    gpu.error = OutOfMemoryError("Fake GPU is out of memory.", "why", "fix")
    for name in ("new", "old"):
        assert renderer.full(recipe.with_amount(name, 1.0)).size == 4
    assert renderer.info.directions is known
    assert renderer.info.device == "cpu"
    known.replace_group("Mine", (direction("newer"),), "")
    assert renderer.full(recipe.with_amount("newer", 1.0)).size == 4


def test_a_recipe_is_checked_once_a_frame(recipe):
    class Counting(DirectionSet):
        checks = 0

        def check_locks(self, locks, guard):
            self.checks += 1
            super().check_locks(locks, guard)

    directions = Counting()
    renderer = make(FakeBackend(), directions=directions)
    asked: list[Callable[[Recipe], object]] = [renderer.preview, renderer.full, renderer.compose]
    for number, ask in enumerate(asked, 1):
        ask(recipe)
        assert directions.checks == number


def test_out_of_memory_without_a_way_back_is_an_error_and_the_renderer_lives_on(recipe):
    backend = FakeBackend()
    renderer = make(backend)
    backend.error = OutOfMemoryError("Out of memory.", "", "")
    with pytest.raises(OutOfMemoryError):
        renderer.full(recipe)
    backend.error = None
    assert renderer.full(recipe).size == 4
    assert backend.closed == 0


def test_a_way_back_that_fails_leaves_the_device_in_use(recipe):
    gpu = FakeBackend()
    gpu.error = OutOfMemoryError("Out of memory.", "", "")

    def fall_back() -> Renderer:
        raise WeightsError("The file is gone.")

    renderer = make(gpu, fall_back=fall_back)
    with pytest.raises(WeightsError):
        renderer.full(recipe)
    gpu.error = None
    assert renderer.full(recipe).size == 4
    assert gpu.closed == 0


def test_a_bug_of_a_back_end_is_passed_on(recipe):
    backend = FakeBackend()
    backend.error = RuntimeError("shape mismatch")
    renderer = make(backend, fall_back=lambda: pytest.fail("must not fall back"))
    with pytest.raises(RuntimeError, match="shape mismatch"):
        renderer.full(recipe)


def test_previews_are_as_large_as_they_were_set(recipe):
    renderer = make(FakeBackend(preview_sizes=(1, 2)))
    for choice, size in (("256", 2), ("512", 2), ("auto", 1)):
        renderer.set_previews(choice)
        frame = renderer.preview(recipe)
        assert frame is not None
        assert frame.size == size
    renderer.set_previews("off")
    assert renderer.preview(recipe) is None
    small = renderer.preview(recipe, smallest=True)
    assert small is not None
    assert small.size == 1, "thumbnails are drawn all the same"
    assert renderer.full(recipe).kind == "full"


def test_the_light_head_draws_until_the_other_is_seen_to_hold(recipe):
    backend = FakeBackend()
    backend.light_size = 2
    renderer = make(backend)
    frame = renderer.preview(recipe)
    assert frame is not None
    assert (frame.size, frame.light) == (2, True)
    small = renderer.preview(recipe, smallest=True)
    assert small is not None
    assert not small.light, "what is kept is by the other"
    light = renderer.light_preview(recipe)
    assert light is not None
    assert light.light
    renderer.set_previews("256")
    asked = renderer.preview(recipe)
    assert asked is not None
    assert not asked.light


def test_the_full_picture_in_floating_point_is_that_of_the_frame(recipe):
    backend = FakeBackend()
    renderer = make(backend)
    picture = renderer.full_float(recipe)
    assert np.array_equal(np.rint(255 * picture), renderer.full(recipe).rgb())
    assert backend.noises == [recipe.noise] * 2
    with pytest.raises(Stopped):
        renderer.full_float(recipe, lambda: True)
    with pytest.raises(ModelError, match="stylegan2"):
        renderer.full_float(msgspec.structs.replace(recipe, model=ModelRef("b" * 64, "stylegan2")))


def test_a_picture_in_floating_point_that_finds_no_room_is_drawn_on_the_cpu(recipe):
    failing, other = FakeBackend(), FakeBackend()
    failing.error = OutOfMemoryError("No room.", "", "")
    renderer = make(failing, fall_back=lambda: make(other, device="cpu"))
    assert renderer.full_float(recipe).shape == (4, 4, 3)
    assert (len(other.noises), renderer.info.device) == (1, "cpu")


class WovenBackend(FakeBackend):
    """Draws pictures of 256 pixels."""

    def full(self, ws, noise, stop=None, transform=UPRIGHT):
        return self._draw(ws, noise, 256) + np.uint8(100)


def test_only_clean_full_frames_are_freed_of_the_lattice(recipe):
    lattice = Lattice(np.full((1, 256), 1 / 16, np.float32))
    taken: list[int] = []

    def take_off(pixels):
        taken.append(len(pixels))
        return pixels + np.uint8(1)

    lattice.take_off = take_off  # type: ignore[method-assign]
    lattice.take_off_float = lambda picture: picture + np.float32(1 / 255)  # type: ignore[method-assign]
    renderer = make(WovenBackend(), lattice=lattice)
    renderer.info = replace(renderer.info, resolution=256)
    raw = renderer.full(recipe).pixels
    assert taken == []
    clean = renderer.full(recipe.with_finish("clean")).pixels
    assert taken == [256]
    np.testing.assert_array_equal(clean, raw + np.uint8(1))
    for_files = renderer.full_float(recipe.with_finish("clean"))
    np.testing.assert_array_equal(np.rint(255 * for_files), clean[..., 2::-1])
    np.testing.assert_array_equal(np.rint(255 * renderer.full_float(recipe)), raw[..., 2::-1])
    renderer.preview(recipe.with_finish("clean"))
    renderer.draw(renderer.compose(recipe)[None], recipe.noise, 256)
    assert taken == [256], "of these previews nothing was measured"


def test_clean_previews_are_freed_of_what_was_measured_in_previews(recipe):
    lattice = Lattice(np.zeros((0, 256), np.float32), {2: Lattice(np.ones((1, 1), np.float32))})
    lattice.previews[2].take_off = lambda pixels: pixels + np.uint8(1)  # type: ignore[method-assign]
    renderer = make(FakeBackend(), lattice=lattice)
    raw, clean = renderer.preview(recipe), renderer.preview(recipe.with_finish("clean"))
    assert raw is not None
    assert clean is not None
    np.testing.assert_array_equal(clean.pixels, raw.pixels + np.uint8(1))


def test_a_light_preview_has_no_lattice_to_be_freed_of(recipe):
    lattice = Lattice(np.zeros((0, 256), np.float32), {2: Lattice(np.ones((1, 1), np.float32))})
    lattice.previews[2].take_off = lambda pixels: pixels + np.uint8(1)  # type: ignore[method-assign]
    backend = FakeBackend()
    backend.light_size = 2
    renderer = make(backend, lattice=lattice)
    raw, clean = (renderer.light_preview(recipe.with_finish(each)) for each in ("raw", "clean"))
    assert raw is not None
    assert clean is not None
    np.testing.assert_array_equal(clean.pixels, raw.pixels)


def test_without_a_known_lattice_clean_is_raw(recipe):
    renderer = make(WovenBackend())
    renderer.info = replace(renderer.info, resolution=256)
    clean = renderer.full(recipe.with_finish("clean")).pixels
    np.testing.assert_array_equal(clean, renderer.full(recipe).pixels)
