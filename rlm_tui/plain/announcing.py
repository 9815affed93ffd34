"""Tells of events as they happen, and announces the stops among them."""

from __future__ import annotations

from rlm_tui.domain.events import Event
from rlm_tui.domain.events_of_tickets import TicketRaised
from rlm_tui.domain.session import Session, Ticket
from rlm_tui.plain import showing
from rlm_tui.plain.desk import Desk
from rlm_tui.plain.stopwords import stop_words, verb_words
from rlm_tui.plain.telling import told
from rlm_tui.sanitize import safe_line
from rlm_tui.wording import count

ALWAYS = frozenset({"RUN", "PAUSED", "WARNING", "WITHDRAWN", "FAILED"})
"""Labels that are told of whatever is left out."""


class Announcer:
    """Hears of every event."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._quiet: list[Ticket] = []
        """Elements of a batch that have arrived and were not announced yet."""
        self._owes_rest = False
        """Whether it is still to be said that everything waits for the person."""
        self._failure = ""
        """Why a call failed that was not sent again, as it was told last."""
        self.tells_all = True
        self.is_busy = False
        """While a command is done: what comes next is announced after its answer."""

    def catch_up(self) -> None:
        """Tell of what this run did before anybody listened."""
        controller = self._desk.controller
        session, events = controller.session, tuple(controller.events)
        starts = [i for i, event in enumerate(events) if event.kind == "run_started"]
        for event in events[starts[-1] if starts else 0 :]:
            self._tell(session, event)
        for ticket in session.open_tickets:
            self._arrived(session, ticket)
        self.flush()
        self._say_rest()

    def on_event(self, session: Session, event: Event) -> None:
        if event.transient:
            return
        if event.kind == "ticket_raised" and event.hold is not None:
            self._arrived(session, session.tickets[event.ticket])
        else:
            self._tell(session, event)
        if self._quiet and self._is_batch_there(session):
            self.flush()
        if not self.is_busy:
            self.settle()
        self._desk.lines.wake()

    def _tell(self, session: Session, event: Event) -> None:
        if event.kind == "ticket_raised":
            self._ruled(event)
        elif event.kind == "ticket_held":
            self._desk.voice.say("STOP", f"{event.node} is held still: {event.why}")
        elif event.kind == "session_finished":
            self._finished(session)
        else:
            if event.kind == "call_failed" and event.retry_in_s is None:
                self._failure = safe_line(event.error)
            said = told(session, event)
            if said is not None and (self.tells_all or said.label in ALWAYS):
                self._desk.voice.say(said.label, said.words)

    def _arrived(self, session: Session, ticket: Ticket) -> None:
        stops, voice = self._desk.stops, self._desk.voice
        self._owes_rest = True
        if stops.focus not in session.waiting:
            self._announce("STOP", session, ticket)
            voice.ring()
        elif session.nodes[ticket.node].index is not None:
            self._quiet.append(ticket)
        else:
            stops.announce(ticket)
            focus = self._desk.number(session.tickets[stops.focus or ""])
            words = stop_words(stops.number(ticket), ticket, session)
            voice.say("STOP", f"{words}. Verbs still act on {focus}")

    def _ruled(self, event: TicketRaised) -> None:
        """What a rule decided by itself; what was let through goes without saying."""
        if event.verb is not None:
            words = f"{event.node}: {event.verb} by rule {event.rule}"
            self._desk.voice.say("DECIDED", words)

    def _announce(self, label: str, session: Session, ticket: Ticket) -> None:
        stops = self._desk.stops
        stops.announce(ticket)
        stops.focus_on(ticket)
        number, known = stops.number(ticket), self._failure
        words = stop_words(number, ticket, session, known=known)
        self._desk.voice.say(label, f"{words}. {verb_words(ticket)}")

    def _is_batch_there(self, session: Session) -> bool:
        """Whether every element of the batch has come as far as it comes by itself."""
        return _is_whole(session, self._quiet[-1].node)

    def flush(self) -> None:
        """Announce what has gathered of a batch, in one line."""
        session, stops = self._desk.session, self._desk.stops
        waiting = [ticket for ticket in self._quiet if ticket.id in session.waiting]
        self._quiet.clear()
        for ticket in waiting:
            stops.announce(ticket)
        if waiting:
            numbers = [stops.number(waiting[0]), stops.number(waiting[-1])]
            batch = session.nodes[waiting[0].node].parent_id
            self._desk.voice.say(
                "STOP",
                f"{' to '.join(dict.fromkeys(numbers))}: "
                f"{count(len(waiting), 'more element')} of batch {batch}; "
                f"approve node:{batch}.* is for all of them that wait",
            )

    def settle(self) -> None:
        """Announce what verbs act on next, if what they acted on is gone."""
        session, stops = self._desk.session, self._desk.stops
        if not stops.is_settled(session):
            self.flush()
            ticket = stops.next_of(session)
            if ticket is not None:
                self._announce("NEXT", session, ticket)
        self._say_rest()

    def _say_rest(self) -> None:
        """Say once, behind the stops, that nothing moves without the person."""
        session, stops = self._desk.session, self._desk.stops
        if not session.waiting:
            self._owes_rest = False
        if not self._owes_rest or self._quiet or not session.is_parked:
            return
        focus = session.tickets[stops.focus or ""]
        if not _is_whole(session, focus.node):
            return
        self._owes_rest = False
        many, first = len(session.waiting), stops.number(focus)
        at = f"{first}" if many == 1 else f"{count(many, 'stop')}, {first} first"
        self._desk.voice.say("WAITING", f"for you at {at}; nothing else moves")

    def _finished(self, session: Session) -> None:
        voice = self._desk.voice
        is_known = session.error and safe_line(session.error) == self._failure
        words = session.status if is_known else showing.state_words(session)
        voice.say("FINISHED", f"run finished: {words}")
        if session.answer is not None:
            voice.show("ANSWER", session.answer.whole or session.answer.preview)
        voice.ring()


def _is_whole(session: Session, element: str) -> bool:
    """Whether all elements of the batch that a node is in have come; one that is in
    none is whole."""
    node = session.nodes[element]
    if node.index is None:
        return True
    batch = session.nodes[node.parent_id or ""]
    has_all = len(batch.children) == (batch.elements or 0)
    return has_all and not batch.below.get("queued", 0)
