"""Messages, times, costs and what was looked at of the context, in lines."""

from __future__ import annotations

from functools import partial

from rlm_tui.domain.events_of_calls import Message
from rlm_tui.domain.limits import Usage
from rlm_tui.domain.money import cost_in_words
from rlm_tui.domain.session import Node, is_within
from rlm_tui.domain.usage_by_model import usage_by_model
from rlm_tui.errors import SteeringError
from rlm_tui.insight.context_use import coverage_of
from rlm_tui.insight.costs import spending
from rlm_tui.insight.coverage_lines import ASCII_MARKS, Look, told_of
from rlm_tui.insight.lanes import Doing, Lane, lanes
from rlm_tui.insight.messages import seen_at
from rlm_tui.plain.desk import Desk
from rlm_tui.plain.own_words import Messages, Times
from rlm_tui.plain.voice import quote
from rlm_tui.sanitize import safe_line
from rlm_tui.wording import count, duration, short_model

_WIDTH = 140
"""Characters of a line about the context."""
_DOING: dict[Doing, str] = {
    "model": "model calls",
    "code": "code",
    "waiting": "waiting for what it asked",
    "parked": "waiting for you",
}


async def messages(desk: Desk, command: Messages) -> None:
    """What a turn sent: what is new in it whole, the rest by its beginnings.

    Raises:
        SteeringError: it sent nothing.
    """
    node = desk.node(command.node)
    number = command.iteration or _last_call(node)
    seen = seen_at(node, number)
    if seen is None:
        raise SteeringError(f"{node.id} sent nothing in iteration {number}")
    desk.voice.say(
        "MESSAGES",
        f"{node.id} iteration {number}: "
        f"{count(len(seen.kept) + len(seen.new), 'message')}, "
        f"{seen.chars:,} characters; {len(seen.kept)} as before, "
        f"{len(seen.new)} new, {len(seen.gone)} gone",
    )
    for label, brief in (("GONE", seen.gone), ("KEPT", seen.kept)):
        for message in brief:
            desk.voice.say(label, f"{_size(message)}: {quote(message.content.preview)}")
    for message in seen.new:
        text = await desk.controller.text(message.content)
        desk.show(f"NEW {message.role}", text)


def _last_call(node: Node) -> int:
    called = [turn.number for turn in node.iterations if turn.called_at is not None]
    return called[-1] if called else len(node.iterations)


def _size(message: Message) -> str:
    return f"{message.role}, {message.content.chars:,} characters"


def times(desk: Desk, command: Times) -> None:
    """How long each node called models, ran code, and waited."""
    above = desk.node(command.node).id if command.node else "0"
    events = desk.controller.events[: desk.place.position]
    found = [lane for lane in lanes(events) if is_within(lane.node, above)]
    rows = [("TIME", f"{lane.node} {lane.kind}: {_spent(lane)}") for lane in found]
    whole = max((lane.end for lane in found), default=0.0)
    begun = min((lane.start for lane in found), default=0.0)
    took = duration(whole - begun)
    desk.several(f"times of {count(len(found), 'node')}, {took} in all", rows)


def _spent(lane: Lane) -> str:
    spent = [(words, lane.seconds(doing)) for doing, words in _DOING.items()]
    parts = [f"{words} {duration(time)}" for words, time in spent if time >= 0.005]
    return ", ".join(parts) or "nothing yet"


def costs(desk: Desk) -> None:
    """What each model and each node, with all below it, used."""
    session = desk.session
    rows = [
        ("MODEL", f"{short_model(model)}: {_used(usage)}")
        for model, usage in usage_by_model(session).items()
    ]
    rows += [
        (
            "NODE",
            f"{row.node.id} {row.node.kind}, {row.share:.0%}: {_used(row.node.total)}",
        )
        for row in spending(session)
        if row.node.total.calls
    ]
    desk.several("costs by model, then by node with all below it", rows)


def _used(usage: Usage) -> str:
    return (
        f"{count(usage.calls, 'call')}, {usage.input_tokens:,} tokens in, "
        f"{usage.output_tokens:,} out, {cost_in_words(usage)}"
    )


async def context(desk: Desk) -> None:
    """What models and code saw of the context, its parts, and what nobody did.

    Raises:
        SteeringError: it was not kept.
    """
    found = await coverage_of(desk.session, desk.controller.text)
    if found is None:
        raise SteeringError("the context was not kept with the session")
    look = Look(_WIDTH, ASCII_MARKS, partial(safe_line, ascii_only=False))
    for line in told_of(found, look):
        words = "".join(text for text, _ in line).strip()
        if words:
            desk.voice.say("CONTEXT", words)
