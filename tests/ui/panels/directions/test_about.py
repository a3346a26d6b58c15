from __future__ import annotations

import msgspec
import pytest

from facelab.ui.panels.directions import about
from tests.ui.panels.directions.named import FIGURES

GROUPS = {"coarse": (0, 1, 2), "middle": (4, 5), "fine": (7, 8, 9)}
USED = (0, 1, 2, 4, 5, 7, 8, 9)


@pytest.mark.parametrize(
    ("span", "own", "words"),
    [
        ((0, 10), True, "All layers"),
        ((0, 4), True, "Coarse and middle layers, 0 to 4"),
        ((1, 8), True, "Coarse, middle and fine layers, 1 to 8"),
        ((5, 5), False, "Middle layers, 5, as you chose"),
        ((3, 3), False, "Layers the network does not use, as you chose"),
    ],
)
def test_layers_in_words(span, own, words):
    assert about.layers(span, GROUPS, USED, own=own) == words


def test_nothing_is_said_of_what_was_not_measured():
    assert about.measured(None) == []


def test_words_for_figures():
    worse = msgspec.structs.replace(FIGURES, selectivity=3.0, identity=0.9, faces=1)
    said = dict(about.measured(worse))
    assert said["Side effects"].startswith("many (selectivity 3.0;")
    assert said["Identity"].startswith("changes (0.90;")
    assert said["Measured on"] == "1 face"
    middling = msgspec.structs.replace(FIGURES, selectivity=6.0, identity=0.5)
    said = dict(about.measured(middling))
    assert said["Side effects"].startswith("some")
    assert said["Identity"].startswith("changes a little")
