"""The event of a history that has become too long for its model."""

from __future__ import annotations

from typing import Literal

from rlm_tui.domain.event_base import NodeEvent, Value


class Cut(Value):
    """What was done to one message; the whole is in the event that brought it."""

    message: int
    """Its place in `history`, as the REPL has it, from 0."""
    role: Literal["user", "assistant"]
    chars: int
    """Of the message as it was sent before."""
    left: int
    """Of what is still sent; 0: the message is left out."""


class HistoryCompacted(NodeEvent):
    """Messages of a node were shortened because they near its model's window."""

    kind: Literal["history_compacted"] = "history_compacted"
    iteration: int
    """The turn before whose call it was done."""
    window: int
    """Tokens that the model reads at once."""
    tokens_before: int
    """Estimates."""
    tokens_after: int
    cuts: tuple[Cut, ...]

    @property
    def in_words(self) -> str:
        """One line for a person."""
        return (
            f"history shortened from {self.tokens_before} to {self.tokens_after} "
            f"tokens: {len(self.cuts)} messages cut, the window has {self.window}"
        )
