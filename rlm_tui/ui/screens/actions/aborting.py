"""Ending a node or the run, after a question."""

from __future__ import annotations

from functools import partial

from rlm_tui.domain.session import Node, NodeState
from rlm_tui.ui.screens.actions.acting import Acting
from rlm_tui.ui.widgets.abort_dialog import AbortDialog, Ending
from rlm_tui.ui.widgets.dialog import Dialog

_DOING: dict[NodeState, str] = {
    "calling": "the model call",
    "executing": "the code block",
}
"""What a busy node is doing, in words."""


class Aborting(Acting):
    """The keys `x` and `X`."""

    def action_run_abort_node(self) -> None:
        """Ask whether to end the selected node."""
        found = self.session.nodes.get(self.desk.selected.node)
        if self.can_act() and found is not None:
            self.ask_abort(found)

    def ask_abort(self, found: Node) -> None:
        """Ask whether to end a node."""
        node = found.id
        if found.has_ended:
            self.say(f"{node} has already ended")
            return
        if found.state in _DOING:
            doing = "the tool call" if found.kind == "tool" else _DOING[found.state]
            screen = AbortDialog(node, doing=doing)
            self.app.push_screen(screen, partial(self._end, node))
            return
        self._confirm(f"Abort {node} and all below it?", f"abort {node}", node)

    def _end(self, node: str, what: Ending | None) -> None:
        match what:
            case "node":
                self.perform(self.controller.abort_node(node))
            case "call":
                self.perform(self.controller.abort_call(node))
            case None:
                pass

    def abort_call(self, node: str) -> None:
        """Ask whether to end only the call or block of a node."""

        def end(confirmed: bool | None) -> None:
            if confirmed:
                self.perform(self.controller.abort_call(node))

        question = f"Cancel what {node} is doing? It then waits for you."
        self.app.push_screen(Dialog(question, verb="cancel it"), end)

    def action_run_abort(self) -> None:
        """Ask whether to end the run."""
        if self.can_act():
            self._confirm("Abort the whole run? What is recorded stays.", "abort", None)

    def _confirm(self, question: str, verb: str, node: str | None) -> None:
        self.app.push_screen(Dialog(question, verb=verb), partial(self._abort_if, node))

    def _abort_if(self, node: str | None, confirmed: bool | None) -> None:
        if not confirmed:
            return
        if node is None:
            self.perform(self.controller.abort_run())
        else:
            self.perform(self.controller.abort_node(node))
