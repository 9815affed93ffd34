"""The last line for a person, once the screen is gone."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TextIO

TERMINAL = Path("/dev/tty")


def say_farewell(words: str, stderr: TextIO, *, terminal: Path = TERMINAL) -> None:
    """Say it where a person reads it: on standard error, or, if that leads to a file,
    on the terminal that the screen was on, if it is still there."""
    if stderr.isatty():
        print(words, file=stderr)
        return
    with suppress(OSError):
        found = os.open(terminal, os.O_WRONLY | os.O_NOCTTY)
        with os.fdopen(found, "w", encoding="utf-8", errors="replace") as screen:
            screen.write(f"{words}\n")
