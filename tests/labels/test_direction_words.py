"""Titles and descriptions of directions that were made already."""

import msgspec

from facelab.checkpoints.catalogue import default_entry
from facelab.checkpoints.directions import directions_path, read_directions
from facelab.checkpoints.fits import fit_of
from facelab.labels.direction_words import with_words
from facelab.labels.named import NAMED


def test_shipped_file_says_what_the_list_of_directions_says() -> None:
    shipped = read_directions(directions_path(default_entry().name))
    assert with_words(shipped).metadata == shipped.metadata
    assert {each.about for each in shipped.metadata.directions} <= {n.about for n in NAMED}


def test_new_words_change_no_face() -> None:
    shipped = read_directions(directions_path(default_entry().name))
    older = msgspec.structs.replace(
        shipped.metadata,
        directions=tuple(
            msgspec.structs.replace(each, about="Older words.", title="Old")
            for each in shipped.metadata.directions
        ),
    )
    object.__setattr__(shipped, "metadata", older)
    worded = with_words(shipped)
    assert worded.metadata.directions[0].title == NAMED[0].title
    assert fit_of(worded) == fit_of(shipped)
