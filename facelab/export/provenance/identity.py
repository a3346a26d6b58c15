"""Who signs: a key and certificates, made on first use and kept where only their owner may read
them, or the user's own.

What they are made of, `facelab.export.provenance.certificates` knows.
"""

from __future__ import annotations

import contextlib
import datetime
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from facelab import paths
from facelab.errors import ExportError
from facelab.file_lock import FileLock
from facelab.files import part_of, read_regular
from facelab.plain_text import cut_to_bytes, plain

# Imported where it is used: nothing needs cryptography before the first picture is saved.
if TYPE_CHECKING:
    from facelab.export.provenance import certificates

KEY, CERTIFICATES, ROOTS = "key.pem", "certificates.pem", "roots.pem"
USERS_KEY, USERS_CERTIFICATES = "users-key.pem", "users-certificates.pem"
ANONYMOUS = "facelab user"
SELF_MADE = "facelab self-made certificate"
MAX_BYTES = 2**20
MAX_NAME = 64  # bytes; RFC 5280, ub-common-name
_LOCK_SECONDS = 5.0


@dataclass(frozen=True)
class Signer:
    """A key with its certificates.

    Attributes
    ----------
    key, certificates : bytes
        PEM; the leaf first, then who issued it.
    algorithm : str
        As C2PA calls it: "es256".
    name : str
        Whom the leaf names.
    expires : datetime
    self_made : bool
        Whether facelab made it: then nobody has confirmed the name.
    """

    key: bytes
    certificates: bytes
    algorithm: str
    name: str
    expires: datetime.datetime
    self_made: bool


def signer(folder: Path | None = None) -> Signer:
    """Who signs pictures here; key and certificates are made if there are none, or anew if they
    have expired.

    Raises
    ------
    ExportError
        They cannot be read or written.
    """
    place = folder or paths.signing_dir()
    try:
        with _locked(place):
            if (place / USERS_KEY).exists():
                return _read(place / USERS_KEY, place / USERS_CERTIFICATES, False)
            if not (place / KEY).exists():
                return _make(place, ANONYMOUS)
            found = _read(place / KEY, place / CERTIFICATES, True)
            if found.expires <= datetime.datetime.now(datetime.UTC):
                return _make(place, found.name)
            return found
    except OSError as error:
        raise _unusable(place, error) from error


def set_name(name: str, folder: Path | None = None) -> Signer:
    """Make a certificate of this name for the same key; a user's own certificate stays in use.

    Raises
    ------
    ExportError
        It cannot be written.
    """
    place = folder or paths.signing_dir()
    try:
        with _locked(place):
            return _make(place, cut_to_bytes(plain(name), MAX_NAME).strip() or ANONYMOUS)
    except OSError as error:
        raise _unusable(place, error) from error


def use_certificate(certificates: Path, key: Path, folder: Path | None = None) -> Signer:
    """Sign with a certificate of the user's from now on; both files are copied.

    Parameters
    ----------
    certificates, key : Path
        PEM; the leaf first, then those who issued it. The key has no password.

    Raises
    ------
    ExportError
        They cannot be read, do not belong together, or are of a kind that C2PA does not have.
    """
    place = folder or paths.signing_dir()
    found = _read(key, certificates, False)
    try:
        with _locked(place):
            _write_private(place / USERS_CERTIFICATES, found.certificates)
            _write_private(place / USERS_KEY, found.key)
    except OSError as error:
        raise _unusable(place, error) from error
    return found


def forget_certificate(folder: Path | None = None) -> None:
    """Sign with facelab's own key again; the copies of the user's are deleted.

    Raises
    ------
    ExportError
    """
    place = folder or paths.signing_dir()
    try:
        for name in (USERS_KEY, USERS_CERTIFICATES):
            (place / name).unlink(missing_ok=True)
    except OSError as error:
        raise _unusable(place, error) from error


def own_roots(folder: Path | None = None) -> bytes:
    """PEM of all certificates that facelab has made here to issue others; empty if there are
    none. Who is issued by one of them signed with this computer's key.
    """
    try:
        return read_regular((folder or paths.signing_dir()) / ROOTS, MAX_BYTES)
    except OSError:  # nothing was ever signed here, or nobody may look
        return b""


@contextlib.contextmanager
def _locked(place: Path) -> Iterator[None]:
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    with FileLock(place / ".lock").held(_LOCK_SECONDS):
        yield


def _make(place: Path, name: str) -> Signer:
    from facelab.export.provenance import certificates

    if (place / KEY).exists():
        key = _private(place / KEY)
    else:
        key = certificates.new_key()
        _write_private(place / KEY, certificates.pem_of(key))
    issuer = cut_to_bytes(f"{name} ({SELF_MADE})", MAX_NAME)
    leaf, root = certificates.issued(key, name, issuer, SELF_MADE)
    roots = own_roots(place) + root
    _write_private(place / ROOTS, roots[-MAX_BYTES:])
    _write_private(place / CERTIFICATES, leaf + root)
    return _read(place / KEY, place / CERTIFICATES, True)


def _read(key_file: Path, certificates_file: Path, self_made: bool) -> Signer:
    from facelab.export.provenance import certificates

    what = "The certificate cannot be used to sign."
    try:
        key_pem = read_regular(key_file, MAX_BYTES)
        chain = read_regular(certificates_file, MAX_BYTES)
        leaf = certificates.chain_of(chain)[0]
        key = certificates.key_of(key_pem)
        public = leaf.public_key()
        named, ends = certificates.name_of(leaf), leaf.not_valid_after_utc
        own = key.public_key()  # type: ignore[attr-defined]
    except OSError as error:
        raise _unusable(error.filename or key_file, error) from error
    except certificates.UNREADABLE as error:
        why = f"{key_file.name} or {certificates_file.name} is not PEM, or has a password."
        fix = "Give a chain of certificates and its key as PEM, without a password."
        raise ExportError(what, why, fix) from error
    if certificates.public_bytes(public) != certificates.public_bytes(own):
        raise ExportError(
            what,
            f"The key in {key_file.name} is not the key of the first certificate in "
            f"{certificates_file.name}.",
            "Put your own certificate first, then those who issued it.",
        )
    curve = key.curve.name if isinstance(key, certificates.Key) else ""
    if curve not in certificates.ALGORITHMS:
        raise ExportError(
            what,
            "facelab signs with keys on the curves P-256, P-384 and P-521.",
            "Ask for such a certificate where yours comes from.",
        )
    assert isinstance(key, certificates.Key)
    name = certificates_file.stem if named is None else plain(named)
    if self_made:
        _keep_private(key_file)
    algorithm = certificates.ALGORITHMS[curve]
    return Signer(certificates.pem_of(key), chain, algorithm, name, ends, self_made)


def _private(path: Path) -> certificates.Key:
    """The key that facelab made."""
    from facelab.export.provenance import certificates

    try:
        key = certificates.key_of(read_regular(path, MAX_BYTES))
    except certificates.UNREADABLE_KEY as error:
        raise ExportError(
            "The key that signs pictures cannot be read.",
            f"{path} is damaged.",
            "Move it away; facelab then makes a new one.",
        ) from error
    assert isinstance(key, certificates.Key)
    return key


def _write_private(path: Path, content: bytes) -> None:
    """Replace a file by one that only its owner may read, from its first byte on."""
    part = part_of(path)
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink()
        raise


def _keep_private(path: Path) -> None:
    """A key that others may read, copied by a backup for example, is closed to them."""
    if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
        path.chmod(0o600)


def _unusable(place: object, error: OSError) -> ExportError:
    return ExportError(
        "The key that signs pictures cannot be used.",
        f"{error.filename or place}: {error.strerror or error}.",
        "Check the permissions of that folder, or set FACELAB_SIGNING to another one.",
    )
