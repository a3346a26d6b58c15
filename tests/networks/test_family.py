from __future__ import annotations

import subprocess
import sys

from facelab.networks.family import groups_by_size


def test_groups_follow_the_resolution_that_a_row_feeds() -> None:
    coarse, middle, fine = ["coarse"] * 3, ["middle"] * 4, ["fine"] * 3
    sizes = (4, 8, 8, 16, 16, 32, 32, 64, 64, 1024)
    assert groups_by_size(sizes) == (*coarse, *middle, *fine)


def test_rows_that_the_network_does_not_read_are_in_no_group() -> None:
    assert groups_by_size((4, 0, 16, 0, 64, 0)) == ("coarse", "", "middle", "", "fine", "")


def test_what_is_known_of_families_is_known_without_torch() -> None:
    """It takes seconds to import, and the fast CPU back end does without."""
    code = (
        "import sys; from facelab import networks; from facelab.checkpoints import families;"
        "networks.FAMILIES['mobilestylegan'].shape("
        "{'z_dim': 2, 'w_dim': 2, 'channels': [8, 8]});"
        "sys.exit('torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
