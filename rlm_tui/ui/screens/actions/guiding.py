"""Words for a node, and marks and notes on it."""

from __future__ import annotations

from functools import partial

from rlm_tui.domain.events import ANSWERED
from rlm_tui.domain.session import Node, ancestors
from rlm_tui.ui.contracts.app import opener
from rlm_tui.ui.contracts.launcher import AskRequest
from rlm_tui.ui.screens.actions.acting import Acting
from rlm_tui.ui.typed.questions import Question


class Guiding(Acting):
    """The keys `u`, `m` and `;`."""

    def action_run_guide(self) -> None:
        """Ask for words that go out with the next call of the selected node."""
        if self.controller.session.status in ANSWERED:
            self.ask_further()
            return
        if not self.can_act():
            return
        node = self._guided()
        if node is None:
            self.say("nobody is there to be told: the work of this node has ended")
            return
        self.ask_guidance(node)

    def ask_guidance(self, node: Node) -> None:
        """Ask for words for a node."""
        waiting = len(node.undelivered)
        back = f"; empty takes the last of {waiting} back" if waiting else ""
        self.ask(
            Question(
                title=f"Guide {node.id}",
                prompt=f"words for {node.id}, sent with its next call{back}",
                enter="give it",
                escape="say nothing",
                answer=partial(self._guide, node.id),
                lapse=self.lapse_of_nodes([node.id]),
            )
        )

    def ask_further(self) -> None:
        """Ask for a question that follows the answer."""
        session = self.controller.session.id
        self.ask(
            Question(
                title="Ask a further question",
                prompt="type your question; the answer and the variables are kept",
                enter="ask it",
                escape="ask nothing",
                answer=partial(self.put_question, session),
            )
        )

    def put_question(self, session: str, words: str) -> None:
        """Put a question that follows the answer of a session."""
        if words.strip():
            opener(self.app).open_follow_up(AskRequest(session, words.strip()))
        else:
            self.say("no words were typed: nothing was asked")

    def _guided(self) -> Node | None:
        """The selected node, or the nearest above it that holds a conversation."""
        selected = self.desk.selected.node
        for node_id in (selected, *ancestors(selected)):
            node = self.session.nodes.get(node_id)
            if node is not None and node.kind == "rlm" and not node.has_ended:
                return node
        return None

    def _guide(self, node_id: str, words: str) -> None:
        if words.strip():
            self.perform(self.controller.guide(node_id, words))
            return
        waiting = self.controller.session.nodes[node_id].undelivered
        if waiting:
            self.perform(self.controller.withdraw(node_id, waiting[-1].number))
        else:
            self.say("no words were typed: nothing was told")

    def action_node_mark(self) -> None:
        """Mark the selected node, or take its mark away."""
        node = self.session.nodes.get(self.desk.selected.node)
        if node is not None:
            is_marked = "marked" in node.flags
            self.perform(self.controller.mark(node.id, not is_marked))

    def action_node_note(self) -> None:
        """Ask for a note on the selected node."""
        node = self.session.nodes.get(self.desk.selected.node)
        if node is not None:
            self.ask_note(node)

    def ask_note(self, node: Node) -> None:
        """Ask for a note on a node."""
        self.open_box(self._ask_note(node))

    async def _ask_note(self, node: Node) -> None:
        self.ask(
            Question(
                title=f"Note on {node.id}",
                prompt="a note for yourself; empty takes it away",
                enter="keep it",
                escape="leave it",
                answer=lambda text: self.perform(self.controller.note(node.id, text)),
                value=await self.controller.text(node.note),
            )
        )
