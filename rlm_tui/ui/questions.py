"""A line that a screen asks for, and what is done with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Question:
    """One line to be typed at the bottom of the run screen."""

    title: str
    """What it is about, in two words."""
    prompt: str
    """Shown while nothing is typed."""
    enter: str
    """What Enter does."""
    escape: str
    """What Esc does."""
    answer: Callable[[str], None]
    """Called with the line; the line is put away before."""
