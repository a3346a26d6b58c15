"""What will leave, shown before it does: the newest wish wins, on a thread of its own."""

from __future__ import annotations

import io
import shutil
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from facelab import destinations
from facelab.checkpoints.catalogue import CatalogueEntry
from facelab.checkpoints.fetching.packaged import PackagedSet
from facelab.errors import DownloadError, Stopped
from facelab.export.plan import Order, Plan
from facelab.export.provenance.facts import Parts
from facelab.export.sizes import sized, to_bytes
from facelab.export.writer import Marking, Picture, Pixels
from facelab.export.writing import encoded
from facelab.preparing.costs import Cost, Costs, bytes_key
from facelab.preparing.preparation import Preparation
from facelab.preparing.prepare import Preparer
from facelab.progress import Steps, finish
from facelab.recipe import Recipe
from facelab.session.dispatch import Dispatch
from facelab.session.exporting.choice import ExportChoice
from facelab.session.exporting.making import Marks, plan_of
from facelab.session.rendering.engine_thread import EngineThread
from facelab.session.rendering.full_picture import FullPicture
from facelab.session.signals import Signal

Bytes = NDArray[np.uint8]
REST_SECONDS = 0.25
LOOK_SECONDS = 0.02
LARGEST_SHOWN = 1400  # pixels of an edge; a screen has no more for it


@dataclass(frozen=True)
class Look:
    """What is to be looked at.

    Attributes
    ----------
    order : Order
        The face, as the first of those that leave.
    choice : ExportChoice
    preparation : Preparation
    parts : Parts
        What the picture says of itself.
    place : (float, float)
        Upper left corner of the part that is enhanced as a sample, 0 to 1 down and across.
    """

    order: Order
    choice: ExportChoice
    preparation: Preparation
    parts: Parts
    place: tuple[float, float] = (0.36, 0.28)


@dataclass(frozen=True, eq=False)
class Sample:
    """A part before and after enhancing: uint8 [H, W, 4]."""

    before: Bytes
    after: Bytes


@dataclass(frozen=True, eq=False)
class Seen:
    """What is known so far.

    Attributes
    ----------
    look : Look
    pixels : uint8 [H, W, 4] or None
        The picture, straight alpha, no larger than a screen.
    size : (int, int)
        Width and height of the file's picture.
    exact : bool
        Whether the pixels are those of the finished file, with its marks and losses; if it is
        to be enhanced, without that.
    sample : Sample or None
    missing : tuple of CatalogueEntry
        Networks without which it cannot be made.
    path : Path or None
        Where the first one will go.
    free : int or None
        Bytes on that disk.
    cost : Cost or None
        Of one face.
    """

    look: Look
    pixels: Bytes | None = None
    size: tuple[int, int] = (0, 0)
    exact: bool = False
    sample: Sample | None = None
    missing: tuple[CatalogueEntry, ...] = ()
    path: Path | None = None
    free: int | None = None
    cost: Cost | None = None


@dataclass(eq=False)
class _Wish:
    look: Look
    pixels: Pixels | None = None


class ExportPreview:
    """Makes the picture of one face as it will leave, without writing it.

    Parameters
    ----------
    dispatch : callable
    engine : EngineThread
    costs : Costs
        Learns what each step takes.

    Signals
    -------
    seen(Seen): more is known of the newest look.
    failed(Exception): it cannot be made.
    """

    seen = Signal(Seen)
    failed = Signal(object)

    def __init__(self, dispatch: Dispatch, engine: EngineThread, costs: Costs) -> None:
        self._dispatch = dispatch
        self._engine = engine
        self._costs = costs
        self._wake = threading.Condition()
        self._wish: _Wish | None = None
        self._taken: _Wish | None = None
        self._closing = False
        self._thread: threading.Thread | None = None
        self._drawn: tuple[Recipe, bool, Pixels] | None = None  # of the session's thread
        self._maker = _Maker(costs)

    def show(self, look: Look) -> None:
        """Look at this; `seen` follows, several times."""
        recipe, in_float = look.order.recipe, look.preparation.wants_float
        wish = _Wish(look)
        held = self._drawn
        if held is not None and held[:2] == (recipe, in_float):
            wish.pixels = held[2]
        self._put(wish)
        if wish.pixels is None:
            self._engine.submit(
                FullPicture(
                    ("export preview",),
                    recipe,
                    in_float,
                    lambda pixels, seconds: self._on_drawn(wish, pixels, seconds),
                    lambda error: self._fail(wish, error),
                )
            )

    def forget(self) -> None:
        """Nobody looks any more."""
        self._engine.cancel(("export preview",))
        self._drawn = None
        self._put(None)

    def stop(self) -> None:
        """Begin to end."""
        with self._wake:
            self._closing = True
            self._wish = None
            self._wake.notify()

    def close(self, timeout: float = 1.0) -> bool:
        """End. Returns whether the thread did in time."""
        self.stop()
        if self._thread is None:
            return True
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def _on_drawn(self, wish: _Wish, pixels: Pixels, seconds: float) -> None:
        look = wish.look
        self._costs.note("draw", seconds, pixels.shape[0])
        self._drawn = look.order.recipe, look.preparation.wants_float, pixels
        if self._wish is wish:
            self._put(_Wish(look, pixels))

    def _put(self, wish: _Wish | None) -> None:
        with self._wake:
            self._wish = wish
            self._wake.notify()
            if wish is not None and self._thread is None and not self._closing:
                self._thread = threading.Thread(
                    target=self._run, name="facelab-export-preview", daemon=True
                )
                self._thread.start()

    def _fail(self, wish: _Wish, error: Exception) -> None:
        now = self._wish
        if now is not None and now.look is wish.look:
            self.failed.emit(error)

    # -- the thread ----------------------------------------------------------------------------

    def _run(self) -> None:
        while True:
            with self._wake:
                while self._wish is self._taken and not self._closing:
                    self._wake.wait()
                if self._closing:
                    return
                wish = self._taken = self._wish
            if wish is None:
                self._maker.forget()
                continue

            self._do(wish)

    def _do(self, wish: _Wish) -> None:
        def over() -> bool:
            return self._closing or self._wish is not wish

        def tell(now: Seen) -> None:
            self._dispatch(lambda: self.seen.emit(now) if self._wish is wish else None)

        try:
            self._maker.make(wish.look, wish.pixels, over, tell)
        except Stopped:
            return
        except Exception as error:  # told to the user by those who listen
            failure = error
            self._dispatch(lambda: self._fail(wish, failure))


class _Maker:
    """Does it; of one thread. What has not changed is not made again."""

    def __init__(self, costs: Costs) -> None:
        self._costs = costs
        self._preparer = Preparer(_here, costs)
        self._prepared: tuple[Pixels, Preparation, Pixels] | None = None
        self._encoded: tuple[Pixels, Parts, Bytes] | None = None
        self._sample: tuple[Pixels, tuple[float, float], Sample] | None = None

    def forget(self) -> None:
        """Give the memory back."""
        self._prepared = self._encoded = self._sample = None

    def make(
        self,
        look: Look,
        pixels: Pixels | None,
        over: Callable[[], bool],
        tell: Callable[[Seen], None],
    ) -> None:
        preparation = look.preparation
        marks = Marks(look.parts)
        plan = plan_of(look.choice, preparation, marks)
        path, free = _place(plan, look.order)
        seen = Seen(look, missing=preparation.missing(), path=path, free=free)
        if pixels is None:
            tell(seen)
            return
        side = pixels.shape[0]
        quick = _without(preparation, seen.missing)
        start = time.perf_counter()
        made = self._prepare(pixels, quick, over)
        if quick.is_plain and not preparation.is_plain:  # else it was noted step by step
            self._costs.note("shape", time.perf_counter() - start, preparation.final_side(side))
        seen = replace(
            seen, pixels=_shown(made), size=(made.shape[1], made.shape[0]),
            cost=self._costs.of(preparation, side),
        )  # fmt: skip
        tell(seen)
        if seen.missing:
            return
        if preparation.format.enhance:
            seen = replace(seen, sample=self._look(pixels, look.place, over))
            seen = replace(seen, cost=self._costs.of(preparation, side))
            tell(seen)
        _rest(over)
        exact = self._encode(made, look, plan, marks, side)
        seen = replace(seen, pixels=exact, exact=True, cost=self._costs.of(preparation, side))
        tell(seen)

    def _prepare(self, pixels: Pixels, how: Preparation, over: Callable[[], bool]) -> Pixels:
        held = self._prepared
        if held is None or held[0] is not pixels or held[1] != how:
            drawn = finish(self._preparer.prepared(pixels, how, over), over)
            made = sized(drawn.pixels, how.format.longest)
            self._prepared = held = pixels, how, made
        return held[2]

    def _look(self, pixels: Pixels, place: tuple[float, float], over: Callable[[], bool]) -> Sample:
        held = self._sample
        if held is None or held[:2] != (pixels, place):
            found = finish(self._preparer.look(pixels, *place), over)
            sample = Sample(_shown(found.before), _shown(found.after))
            self._sample = held = pixels, place, sample
        return held[2]

    def _encode(self, made: Pixels, look: Look, plan: Plan, marks: Marks, side: int) -> Bytes:
        held = self._encoded
        if held is not None and held[0] is made and held[1] == look.parts:
            return held[2]
        marked: list[Pixels] = [made]

        def mark(pixels: Pixels) -> Pixels:
            marked[0] = marks.marking.pixels(pixels)
            return marked[0]

        start = time.perf_counter()
        said = plan.metadata(look.order.recipe)
        content = encoded(
            Picture(made, look.order.recipe), said, plan.encoding,
            Marking(mark, marks.marking.file, marks.marking.sidecar),
        )  # fmt: skip
        seconds = time.perf_counter() - start
        name = plan.encoding.format
        final = max(made.shape[:2])
        self._costs.note(f"write {name}", seconds, final)
        self._costs.note_bytes(bytes_key(look.preparation, side), len(content))
        shown = _shown(_lossy(content) if name in ("jpeg", "webp") else marked[0])
        self._encoded = made, look.parts, shown
        return shown


def _here(nets: PackagedSet) -> Steps[dict[str, bytes]]:
    """Networks that are here: nothing is downloaded for a look."""
    if nets.missing():
        raise DownloadError("A network is missing.", "", "Download it first.")
    return (yield from nets.fetch())


def _rest(over: Callable[[], bool]) -> None:
    """Wait until the hand rests: marks and encoding take seconds that nobody can stop."""
    until = time.monotonic() + REST_SECONDS
    while not over():
        if time.monotonic() >= until:
            return
        time.sleep(LOOK_SECONDS)
    raise Stopped


def _without(preparation: Preparation, missing: tuple[CatalogueEntry, ...]) -> Preparation:
    """What can be shown at once: never enhanced, and without what needs a missing network."""
    named = preparation.format.changed(enhance=0)
    quick = replace(preparation, format=named)
    if missing and quick.missing():
        named = named.changed(background="", research=None)
        quick = Preparation(named)
    return quick


def _place(plan: Plan, order: Order) -> tuple[Path, int | None]:
    """Where it will go, and the room that is there."""
    wanted = plan.wanted(order)
    path = wanted if plan.overwrite else destinations.free(wanted)
    folder = plan.folder
    while not folder.is_dir() and folder != folder.parent:
        folder = folder.parent
    try:
        free = shutil.disk_usage(folder).free
    except OSError:
        return path, None
    return path, free


def _lossy(content: bytes) -> Bytes:
    with Image.open(io.BytesIO(content)) as image:
        return np.asarray(image.convert("RGBA" if "A" in image.getbands() else "RGB"))


def _shown(pixels: Pixels) -> Bytes:
    """uint8 [h, w, 4] for a screen."""
    side = max(pixels.shape[:2])
    small = to_bytes(sized(pixels, min(side, LARGEST_SHOWN)))
    if small.shape[2] == 4:
        return np.ascontiguousarray(small)
    return np.dstack([small, np.full(small.shape[:2], 255, np.uint8)])
