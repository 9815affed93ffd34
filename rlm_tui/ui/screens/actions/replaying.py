"""A saved session shown again as it happened; nothing is called and nothing runs."""

from __future__ import annotations

from rlm_tui.ui.desk.scrubber import SPEEDS, next_frame
from rlm_tui.ui.keys.keymap import with_keys
from rlm_tui.ui.screens.actions.acting import RunActing
from rlm_tui.ui.screens.actions.latching import Latching
from rlm_tui.ui.screens.actions.pausing import Pausing


class Replaying(RunActing, Pausing, Latching):
    """The keys `p` and `P` over a saved session: play and stop, faster."""

    def action_run_pause(self) -> None:
        """Play from here, or stop."""
        if not self.is_review:
            super().action_run_pause()
        elif self.replay_speed is not None:
            self.replay_speed = None
            self.draw()
        else:
            self.with_whole(self._play)

    def _play(self) -> None:
        self.replay_speed = SPEEDS[0]
        self._show(self.position or 1)

    def action_run_latch(self) -> None:
        """Play faster; after the fastest as it happened."""
        if not self.is_review:
            super().action_run_latch()
        elif self.replay_speed is None:
            self.say(
                with_keys(
                    "{run.pause} plays the session as it happened, "
                    "{run.latch} then makes it faster"
                )
            )
        else:
            at = SPEEDS.index(self.replay_speed)
            self.replay_speed = SPEEDS[(at + 1) % len(SPEEDS)]
            self.draw()

    def _show(self, position: int) -> None:
        """Show an event, and go on from there when its time has come."""
        self.go_to_event(position)
        here = self.position
        speed = self.replay_speed
        frame = (
            None
            if speed is None
            else next_frame(self.controller.events, position, speed=speed)
        )
        if frame is None:
            self.replay_speed = None
            self.draw()
            return
        following = frame.position

        def go_on() -> None:
            # Whoever has gone elsewhere meanwhile wants to stay there.
            if self.replay_speed is None or self.position != here:
                self.replay_speed = None
                self.draw()
            else:
                self._show(following)

        self.set_timer(frame.wait_s, go_on)
