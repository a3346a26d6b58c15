from __future__ import annotations

import datetime
import os
import stat

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from facelab.errors import ExportError
from facelab.export.provenance import certificates, identity


def test_key_and_certificate_are_made_once(tmp_path):
    first = identity.signer(tmp_path / "signing")
    again = identity.signer(tmp_path / "signing")

    assert first == again
    assert first.self_made
    assert first.algorithm == "es256"
    assert first.name == identity.ANONYMOUS


@pytest.mark.skipif(os.name != "posix", reason="rights are another matter on Windows")
def test_only_the_owner_may_read_them(tmp_path):
    folder = tmp_path / "signing"
    identity.signer(folder)

    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    for path in folder.glob("*.pem"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path.name

    (folder / identity.KEY).chmod(0o644)
    identity.signer(folder)
    assert stat.S_IMODE((folder / identity.KEY).stat().st_mode) == 0o600


def test_a_name_makes_a_new_certificate_for_the_same_key(tmp_path):
    before = identity.signer(tmp_path)

    named = identity.set_name("  Jane\n Doe ", tmp_path)

    assert named.name == "Jane Doe"
    assert named.key == before.key
    assert named.certificates != before.certificates
    assert identity.signer(tmp_path) == named


def test_names_as_long_and_as_strange_as_they_come(tmp_path):
    assert identity.set_name("ñ" * 300, tmp_path).name == "ñ" * 32
    assert identity.set_name(" \x00 ", tmp_path).name == identity.ANONYMOUS


def test_an_expired_certificate_is_made_anew(tmp_path, monkeypatch):
    monkeypatch.setattr(certificates, "_YEARS", 1)
    monkeypatch.setattr(certificates, "_EARLIER", datetime.timedelta(days=400))
    old = identity.set_name("Jane", tmp_path)
    monkeypatch.undo()

    now = identity.signer(tmp_path)

    assert now.name == "Jane"
    assert now.expires > old.expires


def test_the_users_own_certificate_is_used_until_it_is_forgotten(tmp_path):
    own = identity.set_name("Jane", tmp_path / "other")
    identity.signer(tmp_path / "signing")

    used = identity.use_certificate(
        tmp_path / "other" / identity.CERTIFICATES,
        tmp_path / "other" / identity.KEY,
        tmp_path / "signing",
    )

    assert used.certificates == own.certificates
    assert not used.self_made
    assert identity.signer(tmp_path / "signing").name == "Jane"
    identity.forget_certificate(tmp_path / "signing")
    assert identity.signer(tmp_path / "signing").name == identity.ANONYMOUS


def test_a_key_of_another_certificate_is_refused(tmp_path):
    identity.signer(tmp_path / "a")
    identity.signer(tmp_path / "b")

    with pytest.raises(ExportError, match="is not the key of the first certificate"):
        identity.use_certificate(
            tmp_path / "a" / identity.CERTIFICATES, tmp_path / "b" / identity.KEY, tmp_path / "c"
        )
    assert not (tmp_path / "c" / identity.USERS_KEY).exists()


def test_what_cannot_sign_is_refused_with_its_reason(tmp_path):
    identity.signer(tmp_path)
    certificates, key = tmp_path / identity.CERTIFICATES, tmp_path / "k.pem"
    key.write_bytes(b"junk")
    with pytest.raises(ExportError, match="not PEM"):
        identity.use_certificate(certificates, key, tmp_path)

    private = rsa.generate_private_key(65537, 2048)
    key.write_bytes(
        private.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.BestAvailableEncryption(b"secret"),
        )
    )
    with pytest.raises(ExportError, match="has a password"):
        identity.use_certificate(certificates, key, tmp_path)
    with pytest.raises(ExportError, match="No such file"):
        identity.use_certificate(certificates, tmp_path / "none.pem", tmp_path)


def test_a_damaged_key_is_told(tmp_path):
    identity.signer(tmp_path)
    (tmp_path / identity.KEY).write_bytes(b"damaged")

    with pytest.raises(ExportError):
        identity.signer(tmp_path)
    with pytest.raises(ExportError, match="cannot be read"):
        identity.set_name("Jane", tmp_path)


def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "file").write_text("")

    with pytest.raises(ExportError, match="cannot be used"):
        identity.signer(tmp_path / "file" / "signing")


@pytest.mark.parametrize("part", ["subject", "not_valid_after_utc"])
def test_a_certificate_that_is_damaged_inside_is_refused(tmp_path, monkeypatch, part):
    """Its parts are parsed when they are asked for."""
    made = identity.signer(tmp_path / "signing")
    chain, key = tmp_path / "chain.pem", tmp_path / "key.pem"
    chain.write_bytes(made.certificates)
    key.write_bytes(made.key)

    class Damaged:
        def __init__(self, leaf) -> None:
            self._leaf = leaf

        def __getattr__(self, name):
            if name == part:
                raise ValueError("error parsing asn1 value")
            return getattr(self._leaf, name)

    sound = certificates.chain_of
    monkeypatch.setattr(certificates, "chain_of", lambda pem: [*map(Damaged, sound(pem))])
    with pytest.raises(ExportError, match="cannot be used to sign"):
        identity.use_certificate(chain, key, tmp_path / "into")
