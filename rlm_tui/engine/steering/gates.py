"""Which crossings hold, and what lets them go: rules, pauses, latches and steps."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence

from rlm_tui.domain.decisions import (
    Answer,
    Approve,
    Decision,
    Reject,
)
from rlm_tui.domain.events import Event
from rlm_tui.domain.events_of_steering import (
    AbortAsked,
    Latch,
    LatchReleased,
    LatchSet,
    Plan,
    RulesChanged,
)
from rlm_tui.domain.events_of_tickets import (
    HoldReason,
    TicketHeld,
    TicketRaised,
    TicketWithdrawn,
)
from rlm_tui.domain.refusals import REFUSABLE, refusal_key
from rlm_tui.domain.rules.parse import parse_rule
from rlm_tui.domain.session import Session, Ticket, is_within
from rlm_tui.domain.text import PREVIEW_CHARS, Text, storable
from rlm_tui.engine.recorded.recording import Recording
from rlm_tui.engine.steering.crossing import (
    Crossing,
    Emit,
    Passing,
    Verdict,
    crossing_of,
    raised,
    whole,
)
from rlm_tui.engine.steering.judging import Judge
from rlm_tui.engine.steering.outcomes import Hold, Judged, Ruled
from rlm_tui.engine.steering.pauses import is_ending
from rlm_tui.engine.steering.plans import ROOT
from rlm_tui.engine.steering.ticket_verbs import TicketVerbs
from rlm_tui.engine.steering.waiting import Closing, Waiting
from rlm_tui.engine.steering.walk import Price, RuleWalk
from rlm_tui.errors import SteeringError

RELEASED: frozenset[HoldReason] = frozenset({"pause", "step"})
"""Reasons that end when a person goes on; the others need a decision."""


class Steering:
    """Stands between the engine and everything that leaves it.

    Every verb and every crossing is an event before it has an effect.
    """

    def __init__(
        self,
        emit: Emit,
        session: Callable[[], Session],
        *,
        price: Price = lambda _model, _tokens: None,
        put_off: Callable[[Event], None] | None = None,
        recording: Recording | None = None,
    ) -> None:
        """Take what it needs.

        Args:
            emit: records an event.
            session: the session as it stands.
            price: what sending so many tokens to a model would cost.
            put_off: records an event with the next one; for crossings that nobody
                holds, whose effect has an event of its own.
            recording: what was decided before the run was taken up again.
        """
        self._emit = emit
        self._session = session
        self._recording = recording or Recording()
        self._ordinals = Counter(self._recording.tickets.ordinals)
        self._judge = Judge(emit, session, RuleWalk(session, price))
        self._waiting = Waiting(emit, session, put_off)
        for ticket in session().open_tickets:
            self._await_again(ticket)
        # One verb or one crossing at a time: between looking at the intent and
        # recording the ticket nothing may change it, or a ticket would be missed.
        self._turn = asyncio.Lock()
        self.tickets = TicketVerbs(self._turn, self._waiting, session, price)

    async def cross(self, crossing: Crossing) -> Verdict:
        """Ask whether a crossing may go on, and wait if it may not yet.

        Raises:
            asyncio.CancelledError: its node is being ended.
        """
        payload = storable(crossing.payload)
        if payload is not crossing.payload:
            crossing = crossing._replace(payload=payload)
        if crossing.is_replay:
            past = self._recording.tickets.open_difference(crossing.node)
        else:
            past = self._recording.crossing(crossing.node, crossing.gate)
        if past is None:
            return await self._cross(self._next_ticket(crossing), crossing)
        if past.verdict is not None:
            return past.verdict
        crossing = crossing._replace(payload=past.payload)
        if past.is_open:
            return await self._wait(past.ticket, self._waiting.verdict(past.ticket))
        return await self._cross(past.ticket, crossing, is_recorded=True)

    def _is_free(self, crossing: Crossing) -> bool:
        """Whether a crossing that came now would go on at once, and be recorded
        without a turn of the event loop."""
        session = self._session()
        return (
            not self._turn.locked()
            and not self._recording.is_playing(crossing.node)
            and not (session.aborting and is_ending(session, crossing.node))
            and not (session.refused and crossing.gate in REFUSABLE)
            and self._waiting.can_put_off
            and self._judge.is_free(crossing)
        )

    def let_pass(self, crossing: Crossing) -> Verdict | None:
        """Let a crossing go on that nothing can hold, and that can be told of by the
        event of what comes of it; `None`: `cross` says what becomes of it."""
        payload = crossing.payload
        # A message keeps less of a long text than a ticket does.
        is_told = crossing.gate == "result" or len(payload) <= PREVIEW_CHARS
        is_plain = not crossing.flags and storable(payload) is payload
        if not (is_told and is_plain and self._is_free(crossing)):
            return None
        passing = Passing(self._next_ticket(crossing), crossing)
        return Verdict("approve", payload, model=crossing.model, passing=passing)

    def _next_ticket(self, crossing: Crossing) -> str:
        which = crossing.node, crossing.gate
        ordinal = self._ordinals[which] = self._ordinals.get(which, 0) + 1
        return f"{crossing.node}:{crossing.gate}:{ordinal}"

    def _await_again(self, ticket: Ticket) -> None:
        """Take decisions on a ticket that waits in the record, before the engine has
        come to where it waited."""
        self._waiting.add(ticket.id, crossing_of(ticket))
        if ticket.edit is not None:
            self._waiting.edits[ticket.id] = whole(ticket.edit)

    async def _cross(
        self, ticket: str, crossing: Crossing, *, is_recorded: bool = False
    ) -> Verdict:
        async with self._turn:
            if is_ending(self._session(), crossing.node):
                raise asyncio.CancelledError
            event = self._raised(ticket, crossing)
            judged = await self._judge.judge(event, crossing)
            if not isinstance(judged.outcome, Hold):
                return await self._pass(judged, crossing, is_recorded=is_recorded)
            verdict = self._waiting.add(ticket, crossing)
            try:
                await self._emit(_held(judged.raised, judged.outcome))
            except BaseException:
                await self._give_up(ticket)
                raise
        return await self._wait(ticket, verdict)

    def _raised(self, ticket: str, crossing: Crossing) -> TicketRaised:
        event = raised(ticket, crossing)
        refused = self._session().refused
        if not refused or crossing.gate not in REFUSABLE:
            return event
        times = refused.get(refusal_key(crossing.gate, event.payload), 0)
        return event.model_copy(update={"refused": times})

    async def _pass(
        self, judged: Judged, crossing: Crossing, *, is_recorded: bool
    ) -> Verdict:
        event, ruled = judged.raised, judged.outcome
        verdict = Verdict("approve", crossing.payload, model=event.model)
        if isinstance(ruled, Ruled):
            text = _text_of(ruled.decision)
            verdict = Verdict(ruled.decision.verb, text, actor="rule")
            update = {"verb": verdict.verb, "rule": ruled.rule, "text": Text.of(text)}
            event = event.model_copy(update=update)
        if not is_recorded:
            await self._waiting.emit_soon(event)
        return verdict

    async def _wait(self, ticket: str, verdict: asyncio.Future[Verdict]) -> Verdict:
        try:
            return await verdict
        except asyncio.CancelledError:
            async with self._turn:  # a decision that is being saved comes first
                await self._give_up(ticket)
            raise
        finally:
            self._waiting.forget(ticket)

    async def _give_up(self, ticket: str) -> None:
        """Withdraw a ticket for which nobody waits any more."""
        self._waiting.forget(ticket)
        session = self._session()
        found = session.tickets.get(ticket)
        if found is None or not found.is_open:
            return
        reason = "what it belonged to was ended"
        if is_ending(session, found.node):
            reason = (
                "the run was aborted"
                if ROOT in session.aborting
                else ("its node was aborted")
            )
        await self._emit(TicketWithdrawn(node=found.node, ticket=ticket, reason=reason))

    def may_leave(
        self, crossing: Crossing, verdict: Verdict, *, is_retry: bool = False
    ) -> bool:
        """Whether what was let through may still leave, now that its turn has come.

        What nobody but the engine let through is held by a pause that came since; so
        is a retry, which is more than was let through.
        """
        if is_ending(self._session(), crossing.node):
            return False
        if verdict.by_person and not is_retry:
            return True
        return self._judge.pause_of(crossing, verdict.model or crossing.model) is None

    async def pause(self, *, reason: str = "by you") -> None:
        """Hold every lane at its next gate; nothing is cancelled."""
        async with self._turn:
            await self._judge.set_intent("pause", reason=reason)

    async def resume(self) -> None:
        """End pause and step. What only they held goes on; the rest stays."""
        async with self._turn:
            await self._judge.set_intent("run")
            await self._release(self._session().open_tickets)

    async def _release(self, tickets: Sequence[Ticket]) -> None:
        """Let go what only a pause or a step held; what a step held was seen."""
        closings: list[Closing] = []
        for ticket in tickets:
            if ticket.hold == "step" and self._waiting.has(ticket.id):
                closings.append(Closing(ticket.id, Approve(), "auto"))
            elif ticket.hold == "pause" and self._waiting.has(ticket.id):
                closings += await self._judge_again(ticket)
        await self._waiting.close(closings)

    async def _judge_again(self, ticket: Ticket) -> list[Closing]:
        """How a ticket that a pause held is closed, if nothing else holds it."""
        crossing = self._waiting.crossing(ticket.id)
        event = self._raised(ticket.id, crossing)
        event = event.model_copy(
            update={
                "model": ticket.model,
                "input_tokens": ticket.input_tokens,
                "cost": ticket.cost,
            }
        )
        judged = await self._judge.judge(event, crossing, may_stop=False)
        hits = judged.raised.rules
        match judged.outcome:
            case None:
                return [Closing(ticket.id, Approve(), "auto", rules=hits)]
            case Ruled(decision, rule):
                return [Closing(ticket.id, decision, "rule", rule, hits)]
            case Hold(reason, why, rule):
                if (reason, why) != (ticket.hold, ticket.why) or hits:
                    await self._emit(
                        TicketHeld(
                            node=ticket.node,
                            ticket=ticket.id,
                            hold=reason,
                            why=why,
                            rule=rule,
                            rules=hits,
                        )
                    )
                return []

    async def latch(self, latch: Latch) -> None:
        """Pause a subtree or a model, whatever the run is meant to do.

        Raises:
            SteeringError: it is paused already.
        """
        async with self._turn:
            if latch in self._session().latches:
                raise SteeringError(f"{latch} is paused already")
            await self._emit(LatchSet(latch=latch))

    async def unlatch(self, latch: Latch) -> None:
        """Let a subtree or a model go on; every other pause stays.

        Raises:
            SteeringError: it is not paused.
        """
        async with self._turn:
            if latch not in self._session().latches:
                raise SteeringError(f"{latch} is not paused apart from the run")
            await self._emit(LatchReleased(latch=latch))
            paused = [t for t in self._session().open_tickets if t.hold == "pause"]
            await self._release(paused)

    async def set_rules(self, lines: Sequence[str]) -> None:
        """Put other stop rules in force; what waits already is not let go by it.

        Raises:
            SettingsError: a line is no rule; nothing has changed.
        """
        for line in lines:
            parse_rule(line)
        async with self._turn:
            await self._emit(RulesChanged(rules=tuple(lines)))

    async def step(self, plan: Plan, *, ticket: str | None = None) -> None:
        """Move one lane to where a plan says.

        Approves the ticket. Without one, or on the way to a node or a filter, it lets
        go whatever in the lane only a pause or a step holds.

        Raises:
            SteeringError: the ticket does not wait, or waits at a limit, or all of
                the lane waits for a decision that no step takes.
        """
        async with self._turn:
            session = self._session()
            lane = [t for t in session.open_tickets if is_within(t.owner, plan.node)]
            if ticket is None:
                _check_lane_moves(session, plan.node, lane)
            elif self._waiting.ticket(ticket).gate == "limit":
                words = "no step goes past a limit: raise it, or finish"
                raise SteeringError(words)
            await self._judge.set_intent("step", plan=plan)
            if ticket is not None:
                await self._waiting.close([Closing(ticket, Approve())])
            if ticket is None or plan.step in ("to", "until"):
                await self._release([t for t in lane if t.id != ticket])

    async def abort(
        self, node: str, cancel: Callable[[str], None], *, reason: str = ""
    ) -> None:
        """End a node and all below it; the root ends the run.

        Nothing crosses a gate between the event and the end of its work.
        """
        async with self._turn:
            try:
                await self._emit(AbortAsked(node=node, reason=reason))
                if node == ROOT:
                    await self._judge.set_intent("abort", reason=reason)
            finally:
                # Whoever asked for it may be gone by now; it is recorded all the same.
                if is_ending(self._session(), node):
                    cancel(node)


def _check_lane_moves(session: Session, node: str, lane: Sequence[Ticket]) -> None:
    if session.is_parked and all(ticket.hold not in RELEASED for ticket in lane):
        first = session.open_tickets[0]
        why = "a limit is reached" if first.gate == "limit" else first.why
        raise SteeringError(f"{node} waits for a decision: {why}; decide it first")


def _text_of(decision: Decision) -> str:
    match decision:
        case Reject(words=words):
            return words
        case Answer(text=text):
            return text
        case _:
            return ""


def _held(event: TicketRaised, hold: Hold) -> TicketRaised:
    update = {"hold": hold.reason, "why": hold.why, "rule": hold.rule}
    return event.model_copy(update=update)
