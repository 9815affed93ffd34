"""Pausing one subtree apart from the run."""

from __future__ import annotations

from rlm_tui.domain.events_of_steering import Latch
from rlm_tui.ui.screens.actions.acting import Acting


class Latching(Acting):
    """The key `P`."""

    def action_run_latch(self) -> None:
        """Pause the selected subtree, or let it go on."""
        if not self.can_act():
            return
        node = self.desk.selected.node
        latch = Latch(on="node", name=node)
        if latch in self.controller.session.latches:
            self.perform(self.controller.unlatch("node", node))
            return
        found = self.session.nodes.get(node)
        if found is None or found.has_ended:
            self.say(f"{node} has already ended")
            return
        self.perform(self.controller.latch("node", node))
