"""Locks this process down and tries to get out: whether a level works here."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Callable

from rlm_tui.repl.isolation.child_lockdown import lock_down


def probe(request: str) -> None:
    """Write the layers in force, and what could be done in spite of them."""
    options = json.loads(request)
    try:
        applied = lock_down(options["lock"])
    except OSError as error:
        _tell({"failure": str(error)})
        return
    attempts: dict[str, Callable[[], object]] = {
        "open your home folder": lambda: os.listdir(options["home"]),
        "write beside its scratch folder": lambda: os.mkdir(options["outside"]),
        "make a socket": socket.socket,
        "start a process": _fork,
    }
    escapes = [name for name, attempt in attempts.items() if not _fails(attempt)]
    _tell({"applied": applied, "escapes": escapes, "works": not _fails(_use_scratch)})


def _fork() -> None:
    if os.fork() == 0:
        os._exit(0)


def _use_scratch() -> None:
    with open("probe", "w") as file:
        file.write("x")
    os.unlink("probe")


def _fails(attempt: Callable[[], object]) -> bool:
    try:
        attempt()
    except OSError:
        return True
    return False


def _tell(answer: dict[str, object]) -> None:
    os.write(1, json.dumps(answer).encode())
