"""The log: one line per event, made when it is looked at."""

from __future__ import annotations

from collections.abc import Sequence
from typing import overload

from rlm_tui.domain.crossings import crossing_in
from rlm_tui.domain.events import Event
from rlm_tui.domain.limit_words import in_words_of_people
from rlm_tui.domain.money import cost_of, money
from rlm_tui.domain.session import is_within
from rlm_tui.sanitize import safe_line
from rlm_tui.ui.text.lines import Line, Span
from rlm_tui.wording import clock_time, count, duration, short_model


def event_line(event: Event) -> Line:
    """Time, who, and what."""
    who, what, style = _told(event)
    where = f"{getattr(event, 'node', '')} "
    return (
        Span(f"{clock_time(event.at)} ", "muted"),
        Span(f"{who:<7}", style),
        Span(where, "strong"),
        Span(safe_line(what)),
    )


def _told(event: Event) -> tuple[str, str, str]:
    match event.kind:
        case "session_created":
            return "session", f"{event.session} was created", ""
        case "run_started":
            again = f", attempt {event.attempt}" if event.attempt > 1 else ""
            return "run", f"started{again}; {event.isolation}", ""
        case "intent_changed":
            plan = f" {event.plan.step} {event.plan.node}" if event.plan else ""
            reason = f": {event.reason}" if event.reason else ""
            return event.actor, f"{event.intent}{plan}{reason}", "key"
        case "limits_changed":
            return event.actor, "changed the limits", "key"
        case "session_finished":
            error = in_words_of_people(event.error or "")
            return "run", f"ended: {event.status} {error}", "strong"
        case "abort_asked":
            return "you", f"abort {event.reason}", "failed"
        case "warned":
            return "warning", in_words_of_people(event.message), "held"
        case "repl_lost":
            return "code", f"its process is gone: {event.in_words}", "failed"
        case _:
            return (
                _told_of_ticket(event)
                or _told_of_steering(event)
                or _told_of_work(event)
            )


def _told_of_ticket(event: Event) -> tuple[str, str, str] | None:
    match event.kind:
        case "ticket_raised" if event.hold is None:
            return "gate", f"{event.gate} went through", "muted"
        case "ticket_raised":
            return "stop", f"{event.gate}: {event.why or event.hold}", "held"
        case "ticket_edited":
            did = "took an edit back" if event.text is None else "edited the text"
            return "you", did, "edited"
        case "ticket_decided":
            edited = " as edited" if event.edited else ""
            return event.actor, f"{event.verb}{edited} {_words(event)}", "key"
        case "ticket_withdrawn":
            return "stop", f"withdrawn: {event.reason}", "muted"
        case "ticket_held":
            return "stop", f"waits: {event.why or event.hold}", "held"
        case _:
            return None


def _told_of_steering(event: Event) -> tuple[str, str, str] | None:
    match event.kind:
        case "guidance_given":
            return "you", f'say: "{event.text.preview[:60]}"', "edited"
        case "guidance_delivered":
            return "guide", f"heard {event.guidance} in it {event.iteration}", "muted"
        case "guidance_withdrawn":
            return "you", f"took guidance {event.guidance} back", "edited"
        case "rules_changed":
            return event.actor, f"rules: {'; '.join(event.rules) or 'none'}", "key"
        case "latch_set":
            return "you", f"paused {event.latch.says()}", "key"
        case "latch_released":
            return "you", f"let {event.latch.says()} go on", "key"
        case "node_marked":
            did = "marked it" if event.marked else "took the mark away"
            return "you", did, "muted"
        case "node_noted":
            return "you", f'noted "{event.text.preview[:60]}"', "muted"
        case "attempt_picked":
            return "you", f"took attempt {event.attempt}", "key"
        case "model_chosen":
            return "you", f"chose {short_model(event.model)}, this time", "key"
        case "cancel_asked":
            return "you", "cancelled the call or block", "failed"
        case _:
            return None


def _words(event: Event) -> str:
    if event.kind != "ticket_decided" or event.verb == "approve" or event.text is None:
        return ""
    return f'"{event.text.preview[:60]}"'


def _through(event: Event) -> str:
    """The gate that was crossed on the way to an event."""
    raised = crossing_in(event)
    return "" if raised is None else f"; {raised.gate} went through"


def _told_of_work(event: Event) -> tuple[str, str, str]:
    match event.kind:
        case "node_started":
            name = f"batch of {event.elements}" if event.elements else event.node_kind
            return "node", f"{name} {short_model(event.model)}", ""
        case "node_finished":
            style = "done" if event.state in ("done", "answered") else "failed"
            error = in_words_of_people(event.error or "")
            words = f"{event.state} {error[:80]}"
            return "node", f"{words}{_through(event)}", style
        case "iteration_started":
            forced = " (the last: it must answer)" if event.forced else ""
            return "turn", f"iteration {event.iteration}{forced}", ""
        case "iteration_finished":
            return "turn", f"iteration {event.iteration} {event.outcome}", "muted"
        case "call_started":
            return (
                "call",
                f"{short_model(event.model)} {event.input_tokens} tok in"
                f"{_through(event)}",
                "busy",
            )
        case "call_finished":
            cost, took = cost_of(event.usage), duration(event.elapsed_s)
            return "reply", f"{event.reply.chars:,} chars {took} {cost}", "done"
        case "call_failed":
            cost = f" {money(event.usage.cost)}" if event.usage.cost else ""
            return (
                "call",
                f"failed: {event.error_type} {event.error[:80]}{cost}",
                "failed",
            )
        case "code_started":
            return "code", f"it {event.iteration} block {event.block} runs", "busy"
        case "code_interrupted":
            words = f"asked to stop: {event.reason}; killed in {event.grace_s:g} s"
            return "code", words, "held"
        case "variable_set":
            return "you", f"set {event.name} to {event.after.preview}", "edited"
        case "code_executed":
            printed = count(event.stdout.chars, "char")
            style = "done" if event.status in ("ok", "final") else "failed"
            return (
                "code",
                f"{event.status} {printed} {duration(event.elapsed_s)}",
                style,
            )
        case "question_asked":
            return "you", f"asked: {event.question.preview[:80]}", "edited"
        case "output_replaced":
            return "you", "changed the output", "edited"
        case _:
            return event.kind, "", "muted"


class EventLines(Sequence[Line]):
    """The lines of the events at or below a node, in order."""

    def __init__(self, events: Sequence[Event], node: str) -> None:
        self.source = events
        self._node = node
        self._kept: list[Event] | None = None if node == "0" else []
        self._seen = 0
        self._count = len(events)
        self.update()

    def update(self) -> None:
        """Take in the events that have been added."""
        self._count = len(self.source)
        if self._kept is None:
            return
        for index in range(self._seen, self._count):
            event = self.source[index]
            if is_within(getattr(event, "node", ""), self._node):
                self._kept.append(event)
        self._seen = self._count

    def __len__(self) -> int:
        return self._count if self._kept is None else len(self._kept)

    @overload
    def __getitem__(self, index: int) -> Line: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Line]: ...
    def __getitem__(self, index: int | slice) -> Line | Sequence[Line]:
        source = self.source if self._kept is None else self._kept
        if isinstance(index, slice):
            return [event_line(event) for event in source[index]]
        return event_line(source[index])
