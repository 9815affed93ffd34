"""`reduce(session, event) -> session`: the only place where a session changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from rlm_tui.domain import fold_answers as answers
from rlm_tui.domain import fold_calls as calls
from rlm_tui.domain import fold_code as code
from rlm_tui.domain import fold_nodes as nodes
from rlm_tui.domain import fold_session as whole
from rlm_tui.domain import fold_steering as steering
from rlm_tui.domain import fold_tickets as tickets
from rlm_tui.domain.copying import replace
from rlm_tui.domain.event_base import EventBase
from rlm_tui.domain.events import (
    Event,
    IterationFinished,
    IterationStarted,
    NodeFinished,
    NodeStarted,
    RunBroken,
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
    QuestionAsked,
    ToolCalled,
)
from rlm_tui.domain.events_of_calls import (
    CallFailed,
    CallFinished,
    CallStarted,
    ReplyDelta,
)
from rlm_tui.domain.events_of_code import (
    CodeExecuted,
    CodeInterrupted,
    CodeStarted,
    OutputDelta,
    OutputReplaced,
    ReplLost,
    VariableSet,
    VariablesSeen,
)
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

Fold = Callable[..., Session]
"""Takes a copy of a session that nobody else has, and an event of one kind."""

FOLDS: dict[type[EventBase], Fold] = {
    TicketRaised: tickets.ticket_raised,
    ReplyDelta: calls.reply_delta,
    OutputDelta: code.output_delta,
    CallStarted: calls.call_started,
    CallFinished: calls.call_finished,
    NodeStarted: nodes.node_started,
    NodeFinished: calls.node_ended,
    IterationStarted: nodes.iteration_started,
    IterationFinished: nodes.iteration_finished,
    CodeStarted: code.code_started,
    CodeExecuted: code.code_executed,
    SessionCreated: whole.created,
    RunStarted: whole.run_started,
    IntentChanged: steering.intent_changed,
    LimitsChanged: whole.limits_changed,
    RulesChanged: whole.rules_changed,
    LatchSet: steering.latch_set,
    LatchReleased: steering.latch_released,
    SessionRenamed: whole.renamed,
    NodeMarked: steering.node_marked,
    NodeNoted: steering.node_noted,
    SessionFinished: whole.finished,
    RunBroken: whole.broken,
    CallFailed: calls.call_failed,
    OutputReplaced: code.output_replaced,
    CodeInterrupted: code.code_interrupted,
    VariableSet: code.variable_set,
    VariablesSeen: code.variables_seen,
    ReplLost: code.repl_lost,
    Warned: nodes.warned,
    HistoryCompacted: nodes.warned,
    TicketEdited: tickets.ticket_edited,
    TicketDecided: tickets.ticket_decided,
    TicketWithdrawn: tickets.ticket_withdrawn,
    TicketHeld: tickets.ticket_held,
    ModelChosen: tickets.model_chosen,
    AttemptPicked: tickets.attempt_picked,
    LaneParked: tickets.lane_parked,
    CancelAsked: whole.cancel_asked,
    AbortAsked: steering.abort_asked,
    GuidanceGiven: answers.guidance_given,
    GuidanceDelivered: answers.guidance_delivered,
    GuidanceWithdrawn: answers.guidance_withdrawn,
    QuestionAsked: answers.question_asked,
    HookActed: answers.hook_acted,
    ToolCalled: answers.tool_called,
    AnswerJudged: answers.answer_judged,
}
"""How each kind of event changes a session."""

UNTIMED = frozenset({RunStarted, SessionRenamed, NodeMarked, NodeNoted})
"""Events that may come long after the engine has stopped: that time counts nowhere."""


def replay(events: Iterable[Event]) -> Session:
    """Fold a whole list of events."""
    session = Session()
    for event in events:
        session = reduce(session, event)
    return session


def reduce(session: Session, event: Event) -> Session:
    """The session after an event."""
    copy = replace(session) if event.transient else _tick(session, event)
    return FOLDS[type(event)](copy, event)


def _tick(session: Session, event: Event) -> Session:
    """Count the event, and bring the clocks up to date: parked time is not charged."""
    now, since = event.at, session.clock_at
    if since is None or type(event) in UNTIMED:
        return replace(session, seq=event.seq, saved_at=now)
    if now <= since:
        return replace(session, seq=event.seq, saved_at=now, clock_at=since)
    if session.waiting and session.is_parked:
        parked_s = session.parked_s + (now - since)
        return replace(
            session, seq=event.seq, saved_at=now, parked_s=parked_s, clock_at=now
        )
    active_s = session.active_s + (now - since)
    return replace(
        session, seq=event.seq, saved_at=now, active_s=active_s, clock_at=now
    )
