"""A line that a screen says, and how long it stands."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TypeVar

from textual.screen import Screen
from textual.timer import Timer

from rlm_tui.ui.widgets.keeping import Keeping

Result = TypeVar("Result")

READ_S = 1.0
"""In so long a line can be read; nothing that a person does takes it away before."""
ERROR_READ_S = 4.0
"""The same for what went wrong, which may come while they do something else."""
STAYS_S = 15.0
"""So long it stands if they do nothing; what went wrong stands until they do."""


@dataclass(frozen=True, slots=True)
class Said:
    """A line, and since when it stands."""

    words: str = ""
    is_error: bool = False
    at: float = 0.0

    def is_over(self, now: float, *, is_touched: bool) -> bool:
        """Whether it has had its time; a person who goes on has read it."""
        if is_touched:
            return now - self.at >= (ERROR_READ_S if self.is_error else READ_S)
        return not self.is_error and now - self.at >= STAYS_S


class Saying(Screen[Result], Keeping, inherit_bindings=False):
    """Takes back what it said when the person goes on, or after a while."""

    said = Said()
    _stands: Timer | None = None

    @staticmethod
    def loop_time() -> float:
        """The event loop's clock."""
        return asyncio.get_running_loop().time()

    def show_said(self) -> None:
        """Draw the line, or what stands in its place when nothing is said."""
        raise NotImplementedError

    def say(self, message: str, *, is_error: bool = False) -> None:
        """Show a line until the person goes on, or for a while."""
        self.said = Said(message, is_error, self.loop_time())
        if self._stands is not None:
            self._stands.stop()
            self._stands = None
        if self.is_mounted:
            if message and not is_error:
                self._stands = self.set_timer(STAYS_S, self._forget_in_time)
            self.show_said()

    def _forget_in_time(self) -> None:
        if self.said.is_over(self.loop_time(), is_touched=False):
            self.say("")

    def move_on(self) -> None:
        """The person does something: what was said before it has been read."""
        if self.said.words and self.said.is_over(self.loop_time(), is_touched=True):
            self.say("")
