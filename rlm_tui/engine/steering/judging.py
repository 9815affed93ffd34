"""Whether a crossing holds, goes on, or is decided by a rule."""

from __future__ import annotations

from collections.abc import Callable

from rlm_tui.domain.decisions import Actor
from rlm_tui.domain.events_of_steering import Intent, IntentChanged, Plan
from rlm_tui.domain.events_of_tickets import TicketRaised
from rlm_tui.domain.rules.effects import ruled
from rlm_tui.domain.rules.rule import Rule
from rlm_tui.domain.session import Session
from rlm_tui.engine.steering.absence import without_person
from rlm_tui.engine.steering.crossing import Crossing, Emit
from rlm_tui.engine.steering.outcomes import Hold, Judged, Ruled
from rlm_tui.engine.steering.pauses import pause_of
from rlm_tui.engine.steering.plans import covers, stops
from rlm_tui.engine.steering.walk import RuleWalk


class Judge:
    """Looks at a crossing in a fixed order: limits and failures, rules, the step that
    runs, rules that hold, pauses, rules that decide.

    So a rule stops a step, and under a pause nothing moves, not even what a rule would
    decide by itself.
    """

    def __init__(
        self, emit: Emit, session: Callable[[], Session], walk: RuleWalk
    ) -> None:
        self._emit = emit
        self._session = session
        self._walk = walk

    async def judge(
        self, event: TicketRaised, crossing: Crossing, *, may_stop: bool = True
    ) -> Judged:
        """Whether a crossing holds, passes, or is decided by a rule."""
        if not event.refused and self.is_free(crossing):
            return Judged(event, None)
        must = _must_hold(crossing)
        if must is not None:
            await self._stop_step(crossing, must.reason)
            return Judged(event, must)
        walked = self._walk.ask(event, crossing.key)
        event, rule, number = walked.raised, walked.rule, walked.number
        if may_stop and await self._is_stop(event):
            step = self._session().intent_reason
            return Judged(event, Hold("step", step))
        hold = self._rule_hold(event, rule, number)
        judged = Judged(event, hold or _decision_of(rule, number, crossing))
        judged = without_person(judged, self._session(), crossing)
        if isinstance(judged.outcome, Hold):
            reason = judged.outcome.reason if number is None else f"rule {number}"
            await self._stop_step(crossing, reason)
            return judged
        why = self.pause_of(crossing, event.model)
        return judged if why is None else Judged(event, Hold("pause", why))

    def is_free(self, crossing: Crossing) -> bool:
        """Whether nothing could hold or decide it that was not refused before, as
        nearly always."""
        session = self._session()
        return not (
            crossing.gate in ("limit", "error")
            or crossing.attempts
            or session.rules
            or session.latches
            or session.plan is not None
            or session.intent != "run"
        )

    def _rule_hold(
        self, event: TicketRaised, rule: Rule | None, number: int | None
    ) -> Hold | None:
        if rule is not None and rule.action == "hold":
            return Hold("rule", f"rule {number}: {rule.line}", number)
        if event.refused and rule is None:
            times = "1 time" if event.refused == 1 else f"{event.refused} times"
            return Hold("repeat", f"refused {times} before")
        return None

    async def _is_stop(self, event: TicketRaised) -> bool:
        """Whether the step that runs ends here; then it is a pause."""
        session = self._session()
        plan = session.plan
        if plan is None or not stops(plan, event, session):
            return False
        if plan.count > 1:
            fewer = plan.model_copy(update={"count": plan.count - 1})
            await self.set_intent("step", plan=fewer, actor="engine")
            return False
        await self.set_intent("pause", actor="engine", reason=_name_of(plan))
        return True

    async def _stop_step(self, crossing: Crossing, reason: str) -> None:
        """What holds a lane that steps ends the step."""
        if covers(self._session().plan, crossing.lane):
            await self.set_intent("pause", actor="engine", reason=reason)

    def pause_of(self, crossing: Crossing, model: str) -> str | None:
        return pause_of(
            self._session(),
            node=crossing.node,
            lane=crossing.lane,
            gate=crossing.gate,
            model=model,
        )

    async def set_intent(
        self,
        intent: Intent,
        *,
        plan: Plan | None = None,
        actor: Actor = "you",
        reason: str = "",
    ) -> None:
        """Change what the run is meant to do."""
        await self._emit(
            IntentChanged(intent=intent, plan=plan, actor=actor, reason=reason)
        )


def _must_hold(crossing: Crossing) -> Hold | None:
    """What holds whatever anybody meant: limits, failures, results to choose from."""
    if crossing.gate == "limit" or crossing.gate == "error":
        return Hold("replay" if crossing.is_replay else crossing.gate, crossing.why)
    if crossing.attempts:
        return Hold("retry", f"attempt {len(crossing.attempts)}")
    return None


def _decision_of(
    rule: Rule | None, number: int | None, crossing: Crossing
) -> Ruled | None:
    """What a rule decides without asking, if its gate offers that."""
    if rule is None or number is None:
        return None
    decision = ruled(rule, crossing.gate, crossing.of)
    return None if decision is None else Ruled(decision, number)


def _name_of(plan: Plan) -> str:
    """A step in the words in which it was asked for."""
    what = {"to": plan.target, "until": plan.filter}.get(plan.step)
    return f"step {plan.step}" if what is None else f"{plan.step} {what}"
