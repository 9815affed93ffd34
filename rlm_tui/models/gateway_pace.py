"""The pace of one stream: how often its pieces are sent, how long it may be silent."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from rlm_tui.models.gateway_failures import Failure

DELTA_EVERY_S = 0.05
"""Pieces of a stream that come faster are sent together."""


class Deltas:
    """Joins the pieces of one stream so that at most twenty a second are sent."""

    def __init__(self, send: Callable[[str, str], None]) -> None:
        """Take where to send; it is called with `reasoning` or `text` and a text."""
        self._send = send
        self._loop = asyncio.get_running_loop()
        self._timer: asyncio.TimerHandle | None = None
        self._next_at = 0.0
        self._text: list[str] = []
        self._reasoning: list[str] = []
        self.has_begun = False
        """Whether there has been any text or reasoning."""

    def add(self, text: str, reasoning: str) -> None:
        """Send a piece now, or with others as soon as it is time again."""
        if not text and not reasoning:
            return
        self.has_begun = True
        self._text.append(text)
        self._reasoning.append(reasoning)
        if self._loop.time() >= self._next_at:
            self.flush()
        elif self._timer is None:
            self._timer = self._loop.call_at(self._next_at, self.flush)

    def flush(self) -> None:
        """Send what there is."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        for kind, pieces in (("reasoning", self._reasoning), ("text", self._text)):
            if joined := "".join(pieces):
                self._send(kind, joined)
            pieces.clear()
        self._next_at = self._loop.time() + DELTA_EVERY_S


class Clock:
    """The three deadlines of a reply: its first piece, a silence, and the whole."""

    def __init__(self, first_s: float, silence_s: float, total_s: float) -> None:
        self._loop = asyncio.get_running_loop()
        self._first_s, self._silence_s, self._total_s = first_s, silence_s, total_s
        self._has_begun = False
        self._first_at = self._loop.time() + first_s
        self._total_at = self._loop.time() + total_s
        self.ends_at = min(self._first_at, self._total_at)
        """When patience ends, by the clock of the event loop."""

    def tick(self, *, has_begun: bool) -> None:
        """Something arrived: give it time until the next piece."""
        self._has_begun = has_begun
        silence_at = self._loop.time() + self._silence_s
        next_at = silence_at if has_begun else self._first_at
        self.ends_at = min(next_at, self._total_at)

    def failure(self, model: str) -> Failure:
        """Which deadline it was that passed."""
        if self.ends_at == self._total_at:
            said = f"{model}: the reply took longer than {self._total_s:g} s"
            return Failure("other", said, was_sent=True)
        if self._has_begun:
            said = f"silent for {self._silence_s:g} s in the middle of the reply"
            return Failure("busy", f"{model}: {said}", was_sent=True)
        said = f"no reply within {self._first_s:g} s"
        return Failure("busy", f"{model}: {said}", was_sent=True)
