"""The exact messages that a node's model was sent, put together from its turns."""

from __future__ import annotations

from collections.abc import Iterator

from rlm_tui.domain.events_of_calls import Message
from rlm_tui.domain.session import Node
from rlm_tui.domain.turns import Iteration


def conversation(node: Node) -> Iterator[tuple[Iteration, tuple[Message, ...]]]:
    """Each turn that called a model, with everything that it sent."""
    sent: tuple[Message, ...] = ()
    for turn in node.iterations:
        if turn.called_at is None:
            continue
        sent = (*sent[: turn.kept], *turn.messages)
        yield turn, sent


def messages_at(node: Node, number: int) -> tuple[Message, ...]:
    """Everything that a turn sent; nothing if it has not called yet."""
    for turn, sent in conversation(node):
        if turn.number == number:
            return sent
    return ()
