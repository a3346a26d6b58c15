from __future__ import annotations

from pathlib import Path

import numpy as np

from facelab.checkpoints.own_direction_file import make_own
from facelab.engine.made_directions import FromFile, Made
from facelab.session.file_contents import Contents
from facelab.session.opened_words import told_opened
from facelab.session.own_words import told_imported


def made(title: str, reads_as: str = "", strange: bool = False) -> Made:
    own = make_own(title, np.ones((1, 3), np.float32), "n", "a" * 64, "")
    return Made(own, reads_as, strange)


def test_a_direction_that_reads_as_nothing_is_said_loudly():
    message = told_imported((FromFile((made("x", strange=True),), 1), 1), Path("x.npy"))
    assert message.level == "warning"
    assert message.what == "Imported “x” into Mine, but it reads as nothing"
    assert "another network" in message.why
    assert message.fix
    again = told_imported((FromFile((made("x", strange=True),), 1), 0), Path("x.npy"))
    assert again.what == "“x” is in Mine already, but it reads as nothing"
    fine = told_imported((FromFile((made("x", "Age +1.0"),), 1), 1), Path("x.npy"))
    assert (fine.level, fine.why) == ("info", "It reads as Age +1.0.")


def test_of_several_too():
    several = FromFile((made("x", "Age +1.0"), made("y", strange=True)), 2)
    message = told_imported((several, 2), Path("x.npy"))
    assert message.level == "warning"
    assert "1 of them" in message.why
    found = Contents(2, imported=[(Path("x.npy"), several, 2), (Path("y.npy"), several, 2)])
    told = told_opened(found, 0)
    assert told is not None
    assert told.level == "warning"
    assert "“y”" in told.why
