"""Walking through a saved session, event by event."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from textual import getters

from rlm_tui.domain.timeline import Timeline
from rlm_tui.ui.keys.keymap import with_keys
from rlm_tui.ui.screens.reading_whole import ReadingWhole
from rlm_tui.ui.widgets.tree_pane import TreePane


class Walking(ReadingWhole, inherit_bindings=False):
    """Shows a saved session as it was after any of its events."""

    tree_pane = getters.query_one(TreePane)
    position: int | None = None
    """Number of events shown in review; `None`: all."""
    gone_to: int | None = None
    """Where the person went last, if it is all of them: to its last event."""

    @property
    def timeline(self) -> Timeline:
        """The session after each of its events."""
        return self.controller.whole.timeline

    def note_whole(self) -> None:
        """Other rows may be there."""
        self.tree_pane.reset()
        self.draw()

    def action_review_back(self) -> None:
        """One event back."""
        self._step_event(-1)

    def action_review_forward(self) -> None:
        """One event forward."""
        self._step_event(1)

    def action_review_first(self) -> None:
        """The first event."""
        self._walk(lambda _here, _last: 1)

    def action_review_last(self) -> None:
        """All events."""
        self._walk(lambda _here, last: last)

    def _step_event(self, step: int) -> None:
        self._walk(lambda here, last: min(max(1, here + step), last))

    def _walk(self, where: Callable[[int, int], int]) -> None:
        """Go to what the event shown and the number of the last one lead to."""
        if self.is_review:
            self.with_whole(partial(self._go_where, where))
            return
        stands = (
            "this run is live"
            if self.controller.is_live
            else "{app.sessions} lists this one, and opens it as such"
        )
        walks = "{review.back} and {review.forward} walk the events of a saved session"
        self.say(with_keys(f"{walks}; {stands}"))

    def _go_where(self, where: Callable[[int, int], int]) -> None:
        last = len(self.timeline)
        here = last if self.position is None else self.position
        there = where(here, last)
        if there != here:
            self._go_to(there)
        elif here == last:
            self.say(with_keys("this is the last event; {review.first}: the first"))
        else:
            self.say(with_keys("this is the first event; {review.last}: the last"))

    def go_to_event(self, number: int) -> None:
        """Show a saved session as it was at an event."""
        position = min(max(1, number), len(self.timeline))
        self.with_whole(partial(self._go_to, position))

    def _go_to(self, position: int | None) -> None:
        is_all = position == len(self.timeline)
        self.position, self.gone_to = (None, position) if is_all else (position, None)
        self.forget_message()
        self.tree_pane.reset()
        self.draw()
