"""Which crossings hold, and what lets them go: gates, pause, steps, decisions."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from rlm_tui.domain.decisions import (
    VERBS,
    Actor,
    Answer,
    Approve,
    Decision,
    Gate,
    Reject,
)
from rlm_tui.domain.events import Event
from rlm_tui.domain.events_of_steering import (
    Intent,
    IntentChanged,
    Latch,
    LatchReleased,
    LatchSet,
    Plan,
    RulesChanged,
    StepKind,
)
from rlm_tui.domain.events_of_tickets import (
    HoldReason,
    TicketDecided,
    TicketEdited,
    TicketHeld,
    TicketRaised,
    TicketWithdrawn,
)
from rlm_tui.domain.rules.facts import Crossed, facts_of_crossing
from rlm_tui.domain.rules.parse import parse_rule
from rlm_tui.domain.rules.rule import Rule
from rlm_tui.domain.session import Session, Ticket, is_within
from rlm_tui.domain.text import Text
from rlm_tui.engine.recorded.recording import Recording
from rlm_tui.engine.recorded.tickets import whole
from rlm_tui.engine.steering.crossing import Crossing, Emit, Verdict, crossing_of
from rlm_tui.engine.steering.pauses import pause_of
from rlm_tui.engine.steering.plans import covers, stops
from rlm_tui.errors import SteeringError


@dataclass(frozen=True, slots=True)
class _Hold:
    reason: HoldReason
    why: str = ""


@dataclass(frozen=True, slots=True)
class _Pending:
    crossing: Crossing
    verdict: asyncio.Future[Verdict]


class Steering:
    """Stands between the engine and everything that leaves it.

    Every verb and every crossing is an event before it has an effect.
    """

    def __init__(
        self,
        emit: Emit,
        session: Callable[[], Session],
        *,
        put_off: Callable[[Event], None] | None = None,
        recording: Recording | None = None,
    ) -> None:
        """Take what it needs.

        Args:
            emit: records an event.
            session: the session as it stands.
            put_off: records an event with the next one; for crossings that nobody
                holds, whose effect has an event of its own.
            recording: what was decided before the run was taken up again.
        """
        self._emit = emit
        self._put_off = put_off
        self._session = session
        self._pending: dict[str, _Pending] = {}
        self._edits: dict[str, str] = {}
        self._recording = recording or Recording()
        self._ordinals = Counter(self._recording.tickets.ordinals)
        for ticket in session().open_tickets:
            self._await_again(ticket)
        self._lines: tuple[str, ...] = ()
        self._rules: tuple[Rule, ...] = ()
        """The lines, read."""
        # One verb or one crossing at a time: between looking at the intent and
        # recording the ticket nothing may change it, or a ticket would be missed.
        self._turn = asyncio.Lock()

    async def cross(self, crossing: Crossing) -> Verdict:
        """Ask whether a crossing may go on, and wait if it may not yet."""
        if crossing.is_replay:
            past = self._recording.tickets.open_difference(crossing.node)
        else:
            past = self._recording.crossing(crossing.node, crossing.gate)
        if past is None:
            return await self._cross(self._next_ticket(crossing), crossing)
        if past.verdict is not None:
            return past.verdict
        crossing = replace(crossing, payload=past.payload)
        if past.is_open:
            return await self._wait(past.ticket, self._pending[past.ticket])
        return await self._cross(past.ticket, crossing, is_recorded=True)

    def _next_ticket(self, crossing: Crossing) -> str:
        self._ordinals[crossing.node, crossing.gate] += 1
        ordinal = self._ordinals[crossing.node, crossing.gate]
        return f"{crossing.node}:{crossing.gate}:{ordinal}"

    def _await_again(self, ticket: Ticket) -> None:
        """Take decisions on a ticket that waits in the record, before the engine has
        come to where it waited."""
        self._add(ticket.id, crossing_of(ticket))
        if ticket.edit is not None:
            self._edits[ticket.id] = whole(ticket.edit)

    def _add(self, ticket: str, crossing: Crossing) -> _Pending:
        pending = _Pending(crossing, asyncio.get_running_loop().create_future())
        self._pending[ticket] = pending
        return pending

    async def _cross(
        self, ticket: str, crossing: Crossing, *, is_recorded: bool = False
    ) -> Verdict:
        async with self._turn:
            hold = await self._hold(crossing)
            if hold is None:
                if not is_recorded:
                    await self._note_passage(_raised(ticket, crossing, hold))
                return Verdict("approve", crossing.payload)
            pending = self._add(ticket, crossing)
            raised = _raised(ticket, crossing, hold)
            try:
                await self._emit(raised)
            except BaseException:
                await self._give_up(ticket)
                raise
        return await self._wait(ticket, pending)

    async def _note_passage(self, event: Event) -> None:
        if self._put_off is None:
            await self._emit(event)
        else:
            self._put_off(event)

    async def _wait(self, ticket: str, pending: _Pending) -> Verdict:
        try:
            return await pending.verdict
        except asyncio.CancelledError:
            async with self._turn:  # a decision that is being saved comes first
                await self._give_up(ticket)
            raise
        finally:
            self._forget(ticket)

    async def _give_up(self, ticket: str) -> None:
        """Withdraw a ticket for which nobody waits any more."""
        self._forget(ticket)
        found = self._session().tickets.get(ticket)
        if found is not None and found.is_open:
            reason = "what it belonged to was ended"
            await self._emit(
                TicketWithdrawn(node=found.node, ticket=ticket, reason=reason)
            )

    def _forget(self, ticket: str) -> None:
        self._pending.pop(ticket, None)
        self._edits.pop(ticket, None)

    async def _hold(self, crossing: Crossing) -> _Hold | None:
        """Why this crossing waits, or `None` if it may pass."""
        session = self._session()
        plan = session.plan
        if crossing.gate == "limit" or crossing.gate == "error":
            if covers(plan, crossing):
                await self._set_intent("pause", actor="engine", reason=crossing.gate)
            reason = "replay" if crossing.is_replay else crossing.gate
            return _Hold(reason, crossing.why)
        rule = self._rule(_raised("", crossing, None))
        if plan is not None and stops(plan, crossing, session):
            await self._set_intent("pause", actor="engine", reason=f"step {plan.step}")
            return _Hold("step", f"step {plan.step}")
        if rule is not None:
            return await self._rule_hold(rule, crossing)
        why = pause_of(session, crossing)
        return None if why is None else _Hold("pause", why)

    def _is_paused_for(self, crossing: Crossing) -> bool:
        return pause_of(self._session(), crossing) is not None

    def may_leave(
        self, crossing: Crossing, verdict: Verdict, *, is_retry: bool = False
    ) -> bool:
        """Whether what was let through may still leave, now that its turn has come.

        What nobody but the engine let through is held by a pause that came since; so
        is a retry, which is more than was let through.
        """
        is_personal = verdict.actor == "you" or verdict.edited
        if is_personal and not is_retry:
            return True
        return not self._is_paused_for(crossing)

    def _rule(self, crossed: Crossed) -> tuple[int, Rule] | None:
        """The rule that holds a crossing, with its number from 1."""
        lines = self._session().rules
        if self._lines is not lines:
            self._lines, self._rules = lines, tuple(map(parse_rule, lines))
        if not self._rules:
            return None
        facts = facts_of_crossing(self._session(), crossed)
        for number, rule in enumerate(self._rules, 1):
            if rule.applies(facts):
                return None if rule.action == "pass" else (number, rule)
        return None

    async def _rule_hold(self, rule: tuple[int, Rule], crossing: Crossing) -> _Hold:
        number, found = rule
        plan = self._session().plan
        if plan is not None and covers(plan, crossing):
            await self._set_intent("pause", actor="engine", reason=f"rule {number}")
        return _Hold("rule", f"rule {number}: {found.line}")

    async def _set_intent(
        self,
        intent: Intent,
        *,
        plan: Plan | None = None,
        actor: Actor = "you",
        reason: str = "",
    ) -> None:
        await self._emit(
            IntentChanged(intent=intent, plan=plan, actor=actor, reason=reason)
        )

    async def pause(self, *, reason: str = "by you") -> None:
        """Hold every lane at its next gate; nothing is cancelled."""
        async with self._turn:
            await self._set_intent("pause", reason=reason)

    async def resume(self) -> None:
        """End pause and step. What only they held goes on; the rest stays."""
        async with self._turn:
            await self._set_intent("run")
            for ticket in self._session().open_tickets:
                if ticket.hold == "pause":
                    await self._judge_again(ticket)
                elif ticket.hold == "step":
                    await self._decide(ticket.id, Approve(), actor="auto")

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
                raise SteeringError(f"{latch} is not paused by itself")
            await self._emit(LatchReleased(latch=latch))
            for ticket in self._session().open_tickets:
                if ticket.hold == "pause":
                    await self._judge_again(ticket)

    async def set_rules(self, lines: Sequence[str]) -> None:
        """Put other stop rules in force; what waits already is not let go by it.

        Raises:
            SettingsError: a line is no rule; nothing has changed.
        """
        for line in lines:
            parse_rule(line)
        async with self._turn:
            await self._emit(RulesChanged(rules=tuple(lines)))

    async def _judge_again(self, ticket: Ticket) -> None:
        """A ticket that a pause held: another pause or a rule may hold it still."""
        pending = self._pending.get(ticket.id)
        if pending is None or self._is_paused_for(pending.crossing):
            return
        rule = self._rule(ticket)
        if rule is None:
            await self._decide(ticket.id, Approve(), actor="auto")
            return
        number, found = rule
        await self._emit(
            TicketHeld(
                node=ticket.node,
                ticket=ticket.id,
                hold="rule",
                why=f"rule {number}: {found.line}",
            )
        )

    async def step(
        self, kind: StepKind, node: str, *, ticket: str | None = None
    ) -> None:
        """Move one lane to its next stop.

        Approves the ticket; without one, whatever at or below the node only a pause
        or a step holds.
        """
        async with self._turn:
            if ticket is not None:
                self._open(ticket)
            await self._set_intent("step", plan=Plan(step=kind, node=node))
            if ticket is not None:
                await self._decide(ticket, Approve(), actor="you")
                return
            for waiting in self._session().open_tickets:
                if waiting.hold in ("pause", "step") and is_within(waiting.owner, node):
                    await self._decide(waiting.id, Approve(), actor="you")

    async def edit(self, ticket: str, text: str) -> None:
        """Keep a changed text with a ticket; nothing leaves."""
        async with self._turn:
            found = self._open(ticket)
            self._edits[ticket] = text
            await self._emit(
                TicketEdited(node=found.node, ticket=ticket, text=Text.of(text))
            )

    async def revert(self, ticket: str) -> None:
        """Forget the changed text of a ticket."""
        async with self._turn:
            found = self._open(ticket)
            self._edits.pop(ticket, None)
            await self._emit(TicketEdited(node=found.node, ticket=ticket, text=None))

    async def decide(
        self, ticket: str, decision: Decision, *, shown_at: float | None = None
    ) -> None:
        """Take a person's decision.

        Raises:
            SteeringError: the ticket no longer waits, or its gate does not offer this.
        """
        async with self._turn:
            gate = self._open(ticket).gate
            if decision.verb not in VERBS[gate]:
                offered = ", ".join(VERBS[gate])
                raise SteeringError(
                    f"a {gate} stop offers {offered}, not {decision.verb}"
                )
            await self._decide(ticket, decision, actor="you", shown_at=shown_at)

    async def decide_all(self, decisions: Mapping[str, Decision]) -> int:
        """Take a person's decisions on many tickets, saved together.

        Gives back how many were taken: a ticket that no longer waits, or whose gate
        does not offer its verb, is left out.
        """
        async with self._turn:
            taken = [
                (ticket, decision)
                for ticket, decision in decisions.items()
                if self._is_open(ticket) and decision.verb in VERBS[self._gate(ticket)]
            ]
            verdicts = {
                ticket: replace(
                    self._verdict(ticket, self._pending[ticket].crossing, decision),
                    actor="you",
                )
                for ticket, decision in taken
            }
            await self._emit_all(
                [self._decided(ticket, verdict) for ticket, verdict in verdicts.items()]
            )
            for ticket, verdict in verdicts.items():
                self._settle(ticket, verdict)
            return len(verdicts)

    async def edit_all(self, texts: Mapping[str, str]) -> int:
        """Keep changed texts with many tickets; nothing leaves.

        Gives back how many were kept: a ticket that no longer waits is left out.
        """
        async with self._turn:
            kept = {t: text for t, text in texts.items() if self._is_open(t)}
            self._edits.update(kept)
            await self._emit_all(
                [
                    TicketEdited(
                        node=self._pending[ticket].crossing.node,
                        ticket=ticket,
                        text=Text.of(text),
                    )
                    for ticket, text in kept.items()
                ]
            )
            return len(kept)

    async def _emit_all(self, events: Sequence[Event]) -> None:
        """Record events together, where that can be done."""
        *others, last = events or (None,)
        for event in others:
            if event is not None:
                await self._note_passage(event)
        if last is not None:
            await self._emit(last)

    def _gate(self, ticket: str) -> Gate:
        return self._pending[ticket].crossing.gate

    def _is_open(self, ticket: str) -> bool:
        pending = self._pending.get(ticket)
        return pending is not None and not pending.verdict.done()

    def _open(self, ticket: str) -> Ticket:
        found = self._session().tickets.get(ticket)
        if found is None or not found.is_open or not self._is_open(ticket):
            raise SteeringError(f"{ticket} does not wait")
        return found

    async def _decide(
        self,
        ticket: str,
        decision: Decision,
        *,
        actor: Actor,
        shown_at: float | None = None,
    ) -> None:
        if not self._is_open(ticket):
            return
        verdict = self._verdict(ticket, self._pending[ticket].crossing, decision)
        verdict = replace(verdict, actor=actor)
        await self._emit(self._decided(ticket, verdict, shown_at=shown_at))
        self._settle(ticket, verdict)

    def _settle(self, ticket: str, verdict: Verdict) -> None:
        pending = self._pending.get(ticket)
        if pending is not None and not pending.verdict.done():
            pending.verdict.set_result(verdict)

    def _decided(
        self, ticket: str, verdict: Verdict, *, shown_at: float | None = None
    ) -> TicketDecided:
        keeps_text = verdict.edited or verdict.verb != "approve"
        return TicketDecided(
            node=self._pending[ticket].crossing.node,
            ticket=ticket,
            verb=verdict.verb,
            text=Text.of(verdict.text) if keeps_text else None,
            edited=verdict.edited,
            actor=verdict.actor,
            shown_at=shown_at,
        )

    def _verdict(self, ticket: str, crossing: Crossing, decision: Decision) -> Verdict:
        match decision:
            case Approve():
                text = self._edits.get(ticket, crossing.payload)
                return Verdict("approve", text, edited=ticket in self._edits)
            case Reject():
                return Verdict("reject", decision.words)
            case Answer():
                return Verdict("answer", decision.text)


def _raised(ticket: str, crossing: Crossing, hold: _Hold | None) -> TicketRaised:
    return TicketRaised(
        node=crossing.node,
        ticket=ticket,
        owner=crossing.owner or crossing.node,
        gate=crossing.gate,
        of=crossing.of,
        iteration=crossing.iteration,
        block=crossing.block,
        blocks=crossing.blocks,
        payload=Text.of(crossing.payload),
        model=crossing.model,
        input_tokens=crossing.input_tokens,
        cost=crossing.cost,
        hold=hold.reason if hold else None,
        why=hold.why if hold else "",
    )
