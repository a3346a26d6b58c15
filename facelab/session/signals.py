"""Signals whose listeners do not stop each other.

psygnal ends the telling at the first listener that fails, with an EmitLoopError whose text holds
a trace and local variables. Here every listener is called, whoever emits goes on, and what went
wrong goes once, as it was raised, to `sys.excepthook`: the one place that logs and tells it.
"""

from __future__ import annotations

import logging
import sys
import threading
from typing import Any

import psygnal

log = logging.getLogger(__name__)


def Signal(*types: type[Any]) -> psygnal.Signal:  # noqa: N802 - used as psygnal's class is
    """Declare a signal in a class; `types` are those of what is emitted."""
    return psygnal.Signal(*types, signal_instance_class=GuardedInstance)


class GuardedInstance(psygnal.SignalInstance):
    """A signal of one object."""

    def _run_emit_loop_immediate(self) -> None:
        # psygnal's own loop, which has no hook for a listener that fails.
        args = self._emit_queue.popleft()
        for listener in list(self._slots):
            if listener.dereference() is None:
                continue
            try:
                listener.cb(args)
            except RecursionError:
                raise  # from here on every level would fail, and tell its listeners first
            except Exception as error:
                _report(error)


class _Reporting(threading.local):
    now = False


_reporting = _Reporting()


def _report(error: Exception) -> None:
    if _reporting.now:  # telling of another failure failed: the log is what is left
        log.error("a listener failed while a failure was told", exc_info=error)
        return
    _reporting.now = True
    try:
        sys.excepthook(type(error), error, error.__traceback__)
    except Exception:
        log.exception("a failure could not be told", exc_info=error)
    finally:
        _reporting.now = False
