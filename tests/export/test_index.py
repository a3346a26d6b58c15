"""What a folder of pictures holds, for programs."""

from __future__ import annotations

import contextlib
import csv
import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest

from facelab.errors import DestinationError, ExportError
from facelab.export.index import COLUMNS, JSON_LINES, TABLE, Index
from facelab.export.lists import json_lines
from facelab.export.orders import Made, Order


@pytest.fixture
def made(tmp_path, recipe):
    def make(number: int) -> Made:
        path = tmp_path / f"{number}.png"
        path.write_bytes(b"picture")
        order = Order(number, f'Ann "{number}", Zoë', recipe.with_seed(number))
        return Made(order, path, path, True, 0.25)

    return make


def noted(folder: Path, *pictures: Made) -> None:
    with contextlib.closing(Index(folder)) as index:
        for each in pictures:
            index.note(each)


def rows(folder: Path) -> list[dict[str, str]]:
    with (folder / TABLE).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def lines(folder: Path) -> list[dict[str, object]]:
    text = (folder / JSON_LINES).read_text("utf-8")
    return [json.loads(line) for line in text.splitlines()]


def test_both_say_the_same(tmp_path, made, recipe):
    noted(tmp_path, made(1), made(2))
    first, second = lines(tmp_path)
    assert first["sha256"] == hashlib.sha256(b"picture").hexdigest()
    assert (second["file"], second["line"], second["seed"]) == ("2.png", 2, 2)
    assert tuple(first) == COLUMNS
    for row, line in zip(rows(tmp_path), (first, second), strict=True):
        assert {name: str(line[name]) for name in COLUMNS[:-1]} == {
            name: row[name] for name in COLUMNS[:-1]
        }
        assert json.loads(row["recipe"]) == line["recipe"]


def test_it_is_a_list_that_can_be_drawn(tmp_path, made, recipe):
    noted(tmp_path, made(1), made(2))
    with (tmp_path / JSON_LINES).open("rb") as file:
        found = [each for each in json_lines(file) if isinstance(each, Order)]
    assert [each.recipe for each in found] == [recipe.with_seed(1), recipe.with_seed(2)]
    assert [each.name for each in found] == ['Ann "1", Zoë', 'Ann "2", Zoë']


def there(picture: Made) -> Made:
    return replace(picture, new=False)


def test_it_goes_on_and_has_each_picture_once(tmp_path, made):
    noted(tmp_path, made(1))
    noted(tmp_path, there(made(1)), made(2))
    assert [row["file"] for row in rows(tmp_path)] == ["1.png", "2.png"]
    assert [line["file"] for line in lines(tmp_path)] == ["1.png", "2.png"]


@pytest.mark.parametrize("name", [JSON_LINES, TABLE])
def test_a_line_that_a_power_cut_left_half_is_written_anew(tmp_path, made, name):
    noted(tmp_path, made(1), made(2))
    whole = (tmp_path / name).read_bytes()
    (tmp_path / name).write_bytes(whole[:-20])
    noted(tmp_path, there(made(1)), there(made(2)))
    seconds = b'"seconds": 0.25' if name == JSON_LINES else b",0.25,"
    assert (tmp_path / name).read_bytes().count(seconds) == whole.count(seconds) == 2
    assert (tmp_path / name).read_bytes() == whole


def test_of_a_picture_that_was_replaced_the_later_line_holds(tmp_path, made):
    noted(tmp_path, made(1))
    picture = made(1)
    picture.path.write_bytes(b"another")
    noted(tmp_path, picture)
    assert lines(tmp_path)[-1]["sha256"] == hashlib.sha256(b"another").hexdigest()


@pytest.mark.parametrize(
    ("name", "content"),
    [(TABLE, "a,b\n1,2\n"), (JSON_LINES, "my notes\n"), (JSON_LINES, "[1]\n")],
)
def test_another_file_of_that_name_is_left_alone(tmp_path, made, name, content):
    (tmp_path / name).write_text(content)
    with pytest.raises(DestinationError, match="no index of pictures"):
        Index(tmp_path)
    assert (tmp_path / name).read_text() == content


def test_a_full_disk_leaves_no_half_line(tmp_path, made, monkeypatch):
    noted(tmp_path, made(1))
    before = (tmp_path / JSON_LINES).read_bytes()
    index = Index(tmp_path)
    real = index._json._file

    class Full:
        def __getattr__(self, name):
            return getattr(real, name)

        def write(self, line):
            return real.write(line[:10])

    monkeypatch.setattr(index._json, "_file", Full())
    with pytest.raises(ExportError, match="No space left"):
        index.note(made(2))
    index.close()
    assert (tmp_path / JSON_LINES).read_bytes() == before


def test_a_list_whose_last_line_has_no_end_is_left_alone(tmp_path):
    """Somebody's own list of one line, as an editor without a final line break saves it."""
    (tmp_path / JSON_LINES).write_text('{"name": "Ann"}')
    with pytest.raises(DestinationError, match="no index of pictures"):
        Index(tmp_path)
    assert (tmp_path / JSON_LINES).read_text() == '{"name": "Ann"}'


def test_what_is_read_meanwhile_is_not_added_to(tmp_path, made):
    noted(tmp_path, made(1))
    with pytest.raises(DestinationError, match="reads"):
        Index(tmp_path, [tmp_path / JSON_LINES])
    assert len(lines(tmp_path)) == 1
