"""Nodes, stops, the tree and the state of the run, as lines of `name: value`."""

from __future__ import annotations

from rlm_tui.commands.parse import TARGETS, WORDS, Word, word_for
from rlm_tui.commands.values import Goto, Help, Log, Show, Tree
from rlm_tui.domain.limit_words import in_words_of_people
from rlm_tui.domain.money import cost_in_words, cost_so_far_in_words
from rlm_tui.domain.rules.facts import facts_of_node
from rlm_tui.domain.session import Node, Session, is_within
from rlm_tui.domain.suggestion import suggestion
from rlm_tui.domain.text import Text
from rlm_tui.errors import SteeringError
from rlm_tui.plain import walking
from rlm_tui.plain.desk import Desk
from rlm_tui.plain.own_words import INSTEAD, OWN, OwnWord, own_word
from rlm_tui.plain.searching import in_order
from rlm_tui.plain.stopwords import stop_words, verb_words
from rlm_tui.plain.telling import logged
from rlm_tui.plain.voice import quote
from rlm_tui.wording import (
    count,
    duration,
    end_line,
    node_kind,
    pause_reason,
    short_model,
    tokens,
)

_COMMANDS: tuple[Word | OwnWord, ...] = (*WORDS, *OWN)
LOG_LINES = 40
"""The newest of the log, where nobody says how many."""

HERE = (
    ("wait", "until nothing moves without you, or the run has ended"),
    ("set tell stops", "tell of stops and warnings only; set tell all undoes it"),
    ("set bell off", "no bell at a stop; set bell on undoes it"),
    ("set", "what is set"),
)
"""Commands that plain mode alone has."""


async def show(desk: Desk, command: Show) -> None:
    """A node, or one of its texts."""
    node = desk.node(_path(desk, command))
    if command.part == "node":
        _show_node(desk, node)
        return
    texts = _texts(desk, node, command.part)
    if not texts:
        raise SteeringError(f"{node.id} has no {command.part} yet")
    for label, text in texts:
        desk.show(label, await desk.controller.text(text))


def _path(desk: Desk, command: Show) -> str:
    target = command.target
    if target.kind == "number":
        ticket = desk.stops.single(target, desk.session, typed_at=0.0)
        return ticket.node
    return target.node


def _texts(desk: Desk, node: Node, part: str) -> list[tuple[str, Text]]:
    turns = node.iterations
    runs = [(turn, run) for turn in turns for run in turn.executions]
    match part:
        case "prompt":
            return [("PROMPT", node.prompt)]
        case "answer":
            return [("ANSWER", node.answer)] if node.answer else []
        case "code":
            return [(f"CODE {t.number}.{run.block}", run.code) for t, run in runs]
        case "output":
            return [
                (f"OUTPUT {t.number}.{run.block}", run.stdout)
                for t, run in runs
                if run.stdout is not None
            ]
        case "thinking":
            return [(f"THINKING {t.number}", t.reasoning) for t in turns if t.reasoning]
        case "messages":
            return [
                (f"MESSAGE {t.number} {message.role}", message.content)
                for t in turns
                for message in t.messages
            ]
        case _:
            return [
                (f"STOP {desk.number(ticket)}", ticket.outgoing)
                for ticket in desk.session.open_tickets
                if ticket.node == node.id
            ]


def _show_node(desk: Desk, node: Node) -> None:
    facts = [
        ("node", f"{node.id} {node_kind(node)}"),
        ("state", node.state),
        ("model", short_model(node.model)),
        ("prompt", quote(node.prompt.preview)),
        ("iterations", str(len(node.iterations) or "")),
        ("children", " ".join(node.children)),
        ("usage", _usage(node)),
        ("answer", quote(node.answer.preview) if node.answer else ""),
        ("error", in_words_of_people(node.error or "")),
        ("flags", ", ".join(sorted(node.flags))),
        ("note", node.note.preview),
        ("guidance", ", ".join(quote(said.text.preview) for said in node.undelivered)),
    ]
    for name, value in facts:
        if value:
            desk.voice.say("NODE", f"{name}: {value}")
    for warning in node.warnings:
        desk.voice.say("NODE", f"warning: {in_words_of_people(warning)}")
    for ticket in desk.session.open_tickets:
        if ticket.node == node.id:
            number = desk.stops.number(ticket)
            desk.voice.say("STOP", stop_words(number, ticket, desk.session))


def _usage(node: Node) -> str:
    if not node.total.calls:
        return ""
    used = tokens(node.total.total_tokens)
    return (
        f"{count(node.total.calls, 'call')}, {used} tokens, {cost_in_words(node.total)}"
    )


def log(desk: Desk, command: Log) -> None:
    """What happened at a node and below it, each line with the number of its event."""
    node = desk.node(command.node).id if command.node else "0"
    session = desk.session
    found = [
        (event.seq, said)
        for event in desk.controller.events[: desk.place.position]
        if node == "0" or is_within(getattr(event, "node", ""), node)
        if (said := logged(session, event)) is not None
    ]
    newest = found[-(command.count or LOG_LINES) :]
    rows = [(said.label, f"event {seq}: {said.words}") for seq, said in newest]
    desk.several(f"{len(newest)} of {count(len(found), 'line')} of the log", rows)


def tree(desk: Desk, command: Tree) -> None:
    """Every node in the order of its path, or those that a filter finds."""
    session = desk.session
    waiting = {ticket.node: ticket for ticket in session.open_tickets}
    found = [
        node
        for node in in_order(session)
        if command.filter is None
        or command.filter.matches(
            facts_of_node(session, node, ticket=waiting.get(node.id), now=desk.clock())
        )
    ]
    rows = []
    for node in found:
        stop = waiting.get(node.id)
        number = f" {desk.stops.number(stop)}" if stop else ""
        state = f"{node_kind(node)} {node.state}{number}"
        rows.append(("NODE", f"{node.id} {state}: {quote(node.prompt.preview, 80)}"))
    desk.several(f"{len(found)} of {count(len(session.nodes), 'node')}", rows)


def queue(desk: Desk) -> None:
    """What waits, in the order of its arrival."""
    session = desk.session
    rows = [
        ("STOP", stop_words(desk.stops.number(ticket), ticket, session))
        for ticket in session.open_tickets
    ]
    desk.several(f"{count(len(rows), 'stop')} waiting", rows)
    focus = session.tickets.get(desk.stops.focus or "")
    if focus is not None and focus.is_open:
        desk.voice.say("FOCUS", f"verbs act on {desk.number(focus)}")


def status(desk: Desk) -> None:
    """How the run stands, what it has used, and where it is kept."""
    session, now = desk.session, desk.clock()
    desk.voice.say("STATUS", state_words(session))
    active, parked = session.active_at(now), session.parked_at(now)
    desk.voice.say("STATUS", f"cost: {cost_so_far_in_words(session)}")
    desk.voice.say("STATUS", f"time: {duration(active)}, parked {duration(parked)}")
    desk.voice.say("STATUS", f"session: {session.id}")
    for latch in session.latches:
        desk.voice.say("STATUS", f"paused apart from the run: {latch}")


def state_words(session: Session) -> str:
    """What is meant and what happens, in words."""
    if session.status is not None:
        return end_line(session)
    flying, waiting = session.in_flight, len(session.waiting)
    meant = {
        "run": "running",
        "pause": f"paused ({pause_reason(session)})",
        "step": "stepping",
        "abort": "aborting",
    }[session.intent]
    return f"{meant}, {flying} in flight, {waiting} waiting"


def goto(desk: Desk, command: Goto) -> None:
    """Have verbs act on what waits at a node, or show the node; or show a saved session
    as it was at an event.

    Raises:
        SteeringError: there is no such place.
    """
    session = desk.session
    for ticket in session.open_tickets:
        if command.place in (ticket.node, desk.stops.number(ticket)):
            walking.focus_on(desk, ticket)
            return
    if command.place in session.nodes:
        _show_node(desk, session.nodes[command.place])
    elif command.place.isdecimal() and command.place != "0":
        walking.go_to_event(desk, int(command.place))
    else:
        raise SteeringError(f"there is no node, stop or event {command.place}")


def show_help(desk: Desk, command: Help) -> None:
    """What the commands are, or what one of them does."""
    if command.topic:
        found = own_word(command.topic) or word_for(command.topic)
        if found is None:
            raise SteeringError(_no_help(command.topic))
        desk.voice.say("HELP", _usage_of(found))
        if "TARGET" in found.usage:
            desk.voice.say("HELP", f"TARGET is {TARGETS}; without one, the focus")
        return
    focus = desk.session.tickets.get(desk.stops.focus or "")
    if focus is not None and focus.is_open:
        desk.voice.say("HELP", f"at {desk.number(focus)}: {verb_words(focus)}")
    rows = [("HELP", _usage_of(word)) for word in _COMMANDS]
    rows += [("HELP", f"{name}: {meaning}") for name, meaning in HERE]
    desk.several("commands, each with its letter; help COMMAND tells more", rows)


def _no_help(topic: str) -> str:
    if topic in INSTEAD:
        return f"in plain mode, in place of {topic}: {INSTEAD[topic]}"
    names = [word.name for word in _COMMANDS]
    likely = suggestion(topic, names) or "; help lists them"
    return f"there is no command {topic}{likely}"


def _usage_of(word: Word | OwnWord) -> str:
    letter = f" or {word.letter}" if word.letter else ""
    usage = f" {word.usage}" if word.usage else ""
    return f"{word.name}{letter}{usage}: {word.meaning}"
