"""Pausing and going on."""

from __future__ import annotations

from rlm_tui.ui.keys.keymap import with_keys
from rlm_tui.ui.screens.actions.acting import Acting


class Pausing(Acting):
    """The keys `p` and `c`."""

    def action_run_pause(self) -> None:
        """Pause, or go on."""
        if self.can_act():
            is_paused = self.controller.session.intent == "pause"
            self.go_on() if is_paused else self.perform(self.controller.pause())

    def interrupt(self) -> None:
        """Pause, whatever the state."""
        if self.controller.is_live:
            self.perform(self.controller.pause())
        else:
            self.say(with_keys("{app.quit} leaves"))

    def action_run_continue(self) -> None:
        """Go on."""
        if self.can_act():
            self.go_on()

    def go_on(self) -> None:
        """Go on with what only a pause or a step holds."""
        self.perform(self.controller.resume())
