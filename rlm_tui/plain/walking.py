"""Going from stop to stop, and through a saved session from event to event."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rlm_tui.domain.events import Event
from rlm_tui.errors import SteeringError
from rlm_tui.plain.stopwords import stop_words, verb_words
from rlm_tui.plain.telling import logged

if TYPE_CHECKING:
    from rlm_tui.controller import Controller
    from rlm_tui.domain.session import Session, Ticket
    from rlm_tui.plain.desk import Desk
    from rlm_tui.plain.own_words import Beside, Walk


@dataclass(slots=True)
class Place:
    """Up to which event a session is shown."""

    position: int | None = None
    """`None`: all of them."""

    def session(self, controller: Controller) -> Session:
        """The session as it was there."""
        if self.position is None:
            return controller.session
        return controller.whole.timeline.at(self.position)


def walk(desk: Desk, command: Walk) -> None:
    """Show a saved session as it was some events before or after.

    Raises:
        SteeringError: it is live.
    """
    last = len(desk.controller.events)
    here = last if desk.place.position is None else desk.place.position
    to = {
        "back": here - command.count,
        "forward": here + command.count,
        "first": 1,
        "last": last,
    }
    go_to_event(desk, to[command.to])


def go_to_event(desk: Desk, number: int) -> None:
    """Show a saved session as it was at an event.

    Raises:
        SteeringError: it is live.
    """
    if not desk.controller.is_review:
        raise SteeringError(
            "events are walked in a saved session, and this one is live: log tells of "
            "them, and rlm-tui review opens it as such"
        )
    events = desk.controller.events
    position = min(max(1, number), len(events))
    desk.place.position = None if position == len(events) else position
    event = events[position - 1]
    said = logged(desk.session, event)
    words = f"{said.label} {said.words}" if said else event.kind.replace("_", " ")
    desk.voice.say("EVENT", f"{position} of {len(events)}: {words}")


def beside(desk: Desk, command: Beside) -> None:
    """Have verbs act on the stop after or before; in a saved session show it as it was
    at the next or the last time that something waited or was decided.

    Raises:
        SteeringError: there is none.
    """
    if desk.controller.is_review:
        go_to_event(desk, _stop_beside(desk, command.step))
        return
    waiting = desk.session.open_tickets
    if not waiting:
        raise SteeringError("nothing waits")
    names = [ticket.id for ticket in waiting]
    here = names.index(desk.stops.focus) if desk.stops.focus in names else -1
    focus_on(desk, waiting[(here + command.step) % len(waiting)])


def _stop_beside(desk: Desk, step: int) -> int:
    events = desk.controller.events
    here = len(events) if desk.place.position is None else desk.place.position
    places = [number for number, event in enumerate(events, 1) if _is_stop(event)]
    found = [p for p in places if p > here] if step > 0 else places[::-1]
    for place in found:
        if place != here and (place > here) == (step > 0):
            return place
    where = "after" if step > 0 else "before"
    raise SteeringError(f"nothing waited or was decided {where} this event")


def _is_stop(event: Event) -> bool:
    if event.kind == "ticket_raised":
        return event.hold is not None
    return event.kind == "ticket_decided" and event.actor == "you"


def focus_on(desk: Desk, ticket: Ticket) -> None:
    """Have verbs act on a stop, and say what it is."""
    desk.stops.announce(ticket)
    desk.stops.focus_on(ticket)
    words = stop_words(desk.stops.number(ticket), ticket, desk.session)
    desk.voice.say("FOCUS", f"{words}. {verb_words(ticket)}")
