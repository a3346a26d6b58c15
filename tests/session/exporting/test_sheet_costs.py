"""What a sheet is said to take before one was made."""

from __future__ import annotations

import pytest

from facelab.cutout.backgrounds import background_of
from facelab.preparing.character.wanted import SheetWays
from facelab.preparing.costs import Costs
from facelab.session.exporting.sheet_costs import SheetCost, cost_of

SIDE = 1024


@pytest.fixture
def costs() -> Costs:
    known = Costs()
    known.note("draw", 0.4, SIDE)
    return known


def cost(costs: Costs, *kinds: str, align=False, marked=False, count=1, **how) -> SheetCost:
    return cost_of(costs, SheetWays(kinds, **how), align, count, SIDE, marked)


def seconds(costs: Costs, *kinds: str, **how) -> float:
    found = cost(costs, *kinds, **how).seconds
    assert found is not None
    return found


def test_nobody_knows_the_time_before_a_face_was_drawn():
    found = cost(Costs(), "files")
    assert found.seconds is None
    assert found.bytes > 1e6


def test_what_is_done_to_each_cell_is_counted(costs):
    plain = seconds(costs, "files")
    assert plain > 0.4
    assert seconds(costs, "files", align=True) > plain
    assert seconds(costs, "files", marked=True) > plain
    assert seconds(costs, "files", background=background_of("blur")) > plain + 1
    assert seconds(costs, "sheet") < plain  # smaller, and without an end of its own
    assert seconds(costs, "files", count=6) == pytest.approx(6 * plain)


def test_sizes_are_those_of_what_is_written(costs):
    """Six cells of the default network: 9.3 MB of files, 1.6 on a sheet, 12.5 for Ren'Py, and
    3.0 as sprites, which atlases of several kinds share.
    """
    sizes = {
        kind: cost(costs, kind, count=6).bytes / 1e6
        for kind in ("files", "sheet", "renpy", "atlas", "grid", "rpgmaker")
    }
    wanted = {
        "files": 9.3, "sheet": 1.6, "renpy": 12.5, "atlas": 3.0, "grid": 3.0, "rpgmaker": 0.29
    }  # fmt: skip
    assert sizes == pytest.approx(wanted, rel=0.2)
    both = cost(costs, "atlas", "godot", count=6).bytes
    assert both == pytest.approx(sizes["atlas"] * 1e6)
