"""The elements of a batch as rows: a node, and the ticket that waits at it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rlm_tui.domain.session import Node, Session, Ticket

PREVIEW_CHARS = 400
"""Of a prompt or a reply, in a row."""


def row_name(node: Node, index: int | None = None) -> str:
    """An element by its place from 0, as in the code's list, and by its path."""
    return f"row {node.index if index is None else index} ({node.id})"


@dataclass(frozen=True, slots=True)
class Element:
    """One row of the table."""

    node: Node
    index: int
    """Its place in the list that the code gave."""
    ticket: Ticket | None = None
    """What waits there, the oldest first."""

    @property
    def called(self) -> str:
        """Its place, which the table shows, and its path, which the tree does."""
        return row_name(self.node, self.index)

    @property
    def prompt(self) -> str:
        """The beginning of what was or would be sent."""
        if self.ticket is not None and self.ticket.gate == "query":
            return self.ticket.outgoing.preview[: 2 * PREVIEW_CHARS]
        return self.node.prompt.preview[: 2 * PREVIEW_CHARS]

    @property
    def reply(self) -> str:
        """The beginning of what came back or is coming; empty if nothing did."""
        if self.node.answer is not None:
            return self.node.answer.preview[:PREVIEW_CHARS]
        if not self.node.iterations:
            return ""
        turn = self.node.iterations[-1]
        return (turn.reply.preview if turn.reply else turn.draft)[:PREVIEW_CHARS]

    @property
    def has_reply(self) -> bool:
        """Whether there is anything to be seen in place of a reply."""
        return bool(self.reply or self.node.error)

    @property
    def tokens(self) -> int:
        """Of the call that was made, else the estimate of what would be sent."""
        if self.node.total.calls:
            return self.node.total.total_tokens
        if self.ticket is not None and self.ticket.input_tokens:
            return self.ticket.input_tokens
        return 0 if self.node.has_ended else self.node.prompt.tokens

    @property
    def cost(self) -> float | None:
        """What it cost, else the estimate; nothing where no price is known."""
        if self.node.total.calls:
            return self.node.total.known_cost
        return self.ticket.cost if self.ticket is not None else None

    @property
    def is_edited(self) -> bool:
        """Whether a person changed its prompt."""
        return "edited" in self.node.flags or (
            self.ticket is not None and self.ticket.edit is not None
        )

    def seconds(self, now: float) -> float | None:
        """For how long its call has been or was out."""
        turns = self.node.iterations
        if not turns:
            return None
        if self.node.has_ended or turns[-1].reply is not None:
            return sum(turn.elapsed_s for turn in turns)
        called = turns[-1].called_at
        return now - called if called is not None else None


class Elements:
    """The elements of one batch, made anew only where something has changed."""

    def __init__(self, batch: str) -> None:
        self.batch = batch
        self._made: dict[str, Element] = {}

    def of(self, session: Session, waiting: Iterable[Ticket]) -> list[Element]:
        """All elements, in the order of the list that the code gave."""
        tickets: dict[str, Ticket] = {}
        for ticket in waiting:
            tickets.setdefault(ticket.node, ticket)
        nodes, made = session.nodes, self._made
        found: list[Element] = []
        for place, child in enumerate(nodes[self.batch].children):
            node, ticket_there = nodes[child], tickets.get(child)
            element = made.get(child)
            if (
                element is None
                or element.node is not node
                or element.ticket is not ticket_there
            ):
                index = node.index if node.index is not None else place
                element = made[child] = Element(node, index, ticket_there)
            found.append(element)
        return found
