"""Which networks stay loaded, and which are let go."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from facelab.session.rendering.loaded_renderers import MOST, RESERVE, LoadedRenderers


@dataclass
class Info:
    sha256: str
    device_name: str = "cpu"


@dataclass(eq=False)
class Renderer:
    info: Info
    closed: bool = False

    def close(self) -> None:
        self.closed = True


@dataclass
class World:
    free: int | None = None
    loads: list[str] = field(default_factory=list)
    made: list[Renderer] = field(default_factory=list)
    fails: bool = False

    def load(self, path: Path, device: str, _notify: object) -> Renderer:
        if self.fails:
            raise MemoryError
        self.loads.append(f"{path.name} {device}")
        self.made.append(Renderer(Info(path.name)))
        return self.made[-1]

    def alive(self) -> list[str]:
        return [each.info.sha256 for each in self.made if not each.closed]


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def networks(world: World) -> LoadedRenderers:
    made = LoadedRenderers(lambda device: world.free)
    made.load = world.load  # type: ignore[attr-defined]
    return made


def use(networks: LoadedRenderers, name: str, device: str = "cpu") -> Renderer:
    path = Path(name)
    renderer = networks.find(path, device)
    if renderer is None:
        networks.make_way(path)
        renderer = networks.load(path, device, None)  # type: ignore[attr-defined]
        networks.add(path, device, renderer)
    networks.turn_to(renderer)
    return renderer  # type: ignore[return-value]


def test_some_stay_and_those_not_used_for_longest_go(world, networks):
    for name in "abc":
        use(networks, name)
    use(networks, "a")
    assert world.loads == ["a cpu", "b cpu", "c cpu"]
    use(networks, "d")
    assert world.alive() == ["a", "c", "d"]
    assert [info.sha256 for info in networks.infos] == ["c", "a", "d"]
    assert len(networks.infos) == MOST
    assert networks.of("b") is None
    assert networks.of("c") is world.made[2]


def test_where_memory_is_short_only_the_one_in_use_stays(world, networks):
    use(networks, "a")
    world.free = RESERVE - 1
    use(networks, "b")
    assert world.alive() == ["b"]
    world.free = RESERVE
    use(networks, "a")
    assert world.alive() == ["b", "a"]


def test_memory_is_made_before_the_next_is_loaded(world, networks):
    for name in "abc":
        use(networks, name)
    alive = []
    really = world.load

    def load(path, device, notify):
        alive.append(world.alive())
        return really(path, device, notify)

    networks.load = load
    use(networks, "d")
    assert alive == [["b", "c"]]


def test_the_one_in_use_is_loaded_anew_and_goes_before(world, networks):
    """So a network goes back to a GPU after it ran out of memory."""
    first = use(networks, "a")
    use(networks, "a")
    assert first.closed
    use(networks, "a", "cuda")
    assert world.loads == ["a cpu", "a cpu", "a cuda"]
    assert world.alive() == ["a"]


def test_one_on_another_device_is_loaded_again(world, networks):
    use(networks, "a")
    use(networks, "b")
    use(networks, "a", "cuda")
    assert world.loads == ["a cpu", "b cpu", "a cuda"]
    assert world.alive() == ["b", "a"]


def test_a_file_that_is_another_or_doubted_is_loaded_again(world, networks, tmp_path):
    path = tmp_path / "a"
    path.write_bytes(b"1")
    for name in (str(path), "b", "c", str(path)):
        use(networks, name)
    assert world.loads == ["a cpu", "b cpu", "c cpu"]
    use(networks, "b")
    path.write_bytes(b"22")
    use(networks, str(path))
    assert world.loads[3:] == ["a cpu"]
    networks.doubt(Path("c"))
    use(networks, "c")
    assert world.loads[4:] == ["c cpu"]


def test_a_network_that_cannot_be_loaded_leaves_the_others(world, networks):
    first = use(networks, "a")
    world.fails = True
    with pytest.raises(MemoryError):
        use(networks, "b")
    assert networks.current is first
    assert networks.asked == (Path("a"), "cpu")
    assert world.alive() == ["a"]


def test_the_end_closes_all(world, networks):
    for name in "ab":
        use(networks, name)
    networks.close()
    assert world.alive() == []
    assert networks.current is None
