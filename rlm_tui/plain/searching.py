"""Words found in the texts of nodes, and texts held against each other."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from typing import NamedTuple

from rlm_tui.domain.session import Node, Session, is_within
from rlm_tui.domain.text import Text
from rlm_tui.errors import SteeringError
from rlm_tui.plain.desk import Desk
from rlm_tui.plain.own_words import Diff, Search
from rlm_tui.plain.voice import quote
from rlm_tui.wording import count

MOST = 40
"""Texts with matches that are listed; further ones are counted."""
_BEFORE, _AFTER = 60, 100
"""Characters around a match that are quoted."""


class Place(NamedTuple):
    """A text of a node, and what it is called."""

    name: str
    text: Text


async def search(desk: Desk, command: Search) -> None:
    """List each text that has the words, with the first place where it has them."""
    above = desk.node(command.node).id if command.node else "0"
    wanted = command.words.casefold()
    rows: list[tuple[str, str]] = []
    matches = 0
    for node in in_order(desk.session):
        if not is_within(node.id, above):
            continue
        for place in texts_of(node):
            text = await desk.controller.text(place.text)
            found = text.casefold().count(wanted)
            if found:
                matches += found
                many = f"{found} matches, first " if found > 1 else ""
                said = f"{node.id} {place.name}: {many}{_around(text, wanted)}"
                rows.append(("FOUND", said))
    less = f", the first {MOST} listed" if len(rows) > MOST else ""
    words = f"{count(matches, 'match', 'matches')} in {count(len(rows), 'text')}{less}"
    desk.several(words, rows[:MOST])


def in_order(session: Session) -> list[Node]:
    """Every node, in the order of the paths."""
    return sorted(session.nodes.values(), key=lambda node: _steps(node.id))


def _steps(path: str) -> list[int]:
    return [int(step) for step in path.split(".")]


def texts_of(node: Node) -> Iterator[Place]:
    """Every text of a node, in the order in which it came to be."""
    yield Place("prompt", node.prompt)
    for turn in node.iterations:
        if turn.reasoning:
            yield Place(f"thinking {turn.number}", turn.reasoning)
        if turn.reply is not None:
            yield Place(f"reply {turn.number}", turn.reply)
        for run in turn.executions:
            if run.stdout is not None:
                yield Place(f"output {turn.number}.{run.block}", run.stdout)
    if node.answer is not None:
        yield Place("answer", node.answer)


def _around(text: str, wanted: str) -> str:
    at = max(0, text.casefold().find(wanted))
    start = max(0, at - _BEFORE)
    more = "..." if start else ""
    return quote(more + text[start : at + len(wanted) + _AFTER])


async def diff(desk: Desk, command: Diff) -> None:
    """Say what is different in two nodes, or what an edit changed.

    Raises:
        SteeringError: there are not two nodes, and no edit.
    """
    nodes = [desk.node(path) for path in command.nodes] or _marked(desk)
    if len(nodes) == 2:
        one, other = nodes
        _say(desk, await _whole(desk, one), await _whole(desk, other))
        desk.done(f"removed: only in {one.id}; added: only in {other.id}")
        return
    ticket = desk.session.tickets.get(desk.stops.focus or "")
    if ticket is None or ticket.edit is None:
        raise SteeringError(
            "nothing was changed here: diff 0.1 0.2 compares two nodes, and so does "
            "diff after mark 0.1 and mark 0.2"
        )
    read = desk.controller.text
    _say(desk, await read(ticket.payload), await read(ticket.outgoing))
    desk.done(f"this is the edit of {desk.number(ticket)}; V takes it back")


def _marked(desk: Desk) -> list[Node]:
    return [node for node in in_order(desk.session) if "marked" in node.flags]


async def _whole(desk: Desk, node: Node) -> str:
    read = desk.controller.text
    answer = "" if node.answer is None else await read(node.answer)
    return f"{await read(node.prompt)}\n\n{answer}"


def _say(desk: Desk, before: str, after: str) -> None:
    lines = difference(before, after)
    for line in lines:
        desk.voice.say("DIFF", line)
    if not lines:
        desk.voice.say("DIFF", "nothing is different")


def difference(before: str, after: str) -> list[str]:
    """Lines that only one of two texts has, each with which one it is."""
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), n=0)
    return [
        f"{'removed' if line[0] == '-' else 'added'}: {line[1:]}"
        for line in lines
        if line[:1] in ("-", "+") and line[:3] not in ("---", "+++")
    ]
