"""Certificates and keys as such; where they lie, `facelab.export.provenance.identity` knows.

C2PA Technical Specification 2.2, 14.5: a leaf for digital signatures with an extended key usage
(email protection is one that readers take), issued by another certificate.
"""

from __future__ import annotations

import datetime

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from facelab.damage import DAMAGED

Key = ec.EllipticCurvePrivateKey

ALGORITHMS = {"secp256r1": "es256", "secp384r1": "es384", "secp521r1": "es512"}  # by curve
# What may be raised when PEM is read that is none.
UNREADABLE: tuple[type[Exception], ...] = (*DAMAGED, UnsupportedAlgorithm)
UNREADABLE_KEY: tuple[type[Exception], ...] = (ValueError, TypeError, UnsupportedAlgorithm)
_YEARS = 10
_EARLIER = datetime.timedelta(days=1)  # clocks differ


def new_key() -> Key:
    """A key for ES256."""
    return ec.generate_private_key(ec.SECP256R1())


def key_of(pem: bytes) -> object:
    """The private key in PEM without a password, of whatever kind."""
    return serialization.load_pem_private_key(pem, None)


def issued(key: Key, name: str, issuer: str, maker: str) -> tuple[bytes, bytes]:
    """A certificate for a key, and that of who issued it, both as PEM.

    The key that issues is used once and forgotten: there is nothing else to be issued by it.

    Parameters
    ----------
    key : Key
    name, issuer : str
        Whom the two certificates name.
    maker : str
        The organisation in both.
    """
    root_key = new_key()
    root_name = _name(issuer, maker)
    root = _certificate(root_name, root_name, root_key, root_key, issues=True)
    leaf = _certificate(_name(name, maker), root_name, key, root_key, issues=False)
    return leaf.public_bytes(serialization.Encoding.PEM), root.public_bytes(
        serialization.Encoding.PEM
    )


def name_of(certificate: x509.Certificate) -> str | None:
    """Whom it names."""
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(names[0].value) if names else None


def chain_of(pem: bytes) -> list[x509.Certificate]:
    """The certificates in PEM, in their order."""
    return x509.load_pem_x509_certificates(pem)


def _name(common: str, maker: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, common),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, maker),
        ]
    )


def _certificate(
    subject: x509.Name,
    issuer: x509.Name,
    key: Key,
    issuing: Key,
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


def public_bytes(key: object) -> bytes:
    """A public key, so that two can be compared."""
    encoding, form = serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    return bytes(key.public_bytes(encoding, form))  # type: ignore[attr-defined]


def pem_of(key: Key) -> bytes:
    """A private key as PEM without a password."""
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
