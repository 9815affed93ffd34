"""Taking up a saved session, and branching from what is shown."""

from __future__ import annotations

from rlm_tui.ui.contracts.app import opener
from rlm_tui.ui.keys.keymap import with_keys
from rlm_tui.ui.screens.actions.acting import RunActing
from rlm_tui.ui.screens.actions.deciding import Deciding


class Branching(RunActing, Deciding):
    """The key `B`, and `r` over a saved session that was cut."""

    def action_view_branch(self) -> None:
        """Branch at the stop that is shown, or at the event."""
        self.branch_at(None)

    def branch_at(self, event: int | None) -> None:
        """Ask whether to branch at an event; without one, where one stands."""
        at = self._here() if event is None else event
        node = self.desk.selected.node if event is None else None
        opener(self.app).open_branch(self.controller.session.id, at, node)

    def _here(self) -> int:
        subject = self.subject()
        if subject is not None and subject.ticket is not None:
            return subject.ticket.seq
        return self.position or len(self.timeline)

    def action_ticket_reject(self) -> None:
        """Over a session that was cut the key goes on with it."""
        if not self.is_review:
            super().action_ticket_reject()
        elif self.controller.session.status is None:
            opener(self.app).open_resumed(self.controller.session.id)
        else:
            self.say(
                with_keys(
                    "the session has ended, nothing of it can go on: "
                    "{view.branch} goes another way from here"
                )
            )
