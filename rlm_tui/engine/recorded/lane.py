"""The steps that one node of a recorded session took, and how far they are retold."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TypeAlias

from rlm_tui.domain.decisions import Gate
from rlm_tui.domain.events import Event, Warned
from rlm_tui.domain.events_of_answers import AnswerJudged
from rlm_tui.domain.events_of_calls import CallFailed, CallFinished, CallStarted
from rlm_tui.domain.events_of_tickets import TicketRaised
from rlm_tui.engine.steering.crossing import whole
from rlm_tui.errors import ReplayError

STEPS = frozenset(
    {
        "iteration_started",
        "history_compacted",
        "hook_acted",
        "ticket_raised",
        "guidance_delivered",
        "call_started",
        "call_failed",
        "call_finished",
        "tool_called",
        "code_started",
        "code_executed",
        "output_replaced",
        "answer_judged",
        "iteration_finished",
        "question_asked",
        "node_finished",
    }
)
"""What a node does of itself, always in the same order. Warnings depend on what others
have spent meanwhile; the rest is what people did, which the session keeps."""

_MARKS = ("iteration", "block", "attempt", "gate", "guidance", "by", "hook")
"""Fields by which a step is known again."""


@dataclass(frozen=True, slots=True)
class PastReply:
    """A call that brought a reply."""

    text: str


@dataclass(frozen=True, slots=True)
class PastFailure:
    """A call that brought none."""

    error: str
    is_final: bool
    """Whether it was given up then."""
    is_attempt: bool
    """Whether it counts: a call that ended with the engine does not."""


class HeldBackThen:
    """A call that was let through, but met a pause before it left."""


PastCall: TypeAlias = PastReply | PastFailure | HeldBackThen


@dataclass(slots=True)
class Lane:
    """The steps of one node, and how many of them are behind it."""

    node: str
    steps: list[Event] = field(default_factory=list)
    warnings: Counter[str] = field(default_factory=Counter)
    at: int = 0

    @property
    def next(self) -> Event | None:
        """The step that the node took next, if its record goes on."""
        return self.steps[self.at] if self.at < len(self.steps) else None

    def lay(self, event: Event) -> None:
        """Add what the node did next."""
        if isinstance(event, Warned):
            self.warnings[event.message] += 1
        else:
            self.steps.append(event)

    def takes(self, event: Event) -> bool:
        """Whether the record has what the node is about to do, which is then behind it.

        Raises:
            ReplayError: the record goes on with something else.
        """
        if isinstance(event, Warned):
            return self._has_warned(event.message)
        if event.kind not in STEPS:
            return False
        if not isinstance(event, TicketRaised):
            # What a block met that is not run again to find out.
            self.pass_limits()
        step = self.next
        if step is None:
            return False
        if _mark(step) != _mark(event):
            raise self._other(step, event.kind)
        self.at += 1
        return True

    def _has_warned(self, message: str) -> bool:
        if self.warnings[message]:
            self.warnings[message] -= 1
            return True
        return self.next is not None

    def pass_limits(self, *, before: int | None = None) -> None:
        """Leave tickets of limits behind, up to an event if one is given."""
        while _is_of_limit(self.next, before=before):
            self.at += 1

    def crosses(self, gate: Gate) -> TicketRaised | None:
        """The ticket of the next crossing, which is then behind the node.

        Raises:
            ReplayError: the record goes on with something else.
        """
        step = self.next
        if step is None:
            return None
        if not isinstance(step, TicketRaised) or step.gate != gate:
            raise self._other(step, f"a crossing of the gate {gate}")
        self.at += 1
        return step

    def call(self) -> PastCall | None:
        """What became of the next attempt to call; `None` if it is to be sent.

        Raises:
            ReplayError: the record goes on with something else.
        """
        step = self.next
        if step is None:
            return None
        if isinstance(step, TicketRaised):
            return HeldBackThen()
        if not isinstance(step, CallStarted):
            raise self._other(step, "a call")
        if self.at == len(self.steps) - 1:
            return None  # it was out when the record ended
        if isinstance(self.steps[self.at + 1], TicketRaised):
            self.at += 1  # it was out when a record ended, and was then held back
            return HeldBackThen()
        self.at += 2
        match self.steps[self.at - 1]:
            case CallFinished(reply=reply):
                return PastReply(whole(reply))
            case CallFailed() as failed:
                return _failure(failed, self.next)
            case step:
                raise self._other(step, "the end of a call")

    @property
    def answer_ahead(self) -> str:
        """The next answer that the node offered; empty if it offered none."""
        for step in self.steps[self.at :]:
            if isinstance(step, AnswerJudged):
                return whole(step.answer)
            if isinstance(step, TicketRaised) and step.gate == "final":
                return whole(step.payload)
        return ""

    def _other(self, step: Event, wanted: str) -> ReplayError:
        return ReplayError(
            f"the record of {self.node} goes on with {step.kind} (event {step.seq}), "
            f"not with {wanted}: it was made by another version, or by hooks and tools "
            "that are not here; branch from an event before it"
        )


def _is_of_limit(step: Event | None, *, before: int | None = None) -> bool:
    if not isinstance(step, TicketRaised) or step.gate != "limit":
        return False
    return before is None or step.seq < before


def _mark(event: Event) -> tuple[object, ...]:
    return (event.kind, *(getattr(event, name, None) for name in _MARKS))


def _failure(failed: CallFailed, then: Event | None) -> PastFailure:
    # Of a request that was too long the window is not recorded, only what was cut.
    is_unclear = failed.error_type in ("cancelled", "TooLongError")
    is_cut = is_unclear and then is None
    is_resent = isinstance(then, CallStarted)
    is_retried = failed.retry_in_s is not None
    return PastFailure(
        failed.error,
        is_final=not (is_retried or is_resent or is_cut),
        is_attempt=is_retried,
    )
