from __future__ import annotations

import io
import json
import shlex

import pytest

from facelab.cli.formats import chosen_preparation
from facelab.cli.main import build_parser
from facelab.cli.marks import parts_of
from facelab.cli.render_faces import adjusted
from facelab.export.lists import json_lines
from facelab.export.named import NAMED
from facelab.export.provenance.facts import Parts
from facelab.library import Query
from facelab.recipe import Recipe, Seed
from facelab.session.choices.export import ExportChoice
from facelab.session.exporting.command import command_of
from facelab.session.exporting.making import preparation_of
from facelab.session.exporting.scope import Scope, chosen, found, of_cast, shown

MARKED = Parts()


def command(scope: Scope, choice: ExportChoice, parts: Parts = MARKED, **more) -> str:
    return command_of(
        scope, choice, NAMED[choice.format], preparation_of(choice, {}), parts, 1024, **more
    )


def parsed(line: str):
    program, *words = shlex.split(line)
    assert program == "facelab"
    return build_parser().parse_args(words)


@pytest.fixture
def choice() -> ExportChoice:
    return ExportChoice(folder="/tmp/it's a folder", pattern="{index} {name}")


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"overwrite": True},
        {"format": "jpeg", "size": 300},
        {"format": "avatar", "size": None},
        {"format": "transparent-head", "background": "transparent"},
        {"size": 2048, "enhance": True},
        {"size": 3000, "enhance": True, "background": "#ff8800"},
        {"background": "blur"},
    ],
)
def test_it_makes_the_same_pictures(make_face, choice, changes):
    import msgspec

    asked = msgspec.structs.replace(choice, **changes)
    read = parsed(command(shown(make_face(7)), asked))
    wanted = preparation_of(asked, {})
    made = chosen_preparation(read)
    if asked.size is None and NAMED[asked.format].longest is not None:
        # there is no word for "as large as the network draws" but the number
        wanted = type(wanted)(wanted.format.changed(longest=1024), wanted.backdrop)
    assert made == wanted
    assert str(read.out) == asked.folder
    assert read.name == asked.pattern
    assert read.overwrite == asked.overwrite


def test_the_face_of_a_seed_is_said_by_options(make_face, make_info, choice):
    face = make_face(7).with_truncation(psi=0.55, cutoff=3)
    read = parsed(command(shown(face), choice))
    assert list(read.seeds) == [7]
    model = make_info()
    start = Recipe(model.ref, Seed(0), finish="clean")
    assert adjusted(start, read, model).with_seed(7) == face


def test_a_face_with_edits_goes_through_a_pipe(make_face, choice):
    face = make_face(7).with_amount("smile", 1.5)
    first, second = command(shown(face), choice).split(" | ")
    read = parsed(second)
    assert str(read.list) == "-"
    (text,) = shlex.split(first)[2:]
    assert json.loads(text)
    (order,) = json_lines(io.BytesIO(text.encode()))
    assert order.recipe == face  # type: ignore[union-attr]


def test_kept_faces_are_exported_and_then_drawn(choice):
    first, second = command(chosen((3, 1)), choice).splitlines()
    read = parsed(first)
    assert read.ids == [3, 1]
    assert parsed(second).list == read.file


def test_a_search_is_said_by_its_filters(choice):
    query = Query(text="old man", rating=3, tags=("hero",), cast=4, sort="random", shuffle=7)
    first, _ = command(found(query, 9), choice, casts={4: "The Night's Watch"}).splitlines()
    read = parsed(first)
    assert (read.search, read.rating, read.tag) == ("old man", 3, ["hero"])
    assert (read.cast, read.sort, read.shuffle) == ("The Night's Watch", "random", 7)
    assert parsed(command(of_cast(4, "Night", 2), choice).splitlines()[0]).cast == "Night"


@pytest.mark.parametrize(
    "parts",
    [
        Parts(),
        Parts(label=True),
        Parts(watermark=False),
        Parts(xmp=False, signature=False),
        Parts(xmp=False, signature=False, watermark=False),
    ],
)
def test_the_marks_are_those_of_the_window(make_face, choice, parts, monkeypatch):
    monkeypatch.delenv("FACELAB_MARKS")
    assert parts_of(parsed(command(shown(make_face(7)), choice, parts))) == parts


def test_what_the_command_line_cannot_say_has_none(make_face, choice):
    import msgspec

    own = msgspec.structs.replace(choice, format="transparent-head", background="")
    assert command(shown(make_face(7)), own) == ""
    assert command(chosen(tuple(range(1000))), choice) == ""


def test_powershell_quotes_in_its_own_way(make_face, choice):
    said = command(shown(make_face(7)), choice, windows=True)
    assert "'/tmp/it''s a folder'" in said
