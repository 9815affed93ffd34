"""Tips for a newcomer: one line at the moment when it is of use, a few times each."""

from __future__ import annotations

from dataclasses import dataclass

from rlm_tui.domain.decisions import Gate
from rlm_tui.ui.hints.situation import Situation
from rlm_tui.ui.keys.keymap import with_keys

MOST = 3
"""How often each is told: at so many different moments."""

_OFF = "({run.command}hints off)"

_AT_GATE: dict[Gate, str] = {
    "call": "{ticket.edit} changes what the model will read",
    "exec": "{ticket.edit} changes the code before it runs",
    "query": "{ticket.edit} changes it before it is sent",
    "result": "{ticket.edit} changes what is handed on",
    "final": "{ticket.reject} sends it back with your words",
    "limit": "{run.limits} shows what is used and allowed",
    "error": "{ticket.answer} gives a result in its place",
}
_EDITED = "{ticket.approve} sends it so, {ticket.revert} takes it back"
_ANSWERED = "{ticket.approve} uses your answer, nothing is sent"
_DRAFTED = "{ticket.edit} goes on with what you had begun"
_BATCH = "{tree.open} shows the table: try a few first"
_PAUSED = "{run.iteration} runs one iteration, {run.continue} goes on"
_WAITING = "{stops.next} goes to what waits for you"
_RUNNING = "{run.pause} holds it at its next step"
_ENDED = "{view.insight} shows where time and cost went"
_REVIEW = "{stops.previous} goes to where it stopped last"
_WALKING = "{stops.previous} and {stops.next} go by stops and your decisions"
_UNSTOPPED = "{review.back} and {review.forward} go through its events"


@dataclass(frozen=True, slots=True)
class Moment:
    """What a tip is for, and of what."""

    words: str
    of: str = ""
    """The ticket, batch or state: another one is another moment."""


def moment_of(situation: Situation) -> Moment:
    """The tip that is of use now."""
    session, ticket = situation.session, situation.ticket
    if situation.is_review:
        walk = _WALKING if situation.is_walking else _REVIEW
        return Moment(walk if situation.has_stops else _UNSTOPPED)
    if session.status is not None:
        return Moment(_ENDED)
    if ticket is not None:
        if situation.has_answer:
            return Moment(_ANSWERED, ticket.id)
        if situation.has_draft:
            return Moment(_DRAFTED, ticket.id)
        words = _EDITED if ticket.edit is not None else _AT_GATE[ticket.gate]
        return Moment(words, ticket.id)
    if situation.batch is not None:
        return Moment(_BATCH, situation.batch.id)
    if session.intent == "pause":
        return Moment(_PAUSED)
    return Moment(_WAITING if session.waiting else _RUNNING)


class Lessons:
    """Remembers what was told, so that nothing is told for ever."""

    def __init__(self) -> None:
        self._told: dict[str, int] = {}
        self._now: Moment | None = None

    def tip(self, situation: Situation, width: int) -> str:
        """What to say now in so many cells; empty if it was said often enough."""
        moment = moment_of(situation)
        if moment != self._now:
            self._now = moment
            self._told[moment.words] = self._told.get(moment.words, 0) + 1
        if self._told[moment.words] > MOST:
            return ""
        said = with_keys(moment.words)
        whole = f"{said} {with_keys(_OFF)}"
        return whole if len(whole) <= width else said if len(said) <= width else ""
