"""Which elements to try before all are paid for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")

USUAL = 3
"""The first, the middle and the last."""


def usual_of(total: int) -> int:
    """How many to try of so many: the usual number, of a few at most half."""
    return max(1, min(USUAL, total // 2))


def spread_over(items: Sequence[T], number: int) -> list[T]:
    """So many of some items, evenly from the first to the last."""
    if number >= len(items):
        return list(items)
    if number <= 1:
        return list(items[:number])
    last = len(items) - 1
    return [items[round(step * last / (number - 1))] for step in range(number)]
