"""A branch: the events of a session up to one of them, as the beginning of another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rlm_tui.domain.event_base import NodeEvent
from rlm_tui.domain.events import (
    ANSWERED,
    Event,
    IterationFinished,
    NodeFinished,
    NodeStarted,
    SessionCreated,
    SessionFinished,
)
from rlm_tui.domain.events_of_answers import (
    GuidanceDelivered,
    QuestionAsked,
    ToolCalled,
)
from rlm_tui.domain.events_of_calls import CallFailed, CallFinished, CallStarted
from rlm_tui.domain.events_of_steering import AbortAsked, IntentChanged
from rlm_tui.domain.events_of_tickets import TicketDecided, TicketHeld, TicketRaised
from rlm_tui.domain.limits import Usage
from rlm_tui.domain.money import FREE, money
from rlm_tui.domain.unanswered import unanswered
from rlm_tui.errors import SteeringError

_ROOT = "0"
_UNDER_WAY = (
    CallStarted,
    CallFailed,
    GuidanceDelivered,
    TicketDecided,
    TicketHeld,
    ToolCalled,
)
"""What lies between a stop and the first thing that came of letting it go."""
_ENGINE_MADE = frozenset(
    {
        "iteration_started",
        "iteration_finished",
        "history_compacted",
        "hook_acted",
        "call_finished",
        "code_started",
        "code_executed",
        "output_replaced",
        "answer_judged",
        "node_started",
        "node_finished",
    }
)


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a branch takes from its parent, and what it may cost to go on."""

    at: int
    """The last event that counts."""
    replies: int
    """That are in the record and are not paid again."""
    calls: int
    """That the parent made after that, or that did not get to a model there."""
    cost: float | None
    """US dollars of those; `None` if not all prices are known."""
    has_ended: bool
    """Whether all that follows is known: the parent went on to its answer, and it
    refused no RLM node, which may make any number of calls."""

    def says(self) -> str:
        """One line for a person, before anything starts."""
        taken = f"{self.replies} recorded replies cost nothing; "
        if self.replies < 2:
            taken = "1 recorded reply costs nothing; " * self.replies
        if not self.calls:
            return f"{taken}no call is known that came after"
        about = "about" if self.has_ended else "at least"
        plural = "" if self.calls == 1 else "s"
        cost = "price not known" if self.cost is None else f"~{money(self.cost)}"
        if self.cost == 0:
            cost = FREE
        return f"{taken}{about} {self.calls} call{plural} will be live ({cost})"


def forecast_branch(events: Sequence[Event], at: int) -> Forecast:
    """What branching at an event means, judged by what the parent did after it.

    Raises:
        SteeringError: the parent has no such event.
    """
    _begun_by(events, at)
    finished = [event for event in events if isinstance(event, CallFinished)]
    after = [event for event in finished if event.seq > at]
    usage = Usage()
    for event in after:
        usage += event.usage
    anew = unanswered(events, at)
    costs = [usage.known_cost, *(call.cost for call in anew)]
    known = [cost for cost in costs if cost is not None]
    return Forecast(
        at=at,
        replies=len(finished) - len(after),
        calls=len(after) + len(anew),
        cost=sum(known) if len(known) == len(costs) else None,
        has_ended=_was_answered(events) and all(call.kind == "llm" for call in anew),
    )


def _was_answered(events: Sequence[Event]) -> bool:
    return any(
        isinstance(event, SessionFinished) and event.status in ANSWERED
        for event in events
    )


def last_stop(events: Sequence[Event]) -> int:
    """The number of the event at which a person was last waited for; else the last."""
    for event in reversed(events):
        if isinstance(event, TicketRaised) and event.hold is not None:
            return event.seq
    return len(events)


def branch(
    events: Sequence[Event], at: int, *, session: str, now: float
) -> list[Event]:
    """The events that a branch begins with, numbered; the last one pauses it.

    Replies up to the event are kept and cost nothing. What was on its way then, and
    what had been let go without a result, stands at its gate once more: the first
    thing that leaves the branch, a person lets go.

    Args:
        events: those of the parent, from the first.
        at: the number of the last one that counts.
        session: the id of the branch.
        now: when the branch is made; all that is taken over happens then.

    Raises:
        SteeringError: the parent has no such event.
    """
    first = _begun_by(events, at)
    created = first.model_copy(
        update={
            "session": session,
            "parent": first.session,
            "parent_seq": at,
            "attended": True,
        }
    )
    taken = taken_over(events[1:at], answered=_last_question(events[1:at]))
    pause = IntentChanged(intent="pause", actor="engine", reason="branch")
    return numbered([created, *taken, pause], now=now)


def numbered(events: Sequence[Event], *, now: float) -> list[Event]:
    """The events from 1 on, as if all of them happened now."""
    return [
        event.model_copy(update={"seq": seq, "at": now})
        for seq, event in enumerate(events, 1)
    ]


def taken_over(events: Sequence[Event], *, answered: int) -> list[Event]:
    """What a session takes from another, which costs it nothing.

    The first `answered` events lead to answers that were accepted, and stay so.
    """
    ended = {e.node for e in events if isinstance(e, NodeFinished)} - {_ROOT}
    kept = [
        event
        for at, event in enumerate(events)
        if not _is_end(event, ended) and (at < answered or not _is_answer(event))
    ]
    return list(map(_free, _without_what_is_under_way(kept)))


def _last_question(events: Sequence[Event]) -> int:
    """How many events lead to the last question that followed an answer."""
    for at in range(len(events), 0, -1):
        if isinstance(events[at - 1], QuestionAsked):
            return at
    return 0


def _begun_by(events: Sequence[Event], at: int) -> SessionCreated:
    """The first event of a session that has one of this number."""
    first = events[0]
    assert isinstance(first, SessionCreated), "a session begins with its creation"
    if not 1 <= at <= len(events):
        raise SteeringError(
            f"{first.session} has the events 1 to {len(events)}; there is no {at}"
        )
    return first


def _is_end(event: Event, ended: set[str]) -> bool:
    """Whether it ends the parent, or asks for an end that had not come yet."""
    if isinstance(event, NodeFinished | AbortAsked):
        return event.node not in ended
    return isinstance(event, SessionFinished)


def _is_answer(event: Event) -> bool:
    """Whether the root has its answer with it."""
    if isinstance(event, IterationFinished):
        return event.node == _ROOT and event.outcome == "final"
    return False


def _free(event: Event) -> Event:
    """An event of a call as it is played back: it takes neither money nor time."""
    match event:
        case CallFinished(actor=actor):
            by = "playback" if actor == "model" else actor
            return event.model_copy(
                update={"usage": Usage(), "elapsed_s": 0.0, "actor": by}
            )
        case CallFailed():
            return event.model_copy(update={"usage": Usage(), "elapsed_s": 0.0})
        case _:
            return event


def _without_what_is_under_way(events: Sequence[Event]) -> Iterator[Event]:
    lanes: dict[str, list[Event]] = {}
    for event in events:
        if isinstance(event, NodeEvent):
            lanes.setdefault(event.node, []).append(event)
    dropped = {event.seq for lane in lanes.values() for event in _under_way(lane)}
    return (event for event in events if event.seq not in dropped)


def _under_way(lane: Sequence[Event]) -> list[Event]:
    """The end of a node's events that has led to nothing, back to its last stop."""
    found: list[Event] = []
    for event in reversed(lane):
        if isinstance(event, TicketRaised):
            # A result stands in its ticket alone: without it a tool would run again.
            is_dropped = event.hold is None and event.gate != "result"
            return [*found, event] if is_dropped else found
        if isinstance(event, CallStarted) and event.passed is not None:
            return [*found, event]
        if event.kind in _ENGINE_MADE:
            return found if isinstance(event, NodeStarted) else []
        if isinstance(event, _UNDER_WAY):
            found.append(event)
    return found
