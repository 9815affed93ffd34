"""The outline of a session: what its tree shows, and where the texts of a node are.

It is made of a folded session and its events, written beside them, and can be made
again at any time. A session that is opened by its outline is equal to the one that its
events make: what is not in the outline is fetched when it is asked for.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import astuple, dataclass, fields
from functools import cache
from typing import TypeAlias, get_args, get_origin, get_type_hints

from immutables import Map
from pydantic import BaseModel, TypeAdapter, create_model

from rlm_tui.domain.copying import made_of
from rlm_tui.domain.events import Event, NodeKind, Place
from rlm_tui.domain.limits import Usage
from rlm_tui.domain.saved_nodes import (
    SAVED,
    Saved,
    SavedNode,
    UsageRow,
    tells_of,
)
from rlm_tui.domain.session import Flag, Node, NodeState, Session
from rlm_tui.domain.turns import Outgoing

PlaceRow = tuple[int, int, int | None]

NodeRow = tuple[
    str,
    NodeKind,
    NodeState,
    int,
    str,
    str,
    PlaceRow | None,
    int | None,
    int | None,
    UsageRow | None,
    UsageRow | None,
    tuple[int, float | None] | None,
    dict[str, int],
    tuple[Flag, ...],
    float,
    float | None,
    tuple[int, ...],
    tuple[int, ...],
    bool | None,
    int,
]
"""A node as `_row_of` writes it; the last number is that of the events that tell."""

_ROWS: TypeAdapter[list[NodeRow]] = TypeAdapter(list[NodeRow])
EVENT_NUMBERS = "I"
"""Type of an array of events' numbers, of four bytes each."""


@dataclass(frozen=True, slots=True)
class Outline:
    """A session up to an event, as it is written down."""

    seq: int
    """Number of the last event that it knows of."""
    frame: bytes
    """All of the session but its nodes, as JSON."""
    rows: bytes
    """The nodes in the order in which they began, as JSON."""
    told: bytes
    """Numbers of the events that tell of a node, one node after the other."""


Fetch: TypeAlias = Callable[[str, Sequence[int]], Node]
"""Gives a node with its texts, by its path and the numbers of its events."""


def outline_of(session: Session, events: Iterable[Event]) -> Outline:
    """Write down a session and its events.

    Raises:
        ValueError: a text of it cannot be written.
    """
    told: defaultdict[str, list[int]] = defaultdict(list)
    for event in events:
        if (node := tells_of(event)) is not None:
            told[node].append(event.seq)
    numbers = array(EVENT_NUMBERS)
    rows = []
    for path, seqs in told.items():
        numbers.extend(seqs)
        rows.append(_row_of(session.nodes[path], len(seqs)))
    return Outline(
        session.seq, _frame_of(session), _ROWS.dump_json(rows), numbers.tobytes()
    )


def opened(outline: Outline, fetch: Fetch) -> Session:
    """The session of an outline.

    Raises:
        ValueError: it is no outline, or one of another shape.
    """
    told = array(EVENT_NUMBERS)
    told.frombytes(outline.told)
    rows = _ROWS.validate_json(outline.rows)
    places = _places(rows)

    def fetch_node(node: str) -> Node:
        return fetch(node, told[places[node]].tolist())

    values = _frame_values(outline.frame)
    return made_of(Session, {**values, "nodes": Map(_nodes(rows, fetch_node))})


def _places(rows: Sequence[NodeRow]) -> dict[str, slice]:
    """Where the numbers of each node's events are."""
    places: dict[str, slice] = {}
    end = 0
    for row in rows:
        start, end = end, end + row[-1]
        places[row[0]] = slice(start, end)
    return places


def _row_of(node: Node, told: int) -> NodeRow:
    place, out = node.place, node.out
    usage = None if node.usage == Usage() else _usage_row(node.usage)
    total = None if node.total == node.usage else _usage_row(node.total)
    return (
        node.id,
        node.kind,
        node.state,
        node.depth,
        node.model,
        node.function,
        None if place is None else (place.iteration, place.block, place.line),
        node.index,
        node.elements,
        usage,
        total,
        None if out is None else (out.tokens, out.cost),
        dict(node.below),
        tuple(sorted(node.flags)),
        node.started_at,
        node.ended_at,
        node.turns,
        node.blocks,
        node.plays_back,
        told,
    )


def _usage_row(usage: Usage) -> UsageRow:
    row: UsageRow = astuple(usage)
    return row


_NOTHING: Map[str, int] = Map()
_NO_FLAGS: frozenset[Flag] = frozenset()


def _nodes(
    rows: Sequence[NodeRow], fetch: Callable[[str], Node]
) -> dict[str, SavedNode]:
    children = _children(rows)
    places: dict[PlaceRow, Place] = {}
    nodes: dict[str, SavedNode] = {}
    for (
        path, kind, state, depth, model, function, at, index, elements, usage, total,
        out, below, flags, started_at, ended_at, turns, blocks, plays_back, _,
    ) in rows:  # fmt: skip
        if at is not None and at not in places:
            places[at] = Place(iteration=at[0], block=at[1], line=at[2])
        values: dict[str, object] = {
            "id": path,
            "kind": kind,
            "state": state,
            "depth": depth,
            "model": model,
            "function": function,
            "place": None if at is None else places[at],
            "index": index,
            "elements": elements,
            "children": tuple(children.get(path, ())),
            "out": None if out is None else Outgoing(*out),
            "below": Map(below) if below else _NOTHING,
            "flags": frozenset(flags) if flags else _NO_FLAGS,
            "started_at": started_at,
            "ended_at": ended_at,
        }
        values[SAVED] = Saved(turns, blocks, plays_back, usage, total, fetch)
        nodes[path] = made_of(SavedNode, values)
    return nodes


def _children(rows: Sequence[NodeRow]) -> dict[str, list[str]]:
    children: dict[str, list[str]] = {}
    for row in rows:
        above, dot, _ = row[0].rpartition(".")
        if dot:
            children.setdefault(above, []).append(row[0])
    return children


@cache
def _frame() -> type[BaseModel]:
    """What validates and writes the fields of a session beside its nodes."""
    hints = get_type_hints(Session)
    shapes = {
        field.name: (_plain(hints[field.name]), ...)
        for field in fields(Session)
        if field.name != "nodes"
    }
    return create_model("Frame", **shapes)  # type: ignore[call-overload, no-any-return]


def _plain(hint: object) -> object:
    """The type that pydantic knows for one of a session's fields."""
    return dict[get_args(hint)] if get_origin(hint) is Map else hint  # type: ignore[misc]


def _frame_of(session: Session) -> bytes:
    values = {name: getattr(session, name) for name in _frame().model_fields}
    plain = {
        name: dict(value) if isinstance(value, Map) else value
        for name, value in values.items()
    }
    return _frame().model_validate(plain).model_dump_json().encode()


def _frame_values(frame: bytes) -> dict[str, object]:
    read = _frame().model_validate_json(frame)
    hints = get_type_hints(Session)
    return {
        name: Map(value) if get_origin(hints[name]) is Map else value
        for name, value in read
    }
