"""What has arrived of a reply, and what of it is shown before it is whole."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from math import isfinite

from rlm_tui.domain.events import Event
from rlm_tui.domain.events_of_calls import ReplyDelta
from rlm_tui.domain.limits import Usage
from rlm_tui.models.base import Chunk


@dataclass(slots=True)
class Draft:
    """What has arrived of a reply."""

    text: list[str] = field(default_factory=list)
    reasoning: list[str] = field(default_factory=list)
    usage: Usage | None = None
    finish_reason: str = "stop"

    def take(self, chunk: Chunk) -> None:
        """Add a piece.

        Raises:
            TypeError: it is none, or holds what could not be recorded.
        """
        if not isinstance(chunk, Chunk):
            raise TypeError(f"a stream yields Chunk('…'); found {chunk!r:.200}")
        _check_text("text", chunk.text)
        _check_text("reasoning", chunk.reasoning)
        if chunk.finish_reason is not None:
            _check_text("finish_reason", chunk.finish_reason)
        if chunk.usage is not None:
            _check_usage(chunk.usage)
        self.text.append(chunk.text)
        self.reasoning.append(chunk.reasoning)
        self.usage = chunk.usage or self.usage
        self.finish_reason = chunk.finish_reason or self.finish_reason

    @property
    def is_empty(self) -> bool:
        """Whether nothing has come that a person could read."""
        return not any(self.text) and not any(self.reasoning)

    @property
    def has_words(self) -> bool:
        """Whether it has text, and not thoughts and blanks alone."""
        return any(part.strip() for part in self.text)


def _check_text(name: str, found: object) -> None:
    if not isinstance(found, str):
        raise TypeError(f"{name} of a Chunk must be a str; found {found!r:.200}")


def _check_usage(usage: Usage) -> None:
    """Make sure that it counts what it says, or it could not be read back."""
    if not isinstance(usage, Usage):
        raise TypeError(f"usage of a Chunk must be Usage(…); found {usage!r:.200}")
    for name, found in vars(usage).items():
        is_cost = name == "cost" and isinstance(found, float) and isfinite(found)
        if not (is_cost or isinstance(found, int)):
            raise TypeError(f"usage.{name} of a Chunk cannot be {found!r:.200}")


class Screen:
    """Shows the pieces of a reply that come between two turns of the event loop as one.

    Of a reply that is whole before the next turn nothing is shown: it is recorded.
    """

    def __init__(
        self, show: Callable[[Event], object], node: str, iteration: int
    ) -> None:
        self._show = show
        self._node = node
        self._iteration = iteration
        self._text: list[str] = []
        self._reasoning: list[str] = []
        self._next: asyncio.Handle | None = None

    def take(self, chunk: Chunk) -> None:
        """Show a piece with the next turn."""
        self._text.append(chunk.text)
        self._reasoning.append(chunk.reasoning)
        if self._next is None and (chunk.text or chunk.reasoning):
            self._next = asyncio.get_running_loop().call_soon(self._tell)

    def _tell(self) -> None:
        self._next = None
        self._show(
            ReplyDelta(
                node=self._node,
                iteration=self._iteration,
                text="".join(self._text),
                reasoning="".join(self._reasoning),
            )
        )
        self._text.clear()
        self._reasoning.clear()

    def __enter__(self) -> None:
        """There is nothing to show yet."""

    def __exit__(self, *_: object) -> None:
        """What follows is recorded."""
        if self._next is not None:
            self._next.cancel()
