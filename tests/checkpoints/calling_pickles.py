"""Pickles that call functions by name, whether these are there or not."""

from __future__ import annotations

import io
import pickle
from typing import Any

from tests.checkpoints.snapshot_files import nvidia_modules

_InPython: Any = vars(pickle)["_Pickler"]


class Call:
    """Pickles as the call of a function."""

    def __init__(self, module: str, name: str, *arguments: Any) -> None:
        self.module, self.name, self.arguments = module, name, arguments


class _Pickler(_InPython):  # type: ignore[misc]
    """Writes the names of functions that need not be there."""

    def save(self, obj: Any, save_persistent_id: bool = True) -> None:
        if isinstance(obj, Call):
            self._global(obj.module, obj.name)
            self.save(obj.arguments)
            self.write(pickle.REDUCE)
            return
        super().save(obj, save_persistent_id)

    def _global(self, module: str, name: str) -> None:
        if self.proto >= 4:
            self.save(module)
            super().save(name)
            self.write(pickle.STACK_GLOBAL)
        else:
            self.write(pickle.GLOBAL + f"{module}\n{name}\n".encode())


def pickled(value: Any, protocol: int = 4) -> bytes:
    file = io.BytesIO()
    with nvidia_modules():
        _Pickler(file, protocol).dump(value)
    return file.getvalue()
