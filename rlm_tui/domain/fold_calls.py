"""How calls of models change a session."""

from __future__ import annotations

from rlm_tui.domain.copying import change, replace
from rlm_tui.domain.events import NodeFinished
from rlm_tui.domain.events_of_calls import (
    CallFailed,
    CallFinished,
    CallStarted,
    ReplyDelta,
)
from rlm_tui.domain.fold_nodes import (
    change_turn,
    flag,
    in_turn,
    node_finished,
    place_of,
    put,
    put_in_state,
    with_turn,
)
from rlm_tui.domain.limits import NO_USAGE, Usage
from rlm_tui.domain.session import Node, Session, ancestors
from rlm_tui.domain.turns import Attempt, Iteration, Outgoing


def call_is_out(session: Session, node_id: str, estimate: Outgoing) -> Session:
    """A call was let out: until it returns there is an estimate of it."""
    node = replace(session.nodes[node_id])
    session = _out(_back(session, node), node, estimate)
    return put(session, node)


def _out(session: Session, node: Node, estimate: Outgoing) -> Session:
    """As `call_is_out`, for a copy of the node that nobody else has yet."""
    change(node, out=estimate)
    return change(
        session,
        out_calls=session.out_calls + 1,
        out_tokens=session.out_tokens + estimate.tokens,
        out_cost=session.out_cost + (estimate.cost or 0.0),
    )


def call_is_back(session: Session, node_id: str) -> Session:
    """A call has returned, or never will: what it cost is known."""
    node = session.nodes[node_id]
    if node.out is None:
        return session
    node = replace(node)
    return put(_back(session, node), node)


def _back(session: Session, node: Node) -> Session:
    """As `call_is_back`, for a copy of the node that nobody else has yet."""
    out = node.out
    if out is None:
        return session
    change(node, out=None)
    left = session.out_calls - 1
    return change(
        session,
        out_calls=left,
        out_tokens=session.out_tokens - out.tokens,
        # Sums of floats leave crumbs: none are left when nothing is out.
        out_cost=session.out_cost - (out.cost or 0.0) if left else 0.0,
    )


_FIRST = Iteration(1)


def call_started(session: Session, event: CallStarted) -> Session:
    """The node is calling; a plain query gets its one turn here."""
    node = session.nodes[event.node]
    if node.called not in ("", event.model):
        node = _with_second_model(node)
    at = place_of(node, event.iteration)
    turn = replace(
        _FIRST if at is None else node.iterations[at],
        number=event.iteration,
        started_at=event.at if at is None else node.iterations[at].started_at,
        kept=event.kept,
        messages=event.messages,
        called_at=event.at,
        draft="",
        draft_reasoning="",
        heard_at=None,
    )
    iterations = with_turn(node.iterations, at, turn)
    node = replace(node, model=event.model, called=event.model, iterations=iterations)
    if event.attempt > 1:
        node = flag(node, "retried")
    if event.passed is not None:
        estimate = Outgoing(event.input_tokens, event.passed.cost)
        session = _out(_back(session, node), node, estimate)
    return put_in_state(session, node, "calling")


def _with_second_model(node: Node) -> Node:
    """What it has used so far was all of one model; now it is told apart."""
    if node.used or node.usage == NO_USAGE:
        return node
    return replace(node, used=node.used.set(node.called, node.usage))


def reply_delta(session: Session, event: ReplyDelta) -> Session:
    """The draft of the reply grows."""
    return change_turn(
        session,
        event.node,
        event.iteration,
        lambda turn: replace(
            turn,
            draft=turn.draft + event.text,
            draft_reasoning=turn.draft_reasoning + event.reasoning,
            heard_at=event.at,
        ),
    )


def call_finished(session: Session, event: CallFinished) -> Session:
    """The reply replaces the draft, and what it cost is added up to the root."""
    node = session.nodes[event.node]
    turns = node.iterations
    if (at := place_of(node, event.iteration)) is not None:
        turn = turns[at]
        turn = replace(
            turn,
            reply=event.reply,
            reasoning=event.reasoning,
            draft="",
            draft_reasoning="",
            heard_at=None,
            usage=turn.usage + event.usage,
            elapsed_s=turn.elapsed_s + event.elapsed_s,
            by=event.actor,
        )
        turns = with_turn(turns, at, turn)
    node = replace(node, iterations=turns)
    return _charged(_back(session, node), node, event.usage)


def call_failed(session: Session, event: CallFailed) -> Session:
    """The attempt is recorded and charged; the draft is gone."""
    failure = Attempt(
        event.attempt, event.error_type, event.error, event.retry_in_s, event.usage
    )
    node = in_turn(
        session.nodes[event.node],
        event.iteration,
        lambda turn: replace(
            turn,
            failures=(*turn.failures, failure),
            draft="",
            draft_reasoning="",
            heard_at=None,
            usage=turn.usage + event.usage,
            elapsed_s=turn.elapsed_s + event.elapsed_s,
        ),
    )
    if event.retry_in_s is None:
        session = put(_back(session, node), node)
    else:
        session = put_in_state(session, node, "queued")
    return charge(session, event.node, event.usage)


def node_ended(session: Session, event: NodeFinished) -> Session:
    """The node ends, and no call of it is out any more."""
    return node_finished(call_is_back(session, event.node), event)


def charge(session: Session, node_id: str, usage: Usage) -> Session:
    """Add usage to a node and to the totals of all above it."""
    return _charged(session, replace(session.nodes[node_id]), usage)


def _charged(session: Session, node: Node, usage: Usage) -> Session:
    """As `charge`, for a copy of the node that nobody else has yet."""
    if not usage.calls and usage == NO_USAGE:
        return put(session, node)
    change(node, usage=node.usage + usage, total=node.total + usage)
    if node.used:
        of_model = node.used.get(node.called, NO_USAGE) + usage
        change(node, used=node.used.set(node.called, of_model))
    nodes = session.nodes.set(node.id, node)
    for ancestor in ancestors(node.id):
        above = nodes[ancestor]
        nodes = nodes.set(ancestor, replace(above, total=above.total + usage))
    return change(session, nodes=nodes)
