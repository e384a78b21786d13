"""A process that ends when the one that started it is gone, however that ended: nothing that is left behind holds a port or a lock."""

from __future__ import annotations

import ctypes
import os
import signal
import threading
import time

_ON_DEATH = 1
"""``PR_SET_PDEATHSIG`` of Linux: the signal that the kernel sends when the parent dies."""
_OFTEN = 1
"""Seconds between two looks at the parent, where the kernel does not tell."""


def end_with(parent: int, how: int = signal.SIGKILL) -> None:
    """Send this process a signal as soon as ``parent``, the number of the process that started it, does not live any more.

    Linux does it by itself, even to a process that is stuck; elsewhere a thread looks. Called from the process that is to end.
    """
    if not _kernel_tells(how):
        threading.Thread(target=_look, args=(parent, how), daemon=True).start()
    if os.getppid() != parent:  # gone before anybody was told to look
        os.kill(os.getpid(), how)


def _kernel_tells(how: int) -> bool:
    try:
        control = ctypes.CDLL(None, use_errno=True).prctl
    except (AttributeError, OSError, TypeError):  # no Linux
        return False
    control.argtypes = [ctypes.c_int, ctypes.c_ulong, ctypes.c_ulong, ctypes.c_ulong, ctypes.c_ulong]
    return bool(control(_ON_DEATH, how, 0, 0, 0) == 0)


def _look(parent: int, how: int) -> None:
    while os.getppid() == parent:
        time.sleep(_OFTEN)
    os.kill(os.getpid(), how)
