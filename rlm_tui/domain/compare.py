"""Where two sessions differ: prompts, code, outputs, answers, cost and time.

Nodes are held against each other by their paths, which are the same in a branch and
its parent as far as both went the same way.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from sys import maxsize
from typing import Literal, NamedTuple, TypeAlias

from rlm_tui.domain.decisions import Gate
from rlm_tui.domain.deeds import deed_in_words
from rlm_tui.domain.session import Node, Session, Ticket
from rlm_tui.domain.text import EMPTY, Text
from rlm_tui.domain.turns import Execution, Iteration

What: TypeAlias = Literal[
    "node", "prompt", "decision", "sent", "reply", "code", "output", "answer", "state"
]
"""What is different: a whole node that only one of them has, a text of it, or what a
person decided on what waited there."""


class _Moment(NamedTuple):
    """When something of a node happens, as far as its own turns tell."""

    iteration: int
    block: int
    step: int
    child: int = 0


_QUERIES = 2
_STEPS: dict[What, int] = {"sent": 1, "reply": 3, "code": 1, "output": 4}
"""What comes after what in a turn, and in a block: what the code of a block asks for
lies before its output."""
_DECIDED: dict[Gate, int] = {"error": 2, "result": 3}
"""Between which of these steps a person decides; at other gates before all."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not the same in two sessions."""

    node: str
    what: What
    one: Text | None
    """`None`: the first one has nothing there."""
    other: Text | None
    iteration: int | None = None
    block: int | None = None
    gate: Gate | None = None
    """Of a decision: where it was made."""

    @property
    def place(self) -> str:
        """Where it is, for people."""
        parts = [self.node]
        if self.iteration is not None:
            parts.append(f"it {self.iteration}")
        if self.block is not None:
            parts.append(f"block {self.block}")
        return " ".join(parts)


@dataclass(frozen=True, slots=True)
class Total:
    """What a session came to, in numbers."""

    id: str
    status: str
    nodes: int
    calls: int
    tokens: int
    cost: float | None
    active_s: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two sessions held against each other."""

    one: Total
    other: Total
    differences: tuple[Difference, ...]
    """In the order in which it happened, so that the first is where they part."""
    same_nodes: int
    """Nodes that are alike in everything."""

    @property
    def first(self) -> Difference | None:
        """Where they part; `None` if they do not."""
        return self.differences[0] if self.differences else None


def compare(one: Session, other: Session) -> Comparison:
    """Hold two sessions against each other."""
    paths = sorted({*one.nodes, *other.nodes}, key=_steps)
    found: list[Difference] = []
    same = 0
    decided = _decided(one, other)
    if one.question != other.question:
        found.append(Difference("0", "prompt", one.question, other.question))
    for path in paths:
        of_node = list(_of_node(path, one.nodes.get(path), other.nodes.get(path)))
        of_node += decided.get(path, [])
        found += of_node
        same += not of_node
    found.sort(key=lambda difference: _when(difference, one, other))
    return Comparison(_total(one), _total(other), tuple(found), same)


def _steps(path: str) -> tuple[int, ...]:
    return tuple(map(int, path.split(".")))


def _when(difference: Difference, one: Session, other: Session) -> list[_Moment]:
    """When it happened: the blocks that asked for its node, from the root on, and the
    moment in the node itself."""
    steps = difference.node.split(".")
    paths = [".".join(steps[:end]) for end in range(2, len(steps) + 1)]
    return [*(_asked(path, one, other) for path in paths), _moment(difference)]


def _asked(path: str, one: Session, other: Session) -> _Moment:
    """When the node above asked for one, in the session that did so first."""
    nodes = (one.nodes.get(path), other.nodes.get(path))
    places = [node.place for node in nodes if node is not None and node.place]
    at = min(((place.iteration, place.block) for place in places), default=(0, 0))
    return _Moment(*at, _QUERIES, _steps(path)[-1])


def _moment(difference: Difference) -> _Moment:
    number, block = difference.iteration or 0, difference.block or 0
    if difference.what in ("answer", "state"):
        return _Moment(maxsize, 0, 1)
    if difference.gate is None:
        return _Moment(number, block, _STEPS.get(difference.what, 0))
    is_last = not number and difference.gate in _DECIDED
    if is_last or difference.gate == "final":
        return _Moment(maxsize, 0, 0)
    return _Moment(number, block, _DECIDED.get(difference.gate, 0))


def _decided(one: Session, other: Session) -> dict[str, list[Difference]]:
    """What a person decided in one of them alone, or otherwise, by node."""
    found: dict[str, list[Difference]] = {}
    for key in dict.fromkeys([*one.tickets, *other.tickets]):
        mine, theirs = one.tickets.get(key), other.tickets.get(key)
        deeds = (_deed(mine), _deed(theirs))
        ticket = mine or theirs
        if ticket is not None and deeds[0] != deeds[1]:
            found.setdefault(ticket.node, []).append(_decision(ticket, *deeds))
    return found


def _deed(ticket: Ticket | None) -> Text | None:
    return None if ticket is None else deed_in_words(ticket)


def _decision(ticket: Ticket, one: Text | None, other: Text | None) -> Difference:
    # A sub-query at its gates counts turns and blocks of the node that asks.
    is_own = ticket.node == "0" or ticket.gate in ("call", "exec", "limit", "final")
    is_own = is_own or ticket.of == "exec"
    iteration, block = (ticket.iteration, ticket.block) if is_own else (0, 0)
    return Difference(
        ticket.node,
        "decision",
        one,
        other,
        iteration or None,
        block or None,
        ticket.gate,
    )


def _total(session: Session) -> Total:
    usage = session.usage
    return Total(
        session.id,
        session.status or "not ended",
        len(session.nodes),
        usage.calls,
        usage.total_tokens,
        usage.known_cost,
        session.active_s,
    )


def _of_node(path: str, one: Node | None, other: Node | None) -> Iterator[Difference]:
    if one is None or other is None:
        yield Difference(path, "node", _prompt(one), _prompt(other))
        return
    if one.prompt != other.prompt and "." in path:
        yield Difference(path, "prompt", one.prompt, other.prompt)
    for turn, its in zip_longest(one.iterations, other.iterations):
        yield from _of_turn(path, turn, its)
    if one.state != other.state:
        states = Text.of(one.state), Text.of(other.state)
        yield Difference(path, "state", *states)
    if one.answer != other.answer:
        yield Difference(path, "answer", one.answer, other.answer)


def _prompt(node: Node | None) -> Text | None:
    return None if node is None else node.prompt


def _of_turn(
    path: str, one: Iteration | None, other: Iteration | None
) -> Iterator[Difference]:
    number = (one or other or Iteration(0)).number
    sent, its = _sent(one), _sent(other)
    if sent != its:
        yield Difference(path, "sent", sent, its, number)
    reply = None if one is None else one.reply
    theirs = None if other is None else other.reply
    if reply != theirs:
        yield Difference(path, "reply", reply, theirs, number)
    blocks = one.executions if one else ()
    others = other.executions if other else ()
    for block, another in zip_longest(blocks, others):
        yield from _of_block(path, number, block, another)


def _sent(turn: Iteration | None) -> Text | None:
    """What the call of a turn said last."""
    if turn is None:
        return None
    return turn.messages[-1].content if turn.messages else EMPTY


def _of_block(
    path: str, number: int, one: Execution | None, other: Execution | None
) -> Iterator[Difference]:
    block = (one or other or Execution(0, 0, EMPTY)).block
    code = None if one is None else one.code
    its = None if other is None else other.code
    if code != its:
        yield Difference(path, "code", code, its, number, block)
    output = None if one is None else one.stdout
    theirs = None if other is None else other.stdout
    if output != theirs:
        yield Difference(path, "output", output, theirs, number, block)
