from __future__ import annotations

from pathlib import Path

import pytest

from facelab.library import place
from facelab.library.place import Place, place_of

MOUNTS = r"""/dev/sda1 / ext4 rw,relatime 0 0
server:/home /mnt/team nfs4 rw 0 0
//nas/faces /mnt/my\040share cifs rw 0 0
/dev/sdb1 /mnt/team/local xfs rw 0 0
overmounted /mnt/twice ext4 rw 0 0
me@host:/ /mnt/twice fuse.sshfs rw 0 0
/dev/sdc1 /mnt/usb fuseblk rw 0 0
"""


@pytest.fixture
def mounts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "mounts"
    path.write_text(MOUNTS)
    monkeypatch.setattr(place, "MOUNTS", path)


@pytest.mark.usefixtures("mounts")
@pytest.mark.parametrize(
    ("folder", "wanted"),
    [
        ("/home/me/faces", Place()),
        ("/mnt/team/faces", Place("network", "NFS")),
        ("/mnt/team", Place("network", "NFS")),
        ("/mnt/teammates/faces", Place()),
        ("/mnt/team/local/faces", Place()),
        ("/mnt/my share/faces", Place("network", "SMB")),
        ("/mnt/twice/faces", Place("network", "SSH")),
        ("/mnt/usb/faces", Place()),
        ("/home/me/Dropbox/faces", Place("synced", "Dropbox")),
        ("/home/me/Dropbox (Studio)/faces", Place("synced", "Dropbox")),
        ("/home/me/OneDrive - Studio/faces", Place("synced", "OneDrive")),
        ("/home/me/Library/Mobile Documents/x", Place("synced", "iCloud")),
        ("/home/me/My Drive/faces", Place("synced", "Google Drive")),
        ("/home/me/dropboxes/faces", Place()),
    ],
)
def test_where_a_folder_is_is_seen_from_its_path(folder: str, wanted: Place) -> None:
    assert place_of(Path(folder)) == wanted


@pytest.mark.usefixtures("mounts")
def test_a_link_into_such_a_folder_is_followed(tmp_path: Path) -> None:
    shared = tmp_path / "sync"
    (shared / "faces").mkdir(parents=True)
    (shared / ".stfolder").mkdir()
    (tmp_path / "faces").symlink_to(shared / "faces")
    assert place_of(tmp_path / "faces") == Place("synced", "Syncthing")


def test_where_nothing_can_be_known_it_is_taken_for_local(monkeypatch, tmp_path: Path) -> None:
    monkeypatch.setattr(place, "MOUNTS", tmp_path / "none")
    assert place_of(tmp_path) == Place()
