"""Verbs that go through all of a saved session wait until it has been read."""

from __future__ import annotations

from collections.abc import Callable

from rlm_tui.errors import RLMError
from rlm_tui.ui.screens.session_screen import SessionScreen


class ReadingWhole(SessionScreen, inherit_bindings=False):
    """A screen over a session of which not everything need be at hand."""

    _then: Callable[[], None] | None = None
    """What is done once all of it is; the last thing that was asked for."""

    def with_whole(self, act: Callable[[], None]) -> None:
        """Do something when all of the session is at hand: now, or once it is read."""
        if self.controller.whole.is_at_hand:
            act()
            return
        is_reading = self._then is not None
        self._then = act
        if not is_reading:
            self.run_worker(self._read_whole(), group="whole")

    async def _read_whole(self) -> None:
        try:
            await self.controller.whole.read(self._say_read)
        except RLMError as error:
            self.say(str(error), is_error=True)
            return
        finally:
            act, self._then = self._then, None
        self.forget_message()
        self.note_whole()
        if act is not None:
            act()

    def _say_read(self, read: int, of: int) -> None:
        self.say(f"reading {read:,} of {of:,} events")

    def note_whole(self) -> None:
        """Everything may be told anew."""
        raise NotImplementedError
