"""What a model saw in a turn, beside what it had seen in the one before."""

from __future__ import annotations

from dataclasses import dataclass

from rlm_tui.domain.conversation import conversation
from rlm_tui.domain.events_of_calls import Message
from rlm_tui.domain.session import Node


@dataclass(frozen=True, slots=True)
class Seen:
    """The exact messages of a turn."""

    kept: tuple[Message, ...]
    """Those that the call before began with as well."""
    new: tuple[Message, ...]
    gone: tuple[Message, ...]
    """Those of the call before that were not sent again."""

    @property
    def chars(self) -> int:
        """Of all that was sent."""
        return sum(message.content.chars for message in (*self.kept, *self.new))


def seen_at(node: Node, number: int) -> Seen | None:
    """What a turn sent; nothing if it has not called."""
    before: tuple[Message, ...] = ()
    for turn, sent in conversation(node):
        if turn.number == number:
            return Seen(sent[: turn.kept], sent[turn.kept :], before[turn.kept :])
        before = sent
    return None
