"""Looking at the limits of a run, and changing them while it goes on."""

from __future__ import annotations

from functools import partial

from rlm_tui.ui.rows.limits import row_of, shown
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
            lapse=self.lapse_of_run,
        )
        self.app.push_screen(screen, self._set_limit)

    def _limit_reached(self) -> str:
        ticket = self.desk.ticket(self.session)
        if ticket is None or ticket.gate != "limit":
            return "max_cost"
        return ticket.limit

    def _set_limit(self, change: LimitChange | None) -> None:
        if change is not None:
            self.set_limit(change.field, change.value)

    def set_limit(self, field: str, value: float | None) -> None:
        """Change one limit and say what holds from then on."""
        self.perform(self._changed(field, value))

    async def _changed(self, field: str, value: float | None) -> str:
        said = await self.controller.set_limits(**{field: value})
        row = row_of(field)
        if row is None:
            return said
        allowed: float | None = getattr(self.controller.session.limits, field)
        return f"{row.title}: {shown(allowed, row.unit)} allowed from now on"
