"""Where two sessions differ: prompts, code, outputs, answers, cost and time.

Nodes are held against each other by their paths, which are the same in a branch and
its parent as far as both went the same way.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from typing import Literal, TypeAlias

from rlm_tui.domain.session import Node, Session
from rlm_tui.domain.text import EMPTY, Text
from rlm_tui.domain.turns import Execution, Iteration

What: TypeAlias = Literal[
    "node", "prompt", "sent", "reply", "code", "output", "answer", "state"
]
"""What is different: a whole node that only one of them has, or a text of it."""


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
    """In the order of the tree, so that the first is where they part."""
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
    if one.question != other.question:
        found.append(Difference("0", "prompt", one.question, other.question))
    for path in paths:
        of_node = list(_of_node(path, one.nodes.get(path), other.nodes.get(path)))
        found += of_node
        same += not of_node
    return Comparison(_total(one), _total(other), tuple(_in_order(found)), same)


def _steps(path: str) -> tuple[int, ...]:
    return tuple(map(int, path.split(".")))


def _in_order(found: list[Difference]) -> list[Difference]:
    """Where they part first: what a turn asked for lies before what it came to."""
    return sorted(found, key=_order)


def _order(difference: Difference) -> tuple[int, tuple[int, ...]]:
    is_end = difference.what in ("answer", "state")
    return int(is_end), _steps(difference.node)


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
