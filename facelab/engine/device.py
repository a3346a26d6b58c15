"""Where the network runs: chosen by itself, or set by the user.

torch is asked only where there can be a GPU at all: importing it takes seconds, and a machine
without one draws its first face without it.
"""

from __future__ import annotations

import ctypes
import platform
import sys
from dataclasses import dataclass
from pathlib import Path

from facelab.errors import DeviceError
from facelab.processors import processors

CHOICES = ("auto", "cuda", "mps", "cpu")
_DRIVERS = ("nvcuda.dll",) if sys.platform == "win32" else ("libcuda.so.1",)
_AMD_DRIVER = Path("/dev/kfd")  # torch calls AMD's GPUs "cuda" too


@dataclass(frozen=True)
class Device:
    """A torch device and its name for people."""

    torch_name: str
    title: str


def gpu_possible() -> bool:
    """Whether there is a GPU's driver that torch might use; costs milliseconds."""
    if sys.platform == "darwin":
        return platform.machine() == "arm64"
    if _AMD_DRIVER.exists():
        return True
    for name in _DRIVERS:
        try:
            ctypes.CDLL(name)
        except OSError:
            continue
        return True
    return False


def cpu() -> Device:
    """The CPU, which is always there."""
    count = processors()
    return Device("cpu", f"CPU, {count} core{'' if count == 1 else 's'}")


def available() -> tuple[Device, ...]:
    """The devices of this machine, fastest first. The CPU is always among them."""
    found = []
    if gpu_possible():
        import torch

        if torch.cuda.is_available():
            found.append(Device("cuda", torch.cuda.get_device_name(0)))
        if torch.backends.mps.is_available():
            found.append(Device("mps", f"Apple GPU ({platform.machine()})"))
    return (*found, cpu())


def choose(name: str = "auto") -> Device:
    """The device to use.

    Parameters
    ----------
    name : "auto", "cuda", "mps" or "cpu"

    Raises
    ------
    DeviceError
        The name is unknown, or this machine has no such device.
    """
    if name not in CHOICES:
        raise DeviceError(
            f"No device is called {name!r}.", "", f"Choose one of {', '.join(CHOICES)}."
        )
    if name == "cpu":
        return cpu()
    devices = available()
    if name == "auto":
        return devices[0]
    for device in devices:
        if device.torch_name == name:
            return device
    have = ", ".join(device.torch_name for device in devices)
    raise DeviceError(
        f"The device {name!r} cannot be used.",
        f"This machine, with this build of torch, offers: {have}.",
        "Choose one of these, or auto.",
    )
