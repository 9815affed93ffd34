"""Looking at the limits of a run, and changing them while it goes on."""

from __future__ import annotations

from functools import partial

from rlm_tui.ui.screens.actions.acting import Acting
from rlm_tui.ui.screens.limits import LimitChange, LimitsScreen


class Limiting(Acting):
    """The key `$`."""

    def action_run_limits(self) -> None:
        """Show the limits; the one that was reached is chosen."""
        if not self.can_act():
            return
        screen = LimitsScreen(
            partial(getattr, self.controller, "session"),
            self.options.clock,
            self.options.glyphs,
            field=self._limit_reached(),
        )
        self.app.push_screen(screen, self._set_limit)

    def _limit_reached(self) -> str:
        ticket = self.desk.ticket(self.session)
        if ticket is None or ticket.gate != "limit":
            return "max_cost"
        return ticket.limit

    def _set_limit(self, change: LimitChange | None) -> None:
        if change is not None:
            self.perform(self.controller.set_limits(**{change.field: change.value}))
