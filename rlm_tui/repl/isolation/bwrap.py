"""bubblewrap: the child sees a file system that has only what it needs."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Sequence

from rlm_tui.repl.isolation import child_paths
from rlm_tui.repl.isolation.place import Place

PROGRAM = "bwrap"

_SHUT_OFF = (
    *("--unshare-user", "--unshare-pid", "--unshare-net", "--unshare-ipc"),
    *("--unshare-uts", "--unshare-cgroup-try", "--hostname", "rlm"),
    *("--die-with-parent", "--as-pid-1"),
)


def wrapped(command: Sequence[str], place: Place) -> list[str]:
    """The command inside namespaces of its own; the environment is passed on."""
    visible = [*child_paths.readable(), *_python(command[0]), str(place.code)]
    binds: list[str] = []
    for path in sorted({path for path in visible if not path.startswith("/dev/")}):
        if not path.startswith("/proc/"):
            binds += ["--ro-bind-try", path, path]
    scratch = str(place.scratch)
    return [
        shutil.which(PROGRAM) or PROGRAM,
        *_SHUT_OFF,
        *binds,
        *("--proc", "/proc", "--dev", "/dev"),
        *("--bind", scratch, scratch, "--chdir", scratch),
        "--",
        *command,
    ]


def _python(program: str) -> list[str]:
    """The interpreter, and what says where its library is."""
    real = os.path.realpath(program)
    config = os.path.join(sys.prefix, "pyvenv.cfg")
    folders = [os.path.dirname(program), os.path.dirname(real)]
    return [*folders, config, os.path.join(sys.prefix, "lib64")]
