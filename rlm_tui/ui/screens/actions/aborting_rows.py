"""Ending elements of a batch from its table."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from rlm_tui.ui.screens.actions.batch_commands import BatchCommands
from rlm_tui.ui.widgets.dialog import Dialog
from rlm_tui.wording import count


class AbortingRows(BatchCommands):
    """The key `x` in the table."""

    def action_run_abort_node(self) -> None:
        """Ask whether to end the marked elements, or the one under the cursor."""
        if not self.can_act():
            return
        nodes = [node for node in sorted(self.view.marked) if self._works(node)]
        nodes = nodes or list(filter(self._works, [self.desk.selected.node]))
        if not nodes:
            self.say("it has already ended")
            return
        what = nodes[0] if len(nodes) == 1 else f"the {len(nodes)} marked rows"
        question = f"Abort {what}? The code gets a text instead, and goes on."
        dialog = Dialog(question, verb="abort", lapse=self.lapse_of_nodes(nodes))
        self.app.push_screen(dialog, partial(self._abort_if, nodes))

    def _works(self, node: str) -> bool:
        found = self.session.nodes.get(node)
        return found is not None and not found.has_ended

    def _abort_if(self, nodes: Sequence[str], confirmed: bool | None) -> None:
        if confirmed:
            self.perform(self._abort_all(nodes))

    async def _abort_all(self, nodes: Sequence[str]) -> str:
        for node in nodes:
            await self.controller.abort_node(node)
        return f"aborting {count(len(nodes), 'element')}"
