"""How events about nodes and their iterations change a session."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from immutables import Map

from rlm_tui.domain.copying import change, replace
from rlm_tui.domain.events import (
    IterationFinished,
    IterationStarted,
    NodeFinished,
    NodeStarted,
    Warned,
)
from rlm_tui.domain.events_of_history import HistoryCompacted
from rlm_tui.domain.session import BUSY, Flag, Node, NodeState, Session, ancestors
from rlm_tui.domain.turns import Iteration

SUB_QUERIES = frozenset({"llm", "rlm"})
"""Kinds of nodes that count against `max_llm_calls`, each once, if they left."""


def put(session: Session, node: Node) -> Session:
    """The session with a node replaced."""
    return change(session, nodes=session.nodes.set(node.id, node))


def set_state(session: Session, node_id: str, state: NodeState) -> Session:
    """The session with a node in another state, and all counts that follow."""
    node = session.nodes[node_id]
    if node.state == state:
        return session
    return put_in_state(session, replace(node), state)


def put_in_state(session: Session, node: Node, state: NodeState) -> Session:
    """The session with a node replaced by a copy that nobody else has yet, which
    enters a state, and all counts that follow."""
    left, nodes = node.state, session.nodes.set(node.id, node)
    if left == state:
        return change(session, nodes=nodes)
    change(node, state=state)
    nodes = _recounted(nodes, ancestors(node.id), leaves=left, enters=state)
    in_flight = session.in_flight + (state in BUSY) - (left in BUSY)
    return change(session, nodes=nodes, in_flight=in_flight)


def _recounted(
    nodes: Map[str, Node],
    above: Sequence[str],
    *,
    leaves: NodeState | None,
    enters: NodeState,
) -> Map[str, Node]:
    """The nodes with new counts in those above one; these are copies of their own."""
    for ancestor in above:
        node = nodes[ancestor]
        below = node.below
        below = below.set(enters, below.get(enters, 0) + 1)
        if leaves is not None:
            left = below[leaves] - 1
            below = below.set(leaves, left) if left else below.delete(leaves)
        nodes = nodes.set(ancestor, replace(node, below=below))
    return nodes


def flag(node: Node, *flags: Flag) -> Node:
    """The node with flags set."""
    return replace(node, flags=node.flags | set(flags))


_NEW = Node("", "llm")


def node_started(session: Session, event: NodeStarted) -> Session:
    """A node appears below the one that asked, which waits for it."""
    node = replace(
        _NEW,
        id=event.node,
        kind=event.node_kind,
        depth=event.depth,
        model=event.model,
        prompt=event.prompt,
        context=event.context,
        function=event.function,
        place=event.place,
        index=event.index,
        elements=event.elements,
        started_at=event.at,
    )
    above = ancestors(node.id)
    nodes = session.nodes.set(node.id, node)
    nodes = _recounted(nodes, above, leaves=None, enters=node.state)
    if not above:
        return change(session, nodes=nodes)
    parent = nodes[above[0]]  # by now a copy that nobody else has
    left = parent.state
    change(parent, children=(*parent.children, node.id), state="waiting")
    if left != "waiting":
        nodes = _recounted(nodes, above[1:], leaves=left, enters="waiting")
    return change(
        session,
        nodes=nodes,
        in_flight=session.in_flight - (left in BUSY),
        sub_queries=session.sub_queries + (node.kind in SUB_QUERIES),
    )


def node_finished(session: Session, event: NodeFinished) -> Session:
    """A node ends; the one that asked goes on when nothing below it is open."""
    before = session.nodes[event.node]
    node = replace(
        before,
        answer=event.answer,
        confidence=event.confidence,
        error=event.error,
        ended_at=event.at,
        iterations=_without_draft(before.iterations),
    )
    if event.state == "answered":
        node = flag(node, "answered")
    session = put_in_state(session, node, event.state)
    if _never_left(node):
        session = change(session, sub_queries=session.sub_queries - 1)
    if before.state == node.state:
        return session  # it had ended so before
    return _resume_parent(session, node)


def _never_left(node: Node) -> bool:
    return not (
        node.iterations or node.kind not in SUB_QUERIES or node.parent_id is None
    )


def _without_draft(iterations: tuple[Iteration, ...]) -> tuple[Iteration, ...]:
    if not iterations:
        return iterations
    last = iterations[-1]
    if last.draft or last.draft_reasoning or last.heard_at is not None:
        last = replace(last, draft="", draft_reasoning="", heard_at=None)
    if last.executions:
        *before, execution = last.executions
        execution = replace(execution, draft="", stopping=None, variables=None)
        last = replace(last, executions=(*before, execution))
    if last is iterations[-1]:
        return iterations
    return (*iterations[:-1], last)


def _resume_parent(session: Session, node: Node) -> Session:
    above = ancestors(node.id)
    parent = session.nodes.get(above[0]) if above else None
    if parent is None or parent.state != "waiting" or parent.open_children:
        return session
    if parent.kind == "batch":
        return session
    # Counting its child has made a copy of it.
    return put_in_state(session, parent, "executing")


def iteration_started(session: Session, event: IterationStarted) -> Session:
    """A turn is added to the node."""
    node = session.nodes[event.node]
    turn = Iteration(event.iteration, started_at=event.at, forced=event.forced)
    return put(session, replace(node, iterations=(*node.iterations, turn)))


def iteration_finished(session: Session, event: IterationFinished) -> Session:
    """The turn's outcome is known."""
    return change_turn(
        session,
        event.node,
        event.iteration,
        lambda turn: replace(turn, outcome=event.outcome),
    )


def change_turn(
    session: Session,
    node_id: str,
    number: int,
    change_it: Callable[[Iteration], Iteration],
) -> Session:
    """The session with one turn of a node changed, if there is that turn."""
    return put(session, in_turn(session.nodes[node_id], number, change_it))


def in_turn(
    node: Node, number: int, change_it: Callable[[Iteration], Iteration]
) -> Node:
    """A copy of a node with one of its turns changed, if there is that turn."""
    at = place_of(node, number)
    if at is None:
        return replace(node)
    turns = with_turn(node.iterations, at, change_it(node.iterations[at]))
    return replace(node, iterations=turns)


def with_turn(
    turns: tuple[Iteration, ...], at: int | None, turn: Iteration
) -> tuple[Iteration, ...]:
    """The turns with one of them replaced; without a place it is a new one."""
    if at is None:
        return (*turns, turn)
    return (*turns[:at], turn, *turns[at + 1 :])


def place_of(node: Node, number: int) -> int | None:
    """Where a turn is; it is nearly always the last."""
    turns = node.iterations
    for at in range(len(turns) - 1, -1, -1) if turns else ():
        if turns[at].number == number:
            return at
    return None


def warned(session: Session, event: Warned | HistoryCompacted) -> Session:
    """The node carries the warning."""
    words = event.message if isinstance(event, Warned) else event.in_words
    return add_warning(session, event.node, words)


def add_warning(session: Session, node_id: str, words: str) -> Session:
    """The session with one more warning at a node."""
    node = session.nodes[node_id]
    return put(session, replace(node, warnings=(*node.warnings, words)))
