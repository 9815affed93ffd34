"""What all events have in common."""

from __future__ import annotations

from typing import ClassVar

from pydantic import BaseModel, ConfigDict


class Value(BaseModel):
    """A frozen value that knows its fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class EventBase(Value):
    """A numbered fact."""

    transient: ClassVar[bool] = False

    seq: int = 0
    """Position in the session, from 1; 0 until the journal has numbered it."""
    at: float = 0.0
    """Seconds since the epoch."""


class NodeEvent(EventBase):
    """A fact about one node."""

    node: str
    """The path of the node, such as `0.1.2`."""
