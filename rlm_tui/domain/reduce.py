"""`reduce(session, event) -> session`: the only place where a session changes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from rlm_tui.domain import fold_answers as answers
from rlm_tui.domain import fold_calls as calls
from rlm_tui.domain import fold_code as code
from rlm_tui.domain import fold_nodes as nodes
from rlm_tui.domain import fold_steering as steering
from rlm_tui.domain import fold_tickets as tickets
from rlm_tui.domain.copying import replace
from rlm_tui.domain.events import (
    CallFailed,
    CallFinished,
    CallStarted,
    CodeExecuted,
    CodeStarted,
    Event,
    IterationFinished,
    IterationStarted,
    NodeFinished,
    NodeStarted,
    OutputDelta,
    OutputReplaced,
    ReplyDelta,
    RunStarted,
    SessionCreated,
    SessionFinished,
    Warned,
)
from rlm_tui.domain.events_of_answers import (
    AnswerJudged,
    GuidanceDelivered,
    GuidanceGiven,
    GuidanceWithdrawn,
    HookActed,
    ToolCalled,
)
from rlm_tui.domain.events_of_code import CodeInterrupted, ReplLost, VariableSet
from rlm_tui.domain.events_of_history import HistoryCompacted
from rlm_tui.domain.events_of_steering import (
    AbortAsked,
    CancelAsked,
    IntentChanged,
    LatchReleased,
    LatchSet,
    LimitsChanged,
    NodeMarked,
    NodeNoted,
    RulesChanged,
    SessionRenamed,
)
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
from rlm_tui.domain.session import Session

UNTIMED = (RunStarted, SessionRenamed, NodeMarked, NodeNoted)
"""Events that may come long after the engine has stopped: that time counts nowhere."""


def replay(events: Iterable[Event]) -> Session:
    """Fold a whole list of events."""
    session = Session()
    for event in events:
        session = reduce(session, event)
    return session


def reduce(session: Session, event: Event) -> Session:
    """The session after an event."""
    if event.transient:
        return _fold(session, event)
    if isinstance(event, SessionCreated):
        return _created(event)
    return _fold(_tick(session, event), event)


def _tick(session: Session, event: Event) -> Session:
    """Count the event, and bring the clocks up to date: parked time is not charged."""
    now = event.at
    if session.clock_at is None or isinstance(event, UNTIMED):
        return replace(session, seq=event.seq, saved_at=now)
    return replace(
        session,
        seq=event.seq,
        saved_at=now,
        active_s=session.active_at(now),
        parked_s=session.parked_at(now),
        clock_at=max(now, session.clock_at),
    )


def _fold(session: Session, event: Event) -> Session:
    match event:
        # Tried in this order: what there is most of comes first.
        case TicketRaised():
            return tickets.ticket_raised(session, event)
        case ReplyDelta():
            return calls.reply_delta(session, event)
        case OutputDelta():
            return nodes.output_delta(session, event)
        case CallStarted():
            return calls.call_started(session, event)
        case CallFinished():
            return calls.call_finished(session, event)
        case NodeStarted():
            return nodes.node_started(session, event)
        case NodeFinished():
            return nodes.node_finished(calls.call_is_back(session, event.node), event)
        case IterationStarted():
            return nodes.iteration_started(session, event)
        case IterationFinished():
            return nodes.iteration_finished(session, event)
        case CodeStarted():
            return nodes.code_started(session, event)
        case CodeExecuted():
            return nodes.code_executed(session, event)
        case SessionCreated():
            return _created(event)
        case RunStarted():
            return _run_started(session, event)
        case IntentChanged():
            return steering.intent_changed(session, event)
        case LimitsChanged():
            return replace(session, limits=event.limits)
        case RulesChanged():
            return replace(session, rules=event.rules)
        case LatchSet():
            return steering.latch_set(session, event)
        case LatchReleased():
            return steering.latch_released(session, event)
        case SessionRenamed():
            return replace(session, title=event.title)
        case NodeMarked():
            return steering.node_marked(session, event)
        case NodeNoted():
            return steering.node_noted(session, event)
        case SessionFinished():
            return _finished(session, event)
        case CallFailed():
            return calls.call_failed(session, event)
        case OutputReplaced():
            return nodes.output_replaced(session, event)
        case CodeInterrupted():
            return code.code_interrupted(session, event)
        case VariableSet():
            return code.variable_set(session, event)
        case ReplLost():
            return code.repl_lost(session, event)
        case Warned() | HistoryCompacted():
            return nodes.warned(session, event)
        case TicketEdited():
            return tickets.ticket_edited(session, event)
        case TicketDecided():
            return tickets.ticket_decided(session, event)
        case TicketWithdrawn():
            return tickets.ticket_withdrawn(session, event)
        case TicketHeld():
            return tickets.ticket_held(session, event)
        case ModelChosen():
            return tickets.model_chosen(session, event)
        case AttemptPicked():
            return tickets.attempt_picked(session, event)
        case LaneParked():
            return nodes.set_state(session, event.node, "held")
        case CancelAsked():
            return session
        case AbortAsked():
            return steering.abort_asked(session, event)
        case GuidanceGiven():
            return answers.guidance_given(session, event)
        case GuidanceDelivered():
            return answers.guidance_delivered(session, event)
        case GuidanceWithdrawn():
            return answers.guidance_withdrawn(session, event)
        case HookActed():
            return answers.hook_acted(session, event)
        case ToolCalled():
            return answers.tool_called(session, event)
        case AnswerJudged():
            return answers.answer_judged(session, event)
        case _:
            assert_never(event)


def _created(event: SessionCreated) -> Session:
    return Session(
        id=event.session,
        question=event.question,
        title=event.title,
        context=event.context,
        model=event.model,
        sub_model=event.sub_model,
        limits=event.limits,
        rules=event.rules,
        attended=event.attended,
        absent=event.absent,
        parent=event.parent,
        parent_seq=event.parent_seq,
        intent="pause" if event.start_paused else "run",
        intent_reason="step" if event.start_paused else "",
        created_at=event.at,
        seq=event.seq,
        saved_at=event.at,
    )


def _run_started(session: Session, event: RunStarted) -> Session:
    return replace(
        session,
        attempt=event.attempt,
        isolation=event.isolation,
        attended=session.attended if event.attended is None else event.attended,
        absent=event.absent or session.absent,
        is_running=True,
        status=None,
        clock_at=event.at,
    )


def _finished(session: Session, event: SessionFinished) -> Session:
    return replace(
        session,
        is_running=False,
        status=event.status,
        answer=event.answer,
        confidence=event.confidence,
        structured=event.structured,
        error=event.error,
        plan=None,
        clock_at=None,
    )
