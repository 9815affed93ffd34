"""Verbs on stops, said in lines."""

from __future__ import annotations

from collections.abc import Sequence

from rlm_tui.commands.target import Target
from rlm_tui.commands.values import OnTickets, Substitute, Try
from rlm_tui.domain.decisions import EDITABLE, no_text_at, not_offered, verbs_at
from rlm_tui.domain.forecast import forecast
from rlm_tui.domain.limit_words import LIMIT_WORDS
from rlm_tui.domain.limits import amount_of
from rlm_tui.domain.money import FREE, money
from rlm_tui.domain.sample import spread_over
from rlm_tui.domain.session import Ticket
from rlm_tui.domain.substitute import changes_in
from rlm_tui.errors import SteeringError
from rlm_tui.outside import OutsideText
from rlm_tui.plain.desk import Desk
from rlm_tui.plain.searching import difference
from rlm_tui.plain.stopwords import stop_words
from rlm_tui.wording import count

_SHOWN_CHANGES = 3
"""Of many changes, so many are shown before the question."""


async def decide(desk: Desk, command: OnTickets, *, typed_at: float) -> None:
    """Do what a verb says to the stops that it means.

    Raises:
        SteeringError: it does not apply; nothing was done.
    """
    if command.target.is_single:
        ticket = desk.stops.single(command.target, desk.session, typed_at=typed_at)
        await _one(desk, command, ticket)
    else:
        chosen = desk.stops.several(command.target, desk.session)
        if not desk.session.waiting:
            raise SteeringError("nothing waits")
        if not chosen:
            raise SteeringError(
                f"no stop that was announced is {command.target}; queue lists them"
            )
        await _many(desk, command, chosen)


async def _one(desk: Desk, command: OnTickets, ticket: Ticket) -> None:
    controller, text = desk.controller, command.text
    shown_at = desk.stops.shown_at(ticket.id)
    match command.verb:
        case "approve":
            desk.done(await controller.approve(ticket.id, shown_at=shown_at))
        case "reject":
            _make_sure(ticket, "reject")
            words = await _words(desk, ticket) if text is None else text
            desk.done(await controller.reject(ticket.id, words, shown_at=shown_at))
        case "answer":
            _make_sure(ticket, "answer")
            question = f"Write the result of {desk.number(ticket)}."
            words = await _text(desk, question) if text is None else text
            desk.done(await controller.answer(ticket.id, words, shown_at=shown_at))
        case "edit":
            await _edit(desk, ticket, text)
        case "edit-outside":
            await _edit_outside(desk, ticket)
        case "revert":
            desk.done(await controller.revert(ticket.id))
        case "retry":
            retry = controller.retry(ticket.id, text, shown_at=shown_at)
            desk.done(await retry)
        case "model":
            desk.done(await controller.choose_model(ticket.id, text or ""))
        case "pick":
            desk.done(await controller.pick(ticket.id, int(text or 0)))


def _make_sure(ticket: Ticket, verb: str) -> None:
    """Before a person writes anything."""
    if verb not in verbs_at(ticket.gate, ticket.of):
        raise SteeringError(not_offered(verb, ticket.gate, ticket.of))


async def _words(desk: Desk, ticket: Ticket) -> str:
    question = f"Words for the model about {desk.number(ticket)}; none is an empty line"
    return await desk.ask(f"{question}.")


async def _text(desk: Desk, question: str) -> str:
    text = await desk.ask_text(question)
    if text is None:
        raise SteeringError("there was no text: nothing was done")
    return text


async def _edit(desk: Desk, ticket: Ticket, text: str | None) -> None:
    before = await _before(desk, ticket)
    if text is None:
        desk.voice.show("TEXT", before)
        question = f"Write what {desk.number(ticket)} is to say instead."
        text = await _text(desk, question)
    await _change(desk, ticket, before, text)


async def _edit_outside(desk: Desk, ticket: Ticket) -> None:
    before = await _before(desk, ticket)
    words = stop_words(desk.stops.number(ticket), ticket, desk.session)
    facts = (words, "nothing is sent from here: save and leave")
    text = await desk.outside(OutsideText(before, facts, ticket.gate == "exec"))
    if text is None:
        desk.done("nothing was changed (an editor in a window must wait: code -w)")
    else:
        await _change(desk, ticket, before, text)


async def _before(desk: Desk, ticket: Ticket) -> str:
    if ticket.gate not in EDITABLE:
        raise SteeringError(no_text_at(ticket.gate))
    return await desk.controller.text(ticket.outgoing)


async def _change(desk: Desk, ticket: Ticket, before: str, text: str) -> None:
    said = await desk.controller.edit(ticket.id, text)
    for line in difference(before, text):
        desk.voice.say("DIFF", line)
    desk.done(said)


async def _many(desk: Desk, command: OnTickets, tickets: Sequence[Ticket]) -> None:
    """A verb on stops that are fixed before the question, so that none is swept in."""
    controller = desk.controller
    ids = [ticket.id for ticket in tickets]
    these = _these(desk, tickets)
    shown_at = desk.stops.all_shown_at(ids)
    match command.verb:
        case "approve":
            if await desk.confirm(f"Approve {these}, {_cost(desk, tickets)}?"):
                desk.done(await controller.approve_all(ids, shown_at=shown_at))
                return
        case "reject":
            words = command.text
            if words is None:
                words = await desk.ask(f"Words for the model about {these}.")
            if await desk.confirm(f"Reject {these}?"):
                desk.done(await controller.reject_all(ids, words, shown_at=shown_at))
                return
        case "answer":
            text = command.text
            if text is None:
                text = await _text(desk, f"Write the result of {these}.")
            if await desk.confirm(f"Answer {these}?"):
                desk.done(await controller.answer_all(ids, text, shown_at=shown_at))
                return
        case _:
            raise SteeringError(f"{command.verb} takes one stop at a time")
    desk.done("nothing was done")


def _queries(desk: Desk, target: Target) -> list[Ticket]:
    """Announced stops that wait to be sent.

    Raises:
        SteeringError: there are none.
    """
    if target.is_single:
        raise SteeringError("that is for many: @all, @marked, @lane or a filter")
    known = desk.stops.several(target, desk.session)
    found = [ticket for ticket in known if ticket.gate == "query"]
    if not found:
        raise SteeringError(
            f"no sub-query at {target} waits to be sent; queue lists what waits"
        )
    return found


async def substitute(desk: Desk, command: Substitute) -> None:
    """Show what one line changes in the texts of stops, and keep it after a y.

    Raises:
        SteeringError: it is no substitution, or changes none; nothing was done.
    """
    tickets = {ticket.id: ticket for ticket in _queries(desk, command.target)}
    read = desk.controller.text
    texts = {id_: await read(ticket.outgoing) for id_, ticket in tickets.items()}
    changed = changes_in(texts, command.line)
    for id_ in list(changed)[:_SHOWN_CHANGES]:
        for line in difference(texts[id_], changed[id_]):
            desk.voice.say("DIFF", f"{desk.number(tickets[id_])}: {line}")
    of = f"{len(changed)} of {count(len(texts), 'stop')}"
    if await desk.confirm(f"Change {of}? They go on waiting."):
        desk.done(await desk.controller.edit_all(changed))
    else:
        desk.done("nothing was done")


async def try_some(desk: Desk, command: Try) -> None:
    """Let a few stops through, spread over those that are meant, after a y.

    Raises:
        SteeringError: nothing waits to be sent.
    """
    chosen = spread_over(_queries(desk, command.target), command.number)
    await _many(desk, OnTickets("approve"), chosen)


def _these(desk: Desk, tickets: Sequence[Ticket]) -> str:
    names = [desk.stops.number(ticket) for ticket in tickets]
    if len(names) > 8:
        names = [*names[:3], "...", *names[-2:]]
    gates = ", ".join(sorted({ticket.gate for ticket in tickets}))
    return f"{count(len(tickets), 'stop')} ({' '.join(names)}; {gates})"


def _cost(desk: Desk, tickets: Sequence[Ticket]) -> str:
    found = forecast(desk.session, tickets)
    said = f"about {money(found.cost)}" if found.cost else FREE
    if not found.priced:
        said = "price not known"
    elif found.priced < found.count:
        said += f" and {found.count - found.priced} without a known price"
    if found.passes is not None:
        limit, allowed = found.passes.limit, found.passes.allowed
        said += (
            f", which passes the limit of {LIMIT_WORDS[limit]}, "
            f"{amount_of(limit, allowed)}"
        )
    return said
