"""Whether ONNX Runtime draws here what torch draws: compared once, by a process of its own.

The fast CPU path uses operators that the runtime keeps for itself (`onnx_file.BLOCKED`): what
they mean may change with its version, and their kernels are others on another processor. So each
combination of versions, network and instruction sets is compared with torch, and the verdict
kept. Importing torch and drawing with it takes some five seconds of a processor and 900 MB: a
process of low priority does it (`facelab.engine.onnx.compare`), once the window has been at rest.
"""

from __future__ import annotations

import contextlib
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import msgspec

from facelab import __version__, paths
from facelab.checkpoints.store import Metadata
from facelab.damage import DAMAGED
from facelab.engine.comparison import LARGEST_DIFFERENCE
from facelab.errors import ModelError
from facelab.files import read_regular, replacing
from facelab.processors import instruction_sets

log = logging.getLogger(__name__)

TITLE = "ONNX Runtime"
FAILED = 256  # farther than any picture can be: it drew none
_KEPT = 32
_LIMIT = 64 * 1024


class _Verdicts(msgspec.Struct, forbid_unknown_fields=True):
    """What was found, in steps of 255, by what was compared; the newest last."""

    farthest: dict[str, int] = {}
    version: int = 1


def verdict_paths() -> list[Path]:
    """Where verdicts may be kept: beside the networks, else among the settings, for networks
    that many share lie where only some may write.
    """
    found = []
    for place in (paths.weights_cache, paths.settings_dir):
        with contextlib.suppress(paths.UnknownPlaceError):
            found.append(place() / "onnx-check.json")
    return found


def combination(metadata: Metadata) -> str:
    """What a verdict is about: versions, network, instruction sets."""
    # Here, not above: only who draws with it has to wait for its import.
    from facelab.engine.onnx_runtime import ort

    return (
        f"onnxruntime {ort.__version__}, facelab {__version__}, "
        f"network {metadata.model_sha256}, processor {'+'.join(instruction_sets())}"
    )


def known(metadata: Metadata) -> int | None:
    """How far its pictures are from torch's, of 255; None if nobody has compared them yet."""
    key = combination(metadata)
    found = (_read(path).farthest.get(key) for path in verdict_paths())
    return next((farthest for farthest in found if farthest is not None), None)


def remember(key: str, farthest: int) -> None:
    """Keep a verdict; where no disk takes it, it is found again the next time."""
    refused = "there is no folder for it"
    for path in verdict_paths():
        verdicts = _read(path).farthest
        verdicts.pop(key, None)
        verdicts[key] = farthest
        newest = dict(list(verdicts.items())[-_KEPT:])
        try:
            with replacing(path) as file:
                file.write(msgspec.json.format(msgspec.json.encode(_Verdicts(newest))))
        except OSError as error:
            refused = f"{path.parent}: {error.strerror or error}"
        else:
            return
    log.warning("ONNX Runtime is compared again at the next start, for %s", refused)


def _read(path: Path) -> _Verdicts:
    try:
        return msgspec.json.decode(read_regular(path, _LIMIT), type=_Verdicts)
    except DAMAGED:
        return _Verdicts()  # it is compared anew


def is_far(farthest: int | None) -> bool:
    """Whether one could see the difference."""
    return farthest is not None and farthest > LARGEST_DIFFERENCE


def refusal(farthest: int) -> ModelError:
    """Why the fast path is not used."""
    said = (
        "cannot draw"
        if farthest >= FAILED
        else (f"draws a different picture (off by {farthest}/255)")
    )
    return ModelError(
        "The fast CPU back end is not used.",
        f"This version of ONNX Runtime {said} on this processor.",
        "facelab uses torch instead, which is slower. Another version of onnxruntime may work.",
    )


class OnnxCheck:
    """Compares ONNX Runtime with torch, once.

    Parameters
    ----------
    network : Path
        The converted file.
    metadata : Metadata
    """

    def __init__(self, network: Path, metadata: Metadata) -> None:
        self._network = network
        self._key = combination(metadata)
        self._lock = threading.Lock()
        self._cancelled = threading.Event()
        self._process: subprocess.Popen[str] | None = None
        self._thread: threading.Thread | None = None

    @property
    def started(self) -> bool:
        """Whether it runs, or has run."""
        return self._thread is not None

    def start(self, differs: Callable[[], None]) -> None:
        """Compare on a thread that waits for the other process; `differs` is called there."""

        def work() -> None:
            if is_far(self.run()):
                differs()

        self._thread = threading.Thread(target=work, name="facelab-onnx-check", daemon=True)
        self._thread.start()

    def run(self) -> int | None:
        """Compare now, and keep the verdict, of 255; None if that failed, as the log says."""
        farthest = self._compare()
        if farthest is not None:
            remember(self._key, farthest)
        return farthest

    def cancel(self) -> None:
        """Stop comparing; the next start does it."""
        with self._lock:
            self._cancelled.set()
            if self._process is not None:
                self._process.kill()
        if self._thread is not None:
            self._thread.join(1.0)

    def _compare(self) -> int | None:
        package = str(Path(__file__).resolve().parents[2])
        environment = os.environ | {
            "PYTHONPATH": os.pathsep.join([package, *filter(None, [os.environ.get("PYTHONPATH")])])
        }
        flags = getattr(subprocess, "CREATE_NO_WINDOW", 0)
        flags |= getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0)
        with self._lock:
            if self._cancelled.is_set():
                return None
            try:
                self._process = process = subprocess.Popen(
                    _command(self._network),
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE,
                    text=True,
                    env=environment,
                    creationflags=flags,
                )
            except OSError as error:
                log.warning("ONNX Runtime could not be compared with torch: %s", error)
                return None
        out, err = process.communicate()
        if self._cancelled.is_set():
            return None
        try:
            return int(out)
        except ValueError:
            log.warning(
                "comparing ONNX Runtime with torch ended with %s: %s",
                process.returncode,
                err.strip()[-500:],
            )
            return None


def _command(network: Path) -> list[str]:
    return [sys.executable, "-m", "facelab.engine.onnx.compare", str(network)]
