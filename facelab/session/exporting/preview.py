"""A look at what will leave before it does: the newest wish wins, on a thread of its own."""

from __future__ import annotations

from dataclasses import dataclass

from facelab.errors import Stopped
from facelab.export.writer import Pixels
from facelab.preparing.costs import Costs
from facelab.recipe import Recipe
from facelab.session.dispatch import Dispatch
from facelab.session.exporting.look import Look, Seen
from facelab.session.exporting.maker import LookMaker
from facelab.session.newest import Newest
from facelab.session.rendering.engine_thread import EngineThread
from facelab.session.rendering.full_picture import FullPicture
from facelab.session.signals import Signal

KEY = ("export preview",)


@dataclass(frozen=True, eq=False)
class _Wish:
    look: Look
    place: int  # of the face among those on a sheet
    pixels: Pixels | None = None  # None before it is drawn


class ExportPreview:
    """Makes the first picture as it will leave, without writing it. A sheet fills face by face.

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
        # Of the session's thread: what was drawn last, and how far a sheet is.
        self._drawn: tuple[Recipe, bool, Pixels] | None = None
        self._sheet: tuple[object, int] = (None, 0)
        self._maker = LookMaker(costs)
        self._thread = Newest("facelab-export-preview", self._do, self._maker.forget)

    def show(self, look: Look) -> None:
        """Look at this; `seen` follows, several times."""
        key, done = self._sheet
        there = done - 1 if look.is_sheet and key == _key(look) and done else 0
        self._draw(look, there)

    def _draw(self, look: Look, place: int) -> None:
        recipe, in_float = look.orders[place].recipe, look.preparation.wants_float
        held = self._drawn
        if held is not None and held[:2] == (recipe, in_float):
            self._thread.put(_Wish(look, place, held[2]))
            return
        wish = _Wish(look, place)
        self._thread.put(wish)

        def drawn(pixels: Pixels, seconds: float) -> None:
            self._costs.note("draw", seconds, pixels.shape[0])
            self._drawn = recipe, in_float, pixels
            if self._thread.wish is wish:
                self._thread.put(_Wish(look, place, pixels))

        self._engine.submit(
            FullPicture(KEY, recipe, in_float, drawn, lambda error: self._fail(wish, error))
        )

    def _hear(self, wish: _Wish, now: Seen) -> None:
        if wish.look.is_sheet and now.pixels is not None:
            self._sheet = _key(wish.look), wish.place + 1
        if self._thread.wish is wish:
            self.seen.emit(now)

    def _go_on(self, wish: _Wish) -> None:
        """The next face of a sheet."""
        if self._thread.wish is wish:
            self._draw(wish.look, wish.place + 1)

    def forget(self) -> None:
        """Nobody looks any more."""
        self._engine.cancel(KEY)
        self._drawn, self._sheet = None, (None, 0)
        self._thread.put(None)

    def stop(self) -> None:
        """Begin to end."""
        self._thread.stop()

    def close(self, timeout: float = 1.0) -> bool:
        """End. Returns whether the thread did in time."""
        return self._thread.close(timeout)

    def _fail(self, wish: _Wish, error: Exception) -> None:
        now = self._thread.wish
        if now is not None and now.look is wish.look:
            self.failed.emit(error)

    # -- the thread ----------------------------------------------------------------------------

    def _do(self, wish: _Wish) -> None:
        def over() -> bool:
            return self._thread.closing or self._thread.wish is not wish

        def tell(now: Seen) -> None:
            self._dispatch(lambda: self._hear(wish, now))

        try:
            if wish.pixels is None:
                tell(self._maker.begin(wish.look))
                return
            if self._maker.make(wish.look, wish.place, wish.pixels, over, tell):
                self._dispatch(lambda: self._go_on(wish))
        except Stopped:
            return
        except Exception as error:  # told to the user by those who listen
            failure = error
            self._dispatch(lambda: self._fail(wish, failure))


def _key(look: Look) -> object:
    """Sheets of the same faces, made in the same way."""
    return look.preparation, look.orders
