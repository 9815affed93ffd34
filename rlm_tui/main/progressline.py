"""A line at the terminal that says how far a command is, and goes when it is done."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Self, TextIO

AFTER_S = 1.0
"""Nobody has to be told of what is quicker."""
EVERY_S = 0.2
WIDE = 78
_BACK = "\r" + " " * WIDE + "\r"


class ProgressLine:
    """Written over itself where a person reads along; silent anywhere else."""

    def __init__(
        self, stream: TextIO | None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._stream = stream if stream is not None and stream.isatty() else None
        self._clock = clock
        self._next = clock() + AFTER_S
        self._is_written = False

    def show(self, words: str, done: int, of: int = 0) -> None:
        """Say how many bytes of all are done, or of what is written so far."""
        now = self._clock()
        if self._stream is None or now < self._next:
            return
        self._next, self._is_written = now + EVERY_S, True
        share = f", {done / of:.0%} of {of:,} bytes" if of else f", {done:,} characters"
        line = f"{words[: WIDE - len(share)]}{share}"
        self._stream.write(f"{_BACK}{line}")
        self._stream.flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._stream is not None and self._is_written:
            self._stream.write(_BACK)
            self._stream.flush()
