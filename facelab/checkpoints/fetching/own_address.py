"""A file from an address that the user has given: asked for, counted, and never believed."""

from __future__ import annotations

import http.client
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, urlsplit

from facelab.checkpoints.store import MAX_BYTES
from facelab.errors import DownloadError
from facelab.files import MEGABYTE
from facelab.plain_text import plain

SECONDS = 30.0  # without a byte
MAX_NAME = 100


def fetch_address(address: str, folder: Path, progress: Callable[[int, int | None], None]) -> Path:
    """Download a file.

    Parameters
    ----------
    address : str
        http or https; redirections to other protocols are not followed.
    folder : Path
        Empty.
    progress : callable
        Told how many bytes there are, and how many there will be, if the server says.

    Raises
    ------
    DownloadError
        It cannot be had, or is larger than any network.
    """
    what = f"{plain(address, 200)} cannot be downloaded."
    name = plain(unquote(urlsplit(address).path.rpartition("/")[2]), MAX_NAME)
    place = folder / (name.replace("/", "-").replace("\\", "-").lstrip(".") or "network")
    try:
        request = urllib.request.Request(address, headers={"User-Agent": "facelab"})
        with _OPENER.open(request, timeout=SECONDS) as answer, place.open("xb") as file:
            said = answer.headers.get("Content-Length", "")
            total = int(said) if said.isascii() and said.isdigit() else None
            if total is not None and total > MAX_BYTES:
                raise DownloadError(what, "It is larger than any network of its kind.", "")
            done = 0
            while part := answer.read(MEGABYTE):
                done += len(part)
                if done > MAX_BYTES:
                    raise DownloadError(what, "It is larger than any network of its kind.", "")
                file.write(part)
                progress(done, total)
            if total is not None and done != total:
                raise DownloadError(what, "The connection was cut.", "Try again.")
    except (urllib.error.URLError, http.client.HTTPException, ValueError, TimeoutError) as error:
        reason = getattr(error, "reason", None) or error
        raise DownloadError(what, f"{plain(str(reason), 200)}.", "Check the address.") from error
    return place


class _OnlyWeb(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, request, file, code, message, headers, address):  # type: ignore[no-untyped-def]
        if urlsplit(address).scheme not in ("http", "https"):
            raise urllib.error.URLError("it leads to something other than a web address")
        return super().redirect_request(request, file, code, message, headers, address)


_OPENER = urllib.request.build_opener(_OnlyWeb)
