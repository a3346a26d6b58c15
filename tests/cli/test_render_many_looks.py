"""What `--workers` leaves to workers: faces prepared as a format wants them, layers of another
network, all that options change.
"""

from __future__ import annotations

import io
from pathlib import Path

import msgspec
import pytest
from PIL import Image

from facelab.checkpoints.fetching.packaged import PackagedSet
from facelab.cli.formats import chosen_preparation
from facelab.cli.main import build_parser
from facelab.cli.many.work import Task, leave, task_of, work
from facelab.cli.marks import parts_of
from facelab.engine import load
from facelab.errors import ExportError, WeightsError
from facelab.export.format_file import write_formats
from facelab.export.named import NAMED
from facelab.export.orders import Unsigned
from facelab.preparing.measures import FILE_NAME
from facelab.recipe import Recipe, Seed
from tests.cli.test_formats import fetched
from tests.cli.test_mix_networks import snapshot_file
from tests.tiny_network import BLOCKS, write_tiny_network


def pixels(content: bytes) -> bytes:
    with Image.open(io.BytesIO(content)) as image:
        return image.tobytes()


@pytest.fixture(scope="module")
def network(tmp_path_factory) -> Path:
    return write_tiny_network(tmp_path_factory.mktemp("blocks"), BLOCKS)


@pytest.fixture
def source(tmp_path) -> Path:
    path: Path = tmp_path / "list.csv"
    path.write_text("seed,name\n7,Anna\n8,Ben\n9,Cleo\n")
    return path


@pytest.fixture
def both(facelab, source, tmp_path):
    """Renders a list here and by workers; returns the files of both by their names."""

    def rendered(*words: object) -> tuple[dict[str, bytes], dict[str, bytes]]:
        made = []
        for name, more in (("here", ()), ("by workers", ("--workers", 2))):
            folder = tmp_path / name
            ended = facelab("render", "--from", source, *words, *more, "-o", folder)
            assert ended.status == 0, ended.err
            files = (path for path in folder.iterdir() if not path.name.startswith("index."))
            made.append({path.name: path.read_bytes() for path in files})
        return made[0], made[1]

    return rendered


def test_a_background_of_a_file(facelab, network, source, tmp_path):
    """The picture is found by workers, too, which see that a tiny network draws nobody."""
    Image.new("RGB", (9, 5), (0, 0, 255)).save(tmp_path / "wall.bmp")
    words = ("--model", network, "--background", tmp_path / "wall.bmp", "-o", tmp_path / "out")
    said = []
    for more in ((), ("--workers", 1)):
        ended = facelab("render", "--from", source, *words, *more)
        assert ended.status == 1
        said.append(sorted(line for line in ended.err.splitlines() if line.startswith("line ")))
    assert said[0] == said[1]
    assert "line 2: Nobody can be cut out" in said[0][0]


def test_a_format_of_a_file(both, facelab, network, source, tmp_path):
    """The file of the format is named as it is seen from here."""
    avatar = NAMED["avatar"].changed(name="mine", title="Mine", longest=40)
    write_formats(tmp_path / "mine.json", [avatar])
    words = ("--model", network, "--format", tmp_path / "mine.json")
    here, there = both(*words)
    assert len(here) == 3
    assert there == here
    folder = tmp_path / "by workers"
    with Image.open(next(folder.glob("*.png"))) as image:
        assert image.size == (40, 40)
        assert image.mode == "RGBA"

    def again(*more: object) -> str:
        more = ("--from", source, *words, "--workers", 1, *more, "-o", folder)
        return str(facelab("render", *more).err.splitlines()[-1])

    assert again() == f"0 faces rendered to {folder}; 3 faces already there"
    assert again("--size", 36) == f"3 faces rendered to {folder}"  # the same faces, another look
    assert again("--size", 36) == f"0 faces rendered to {folder}; 3 faces already there"


def test_what_was_measured_comes_into_the_table(both, network, tmp_path):
    light = NAMED["research"].research
    assert light is not None
    research = NAMED["portrait"].changed(
        name="light", research=msgspec.structs.replace(light, head=0)
    )
    write_formats(tmp_path / "light.json", [research])
    here, there = both("--model", network, "--format", tmp_path / "light.json")
    assert there == here
    assert len(here[FILE_NAME].splitlines()) == 4


@pytest.mark.parametrize("more", [(), ("--workers", 2)])
def test_pictures_without_a_face_are_told_and_the_list_goes_on(
    facelab, network, source, tmp_path, more
):
    """A head is to be brought to its place, and these are noise."""
    words = ("--model", network, "--format", "research", *more, "-o", tmp_path / "out")
    ended = facelab("render", "--from", source, *words)
    assert ended.status == 1
    assert "3 faces could not be rendered:" in ended.err
    assert ended.err.count("line 4: No face was found") == 2  # when it was, and at the end


def test_layers_of_another_network_and_other_options(both, tmp_path, monkeypatch):
    monkeypatch.setenv("FACELAB_WEIGHTS", str(tmp_path / "networks"))
    one, two = snapshot_file(tmp_path / "one.pkl", 1), snapshot_file(tmp_path / "two.pkl", 2)
    monkeypatch.chdir(tmp_path)
    words = ("--model", one.name, "--trunc", 0.5, "--noise-mode", "none", "--finish", "raw")
    here, there = both(*words, "--mix-networks", f"{two.name}:0-7=1")
    assert there == here
    plain, _ = both(*words)
    assert len(plain) == 6  # those of before and the others
    assert here["00002 Anna.png"] == plain["00002 Anna.png"]
    assert pixels(plain["00002 Anna.png"]) != pixels(plain["00002 Anna-2.png"])


@pytest.fixture
def model(network):
    renderer = load(network, "cpu")
    renderer.close()
    return renderer.info


@pytest.fixture
def task(network, model):
    """What workers would be sent; those in this process forget it in the end."""

    def made(name: str, *words: object) -> Task:
        said = ["render", "--from", "x", "-o", "y", "--model", network, *words]
        arguments = build_parser().parse_args([*map(str, said)])
        wanted = chosen_preparation(arguments)
        return task_of(name, arguments, parts_of(arguments), wanted, wanted.way(), model)

    yield made
    leave()


def test_a_worker_enhances_with_what_it_has_and_downloads_nothing(task, model, monkeypatch):
    faces = [Recipe(model.ref, Seed(3))]
    monkeypatch.setattr(PackagedSet, "missing", lambda self: self.entries())
    with pytest.raises(WeightsError, match="does not have"):
        work(task("missing", "--enhance", 2048), faces, 1)
    monkeypatch.setattr(PackagedSet, "missing", lambda self: ())
    monkeypatch.setattr(PackagedSet, "fetch", fetched)
    (made,) = work(task("there", "--enhance", 2048, "--size", 96), faces, 1)
    assert isinstance(made, Unsigned)
    with Image.open(io.BytesIO(made.content)) as image:
        assert image.size == (96, 96)


def test_a_worker_that_sees_another_picture_behind_faces_says_so(task, model, tmp_path):
    wall = tmp_path / "wall.bmp"
    Image.new("RGB", (9, 5), (0, 0, 255)).save(wall)
    sent = task("looks", "--background", wall)
    Image.new("RGB", (9, 5), (0, 255, 0)).save(wall)
    with pytest.raises(ExportError, match="another picture behind the faces"):
        work(sent, [Recipe(model.ref, Seed(1))], 1)


@pytest.mark.parametrize("words", [("--workers", 2), ("--dask", "tcp://a:1"), ("--labels",)])
def test_sheets_are_made_by_one(facelab, source, tmp_path, words):
    out = tmp_path / "out"
    ended = facelab("render", "--from", source, "--format", "contact-sheet", *words, "-o", out)
    assert ended.status == 2
    assert f"{words[0]} is for a file a face, but contact-sheet puts several" in ended.error
    assert not out.exists()
