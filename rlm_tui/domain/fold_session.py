"""How events about the session as a whole change it."""

from __future__ import annotations

from rlm_tui.domain.copying import change
from rlm_tui.domain.events import RunBroken, RunStarted, SessionCreated, SessionFinished
from rlm_tui.domain.events_of_steering import (
    CancelAsked,
    LimitsChanged,
    RulesChanged,
    SessionRenamed,
)
from rlm_tui.domain.session import Session


def created(_session: Session, event: SessionCreated) -> Session:
    """There is a session."""
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
        brought=event.brought,
        intent="pause" if event.start_paused else "run",
        intent_reason="step" if event.start_paused else "",
        created_at=event.at,
        seq=event.seq,
        saved_at=event.at,
    )


def run_started(session: Session, event: RunStarted) -> Session:
    """The engine is at work on it."""
    return change(
        session,
        attempt=event.attempt,
        isolation=event.isolation,
        attended=session.attended if event.attended is None else event.attended,
        absent=event.absent or session.absent,
        is_running=True,
        status=None,
        clock_at=event.at,
    )


def finished(session: Session, event: SessionFinished) -> Session:
    """It has ended, until it is run again."""
    return change(
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


def broken(session: Session, event: RunBroken) -> Session:
    """Its engine is gone: nothing is out, and nothing waits for an answer."""
    return change(
        session,
        is_running=False,
        status="interrupted",
        error=event.error,
        plan=None,
        clock_at=None,
        waiting=(),
        in_flight=0,
        out_calls=0,
        out_tokens=0,
        out_cost=0.0,
    )


def limits_changed(session: Session, event: LimitsChanged) -> Session:
    """It may spend something else."""
    return change(session, limits=event.limits)


def rules_changed(session: Session, event: RulesChanged) -> Session:
    """Other rules are in force."""
    return change(session, rules=event.rules)


def renamed(session: Session, event: SessionRenamed) -> Session:
    """It has another name."""
    return change(session, title=event.title)


def cancel_asked(session: Session, _event: CancelAsked) -> Session:
    """What comes of it is told by what follows."""
    return session
