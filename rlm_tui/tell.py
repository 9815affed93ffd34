"""How those are told of something long who wait for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

Tell: TypeAlias = Callable[[int, int], None]
"""Is told how much is done, and of how much; 0: that is not known."""


def tell_nobody(_read: int, _of: int) -> None:
    """For those who wait anyway."""
