"""A follow-up: a session that goes on from the answer of another with a question."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from rlm_tui.domain.branching import numbered, taken_over
from rlm_tui.domain.events import ANSWERED, Event, SessionCreated, SessionFinished
from rlm_tui.domain.events_of_answers import QuestionAsked
from rlm_tui.domain.events_of_code import CodeExecuted, ReplLost, VariableSet
from rlm_tui.domain.events_of_steering import LimitsChanged
from rlm_tui.domain.limits import Limits
from rlm_tui.domain.text import Text
from rlm_tui.domain.values import ContextValue
from rlm_tui.domain.variables import Variable
from rlm_tui.errors import SteeringError

ROOT = "0"
_PREVIEW = 200


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What is asked next, and of whom where that changes."""

    question: str
    context: ContextValue | None = None
    """What comes with it, beside the context that is there."""
    model: str | None = None
    sub_model: str | None = None
    limits: Limits | None = None
    attended: bool = False


def follow_up(
    events: Sequence[Event], asked: FollowUp, *, session: str, now: float
) -> list[Event]:
    """The events that a follow-up begins with, numbered.

    All that led to the answer is kept and costs nothing: the variables are rebuilt, and
    the model reads on. The question has turns, sub-queries, money and time of its own.

    Args:
        events: those of the session that answered, from the first.
        asked: the question.
        session: the id of the follow-up.
        now: when it is asked; all that is taken over happens then.

    Raises:
        SteeringError: the session has no answer to go on from.
    """
    first = events[0]
    assert isinstance(first, SessionCreated), "a session begins with its creation"
    _check_answered(first.session, events)
    changes: dict[str, object] = {
        "session": session,
        "parent": first.session,
        "parent_seq": len(events),
        "attended": asked.attended,
    }
    if asked.model is not None:
        changes |= {"model": asked.model, "sub_model": asked.sub_model or asked.model}
    taken = taken_over(events[1:], answered=len(events))
    created = first.model_copy(update=changes)
    return numbered([created, *taken, *_asked(events, asked)], now=now)


def _check_answered(session: str, events: Sequence[Event]) -> None:
    ends = [event for event in events if isinstance(event, SessionFinished)]
    status = ends[-1].status if ends else "interrupted"
    if status not in ANSWERED:
        raise SteeringError(
            f"{session} has no answer to follow up ({status}): a question can follow "
            "an answer; a branch goes another way from an event before the end"
        )


def _asked(events: Sequence[Event], asked: FollowUp) -> list[Event]:
    """What a person, or a program, does to the session that answered."""
    done: list[Event] = []
    if asked.limits not in (None, _limits(events)):
        done.append(LimitsChanged(limits=asked.limits))
    name = ""
    if asked.context is not None:
        name = _free_name(events)
        done.append(_given(name, asked.context))
    question = Text.of(asked.question)
    return [*done, QuestionAsked(node=ROOT, question=question, variable=name)]


def _free_name(events: Sequence[Event]) -> str:
    """Of the next context: none that code has given to a variable of its own."""
    number = 1 + sum(isinstance(event, QuestionAsked) for event in events)
    taken = {variable.name for event in events for variable in _variables_at(event)}
    while f"context_{number}" in taken:
        number += 1
    return f"context_{number}"


def _variables_at(event: Event) -> Sequence[Variable]:
    """Those of the root, as an event tells them."""
    match event:
        case CodeExecuted(node="0") | ReplLost(node="0"):
            return event.variables
        case VariableSet(node="0"):
            return (event.after,)
        case _:
            return ()


def _limits(events: Sequence[Event]) -> Limits | None:
    found = [e.limits for e in events if isinstance(e, SessionCreated | LimitsChanged)]
    return found[-1] if found else None


def _given(name: str, context: ContextValue) -> VariableSet:
    written = json.dumps(context, ensure_ascii=False, allow_nan=False)
    preview = context if isinstance(context, str) else written
    after = Variable(
        name=name,
        type=type(context).__name__,
        length=len(context),
        preview=preview[:_PREVIEW],
    )
    return VariableSet(
        node=ROOT, name=name, value=Text.of(written), after=after, before=None
    )
