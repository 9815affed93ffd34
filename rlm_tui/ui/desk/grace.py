"""For how long keys are off after what they would decide has changed."""

from __future__ import annotations

from collections.abc import Callable


class Grace:
    """A moment in which a key meant for the last ticket cannot decide the next one."""

    def __init__(self, seconds: float, clock: Callable[[], float]) -> None:
        self.seconds = seconds
        self._clock = clock
        self._since = float("-inf")
        self._was_opening = False

    @property
    def is_on(self) -> bool:
        """Whether keys are off."""
        return 0 <= self._clock() - self._since < self.seconds

    @property
    def is_swallowing(self) -> bool:
        """Whether letters are the rest of words for a box that was not opened."""
        return self._was_opening and self.is_on

    def begin(self) -> None:
        """What is shown has changed, and the person did not do it."""
        self._since = self._clock()
        self._was_opening = False

    def end(self) -> None:
        """The person has navigated: keys act at once."""
        self._since = float("-inf")

    def drop(self, *, opens_box: bool = False) -> None:
        """A key came too early; who goes on typing stays without effect.

        A refusal, an edit or an answer opens a box for words: if its key came too
        early, the words must not act as keys.
        """
        self._was_opening = opens_box or self.is_swallowing
        self._since = self._clock()
