"""Keeps our own memory and environment from other processes of the same user."""

from __future__ import annotations

import sys
from contextlib import suppress

_PR_SET_DUMPABLE = 4


def hide_this_process() -> None:
    """Close `/proc/<this>/environ` and `mem`, on Linux.

    The memory of the host and of the model process holds the keys. A child with a bare
    environment would read them there, because it runs as the same user: only a process
    that is not "dumpable" is out of its reach. There is no core file and no debugger
    after this.
    """
    if sys.platform != "linux":
        return
    import ctypes

    no = ctypes.c_ulong(0)
    with suppress(OSError):  # a C library that is none
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, no, no, no, no)
