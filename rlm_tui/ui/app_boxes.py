"""What becomes of keys that are typed for a box before it is there."""

from __future__ import annotations

from contextlib import suppress

from textual.events import Event, Key
from textual.worker import Worker, WorkerError

from rlm_tui.ui.app_typing import never_waits
from rlm_tui.ui.app_writing import WritingApp
from rlm_tui.ui.contracts.screen import Asks


class BoxesApp(WritingApp, inherit_bindings=False):
    """Words that are typed right behind the key that opens their box are for the box.

    What it shows has to be read first. Until then the keys would act on the run: one
    who writes an answer that begins with `a` would approve.
    """

    _opening: Worker[None] | None = None
    _typed: tuple[Key, ...] = ()

    def type_ahead(self, opening: Worker[None]) -> None:
        """Keep what is typed from now on for the box that is being opened."""
        self._opening = opening
        self.run_worker(self._hand_on(opening), group="typing")

    async def _hand_on(self, opening: Worker[None]) -> None:
        with suppress(WorkerError):  # cancelled, or told of by the app
            await opening.wait()
        if self._opening is opening:
            # Behind what is on its way back from where it was typed.
            self.call_later(self._give_out, opening)

    def _give_out(self, opening: Worker[None]) -> None:
        """Type it again, if there is a box; else it was meant for nothing here."""
        typed, self._typed, self._opening = self._typed, (), None
        asks = isinstance(self.screen, Asks) and self.screen.is_asking
        if asks or self.screen is not opening.node:
            self.take_first(typed)
        else:
            self.forget_typed()

    def forget_typed(self) -> None:
        """What has been typed since was for a box that has not come."""
        raise NotImplementedError

    async def on_event(self, event: Event) -> None:
        """Keep a key that is for a box."""
        is_opening = self._opening is not None
        if is_opening and isinstance(event, Key) and not never_waits(event):
            self._typed += (Key(event.key, event.character),)
            return
        await super().on_event(event)
