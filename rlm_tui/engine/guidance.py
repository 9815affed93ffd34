"""Words that people give nodes, which go out with a node's next call."""

from __future__ import annotations

from contextlib import suppress

from rlm_tui.domain.events_of_answers import GuidanceGiven, GuidanceWithdrawn
from rlm_tui.domain.session import Node
from rlm_tui.domain.text import Text
from rlm_tui.engine import prompts
from rlm_tui.engine.run import Run
from rlm_tui.errors import SteeringError


class Guidance:
    """The guidance of one run, numbered from 1 over all nodes."""

    def __init__(self, run: Run) -> None:
        self._run = run
        given = (said for node in run.session.nodes.values() for said in node.guidance)
        self._last = max((said.number for said in given), default=0)

    async def give(self, node: Node, text: str) -> int:
        """Give a node words, also in a call that waits; their number.

        Raises:
            SteeringError: the node takes none, or there are no words.
        """
        if node.kind != "rlm":
            raise SteeringError(
                f"{node.id} is a {node.kind} node, which is asked only once: edit it "
                "while it waits, or tell the node above it"
            )
        if not text.strip():
            raise SteeringError("guidance without words cannot be given")
        self._last += 1
        number = self._last
        await self._run.emit(
            GuidanceGiven(node=node.id, guidance=number, text=Text.of(text))
        )
        await self._add_to_waiting_call(node.id, prompts.guidance(text))
        return number

    async def _add_to_waiting_call(self, node: str, words: str) -> None:
        for ticket in self._run.session.open_tickets:
            outgoing = ticket.outgoing.whole
            is_call = ticket.node == node and ticket.gate == "call"
            if not is_call or outgoing is None or words in outgoing:
                continue
            # Decided meanwhile: the words go out with the call after.
            with suppress(SteeringError):
                text = f"{outgoing}\n\n{words}"
                await self._run.steering.tickets.edit(ticket.id, text)

    async def withdraw(self, node: Node, number: int) -> None:
        """Take words back that have not gone out.

        Raises:
            SteeringError: there are none of this number.
        """
        if number not in [said.number for said in node.undelivered]:
            raise SteeringError(f"{node.id} has no words {number} still to be sent")
        await self._run.emit(GuidanceWithdrawn(node=node.id, guidance=number))
