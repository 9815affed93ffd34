"""What all events have in common."""

from __future__ import annotations

from typing import ClassVar, Self

from pydantic import BaseModel, ConfigDict


class Value(BaseModel):
    """A frozen value that knows its fields."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", allow_inf_nan=False, defer_build=True
    )


class EventBase(Value):
    """A numbered fact."""

    transient: ClassVar[bool] = False

    seq: int = 0
    """Position in the session, from 1; 0 until the journal has numbered it."""
    at: float = 0.0
    """Seconds since the epoch."""

    def stamped(self, *, seq: int, at: float) -> Self:
        """The same fact with its number and time.

        `model_copy` takes ten times as long, and this is done to every event.
        """
        new = object.__new__(type(self))
        state = {**self.__dict__, "seq": seq, "at": at}
        object.__setattr__(new, "__dict__", state)
        object.__setattr__(new, "__pydantic_fields_set__", set(state))
        object.__setattr__(new, "__pydantic_extra__", None)
        object.__setattr__(new, "__pydantic_private__", None)
        return new


class NodeEvent(EventBase):
    """A fact about one node."""

    node: str
    """The path of the node, such as `0.1.2`."""
