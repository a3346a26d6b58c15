"""A character's script for Ren'Py, and what Ren'Py's lint says of it."""

from pathlib import Path

import numpy as np
from PIL import Image

from facelab.export.renpy.script import file_name, script, word_of
from tests.programs import renpy, run

PICTURES = (("happy", "left"), ("very_sad", "left"), ("word_at", "left"))


def test_words_are_none_of_renpys():
    assert [word_of(each) for each in ("anna", "show", "7up", "at", "con")] == [
        *("anna", "word_show", "word_7up", "word_at", "word_con"),
    ]


def test_files_are_named_as_images_are():
    assert file_name("anna", ("happy", "left")) == "anna happy left"
    assert file_name("anna", ("happy",), side=True) == "side anna happy"


def test_every_picture_is_shown_in_a_label_that_no_project_has():
    lines = script("anna", 'An"na [x]', PICTURES, True).decode().splitlines()
    assert 'define facelab_anna = Character("An\\"na [[x]", image="anna")' in lines
    assert "label facelab_anna_demo:" in lines
    place = lines.index("    show anna very_sad left")
    assert lines[place + 1] == '    facelab_anna "Very sad, left."'
    assert not any(line.startswith("label start") for line in lines)


def test_lint_finds_nothing_but_what_is_missing(tmp_path):
    """Its status is always 0: the report is read."""
    python, missing = renpy(), "anna very_sad left.png"
    images = tmp_path / "game" / "images"
    images.mkdir(parents=True)
    for words in PICTURES:
        for side in (False, True):
            name = f"{file_name('anna', words, side)}.png"
            if name != missing:
                Image.fromarray(np.full((8, 8, 4), 99, np.uint8)).save(images / name)
    (tmp_path / "game" / "anna.rpy").write_bytes(script("anna", "Anna", PICTURES, True))
    (tmp_path / "game" / "script.rpy").write_text(
        "label start:\n    call facelab_anna_demo\n    return\n"
    )
    report = tmp_path / "lint.txt"
    run(
        *(python, Path(__file__).with_name("renpy_here.py"), tmp_path, "lint", report),
        SDL_VIDEODRIVER="dummy",
        SDL_AUDIODRIVER="dummy",
    )
    said = report.read_text("utf-8-sig")
    assert "facelab_anna has 4 blocks" in said  # it has read the script
    (fault,) = [line for line in said.splitlines() if line.startswith("game/")]
    assert "'anna very_sad left' is not an image" in fault
