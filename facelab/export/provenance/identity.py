"""Who signs: a key and certificates, made on first use and kept where only their owner may read
them, or the user's own.

C2PA Technical Specification 2.2, 14.5: ES256, a leaf for digital signatures with an extended key
usage (email protection is one that readers take), issued by another certificate.
"""

from __future__ import annotations

import contextlib
import datetime
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from facelab import paths
from facelab.damage import DAMAGED
from facelab.errors import ExportError
from facelab.file_lock import FileLock
from facelab.files import part_of, read_regular
from facelab.plain_text import cut_to_bytes, plain

KEY, CERTIFICATES, ROOTS = "key.pem", "certificates.pem", "roots.pem"
USERS_KEY, USERS_CERTIFICATES = "users-key.pem", "users-certificates.pem"
ANONYMOUS = "facelab user"
SELF_MADE = "facelab self-made certificate"
MAX_BYTES = 2**20
MAX_NAME = 64  # bytes; RFC 5280, ub-common-name
_YEARS = 10
_UNREADABLE: tuple[type[Exception], ...] = (*DAMAGED, UnsupportedAlgorithm)
_LOCK_SECONDS = 5.0
_EARLIER = datetime.timedelta(days=1)  # clocks differ


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
    if (place / KEY).exists():
        key = _private(place / KEY)
    else:
        key = ec.generate_private_key(ec.SECP256R1())
        _write_private(place / KEY, _pem_of(key))
    # The key that issues is used once and forgotten: there is nothing else to be issued by it.
    root_key = ec.generate_private_key(ec.SECP256R1())
    root_name = _name(cut_to_bytes(f"{name} ({SELF_MADE})", MAX_NAME))
    root = _certificate(root_name, root_name, root_key, root_key, issues=True)
    leaf = _certificate(_name(name), root_name, key, root_key, issues=False)
    chain = b"".join(each.public_bytes(serialization.Encoding.PEM) for each in (leaf, root))
    roots = own_roots(place) + root.public_bytes(serialization.Encoding.PEM)
    _write_private(place / ROOTS, roots[-MAX_BYTES:])
    _write_private(place / CERTIFICATES, chain)
    return _read(place / KEY, place / CERTIFICATES, True)


def _name(common: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, common),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, SELF_MADE),
        ]
    )


def _certificate(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    issuing: ec.EllipticCurvePrivateKey,
    issues: bool,
) -> x509.Certificate:
    start = datetime.datetime.now(datetime.UTC) - _EARLIER
    usage = x509.KeyUsage(
        digital_signature=not issues,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=issues,
        crl_sign=issues,
        encipher_only=False,
        decipher_only=False,
    )
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + datetime.timedelta(days=365 * _YEARS))
        .add_extension(x509.BasicConstraints(ca=issues, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuing.public_key()),
            critical=False,
        )
    )
    if not issues:
        purpose = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION])
        made = made.add_extension(purpose, critical=True)
    return made.sign(issuing, hashes.SHA256())


def _read(key_file: Path, certificates_file: Path, self_made: bool) -> Signer:
    what = "The certificate cannot be used to sign."
    try:
        key_pem = read_regular(key_file, MAX_BYTES)
        chain = read_regular(certificates_file, MAX_BYTES)
        certificates = x509.load_pem_x509_certificates(chain)
        key = serialization.load_pem_private_key(key_pem, None)
        public = certificates[0].public_key()
        own = key.public_key()
    except OSError as error:
        raise _unusable(error.filename or key_file, error) from error
    except _UNREADABLE as error:
        why = f"{key_file.name} or {certificates_file.name} is not PEM, or has a password."
        fix = "Give a chain of certificates and its key as PEM, without a password."
        raise ExportError(what, why, fix) from error
    if _spki(public) != _spki(own):
        raise ExportError(
            what,
            f"The key in {key_file.name} is not the key of the first certificate in "
            f"{certificates_file.name}.",
            "Put your own certificate first, then those who issued it.",
        )
    curves = {"secp256r1": "es256", "secp384r1": "es384", "secp521r1": "es512"}
    curve = key.curve.name if isinstance(key, ec.EllipticCurvePrivateKey) else ""
    if curve not in curves:
        raise ExportError(
            what,
            "facelab signs with keys on the curves P-256, P-384 and P-521.",
            "Ask for such a certificate where yours comes from.",
        )
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    names = certificates[0].subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    name = plain(str(names[0].value)) if names else certificates_file.stem
    expires = certificates[0].not_valid_after_utc
    if self_made:
        _keep_private(key_file)
    return Signer(_pem_of(key), chain, curves[curve], name, expires, self_made)


def _spki(key: object) -> bytes:
    encoding, form = serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    return bytes(key.public_bytes(encoding, form))  # type: ignore[attr-defined]


def _private(path: Path) -> ec.EllipticCurvePrivateKey:
    """The key that facelab made."""
    try:
        key = serialization.load_pem_private_key(read_regular(path, MAX_BYTES), None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise ExportError(
            "The key that signs pictures cannot be read.",
            f"{path} is damaged.",
            "Move it away; facelab then makes a new one.",
        ) from error
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return key


def _pem_of(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


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
