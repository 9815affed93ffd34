"""How events about nodes and their iterations change a session."""

from __future__ import annotations

from collections.abc import Callable

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
    nodes = session.nodes.set(node_id, replace(node, state=state))
    return change(
        session,
        nodes=_recounted(nodes, node_id, leaves=node.state, enters=state),
        in_flight=session.in_flight + (state in BUSY) - (node.state in BUSY),
    )


def _recounted(
    nodes: Map[str, Node],
    node_id: str,
    *,
    leaves: NodeState | None,
    enters: NodeState,
) -> Map[str, Node]:
    for ancestor in ancestors(node_id):
        node = nodes[ancestor]
        below = node.below.set(enters, node.below.get(enters, 0) + 1)
        if leaves is not None:
            left = below[leaves] - 1
            below = below.set(leaves, left) if left else below.delete(leaves)
        nodes = nodes.set(ancestor, replace(node, below=below))
    return nodes


def flag(node: Node, *flags: Flag) -> Node:
    """The node with flags set."""
    return replace(node, flags=node.flags | set(flags))


def node_started(session: Session, event: NodeStarted) -> Session:
    """A node appears below the one that asked, which waits for it."""
    node = Node(
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
    nodes = session.nodes.set(node.id, node)
    nodes = _recounted(nodes, node.id, leaves=None, enters=node.state)
    if node.parent_id is None:
        return change(session, nodes=nodes)
    parent = nodes[node.parent_id]
    parent = replace(parent, children=(*parent.children, node.id))
    session = change(
        session,
        nodes=nodes.set(parent.id, parent),
        sub_queries=session.sub_queries + (node.kind in SUB_QUERIES),
    )
    return set_state(session, parent.id, "waiting")


def node_finished(session: Session, event: NodeFinished) -> Session:
    """A node ends; the one that asked goes on when nothing below it is open."""
    session = set_state(session, event.node, event.state)
    node = session.nodes[event.node]
    node = replace(
        node,
        answer=event.answer,
        confidence=event.confidence,
        error=event.error,
        ended_at=event.at,
        iterations=_without_draft(node.iterations),
    )
    if event.state == "answered":
        node = flag(node, "answered")
    session = put(session, node)
    if _never_left(node):
        session = change(session, sub_queries=session.sub_queries - 1)
    return _resume_parent(session, node)


def _never_left(node: Node) -> bool:
    return (
        node.parent_id is not None and node.kind in SUB_QUERIES and not node.iterations
    )


def _without_draft(iterations: tuple[Iteration, ...]) -> tuple[Iteration, ...]:
    if not iterations:
        return iterations
    last = replace(iterations[-1], draft="", draft_reasoning="", heard_at=None)
    if last.executions:
        *before, execution = last.executions
        execution = replace(execution, draft="", stopping=None)
        last = replace(last, executions=(*before, execution))
    return (*iterations[:-1], last)


def _resume_parent(session: Session, node: Node) -> Session:
    parent = session.nodes.get(node.parent_id or "")
    if parent is None or parent.state != "waiting" or parent.open_children:
        return session
    return set_state(
        session, parent.id, "waiting" if parent.kind == "batch" else "executing"
    )


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
    node = session.nodes[node_id]
    at = place_of(node, number)
    if at is None:
        return session
    turns = with_turn(node.iterations, at, change_it(node.iterations[at]))
    return put(session, replace(node, iterations=turns))


def with_turn(
    turns: tuple[Iteration, ...], at: int | None, turn: Iteration
) -> tuple[Iteration, ...]:
    """The turns with one of them replaced; without a place it is a new one."""
    if at is None:
        return (*turns, turn)
    return (*turns[:at], turn, *turns[at + 1 :])


def place_of(node: Node, number: int) -> int | None:
    """Where a turn is; it is nearly always the last."""
    for at in range(len(node.iterations) - 1, -1, -1):
        if node.iterations[at].number == number:
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
