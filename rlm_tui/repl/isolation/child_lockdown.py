"""The steps after which this process can do no more than a block needs.

They are taken once, before any code of a model runs, while there is one thread.
"""

from __future__ import annotations

import os
import sys
from typing import Any

from rlm_tui.repl.isolation.child_limits import limit
from rlm_tui.repl.isolation.child_parent import end_with_parent
from rlm_tui.repl.isolation.child_paths import DEVICES, readable


def lock_down(options: dict[str, Any]) -> list[str]:
    """Take the steps that the host asks for, in an order in which each still works.

    Gives the layers that are in force, as the kernel confirmed them.

    Raises:
        OSError: the kernel refuses one.
    """
    scratch = os.path.realpath(os.environ["HOME"])
    limit(options["memory_bytes"])
    os.umask(0o077)
    os.chdir(scratch)
    if sys.platform != "linux":
        end_with_parent(options["parent"])
        return []
    _belong_to(options["parent"])
    return _confine(options["layers"], scratch)


def _belong_to(parent: int | None) -> None:
    # The end of the socket is seen by a child that waits; one that computes needs
    # this. A wrapper that starts the child does the same for it.
    from rlm_tui.repl.isolation import child_linux

    child_linux.be_first_without_memory()
    if parent is None:
        return
    child_linux.die_with_parent()
    if os.getppid() != parent:
        os._exit(0)


def _confine(layers: list[str], scratch: str) -> list[str]:
    from rlm_tui.repl.isolation import child_landlock, child_linux, child_seccomp

    applied = []
    version = 0
    if "seccomp" in layers:
        child_linux.hide_memory()
    if "landlock" in layers:
        version = child_landlock.restrict(
            readable=readable(), writable=[scratch, *DEVICES]
        )
        applied.append("landlock")
    # Without this the root user could read the memory of the host, keys included.
    child_linux.drop_capabilities()
    child_linux.gain_no_rights()
    if "seccomp" in layers:
        child_seccomp.restrict(landlock=version)
        applied.append("seccomp")
    return applied
