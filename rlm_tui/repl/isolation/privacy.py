"""Keeps our own memory and environment from other processes of the same user."""

from __future__ import annotations

import sys
from contextlib import suppress


def hide_this_process() -> None:
    """Close `/proc/<this>/environ` and `mem`, on Linux.

    The environment of the host holds the keys. A child with a bare environment would
    read them there, because it runs as the same user: only a process that is not
    "dumpable" is out of its reach. There is no core file and no debugger after this.
    """
    if sys.platform != "linux":
        return
    from rlm_tui.repl.isolation import child_linux

    with suppress(OSError):
        child_linux.hide_memory()
