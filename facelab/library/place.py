"""What kind of disk a library lies on, as far as it is cheap to know.

SQLite's write-ahead log needs memory that all programs share, which a disk of another machine
cannot give; and a program that copies a folder to other machines copies the file and its log
at two moments. On both the library writes without a log of its own, which is slower and right.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

MOUNTS = Path("/proc/self/mounts")
_NETWORK = {
    **dict.fromkeys(("nfs", "nfs4"), "NFS"),
    **dict.fromkeys(("cifs", "smb3", "smbfs", "smb2"), "SMB"),
    **dict.fromkeys(("9p", "virtiofs", "vboxsf", "fuse.vmhgfs-fuse"), "the host of this machine"),
    **dict.fromkeys(("afs", "fuse.afs"), "AFS"),
    **dict.fromkeys(("davfs", "fuse.davfs", "fuse.davfs2"), "WebDAV"),
    **dict.fromkeys(("fuse.sshfs", "fuse.sftp"), "SSH"),
    **dict.fromkeys(("fuse.rclone", "fuse.s3fs", "fuse.gcsfuse"), "a cloud store"),
    **dict.fromkeys(("fuse.gvfsd-fuse", "fuse.gvfs-fuse-daemon"), "GVfs"),
    **dict.fromkeys(("ceph", "fuse.ceph", "glusterfs", "fuse.glusterfs"), "a cluster"),
    **dict.fromkeys(("lustre", "beegfs", "gpfs", "ocfs2", "gfs2"), "a cluster"),
}
# How a folder is named, or begins, that a program keeps the same on several machines.
_SYNCED = {
    "dropbox": "Dropbox",
    "onedrive": "OneDrive",
    "google drive": "Google Drive",
    "googledrive": "Google Drive",
    "my drive": "Google Drive",
    "icloud drive": "iCloud",
    "iclouddrive": "iCloud",
    "mobile documents": "iCloud",
    "com~apple~clouddocs": "iCloud",
    "cloudstorage": "a cloud store",
    "nextcloud": "Nextcloud",
    "owncloud": "ownCloud",
    "pcloud": "pCloud",
    "megasync": "MEGA",
    "box sync": "Box",
    "seafile": "Seafile",
}
# What such a program leaves in the folder that it keeps.
_MARKS = {".stfolder": "Syncthing", ".dropbox": "Dropbox", ".dropbox.cache": "Dropbox"}


@dataclass(frozen=True)
class Place:
    """Where a folder is.

    Attributes
    ----------
    kind : "local", "network" or "synced"
        Local also where nothing is known: a disk of macOS, or a letter of Windows, cannot be told
        cheaply.
    name : str
        In the user's terms: "NFS", "Dropbox"; empty if local.
    """

    kind: Literal["local", "network", "synced"] = "local"
    name: str = ""


def place_of(folder: Path) -> Place:
    """Where a folder is, without touching anything in it."""
    candidates = (folder.absolute(), Path(os.path.realpath(folder)))  # also what a link leads to
    for path in candidates:
        name = _network(path)
        if name is not None:
            return Place("network", name)
    for path in candidates:
        name = _synced(path)
        if name is not None:
            return Place("synced", name)
    return Place()


def _network(path: Path) -> str | None:
    if path.drive.startswith("\\\\"):  # \\server\share, as Windows writes it
        return "a network drive"
    kind = file_system(path)
    return None if kind is None else _NETWORK.get(kind)


def file_system(path: Path) -> str | None:
    """The kind of the file system that a path is on, as Linux names it; None where unknown."""
    try:
        lines = MOUNTS.read_text("utf-8", "surrogateescape").splitlines()
    except (OSError, UnicodeError):
        return None
    found, length = None, -1
    for line in lines:
        parts = line.split(" ")
        if len(parts) < 3:
            continue
        at = Path(_unescaped(parts[1]))
        # Of two mounts at the same place the later lies over the other.
        if len(at.parts) >= length and path.is_relative_to(at):
            found, length = parts[2], len(at.parts)
    return found


def _unescaped(text: str) -> str:
    for code, letter in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
        text = text.replace(code, letter)
    return text


def _synced(path: Path) -> str | None:
    for part in path.parts:
        plain = part.casefold()
        for beginning, name in _SYNCED.items():
            # "OneDrive - Studio", "Dropbox (Personal)"
            if plain == beginning or plain.startswith((f"{beginning} -", f"{beginning} (")):
                return name
    for folder in (path, *path.parents):
        for mark, name in _MARKS.items():
            if os.path.lexists(folder / mark):
                return name
    return None
