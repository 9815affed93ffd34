"""How events about nodes, iterations, calls and code change a session."""

from __future__ import annotations

from collections.abc import Callable

from immutables import Map

from rlm_tui.domain.copying import replace
from rlm_tui.domain.events import (
    CodeExecuted,
    CodeStarted,
    IterationFinished,
    IterationStarted,
    NodeFinished,
    NodeStarted,
    OutputDelta,
    OutputReplaced,
    Warned,
)
from rlm_tui.domain.events_of_history import HistoryCompacted
from rlm_tui.domain.session import (
    BUSY,
    Execution,
    Flag,
    Iteration,
    Node,
    NodeState,
    Session,
    ancestors,
)

SUB_CALLS = frozenset({"llm", "rlm"})
"""Kinds of nodes that count against `max_llm_calls`, each once, if they left."""


def put(session: Session, node: Node) -> Session:
    """The session with a node replaced."""
    return replace(session, nodes=session.nodes.set(node.id, node))


def set_state(session: Session, node_id: str, state: NodeState) -> Session:
    """The session with a node in another state, and all counts that follow."""
    node = session.nodes[node_id]
    if node.state == state:
        return session
    nodes = session.nodes.set(node_id, replace(node, state=state))
    return replace(
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
        return replace(session, nodes=nodes)
    parent = nodes[node.parent_id]
    parent = replace(parent, children=(*parent.children, node.id))
    session = replace(
        session,
        nodes=nodes.set(parent.id, parent),
        sub_calls=session.sub_calls + (node.kind in SUB_CALLS),
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
        session = replace(session, sub_calls=session.sub_calls - 1)
    return _resume_parent(session, node)


def _never_left(node: Node) -> bool:
    return node.parent_id is not None and node.kind in SUB_CALLS and not node.iterations


def _without_draft(iterations: tuple[Iteration, ...]) -> tuple[Iteration, ...]:
    if not iterations:
        return iterations
    last = replace(iterations[-1], draft="", draft_reasoning="")
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
    change: Callable[[Iteration], Iteration],
) -> Session:
    """The session with one turn of a node changed, if there is that turn."""
    node = session.nodes[node_id]
    at = place_of(node, number)
    if at is None:
        return session
    turns = node.iterations
    turns = (*turns[:at], change(turns[at]), *turns[at + 1 :])
    return put(session, replace(node, iterations=turns))


def place_of(node: Node, number: int) -> int | None:
    """Where a turn is; it is nearly always the last."""
    for at in range(len(node.iterations) - 1, -1, -1):
        if node.iterations[at].number == number:
            return at
    return None


def code_started(session: Session, event: CodeStarted) -> Session:
    """A block runs."""
    execution = Execution(
        block=event.block,
        blocks=event.blocks,
        code=event.code,
        proposed=event.proposed,
        started_at=event.at,
    )
    session = change_turn(
        session,
        event.node,
        event.iteration,
        lambda turn: replace(turn, executions=(*turn.executions, execution)),
    )
    return set_state(session, event.node, "executing")


def output_delta(session: Session, event: OutputDelta) -> Session:
    """The draft of the output grows."""
    return change_execution(
        session,
        event.node,
        event.iteration,
        event.block,
        lambda execution: replace(execution, draft=execution.draft + event.text),
    )


def change_execution(
    session: Session,
    node_id: str,
    number: int,
    block: int,
    change: Callable[[Execution], Execution],
) -> Session:
    """The session with one execution of a turn changed."""
    return change_turn(
        session,
        node_id,
        number,
        lambda turn: replace(
            turn,
            executions=tuple(
                change(execution) if execution.block == block else execution
                for execution in turn.executions
            ),
        ),
    )


def code_executed(session: Session, event: CodeExecuted) -> Session:
    """The block has ended, or never ran because it was refused."""
    node = session.nodes[event.node]
    session = put(session, _with_variables_after(node, event))
    turns = reversed(node.iterations)
    turn = next((turn for turn in turns if turn.number == event.iteration), None)
    assert turn is not None, "a block belongs to a turn that has begun"
    if not any(execution.block == event.block for execution in turn.executions):
        refused = Execution(event.block, event.blocks, event.code)
        session = change_turn(
            session,
            event.node,
            event.iteration,
            lambda turn: replace(turn, executions=(*turn.executions, refused)),
        )
    return change_execution(
        session,
        event.node,
        event.iteration,
        event.block,
        lambda execution: replace(
            execution,
            stdout=event.stdout,
            draft="",
            stopping=None,
            error=event.error,
            status=event.status,
            elapsed_s=event.elapsed_s,
            reads=event.reads,
        ),
    )


def _with_variables_after(node: Node, event: CodeExecuted) -> Node:
    match event.status:
        case "refused":
            return node
        case "killed":
            lost = event.error or "the process has ended"
            return replace(node, variables=(), variables_lost=lost)
        case _:
            known = event.variables or node.variables
            return replace(node, variables=known, variables_lost="")


def output_replaced(session: Session, event: OutputReplaced) -> Session:
    """A person's text stands in place of the output."""
    return change_execution(
        session,
        event.node,
        event.iteration,
        event.block,
        lambda execution: replace(execution, stdout=event.stdout, error=None),
    )


def warned(session: Session, event: Warned | HistoryCompacted) -> Session:
    """The node carries the warning."""
    words = event.message if isinstance(event, Warned) else event.in_words
    return add_warning(session, event.node, words)


def add_warning(session: Session, node_id: str, words: str) -> Session:
    """The session with one more warning at a node."""
    node = session.nodes[node_id]
    return put(session, replace(node, warnings=(*node.warnings, words)))
