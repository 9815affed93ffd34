"""Where the thumb of a scroll bar begins and ends, as Textual draws it."""

from __future__ import annotations

from math import ceil
from typing import NamedTuple

_EIGHTHS = 8
"""Of a cell: the finest that it draws."""


class Thumb(NamedTuple):
    """In eighths of a cell from the top; what is equal looks the same."""

    start: int
    end: int

    @classmethod
    def of(cls, height: int, rows: int, position: float) -> Thumb:
        """In a window of so many cells over more rows than that."""
        long = max(1, height / (rows / height))
        start = int((height - long) * position / (rows - height) * _EIGHTHS)
        return cls(start, start + ceil(long * _EIGHTHS))
