"""The command line over the table of a batch."""

from __future__ import annotations

from collections.abc import Sequence

from rlm_tui.commands import values
from rlm_tui.domain.session import Ticket
from rlm_tui.errors import SteeringError
from rlm_tui.ui.keys.keymap import with_keys
from rlm_tui.ui.screens.actions.deeds import Deeds
from rlm_tui.ui.screens.actions.pausing import Pausing
from rlm_tui.ui.screens.batch_base import BatchBase


class BatchCommands(BatchBase, Deeds, Pausing):
    """What decides rows, narrows them or pauses; the rest is for the run screen."""

    command_prompt = "such as approve @marked, reject idx<3, tree state:held, pause"

    def keep_filter(self, typed: str) -> None:
        """Show only what a filter lets through."""
        raise NotImplementedError

    def in_focus(self) -> Sequence[Ticket]:
        """The ticket of the row under the cursor."""
        ticket = self.desk.ticket(self.session)
        return () if ticket is None else (ticket,)

    def of_number(self, number: int) -> Sequence[Ticket]:
        """The ticket of the row with a number."""
        waiting = (row for row in self.rows if row.ticket and row.index == number)
        return [row.ticket for row in waiting if row.ticket is not None]

    def marked_tickets(self) -> Sequence[Ticket]:
        """The tickets of the marked rows."""
        return self.waiting_marked

    def _decide(
        self, command: values.OnTickets | values.Substitute | values.Try
    ) -> None:
        match command:
            case values.OnTickets():
                self.do_on_tickets(command)
            case values.Substitute():
                self.do_substitute(command)
            case values.Try():
                self.do_try(command)

    def do_command(self, command: values.Command) -> None:
        """Do what is about the rows, a pause, or the app."""
        match command:
            case values.OnTickets() | values.Substitute() | values.Try():
                if self.can_act():
                    self._decide(command)
            case values.Tree(wanted):
                self.keep_filter("" if wanted is None else wanted.text)
                self.draw()
            case values.Pause(None):
                self.perform(self.controller.pause())
            case values.Continue(None):
                self.go_on()
            case values.Set() | values.Theme() | values.Help() | values.Open():
                super().do_command(command)
            case values.Quit():
                super().do_command(command)
            case _:
                back = with_keys("{app.back} goes back to it")
                raise SteeringError(f"that is about the whole run: {back}")
