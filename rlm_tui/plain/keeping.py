"""Rules, limits, guidance, notes and variables, said in lines."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import asdict

from rlm_tui.commands.on_session import LIMITS
from rlm_tui.commands.values import (
    AddRule,
    Guide,
    Mark,
    Note,
    Rules,
    SetLimit,
    SetVariable,
    Variables,
    Withdraw,
)
from rlm_tui.domain.limit_words import LIMIT_WORDS
from rlm_tui.domain.limits import amount_of
from rlm_tui.domain.money import FREE, cost_so_far_in_words
from rlm_tui.domain.rules.effects import deed_on, left_waiting
from rlm_tui.domain.rules.offers import moved, offers_from, switched
from rlm_tui.domain.rules.parse import parse_rule
from rlm_tui.domain.rules.recorded import crossings_in, tally
from rlm_tui.domain.session import Session
from rlm_tui.errors import SteeringError
from rlm_tui.insight.scope import Scope, scope_of
from rlm_tui.plain.desk import Desk
from rlm_tui.wording import count, duration

EVERYTHING = "all"
"""In place of the name of a variable: helpers of the code as well."""
_FEW = 5
"""Names of helpers that are said where the others are left out."""


async def add_rule(desk: Desk, command: AddRule) -> None:
    """Put a rule before the others: one that comes after might never be asked."""
    line = command.line
    if line is None:
        focus = desk.session.tickets.get(desk.stops.focus or "")
        at = focus.node if focus else "0"
        like = offers_from(desk.session, at, focus).rule
        line = await desk.ask(f"A stop rule, such as {like} or gate:query cost>0.05.")
    rule = parse_rule(line)
    crossings = await asyncio.to_thread(crossings_in, tuple(desk.controller.events))
    said = await desk.controller.set_rules((rule.line, *desk.session.rules))
    desk.done(f"rule 1: {rule.says()}; {tally(rule, crossings).says()}; {said}")
    decisions = left_waiting(desk.session, rule)
    if decisions:
        tickets = [desk.session.tickets[ticket] for ticket in decisions]
        these = " ".join(map(desk.stops.number, tickets))
        deed = deed_on(rule, len(tickets))
        if await desk.confirm(f"What waits already matches it too, {these}: {deed}?"):
            shown_at = desk.stops.all_shown_at(list(decisions))
            told = desk.controller.decide_as_ruled(decisions, shown_at=shown_at)
            desk.done(await told)


async def rules(desk: Desk, command: Rules) -> None:
    """Show or change the list of rules."""
    lines = desk.session.rules
    match command.deed:
        case "show":
            rows = _told(lines, desk.session.rule_hits)
            desk.several(f"{count(len(lines), 'rule')} in force", rows)
        case "delete" | "on" | "off" | "move":
            desk.done(await desk.controller.set_rules(_changed(lines, command)))
        case "save":
            desk.done(await desk.rules.save(command.name, lines))
        case "load":
            loaded = await desk.rules.load(command.name)
            desk.done(await desk.controller.set_rules(loaded))
        case "names":
            names = await desk.rules.names()
            rows = [("NAME", name) for name in names]
            desk.several(f"{count(len(names), 'list')} of rules saved", rows)


def _told(lines: Sequence[str], hits: Mapping[str, int]) -> list[tuple[str, str]]:
    return [
        (
            "RULE",
            f"{number} {line} - {parse_rule(line).says()}; "
            f"{count(hits.get(line, 0), 'match', 'matches')}",
        )
        for number, line in enumerate(lines, 1)
    ]


def _changed(lines: Sequence[str], command: Rules) -> list[str]:
    if not 1 <= command.number <= len(lines):
        raise SteeringError(f"there is no rule {command.number}; rules lists them")
    place = command.number - 1
    if command.deed == "delete":
        return [*lines[:place], *lines[place + 1 :]]
    if command.deed == "move":
        return moved(lines, place, command.to - command.number)[0]
    rule = parse_rule(lines[place])
    if rule.off == (command.deed == "off"):
        raise SteeringError(f"rule {command.number} is {command.deed} already")
    return [*lines[:place], switched(rule), *lines[place + 1 :]]


async def set_limit(desk: Desk, command: SetLimit) -> None:
    """Change one limit."""
    desk.done(await desk.controller.set_limits(**{command.field: command.value}))


def show_limits(desk: Desk) -> None:
    """What may be spent, and what was."""
    session = desk.session
    limits, usage = session.limits, session.usage
    active = duration(session.active_at(desk.clock()))
    cost = cost_so_far_in_words(session)
    used = {
        "max_cost": "nothing: all calls are free" if cost == FREE else cost,
        "max_tokens": f"{usage.total_tokens:,}",
        "max_time": active,
        "max_llm_calls": _sent(session),
    }
    rows = []
    for field, value in asdict(limits).items():
        spent = f", used {used[field]}" if field in used else ""
        allowed = "none" if value is None else amount_of(field, value)
        rows.append(("LIMIT", f"{_named(field)}: {allowed}{spent}"))
    desk.several("limits of the run; change one with limit NAME AMOUNT", rows)


def _named(field: str) -> str:
    """What one types for a limit, and what it is if that does not say it."""
    name = next(name for name, meant in LIMITS.items() if meant == field)
    words = LIMIT_WORDS[field]
    return name if name == words else f"{name} ({words})"


def _sent(session: Session) -> str:
    """How many sub-queries went out; those that wait may yet be refused."""
    waiting = [ticket for ticket in session.open_tickets if ticket.gate == "query"]
    first = [t for t in waiting if not session.nodes[t.node].iterations]
    more = f", and {len(first)} that wait" if first else ""
    return f"{session.sub_queries - len(first)}{more}"


async def guide(desk: Desk, command: Guide) -> None:
    """Words for the next call of a node."""
    node = desk.guided(command.node)
    text = command.text
    if text is None:
        text = await desk.ask(f"Words for the next call of {node}.")
    if not text:
        raise SteeringError("there were no words: nothing was done")
    desk.done(await desk.controller.guide(node, text))


async def withdraw(desk: Desk, command: Withdraw) -> None:
    """Take guidance back."""
    node = desk.guided(command.node)
    desk.done(await desk.controller.withdraw(node, command.number))


async def mark(desk: Desk, command: Mark) -> None:
    """Mark a node, or take the mark away."""
    node = desk.node(command.node).id
    desk.done(await desk.controller.mark(node, command.marked))


async def note(desk: Desk, command: Note) -> None:
    """Write a note on a node."""
    node = desk.node(command.node).id
    text = command.text
    if text is None:
        text = await desk.ask(f"A note on {node}; an empty one takes it away.")
    desk.done(await desk.controller.note(node, text))


async def variables(desk: Desk, command: Variables) -> None:
    """The variables of a node, or a page of one."""
    node = desk.node(desk.guided(command.node))
    is_all = command.name == EVERYTHING
    if command.name and not is_all:
        page = await desk.controller.variable_page(node.id, command.name, command.start)
        desk.voice.say("VARIABLE", f"{page.expression}: {page.type}")
        if page.text:
            desk.voice.show("VALUE", page.text)
        for item in page.items:
            desk.voice.say("ITEM", f"{item.name}: {item.type} {item.preview}")
        if page.has_more:
            goes_on = f"variables {node.id} {page.expression} {page.end}"
            desk.voice.say("LIST", f"there is more: {goes_on} shows the next page")
        return
    if node.state == "waiting" and node.running is not None:
        await desk.controller.look_at_variables(node.id)
        node = desk.node(node.id)
    _list_variables(desk, scope_of(desk.session, node), with_helpers=is_all)


def _list_variables(desk: Desk, scope: Scope, *, with_helpers: bool) -> None:
    folds = bool(scope.values) and not with_helpers
    rows = [
        ("VARIABLE", f"{found.name}: {found.type} {found.preview}")
        for found in (scope.values if folds else scope.rows)
    ]
    said = f" ({scope.said})" if scope.said else ""
    desk.several(f"{count(len(rows), 'variable')} of {scope.owner}{said}", rows)
    if folds and scope.helpers:
        names = ", ".join(found.name for found in scope.helpers[:_FEW])
        more = ", ..." if len(scope.helpers) > _FEW else ""
        helpers = count(len(scope.helpers), "helper")
        desk.voice.say(
            "HELPERS",
            f"and {helpers} of its code, such as {names}{more}: "
            f"variables {scope.owner} {EVERYTHING} lists them too",
        )


async def set_variable(desk: Desk, command: SetVariable) -> None:
    """Give a variable a value, between two blocks."""
    node = desk.guided(command.node)
    said = await desk.controller.set_variable(node, command.name, command.json)
    desk.done(said)
