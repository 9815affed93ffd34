"""What somebody reads on standard error while a run without a screen goes on."""

from __future__ import annotations

from collections import deque
from typing import TextIO

from rlm_tui.domain.events import Event, NodeStarted, SessionCreated
from rlm_tui.domain.events_of_code import CodeExecuted
from rlm_tui.domain.limit_words import in_words_of_people
from rlm_tui.domain.text import Text
from rlm_tui.main.streams import tell
from rlm_tui.sanitize import safe_line
from rlm_tui.wording import count, duration, left_out, reason_in

ROOT = "0"
REMEMBERED = 20
"""Lines: what is told once more at the end was told just before."""


class Progress:
    """Writes a line for each event that a waiting person wants to know of."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._told: deque[str] = deque(maxlen=REMEMBERED)

    def tell(self, event: Event) -> None:
        """Write the line of an event, if it has one."""
        if line := progress_line(event):
            self._told.append(line)
            tell(line, self._stream)

    def has_told(self, words: str) -> bool:
        """Whether one of the last lines said so."""
        return any(safe_line(words) in line for line in self._told)


def progress_line(event: Event) -> str:
    """One line; empty for what nobody waits for."""
    return safe_line(_of_run(event) or _of_work(event))


def _of_run(event: Event) -> str:
    match event.kind:
        case "session_created":
            return _begun(event)
        case "node_started" if event.node != ROOT:
            return f"{event.node}: {began}" if (began := _what_began(event)) else ""
        case "tool_called":
            return f"{event.node}: tool {event.tool}"
        case "ticket_raised" if event.rule is not None:
            done = event.verb or event.why
            by = f" by rule {event.rule}: {_preview(event.text)}" if event.verb else ""
            return f"{event.node}: {done}{by}"
        case "ticket_decided" if event.actor == "engine":
            return f"{event.node}: {event.verb}: nobody is there"
        case "abort_asked" if event.reason:
            return f"{event.node}: ended: {event.reason}"
        case "warned":
            return f"{event.node}: warning: {in_words_of_people(event.message)}"
        case "answer_judged" if not event.accepted:
            return f"{event.node}: answer sent back by {event.by}: {event.words}"
        case "hook_acted":
            return f"{event.node}: {event.hook}: {event.outcome} {event.detail}"
        case _:
            return ""


def _begun(event: SessionCreated) -> str:
    models = event.model
    if event.sub_model != event.model:
        models += f", sub-queries by {event.sub_model}"
    text = f"{event.context.label}, {event.context.chars:,} characters"
    less = f"; {said}" if (said := left_out(event.context)) else ""
    return f"{event.session}: {text}; asked of {models}{less}"


def _what_began(event: NodeStarted) -> str:
    """Of what is there in numbers, and would say nothing by itself, not a word."""
    by = f", {event.model}" if event.model else ""
    match event.node_kind:
        case "batch":
            return f"batch of {count(event.elements or 0, 'element')}{by}"
        case "rlm":
            return f"child RLM{by}"
        case _:
            return ""


def _of_work(event: Event) -> str:
    match event.kind:
        case "iteration_started":
            last = ", the last: it must answer" if event.forced else ""
            return f"{event.node}: iteration {event.iteration}{last}"
        case "call_failed":
            after = ""
            if event.retry_in_s is not None:
                after = f"; sent again in {duration(event.retry_in_s)}"
            return f"{event.node}: call failed: {event.error}{after}"
        case "code_executed" if event.error:
            return f"{event.node}: block {event.block} {_how_it_ended(event)}"
        case "code_interrupted":
            return f"{event.node}: block {event.block} is being stopped: {event.reason}"
        case "repl_lost":
            return f"{event.node}: {event.in_words}"
        case _:
            return ""


def _how_it_ended(event: CodeExecuted) -> str:
    match event.status:
        case "interrupted":
            return "has stopped"
        case "killed":
            return "ended together with its process"
        case _:
            return f"failed: {reason_in(event.error or '')}"


def _preview(text: Text | None) -> str:
    return "" if text is None else safe_line(text.preview)[:80]
