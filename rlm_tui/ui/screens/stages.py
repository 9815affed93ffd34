"""Says what is being done while a session is made ready, and for how long."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import Protocol, Self, runtime_checkable

from textual.app import App

from rlm_tui.wording import whole_seconds

WORTH_SAYING_S = 2.0


@runtime_checkable
class ShowsProgress(Protocol):
    """A screen on which one waits."""

    def show_progress(self, words: str) -> None:
        """Show the words in place of the last ones."""


class Stages:
    """Shows the stage on the current screen, and counts the seconds from two on."""

    def __init__(self, app: App[None], clock: Callable[[], float] = monotonic) -> None:
        self._app = app
        self._clock = clock
        self._words = ""
        self._began = clock()
        self._timer = app.set_interval(1.0, self.show)

    def say(self, words: str) -> None:
        """Another stage has begun."""
        self._words, self._began = words, self._clock()
        self.show()

    def show(self) -> None:
        """Show it as it stands."""
        since = self._clock() - self._began
        took = f", {whole_seconds(since)}" if since >= WORTH_SAYING_S else ""
        if self._words and isinstance(self._app.screen, ShowsProgress):
            self._app.screen.show_progress(f"{self._words} ...{took}")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.stop()
