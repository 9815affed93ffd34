"""The process in which a node's code runs: `python -P -s -X utf8 child.py <fd>`.

With `nursery <fd> <pid>` it is the one from which such processes are forked.

It talks frames over the socket with the given number, or over its own standard input
and output, uses the standard library alone, and ends when the host does.
"""

from __future__ import annotations

import os
import sys
from types import ModuleType

_HERE = os.path.dirname(os.path.abspath(__file__))
_FOLDERS = {
    "rlm_tui": os.path.dirname(_HERE),
    "rlm_tui.repl": _HERE,
    "rlm_tui.repl.isolation": os.path.join(_HERE, "isolation"),
}


def _name_the_folders() -> None:
    # Only this folder's files are meant: no package is run, no path is searched.
    for name, folder in _FOLDERS.items():
        package = ModuleType(name)
        package.__path__ = [folder]
        sys.modules[name] = package


def _forget_the_folders() -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == "rlm_tui"]:
        del sys.modules[name]


def main(channel: str) -> None:
    """Start, say so, and obey until the host is gone."""
    from rlm_tui.repl.child_start import start

    start(channel, ready=_forget_the_folders)


def probe(request: str) -> None:
    """Try whether this process can be confined."""
    from rlm_tui.repl.isolation.child_probe import probe

    probe(request)


def channel_of_a_fork(control: str, host: str) -> str:
    """Serve as the nursery; what comes back from it is a child."""
    from rlm_tui.repl.child_nursery import serve

    return serve(int(control), int(host))


if __name__ == "__main__":
    _name_the_folders()
    if sys.argv[1] == "probe":
        probe(sys.argv[2])
    elif sys.argv[1] == "nursery":
        main(channel_of_a_fork(*sys.argv[2:]))
    else:
        main(sys.argv[1])
