"""How events about tickets change a session."""

from __future__ import annotations

from rlm_tui.domain.copying import change, replace
from rlm_tui.domain.decisions import SENDS, Gate
from rlm_tui.domain.events_of_tickets import (
    AttemptPicked,
    LaneParked,
    ModelChosen,
    TicketDecided,
    TicketEdited,
    TicketHeld,
    TicketRaised,
    TicketWithdrawn,
)
from rlm_tui.domain.fold_calls import call_is_back, call_is_out
from rlm_tui.domain.fold_nodes import flag, put, set_state
from rlm_tui.domain.refusals import REFUSABLE, refusal_key
from rlm_tui.domain.session import Flag, Node, NodeState, Session, Ticket
from rlm_tui.domain.turns import Outgoing

FLAGS: dict[str, Flag] = {"answer": "answered", "reject": "rejected"}
"""How a node is marked by what was decided on one of its tickets."""


def ticket_raised(session: Session, event: TicketRaised) -> Session:
    """A crossing: held, it joins the queue; otherwise the node goes on."""
    if event.rules:
        session = _count_hits(session, event.rules)
    if event.marked:
        session = put(session, flag(session.nodes[event.node], "marked"))
    if event.hold is not None:
        return _held(session, event)
    if event.verb is None:
        return _let_out(session, event.node, event.gate, _estimate(event), event.model)
    if event.verb in FLAGS:
        session = put(session, flag(session.nodes[event.node], FLAGS[event.verb]))
    return _go_on(session, event.node, event.gate)


def _count_hits(session: Session, rules: tuple[int, ...]) -> Session:
    hits = session.rule_hits
    for number in rules:
        line = session.rules[number - 1]
        hits = hits.set(line, hits.get(line, 0) + 1)
    return change(session, rule_hits=hits)


def _estimate(event: TicketRaised | Ticket) -> Outgoing | None:
    return Outgoing(event.input_tokens, event.cost) if event.gate in SENDS else None


def _held(session: Session, event: TicketRaised) -> Session:
    assert event.hold is not None
    ticket = Ticket(
        id=event.ticket,
        seq=event.seq,
        node=event.node,
        owner=event.owner,
        gate=event.gate,
        of=event.of,
        iteration=event.iteration,
        block=event.block,
        blocks=event.blocks,
        payload=event.payload,
        model=event.model,
        input_tokens=event.input_tokens,
        cost=event.cost,
        flags=event.flags,
        attempts=event.attempts,
        refused=event.refused,
        limit=event.limit,
        used=event.used,
        allowed=event.allowed,
        rule=event.rule,
        hold=event.hold,
        why=event.why,
        raised_at=event.at,
    )
    session = change(
        call_is_back(session, event.node),
        tickets=session.tickets.set(ticket.id, ticket),
        waiting=(*session.waiting, ticket.id),
    )
    if event.attempts:
        session = put(session, flag(session.nodes[event.node], "retried"))
    return set_state(session, event.node, "held")


def _let_out(
    session: Session, node: str, gate: Gate, estimate: Outgoing | None, model: str
) -> Session:
    """The crossing goes on as it is meant to."""
    if gate == "query" and model and model != session.nodes[node].model:
        session = put(session, replace(session.nodes[node], model=model))
    if estimate is not None:
        session = call_is_out(session, node, estimate)
    return _go_on(session, node, gate)


def _go_on(session: Session, node_id: str, gate: Gate) -> Session:
    return set_state(session, node_id, _state_after(session.nodes[node_id], gate))


def _state_after(node: Node, gate: Gate) -> NodeState:
    """What a node does once its crossing was let through.

    A call waits for its turn until it has started.
    """
    if gate in SENDS or node.kind == "llm":
        return "queued"
    return "waiting" if node.open_children else "executing"


def ticket_edited(session: Session, event: TicketEdited) -> Session:
    """The ticket carries the changed text and its estimate; nothing has left."""
    ticket = session.tickets[event.ticket]
    leaves = ticket.payload if event.text is None else event.text
    ticket = replace(
        ticket,
        edit=event.text,
        input_tokens=ticket.tokens_with(leaves.chars),
        cost=ticket.cost if event.cost is None else event.cost,
    )
    return _note_edit(_put_ticket(session, ticket), ticket)


def _note_edit(session: Session, ticket: Ticket) -> Session:
    """Whether its node holds something that a person has changed."""
    was_sent = "edited" in session.nodes[ticket.node].flags
    has_edit = was_sent or (ticket.is_open and ticket.edit is not None)
    if has_edit == (ticket.node in session.edited):
        return session
    return change(session, edited=session.edited ^ {ticket.node})


def model_chosen(session: Session, event: ModelChosen) -> Session:
    """The ticket names another model, and what that would cost."""
    ticket = session.tickets[event.ticket]
    return _put_ticket(session, replace(ticket, model=event.model, cost=event.cost))


def attempt_picked(session: Session, event: AttemptPicked) -> Session:
    """The ticket hands on another one of its results; a change of the text is gone."""
    ticket = replace(session.tickets[event.ticket], picked=event.attempt, edit=None)
    return _note_edit(_put_ticket(session, ticket), ticket)


def _put_ticket(session: Session, ticket: Ticket) -> Session:
    return change(session, tickets=session.tickets.set(ticket.id, ticket))


def lane_parked(session: Session, event: LaneParked) -> Session:
    """The node stands still without a ticket."""
    return set_state(session, event.node, "held")


def ticket_held(session: Session, event: TicketHeld) -> Session:
    """The ticket waits for another reason than before."""
    session = _count_hits(session, event.rules)
    ticket = session.tickets[event.ticket]
    ticket = replace(ticket, hold=event.hold, why=event.why, rule=event.rule)
    return _put_ticket(session, ticket)


def ticket_decided(session: Session, event: TicketDecided) -> Session:
    """The ticket leaves the queue and its node goes on."""
    ticket = session.tickets[event.ticket]
    ticket = replace(
        ticket,
        model=event.model or ticket.model,
        verb=event.verb,
        text=event.text,
        actor=event.actor,
        shown_at=event.shown_at,
    )
    session = _count_hits(_close(session, ticket), event.rules)
    if event.verb == "reject" and event.actor == "you" and ticket.gate in REFUSABLE:
        session = _count_refusal(session, ticket)
    node = session.nodes[event.node]
    if event.edited:
        node = flag(node, "edited")
    if event.verb in FLAGS:
        node = flag(node, FLAGS[event.verb])
    session = _note_edit(put(session, node), ticket)
    if event.verb != "approve":
        return _go_on(session, node.id, ticket.gate)
    return _let_out(session, node.id, ticket.gate, _estimate(ticket), ticket.model)


def _count_refusal(session: Session, ticket: Ticket) -> Session:
    key = refusal_key(ticket.gate, ticket.payload)
    refused = session.refused.set(key, session.refused.get(key, 0) + 1)
    return change(session, refused=refused)


def _close(session: Session, ticket: Ticket) -> Session:
    session = _put_ticket(session, ticket)
    return change(session, waiting=tuple(t for t in session.waiting if t != ticket.id))


def ticket_withdrawn(session: Session, event: TicketWithdrawn) -> Session:
    """The ticket leaves the queue undecided."""
    ticket = session.tickets[event.ticket]
    ticket = replace(ticket, withdrawn=event.reason)
    session = _note_edit(_close(session, ticket), ticket)
    if session.nodes[event.node].state != "held":
        return session
    return _go_on(session, event.node, ticket.gate)
