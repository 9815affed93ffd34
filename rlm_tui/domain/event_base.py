"""What all events have in common."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import ClassVar, ParamSpec, Self, TypeVar

from pydantic import BaseModel, ConfigDict


class Value(BaseModel):
    """A frozen value that knows its fields."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", allow_inf_nan=False, defer_build=True
    )


_V = TypeVar("_V", bound=Value)


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
        return _with_fields(type(self), {**self.__dict__, "seq": seq, "at": at})


_P = ParamSpec("_P")


def made(kind: Callable[_P, _V], /, *_: _P.args, **fields: _P.kwargs) -> _V:
    """A value of fields that need no check, for they are of our own making.

    To look at each of them again takes four times as long, and a query has many.
    """
    of: type[_V] = kind  # type: ignore[assignment]  # whose arguments are its fields
    return _with_fields(of, {**_defaults(of), **fields})


@cache
def _defaults(kind: type[Value]) -> dict[str, object]:
    """All fields of a kind of value in their order, with what they are if not given."""
    return {name: field.default for name, field in kind.model_fields.items()}


@cache
def _names(kind: type[Value]) -> set[str]:
    return set(kind.model_fields)


_set = object.__setattr__


def _with_fields(kind: type[_V], fields: dict[str, object]) -> _V:
    """A value whose fields are taken as they are, in place of those of a new one."""
    new = object.__new__(kind)
    _set(new, "__dict__", fields)
    _set(new, "__pydantic_fields_set__", _names(kind))
    _set(new, "__pydantic_extra__", None)
    _set(new, "__pydantic_private__", None)
    return new


class NodeEvent(EventBase):
    """A fact about one node."""

    node: str
    """The path of the node, such as `0.1.2`."""
