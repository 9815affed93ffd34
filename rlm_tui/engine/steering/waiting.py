"""The tickets for which the engine waits, and how they are closed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from rlm_tui.domain.decisions import Actor, Answer, Approve, Decision, Reject, Retry
from rlm_tui.domain.events import Event
from rlm_tui.domain.events_of_tickets import TicketDecided
from rlm_tui.domain.session import Session, Ticket
from rlm_tui.domain.text import Text, storable
from rlm_tui.engine.steering.crossing import Crossing, Emit, Verdict
from rlm_tui.errors import SteeringError


@dataclass(frozen=True, slots=True)
class Closing:
    """A decision on a waiting ticket, and who took it."""

    ticket: str
    decision: Decision
    actor: Actor = "you"
    rule: int | None = None
    rules: tuple[int, ...] = ()
    """Numbers of the rules that count it as a hit only now."""
    shown_at: float | None = None


@dataclass(frozen=True, slots=True)
class _Pending:
    crossing: Crossing
    verdict: asyncio.Future[Verdict]


class Waiting:
    """Waiting tickets by id, with what people have changed of them.

    Whoever calls holds the turn of the steering, so that nothing comes between a look
    at a ticket and its event.
    """

    def __init__(
        self,
        emit: Emit,
        session: Callable[[], Session],
        put_off: Callable[[Event], None] | None,
    ) -> None:
        self._emit = emit
        self._session = session
        self._put_off = put_off
        self._pending: dict[str, _Pending] = {}
        self.edits: dict[str, str] = {}
        """Whole texts that people put in the places of payloads."""

    def add(self, ticket: str, crossing: Crossing) -> asyncio.Future[Verdict]:
        """Wait for a decision on a crossing."""
        verdict: asyncio.Future[Verdict] = asyncio.get_running_loop().create_future()
        self._pending[ticket] = _Pending(crossing, verdict)
        return verdict

    def verdict(self, ticket: str) -> asyncio.Future[Verdict]:
        """What will be decided on a ticket that was added."""
        return self._pending[ticket].verdict

    def forget(self, ticket: str) -> None:
        """Nobody waits for it any more."""
        self._pending.pop(ticket, None)
        self.edits.pop(ticket, None)

    def has(self, ticket: str) -> bool:
        """Whether a ticket waits."""
        pending = self._pending.get(ticket)
        return pending is not None and not pending.verdict.done()

    def crossing(self, ticket: str) -> Crossing:
        """What waits with a ticket."""
        return self._pending[ticket].crossing

    def ticket(self, ticket: str) -> Ticket:
        """A ticket that waits.

        Raises:
            SteeringError: it does not.
        """
        found = self._session().tickets.get(ticket)
        if found is None:
            raise SteeringError(f"there is no ticket {ticket}")
        if found.withdrawn is not None:
            words = f"{found.node} does not wait: it was withdrawn, {found.withdrawn}"
            raise SteeringError(words)
        if found.verb is not None:
            words = f"{found.node} does not wait: it was already decided, {found.verb}"
            raise SteeringError(words)
        if not self.has(ticket):
            raise SteeringError(f"{found.node} does not wait")
        return found

    @property
    def can_put_off(self) -> bool:
        """Whether an event can be recorded with the next one."""
        return self._put_off is not None

    async def emit_all(self, events: Sequence[Event]) -> None:
        """Record events together, where that can be done."""
        if not events:
            return
        for event in events[:-1]:
            await self.emit_soon(event)
        await self._emit(events[-1])

    async def emit_soon(self, event: Event) -> None:
        """Record an event at the latest with the next one."""
        if self._put_off is None:
            await self._emit(event)
        else:
            self._put_off(event)

    async def close(self, closings: Sequence[Closing], *others: Event) -> None:
        """Record decisions and what goes with them, then let them take effect."""
        verdicts = {each.ticket: self._verdict(each) for each in closings}
        decided = [self._decided(each, verdicts[each.ticket]) for each in closings]
        try:
            await self.emit_all([*decided, *others])
        finally:
            # Whoever asked for it may be gone by now; what is recorded takes effect.
            self._deliver(verdicts)

    def _deliver(self, verdicts: Mapping[str, Verdict]) -> None:
        """Hand on the verdicts that are recorded."""
        tickets = self._session().tickets
        for ticket, verdict in verdicts.items():
            pending = self._pending.get(ticket)
            is_recorded = tickets[ticket].verb is not None
            if is_recorded and pending is not None and not pending.verdict.done():
                pending.verdict.set_result(verdict)

    def _decided(self, closing: Closing, verdict: Verdict) -> TicketDecided:
        crossing = self.crossing(closing.ticket)
        keeps_text = verdict.verb in ("reject", "answer") or (
            verdict.text != crossing.payload
        )
        return TicketDecided(
            node=crossing.node,
            ticket=closing.ticket,
            verb=verdict.verb,
            text=Text.of(verdict.text) if keeps_text else None,
            edited=verdict.edited,
            model=verdict.model,
            attempt=verdict.attempt,
            actor=verdict.actor,
            rule=closing.rule,
            rules=closing.rules,
            shown_at=closing.shown_at,
        )

    def _verdict(self, closing: Closing) -> Verdict:
        ticket = self._session().tickets[closing.ticket]
        match closing.decision:
            case Reject(words=words):
                return Verdict("reject", words, actor=closing.actor)
            case Answer(text=text):
                return Verdict("answer", storable(text), actor=closing.actor)
            case Approve():
                return self._let_out(closing, ticket, ticket.model)
            case Retry(model=model):
                return self._let_out(closing, ticket, model or ticket.model)

    def _let_out(self, closing: Closing, ticket: Ticket, model: str) -> Verdict:
        crossing = self.crossing(closing.ticket)
        is_edited = closing.ticket in self.edits
        picked = None if is_edited else ticket.picked
        text = crossing.payload
        if is_edited:
            text = self.edits[closing.ticket]
        elif picked is not None:
            text = crossing.attempts[picked - 1].text
        verb = closing.decision.verb
        return Verdict(verb, text, is_edited, closing.actor, model, picked)
