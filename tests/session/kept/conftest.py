from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.session.kept.desk import Desk


@pytest.fixture
def make_desk(world) -> Iterator[Callable[[], Desk]]:
    made: list[Desk] = []

    def make() -> Desk:
        made.append(Desk(world.library, world.pump))
        return made[-1]

    yield make
    for desk in made:
        desk.close()


@pytest.fixture
def desk(make_desk) -> Desk:
    made: Desk = make_desk()
    made.kept.load()
    return made
