"""What happens in a run, as one line each, with a label that can be searched for."""

from __future__ import annotations

from dataclasses import dataclass

from rlm_tui.domain.decisions import BEFORE
from rlm_tui.domain.events import Event, NodeStarted
from rlm_tui.domain.events_of_code import CodeExecuted, CodeInterrupted, CodeStarted
from rlm_tui.domain.limit_words import in_words_of_people
from rlm_tui.domain.money import cost_of
from rlm_tui.domain.session import Session
from rlm_tui.plain.voice import quote
from rlm_tui.wording import count, duration, left_out, reason_in, short_model, tokens


@dataclass(frozen=True, slots=True)
class Told:
    """A label and the words after it."""

    label: str
    words: str


def told(session: Session, event: Event) -> Told | None:
    """One line for an event; `None` for what goes without saying.

    Stops are announced apart, by whoever numbers them.
    """
    return _of_run(session, event) or _of_node(session, event) or _of_work(event)


def logged(session: Session, event: Event) -> Told | None:
    """The same for the log, where stops and what was decided have a line as well."""
    match event.kind:
        case "ticket_raised" if event.hold is not None:
            return Told("STOP", f"{event.node} {BEFORE[event.gate]}")
        case "ticket_edited":
            did = "edit taken back" if event.text is None else "edited"
            return Told("EDITED", f"{event.node}: {did}")
        case "ticket_decided":
            return Told("DECIDED", f"{event.node}: {event.verb} by {event.actor}")
        case "intent_changed":
            said = f"by {event.actor}"
            why = f" ({event.reason})" if event.reason not in ("", said) else ""
            return Told("INTENT", f"{event.intent} by {event.actor}{why}")
        case "session_finished":
            return Told("FINISHED", event.status)
        case _:
            return told(session, event)


def _of_run(session: Session, event: Event) -> Told | None:
    match event.kind:
        case "run_started":
            context = f"{session.context.label}, {session.context.chars:,} characters"
            less = f" ({said})" if (said := left_out(session.context)) else ""
            return Told("RUN", f"started over {context}{less}; {event.isolation}")
        case "intent_changed" if event.actor != "you":
            by = "after" if event.reason.startswith("step") else "by"
            return Told("PAUSED", f"{by} {event.reason}" if event.reason else "")
        case "limits_changed" if event.actor != "you":
            return Told("LIMITS", "changed by the engine")
        case "warned":
            return Told("WARNING", f"{event.node}: {in_words_of_people(event.message)}")
        case "repl_lost":
            return Told("WARNING", f"{event.node}: {event.in_words}")
        case "history_compacted":
            return Told("WARNING", f"{event.node}: its history was shortened")
        case "ticket_withdrawn":
            return Told("WITHDRAWN", f"{event.node}: {event.reason}")
        case "ticket_decided" if event.actor not in ("you", "auto"):
            return Told("DECIDED", f"{event.node}: {event.verb} by {event.actor}")
        case "abort_asked":
            return Told("ABORT", f"{event.node}: asked for")
        case _:
            return None


def _of_node(session: Session, event: Event) -> Told | None:
    match event.kind:
        case "node_started":
            return Told("NODE", f"{event.node} {_what_started(event)}")
        case "node_finished":
            said = event.answer.preview if event.answer else ""
            if event.error and event.error not in _failures(session, event.node):
                said = in_words_of_people(event.error)
            quoted = f": {quote(said)}" if said else ""
            return Told("ENDED", f"{event.node} {event.state}{quoted}")
        case "iteration_started":
            last = ", the last: it must answer" if event.forced else ""
            return Told("TURN", f"{event.node} iteration {event.iteration}{last}")
        case "answer_judged" if not event.accepted:
            return Told("JUDGED", f"{event.node} by {event.by}: {event.words}")
        case "question_asked":
            return Told("ASKED", quote(event.question.preview))
        case "hook_acted":
            return Told("HOOK", f"{event.node} {event.hook}: {event.outcome}")
        case "tool_called":
            return Told("TOOL", f"{event.node} {event.tool}")
        case _:
            return None


def _failures(session: Session, node: str) -> list[str]:
    """Why calls of a node failed in its last turn, which is told by then."""
    turns = session.nodes[node].iterations
    return [failed.error for failed in turns[-1].failures] if turns else []


def _what_started(event: NodeStarted) -> str:
    if event.elements is not None:
        return f"batch of {count(event.elements, 'element')}"
    model = f" {short_model(event.model)}" if event.model else ""
    prompt = f": {quote(event.prompt.preview)}" if event.prompt else ""
    return f"{event.node_kind}{model}{prompt}"


def _of_work(event: Event) -> Told | None:
    match event.kind:
        case "call_started":
            again = f", attempt {event.attempt}" if event.attempt > 1 else ""
            size = f"{tokens(event.input_tokens)} tokens in"
            return Told(
                "CALL", f"{event.node} {short_model(event.model)}, {size}{again}"
            )
        case "call_finished":
            cost = cost_of(event.usage)
            facts = [duration(event.elapsed_s), *([cost] if cost else [])]
            by = "" if event.actor == "model" else f" by {event.actor}"
            quoted = quote(event.reply.preview)
            return Told("REPLY", f"{event.node}{by} in {', '.join(facts)}: {quoted}")
        case "call_failed":
            again = ""
            if event.retry_in_s is not None:
                again = f"; sent again in {duration(event.retry_in_s)}"
            return Told("FAILED", f"{event.node} {event.error}{again}")
        case "code_started":
            return Told("CODE", f"{event.node} {_block(event)}: {_code(event)}")
        case "code_executed":
            return Told("OUTPUT", f"{event.node} {_block(event)} {_output(event)}")
        case "code_interrupted":
            words = f"asked to stop: {event.reason}"
            return Told("CODE", f"{event.node} {_block(event)} {words}")
        case "guidance_delivered":
            words = f"guidance {event.guidance} went out"
            return Told("GUIDED", f"{event.node} {words}")
        case _:
            return None


def _block(event: CodeStarted | CodeExecuted | CodeInterrupted) -> str:
    return f"iteration {event.iteration} block {event.block}"


def _code(event: CodeStarted) -> str:
    whole = event.code.whole
    size = count(event.code.chars, "character")
    if whole is not None:
        size = count(len(whole.splitlines()), "line")
    return f"runs, {size}: {quote(event.code.preview)}"


def _output(event: CodeExecuted) -> str:
    took = duration(event.elapsed_s)
    if event.error:
        return f"{event.status} in {took}: {reason_in(event.error)}"
    if not event.stdout:
        return f"{event.status} in {took}, nothing printed"
    size = count(event.stdout.chars, "character")
    return f"{event.status} in {took}, {size}: {quote(event.stdout.preview)}"
