"""A line that a screen asks for, and what is done with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from rlm_tui.ui.text.beginning import common_beginning
from rlm_tui.ui.text.lines import Line
from rlm_tui.ui.typed.lapses import Lapse, never


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
    """Called with the line; an `RLMError` that it raises keeps the line open."""
    value: str = ""
    """Where the person begins."""
    is_replaced: bool = False
    """Whether what is typed first takes the place of where one begins."""
    read_back: Callable[[str], Line] | None = None
    """How the line is understood so far, told while it is typed."""
    complete: Callable[[str], Sequence[str]] | None = None
    """Whole lines that a beginning may become."""
    history: Sequence[str] = field(default=())
    """Lines from before, the newest last."""
    after: Sequence[str] = field(default=())
    """Lines that follow the one where the person begins."""
    lapse: Lapse = never
    """Why it asks about nothing any more."""


class History:
    """A walk through lines around the one where one began."""

    def __init__(self, lines: Sequence[str], after: Sequence[str] = ()) -> None:
        self._lines = [*lines, "", *after]
        self._at = len(lines)

    def step(self, step: int, current: str) -> str:
        """The next older (-1) or newer (1) line; the same at either end."""
        self._lines[self._at] = current
        self._at = min(max(0, self._at + step), len(self._lines) - 1)
        return self._lines[self._at]


class Completion:
    """A walk through what a beginning may become; anything typed ends it."""

    def __init__(self, complete: Callable[[str], Sequence[str]]) -> None:
        self._complete = complete
        self._found: list[str] = []
        self._at = -1

    def next(self, line: str) -> str:
        """What Tab makes of a line: the common beginning first, then one by one."""
        if self._at < 0 or line != self._found[self._at]:
            self._found, self._at = list(self._complete(line)), -1
            common = common_beginning(self._found)
            if len(common) > len(line) and len(self._found) > 1:
                return common
        if not self._found:
            return line
        self._at = (self._at + 1) % len(self._found)
        return self._found[self._at]

    @property
    def candidates(self) -> list[str]:
        """Whole lines to choose from."""
        return self._found
