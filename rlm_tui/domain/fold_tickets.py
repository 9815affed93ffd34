"""How events about tickets change a session."""

from __future__ import annotations

from rlm_tui.domain.copying import replace
from rlm_tui.domain.events_of_tickets import (
    TicketDecided,
    TicketEdited,
    TicketHeld,
    TicketRaised,
    TicketWithdrawn,
)
from rlm_tui.domain.fold_nodes import flag, put, set_state
from rlm_tui.domain.session import Node, NodeState, Session, Ticket


def ticket_raised(session: Session, event: TicketRaised) -> Session:
    """A crossing: held, it joins the queue; otherwise the node goes on."""
    node = session.nodes[event.node]
    if event.hold is None:
        return set_state(session, event.node, _state_after(node, event.gate))
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
        hold=event.hold,
        why=event.why,
        raised_at=event.at,
    )
    session = replace(
        session,
        tickets=session.tickets.set(ticket.id, ticket),
        waiting=(*session.waiting, ticket.id),
    )
    return set_state(session, event.node, "held")


def _state_after(node: Node, gate: str) -> NodeState:
    """What a node does once its crossing was let through."""
    match gate:
        case "call":
            return "calling"
        case "exec" | "final":
            return "executing"
        case "query":
            return "queued"
        case _:
            return "executing" if node.kind == "rlm" else "calling"


def ticket_edited(session: Session, event: TicketEdited) -> Session:
    """The ticket carries the changed text; nothing has left."""
    ticket = session.tickets[event.ticket]
    return _put_ticket(session, replace(ticket, edit=event.text))


def _put_ticket(session: Session, ticket: Ticket) -> Session:
    return replace(session, tickets=session.tickets.set(ticket.id, ticket))


def ticket_held(session: Session, event: TicketHeld) -> Session:
    """The ticket waits for another reason than before."""
    ticket = session.tickets[event.ticket]
    return _put_ticket(session, replace(ticket, hold=event.hold, why=event.why))


def ticket_decided(session: Session, event: TicketDecided) -> Session:
    """The ticket leaves the queue and its node goes on."""
    ticket = session.tickets[event.ticket]
    session = _close(
        session,
        replace(
            ticket,
            verb=event.verb,
            text=event.text,
            actor=event.actor,
            decided_at=event.at,
        ),
    )
    node = session.nodes[event.node]
    if event.edited:
        node = flag(node, "edited")
    if event.verb == "answer":
        node = flag(node, "answered")
    if event.verb == "reject":
        node = flag(node, "rejected")
    session = put(session, node)
    return set_state(session, node.id, _state_after(node, ticket.gate))


def _close(session: Session, ticket: Ticket) -> Session:
    session = _put_ticket(session, ticket)
    return replace(session, waiting=tuple(t for t in session.waiting if t != ticket.id))


def ticket_withdrawn(session: Session, event: TicketWithdrawn) -> Session:
    """The ticket leaves the queue undecided."""
    ticket = session.tickets[event.ticket]
    session = _close(session, replace(ticket, withdrawn=event.reason))
    node = session.nodes[event.node]
    if node.state != "held":
        return session
    return set_state(session, node.id, _state_after(node, ticket.gate))
