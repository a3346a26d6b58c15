from __future__ import annotations

import subprocess
import sys

from facelab.networks.families import FAMILIES
from facelab.networks.family import NetworkShape, bands_by_size, groups_by_size


def test_groups_follow_the_resolution_that_a_row_feeds() -> None:
    coarse, middle, fine = ["coarse"] * 3, ["middle"] * 4, ["fine"] * 3
    sizes = (4, 8, 8, 16, 16, 32, 32, 64, 64, 1024)
    assert groups_by_size(sizes) == (*coarse, *middle, *fine)


def test_rows_that_the_network_does_not_read_are_in_no_group() -> None:
    assert groups_by_size((4, 0, 16, 0, 64, 0)) == ("coarse", "", "middle", "", "fine", "")


def test_bands_follow_the_resolutions() -> None:
    sizes = (4, 8, 8, 0, 16, 16, 0, 32, 32, 64, 0)
    assert bands_by_size(sizes) == ((0, 1, 2), (4, 5), (7, 8), (9,))
    assert bands_by_size((4, 8, 256, 1024, 0)) == ((0, 1), (2, 3))


def test_a_family_that_knows_no_finer_bands_has_its_groups() -> None:
    groups = ("coarse", "coarse", "", "fine")
    assert NetworkShape(4, 4, 4, 36, (36, 36, 0, 36), groups).bands == ((0, 1), (3,))


def test_the_default_family_says_its_bands() -> None:
    config = {"z_dim": 2, "w_dim": 2, "channels": [8] * 8}
    shape = FAMILIES["mobilestylegan"].shape(config)
    assert shape.bands == bands_by_size(shape.style_resolutions)
    assert len(shape.bands) == 5


def test_what_is_known_of_families_is_known_without_torch() -> None:
    """It takes seconds to import, and the fast CPU back end does without."""
    code = (
        "import sys; from facelab import networks; from facelab.checkpoints import families;"
        "networks.FAMILIES['mobilestylegan'].shape("
        "{'z_dim': 2, 'w_dim': 2, 'channels': [8, 8]});"
        "sys.exit('torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
