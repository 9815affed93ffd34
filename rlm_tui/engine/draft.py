"""What has arrived of a reply, and what of it is shown before it is whole."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from math import isfinite

from rlm_tui.domain.events import Event
from rlm_tui.domain.events_of_calls import ReplyDelta
from rlm_tui.domain.limits import NO_USAGE, Usage
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
        _check(chunk)
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


def _check(chunk: Chunk) -> None:
    if not isinstance(chunk, Chunk):
        raise TypeError(f"a stream yields Chunk('…'); found {chunk!r:.200}")
    if not (type(chunk.text) is type(chunk.reasoning) is str):
        _check_text("text", chunk.text)
        _check_text("reasoning", chunk.reasoning)
    if chunk.finish_reason is not None:
        _check_text("finish_reason", chunk.finish_reason)
    if chunk.usage is not None:
        _check_usage(chunk.usage)


def _check_text(name: str, found: object) -> None:
    if not isinstance(found, str):
        raise TypeError(f"{name} of a Chunk must be a str; found {found!r:.200}")


_TYPES = [*map(type, vars(NO_USAGE).values())]


def _check_usage(usage: Usage) -> None:
    """Make sure that it counts what it says, or it could not be read back."""
    if not isinstance(usage, Usage):
        raise TypeError(f"usage of a Chunk must be Usage(…); found {usage!r:.200}")
    if [*map(type, vars(usage).values())] == _TYPES and isfinite(usage.cost):
        return  # as nearly always
    for name, found in vars(usage).items():
        is_cost = name == "cost" and isinstance(found, float) and isfinite(found)
        if not (is_cost or isinstance(found, int)):
            raise TypeError(f"usage.{name} of a Chunk cannot be {found!r:.200}")


class Screen:
    """Shows the pieces of a reply that come between two turns of the event loop as one.

    Of a reply that is whole before the next turn nothing is shown: it is recorded.
    """

    def __init__(self, screens: Screens, node: str, iteration: int) -> None:
        self._screens = screens
        self._node = node
        self._iteration = iteration
        self._text: list[str] = []
        self._reasoning: list[str] = []
        self._has_news = False
        self._is_over = False

    def take(self, chunk: Chunk) -> None:
        """Show a piece with the next turn."""
        self._text.append(chunk.text)
        self._reasoning.append(chunk.reasoning)
        if not self._has_news and (chunk.text or chunk.reasoning):
            self._has_news = True
            self._screens.show_soon(self)

    def news(self) -> ReplyDelta | None:
        """What has come since it was asked last; nothing, once all is recorded."""
        if self._is_over:
            return None
        news = ReplyDelta(
            node=self._node,
            iteration=self._iteration,
            text="".join(self._text),
            reasoning="".join(self._reasoning),
        )
        self._text.clear()
        self._reasoning.clear()
        self._has_news = False
        return news

    def __enter__(self) -> None:
        """There is nothing to show yet."""

    def __exit__(self, *_: object) -> None:
        """What follows is recorded."""
        self._is_over = True


class Screens:
    """The replies of which something is to be shown with the next turn."""

    def __init__(self, show: Callable[[Event], object]) -> None:
        self._show = show
        self._waiting: list[Screen] = []

    def show_soon(self, screen: Screen) -> None:
        """Show with the next turn what a reply has by then."""
        if not self._waiting:
            asyncio.get_running_loop().call_soon(self._show_all)
        self._waiting.append(screen)

    def _show_all(self) -> None:
        waiting, self._waiting = self._waiting, []
        for screen in waiting:
            if (news := screen.news()) is not None:
                self._show(news)
