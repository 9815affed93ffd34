"""What a person can do to a ticket that waits."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping

from rlm_tui.domain.decisions import (
    EDITABLE,
    TAKES_MODEL,
    Approve,
    Decision,
    Reject,
    no_model_at,
    no_text_at,
    not_offered,
    verbs_at,
)
from rlm_tui.domain.events import Event
from rlm_tui.domain.events_of_steering import LimitsChanged
from rlm_tui.domain.events_of_tickets import AttemptPicked, ModelChosen, TicketEdited
from rlm_tui.domain.limits import Exceeded, Limits, raised
from rlm_tui.domain.session import Session, Ticket
from rlm_tui.domain.text import Text, storable
from rlm_tui.engine.steering.absence import decision_without_person
from rlm_tui.engine.steering.waiting import Closing, Waiting
from rlm_tui.engine.steering.walk import Price
from rlm_tui.errors import SteeringError


class TicketVerbs:
    """Edits, choices and decisions; each is recorded before it acts."""

    def __init__(
        self,
        turn: asyncio.Lock,
        waiting: Waiting,
        session: Callable[[], Session],
        price: Price,
    ) -> None:
        """Take what it needs; `turn` is that of all crossings and verbs."""
        self._turn = turn
        self._waiting = waiting
        self._session = session
        self._price = price

    async def edit(self, ticket: str, text: str) -> None:
        """Keep a changed text with a ticket; nothing leaves.

        Raises:
            SteeringError: the ticket does not wait, or has no text to change.
        """
        async with self._turn:
            found = self._waiting.ticket(ticket)
            if found.gate not in EDITABLE:
                raise SteeringError(no_text_at(found.gate))
            await self._waiting.emit_all([self._edited(found, text)])

    def _edited(self, ticket: Ticket, text: str) -> TicketEdited:
        text = self._waiting.edits[ticket.id] = storable(text)
        return TicketEdited(
            node=ticket.node,
            ticket=ticket.id,
            text=Text.of(text),
            cost=self._cost_with(ticket, len(text)),
        )

    def _cost_with(self, ticket: Ticket, chars: int) -> float | None:
        """What letting it out would cost with so long a text, if a model is asked."""
        if ticket.gate not in TAKES_MODEL or not ticket.model:
            return None
        return self._price(ticket.model, ticket.tokens_with(chars))

    async def edit_all(self, texts: Mapping[str, str]) -> int:
        """Keep changed texts with many tickets; nothing leaves.

        Gives back how many were kept: a ticket that no longer waits is left out.
        """
        async with self._turn:
            kept = {
                ticket: text
                for ticket, text in texts.items()
                if self._waiting.has(ticket)
                and self._waiting.crossing(ticket).gate in EDITABLE
            }
            await self._waiting.emit_all(
                [
                    self._edited(self._waiting.ticket(ticket), text)
                    for ticket, text in kept.items()
                ]
            )
            return len(kept)

    async def revert(self, ticket: str) -> None:
        """Forget the changed text of a ticket."""
        async with self._turn:
            found = self._waiting.ticket(ticket)
            self._waiting.edits.pop(ticket, None)
            event = TicketEdited(
                node=found.node,
                ticket=ticket,
                text=None,
                cost=self._cost_with(found, found.payload.chars),
            )
            await self._waiting.emit_all([event])

    async def choose_model(self, ticket: str, model: str) -> None:
        """Have another model asked by this ticket alone.

        Raises:
            SteeringError: the ticket does not wait, or asks no model.
        """
        async with self._turn:
            found = self._waiting.ticket(ticket)
            if found.gate not in TAKES_MODEL or not found.model:
                raise SteeringError(no_model_at(found.gate))
            cost = self._price(model, found.input_tokens)
            event = ModelChosen(node=found.node, ticket=ticket, model=model, cost=cost)
            await self._waiting.emit_all([event])

    async def pick(self, ticket: str, attempt: int) -> None:
        """Choose which of several results is handed on.

        Raises:
            SteeringError: the ticket does not wait, or has no such result.
        """
        async with self._turn:
            found = self._waiting.ticket(ticket)
            if not 1 <= attempt <= len(found.attempts):
                count = len(found.attempts)
                raise SteeringError(f"{found.node} has {count} results, not {attempt}")
            self._waiting.edits.pop(ticket, None)
            event = AttemptPicked(node=found.node, ticket=ticket, attempt=attempt)
            await self._waiting.emit_all([event])

    async def decide(
        self, ticket: str, decision: Decision, *, shown_at: float | None = None
    ) -> None:
        """Take a person's decision.

        Raises:
            SteeringError: the ticket no longer waits, or its gate does not offer this.
        """
        async with self._turn:
            found = self._waiting.ticket(ticket)
            if decision.verb not in verbs_at(found.gate, found.of):
                raise SteeringError(not_offered(decision.verb, found.gate, found.of))
            closing = Closing(ticket, decision, shown_at=shown_at)
            if found.gate == "limit":
                await self._decide_limit(found, closing)
            else:
                await self._waiting.close([closing])

    async def decide_all(
        self, decisions: Mapping[str, Decision], *, shown_at: Mapping[str, float]
    ) -> int:
        """Take a person's decisions on many tickets, saved together.

        Gives back how many were taken: a ticket that no longer waits, or whose gate
        does not offer its verb, is left out; so is a limit, which is decided alone.
        """
        async with self._turn:
            taken = [
                Closing(ticket, decision, shown_at=shown_at.get(ticket))
                for ticket, decision in decisions.items()
                if self._takes(ticket, decision)
            ]
            await self._waiting.close(taken)
            return len(taken)

    async def decide_alone(self) -> None:
        """Decide what waits as the session says for when nobody is there."""
        async with self._turn:
            session = self._session()
            decided = [
                Closing(ticket.id, decision, "engine")
                for ticket in session.open_tickets
                if (decision := decision_without_person(ticket, session.absent))
            ]
            await self._waiting.close(decided)

    def _takes(self, ticket: str, decision: Decision) -> bool:
        if not self._waiting.has(ticket):
            return False
        crossing = self._waiting.crossing(ticket)
        is_limit = crossing.gate == "limit"
        return not is_limit and decision.verb in verbs_at(crossing.gate, crossing.of)

    async def set_limits(self, limits: Limits) -> None:
        """Put other limits in force; what waited only for them goes on at once."""
        async with self._turn:
            met = [
                Closing(ticket.id, Approve())
                for ticket in self._at_limits()
                if _exceeded(ticket).is_met_by(limits)
            ]
            await self._waiting.close(met, LimitsChanged(limits=limits))

    async def _decide_limit(self, ticket: Ticket, closing: Closing) -> None:
        """Raise the limit by half, or finish; who waits for the same goes along."""
        if isinstance(closing.decision, Reject):
            others = [
                Closing(other.id, closing.decision)
                for other in self._at_limits()
                if other.id != ticket.id
                and _exceeded(ticket).is_of_run
                and other.limit == ticket.limit
            ]
            await self._waiting.close([closing, *others])
            return
        limits = self._session().limits
        changes: list[Event] = []
        if not _exceeded(ticket).is_met_by(limits):
            limits = raised(limits, _exceeded(ticket))
            changes.append(LimitsChanged(limits=limits))
        others = [
            Closing(other.id, Approve())
            for other in self._at_limits()
            if other.id != ticket.id and _exceeded(other).is_met_by(limits)
        ]
        await self._waiting.close([closing, *others], *changes)

    def _at_limits(self) -> list[Ticket]:
        return [
            ticket
            for ticket in self._session().open_tickets
            if ticket.gate == "limit" and self._waiting.has(ticket.id)
        ]


def _exceeded(ticket: Ticket) -> Exceeded:
    return Exceeded(ticket.limit, ticket.used, ticket.allowed)
