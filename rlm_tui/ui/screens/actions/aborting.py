"""Ending a node or the run, after a question."""

from __future__ import annotations

from functools import partial

from rlm_tui.domain.session import Node, Session
from rlm_tui.ui.screens.actions.acting import Acting
from rlm_tui.ui.widgets.abort_dialog import AbortDialog, Ending
from rlm_tui.ui.widgets.dialog import Dialog


def doing_now(session: Session, node: str) -> str:
    """What a node does that can be ended by itself; empty if it does nothing."""
    found = session.nodes.get(node)
    if found is None or found.state not in ("calling", "executing"):
        return ""
    if found.kind != "rlm":
        return "the tool call" if found.kind == "tool" else "the model call"
    turn = found.iterations[-1] if found.iterations else None
    where = f" of iteration {turn.number}" if turn is not None else ""
    if found.state == "calling":
        return f"the model call{where}"
    block = turn.executions[-1].block if turn is not None and turn.executions else 0
    return f"code block {block}{where}" if block else f"the code{where}"


def ends_with(node: str) -> str:
    """What ends when a node does."""
    return f"{node} and all below it" if node != "0" else "0, and the run with it"


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
        doing = partial(self._doing, node)
        lapse = self.lapse_of_nodes([node])
        if doing():
            ends = ends_with(node)
            screen = AbortDialog(node, ends=ends, doing=doing, lapse=lapse)
            self.app.push_screen(screen, partial(self._end, node))
            return
        question = f"Abort {ends_with(node)}?"
        dialog = Dialog(question, verb=f"abort {node}", lapse=lapse)
        self.app.push_screen(dialog, partial(self._abort_if, node))

    def _doing(self, node: str) -> str:
        return doing_now(self.controller.session, node)

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

        doing = self._doing(node)
        if not doing:
            self.say(f"{node} is neither calling a model nor running code")
            return
        question = f"Cancel {doing}? {node} then waits for you."
        lapse = partial(self._is_over, node, doing)
        dialog = Dialog(question, verb="cancel it", lapse=lapse)
        self.app.push_screen(dialog, end)

    def _is_over(self, node: str, doing: str) -> str:
        return "" if self._doing(node) == doing else f"{doing} is over"

    def action_run_abort(self) -> None:
        """Ask whether to end the run."""
        if self.can_act():
            question = "Abort the whole run? What is recorded stays."
            dialog = Dialog(question, verb="abort", lapse=self.lapse_of_run)
            self.app.push_screen(dialog, partial(self._abort_if, None))

    def _abort_if(self, node: str | None, confirmed: bool | None) -> None:
        if not confirmed:
            return
        if node is None:
            self.perform(self.controller.abort_run())
        else:
            self.perform(self.controller.abort_node(node))
