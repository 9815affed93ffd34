"""A run without an engine: verbs are written down and become events at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field

from rlm_tui.controller import Controller
from rlm_tui.domain.decisions import Answer, Approve, Decision, Reject
from rlm_tui.domain.events import Event, NodeFinished, SessionFinished
from rlm_tui.domain.events_of_answers import GuidanceGiven, GuidanceWithdrawn
from rlm_tui.domain.events_of_code import VariableSet, VariablesSeen
from rlm_tui.domain.events_of_steering import (
    CancelAsked,
    IntentChanged,
    Latch,
    LatchKind,
    LatchReleased,
    LatchSet,
    LimitsChanged,
    Plan,
    RulesChanged,
    StepKind,
)
from rlm_tui.domain.events_of_tickets import (
    AttemptPicked,
    ModelChosen,
    TicketDecided,
    TicketEdited,
)
from rlm_tui.domain.limits import Limits
from rlm_tui.domain.text import Text
from rlm_tui.domain.variables import Variable, VariablePage
from rlm_tui.errors import SteeringError
from rlm_tui.journal import Journal, save_nowhere


@dataclass
class FakeClock:
    """A clock that stands still until it is moved."""

    now: float = 1_025.0

    def __call__(self) -> float:
        return self.now


@dataclass
class FakeHandle:
    """Implements `Handle`: notes every verb and records what it would lead to."""

    journal: Journal
    verbs: list[tuple[str, ...]] = field(default_factory=list)
    pages: dict[str, VariablePage] = field(default_factory=dict)
    """What some expressions show; any other is a text."""
    looks: list[str] = field(default_factory=list)
    """Nodes at whose variables somebody looked."""
    seen: tuple[Variable, ...] = ()
    """What there is to be seen of them."""
    shown_at: dict[str, float] = field(default_factory=dict)
    """When tickets that were decided together were first seen."""
    gone: set[str] = field(default_factory=set)
    """Tickets that were withdrawn while an answer to them was on its way."""

    async def pause(self) -> None:
        self.verbs.append(("pause",))
        await self.journal.record(IntentChanged(intent="pause", reason="pause"))

    async def resume(self) -> None:
        self.verbs.append(("resume",))
        await self.journal.record(IntentChanged(intent="run"))

    async def step(
        self, kind: StepKind, node: str, *, ticket: str | None = None, count: int = 1
    ) -> None:
        self.verbs.append(("step", kind, node))
        plan = Plan(step=kind, node=node, count=count)
        await self.journal.record(IntentChanged(intent="step", plan=plan))
        if ticket is not None:
            await self.approve(ticket)

    async def approve(self, ticket: str, *, shown_at: float | None = None) -> None:
        self.verbs.append(("approve", ticket))
        edit = self.journal.session.tickets[ticket].edit
        await self._decide(ticket, "approve", edit, edited=edit is not None)

    async def edit(self, ticket: str, text: str) -> None:
        self.verbs.append(("edit", ticket, text))
        node = self.journal.session.tickets[ticket].node
        await self.journal.record(
            TicketEdited(node=node, ticket=ticket, text=Text.of(text))
        )

    async def revert(self, ticket: str) -> None:
        self.verbs.append(("revert", ticket))
        node = self.journal.session.tickets[ticket].node
        await self.journal.record(TicketEdited(node=node, ticket=ticket, text=None))

    async def reject(
        self, ticket: str, words: str, *, shown_at: float | None = None
    ) -> None:
        self.verbs.append(("reject", ticket, words))
        await self._decide(ticket, "reject", Text.of(words))

    async def answer(
        self, ticket: str, text: str, *, shown_at: float | None = None
    ) -> None:
        if ticket in self.gone:
            raise SteeringError(f"{ticket} waits no more")
        self.verbs.append(("answer", ticket, text))
        await self._decide(ticket, "answer", Text.of(text))
        node = self.journal.session.tickets[ticket].node
        await self.journal.record(
            NodeFinished(node=node, state="answered", answer=Text.of(text))
        )

    async def abort(self, node: str) -> None:
        self.verbs.append(("abort", node))
        if node == "0":
            await self.journal.record(SessionFinished(status="stopped"))

    async def decide_all(
        self, decisions: Mapping[str, Decision], *, shown_at: Mapping[str, float]
    ) -> int:
        self.shown_at.update(shown_at)
        waiting = self.journal.session.waiting
        open_ = {t: d for t, d in decisions.items() if t in waiting}
        for ticket, decision in open_.items():
            match decision:
                case Approve():
                    await self.approve(ticket)
                case Reject():
                    await self.reject(ticket, decision.words)
                case Answer():
                    await self.answer(ticket, decision.text)
        return len(open_)

    async def edit_all(self, texts: Mapping[str, str]) -> int:
        waiting = self.journal.session.waiting
        open_ = {t: text for t, text in texts.items() if t in waiting}
        for ticket, text in open_.items():
            await self.edit(ticket, text)
        return len(open_)

    async def abort_call(self, node: str) -> None:
        self.verbs.append(("abort_call", node))
        await self.journal.record(CancelAsked(node=node))

    async def run_to(self, node: str, *, ticket: str | None = None) -> None:
        self.verbs.append(("run_to", node))
        plan = Plan(step="to", node="0", target=node)
        await self.journal.record(IntentChanged(intent="step", plan=plan))
        if ticket is not None:
            await self.approve(ticket)

    async def until(self, filter_text: str, *, ticket: str | None = None) -> None:
        self.verbs.append(("until", filter_text))
        plan = Plan(step="until", node="0", filter=filter_text)
        await self.journal.record(IntentChanged(intent="step", plan=plan))
        if ticket is not None:
            await self.approve(ticket)

    async def retry(
        self, ticket: str, model: str | None = None, *, shown_at: float | None = None
    ) -> None:
        self.verbs.append(("retry", ticket, str(model)))
        await self._decide(ticket, "retry", None)

    async def pick(self, ticket: str, attempt: int) -> None:
        self.verbs.append(("pick", ticket, str(attempt)))
        node = self.journal.session.tickets[ticket].node
        picked = AttemptPicked(node=node, ticket=ticket, attempt=attempt)
        await self.journal.record(picked)

    async def choose_model(self, ticket: str, model: str) -> None:
        self.verbs.append(("choose_model", ticket, model))
        node = self.journal.session.tickets[ticket].node
        await self.journal.record(ModelChosen(node=node, ticket=ticket, model=model))

    async def inject(self, node: str, text: str) -> int:
        self.verbs.append(("inject", node, text))
        given = GuidanceGiven(node=node, guidance=1, text=Text.of(text))
        await self.journal.record(given)
        return 1

    async def withdraw(self, node: str, guidance: int) -> None:
        self.verbs.append(("withdraw", node, str(guidance)))
        await self.journal.record(GuidanceWithdrawn(node=node, guidance=guidance))

    async def set_limits(self, **changes: object) -> None:
        self.verbs.append(("set_limits", str(changes)))
        limits = asdict(self.journal.session.limits) | changes
        await self.journal.record(LimitsChanged(limits=Limits.of(limits)))

    async def set_variable(self, node: str, name: str, value_json: str) -> None:
        self.verbs.append(("set_variable", node, name, value_json))
        after = Variable(name=name, type="JSON", preview=value_json)
        await self.journal.record(
            VariableSet(
                node=node,
                name=name,
                value=Text.of(value_json),
                before=None,
                after=after,
            )
        )

    async def look_at_variables(self, node: str) -> None:
        """Note what was asked, and tell what there is."""
        self.looks.append(node)
        if self.seen:
            await self.journal.record(VariablesSeen(node=node, variables=self.seen))

    async def variable_page(self, node: str, name: str, start: int) -> VariablePage:
        self.verbs.append(("variable_page", node, name, str(start)))
        if name in self.pages:
            return self.pages[name]
        text = f"the text of {name}"
        return VariablePage(
            name, "str", "text", start, len(text), len(text), text[start:]
        )

    async def set_rules(self, lines: Sequence[str]) -> None:
        self.verbs.append(("set_rules", *lines))
        await self.journal.record(RulesChanged(rules=tuple(lines)))

    async def latch(self, on: LatchKind, name: str) -> None:
        self.verbs.append(("latch", on, name))
        await self.journal.record(LatchSet(latch=Latch(on=on, name=name)))

    async def unlatch(self, on: LatchKind, name: str) -> None:
        self.verbs.append(("unlatch", on, name))
        await self.journal.record(LatchReleased(latch=Latch(on=on, name=name)))

    async def wait(self) -> None:
        self.verbs.append(("wait",))

    async def _decide(
        self, ticket: str, verb: str, text: Text | None, *, edited: bool = False
    ) -> None:
        node = self.journal.session.tickets[ticket].node
        decided = {"node": node, "ticket": ticket, "verb": verb, "text": text}
        await self.journal.record(
            TicketDecided.model_validate({**decided, "edited": edited})
        )


async def read_nothing(text: Text) -> str:
    """Stands for a store that holds only texts of one letter."""
    return "x" * text.chars


@dataclass
class Bed:
    """A controller with everything around it that a test looks at."""

    clock: FakeClock
    journal: Journal
    handle: FakeHandle
    controller: Controller


def bed(events: Iterable[Event], *, is_review: bool = False) -> Bed:
    """A live run, or a saved session, that stands where the events end."""
    clock = FakeClock()
    journal = Journal(save=save_nowhere, clock=clock, events=tuple(events))
    handle = FakeHandle(journal)
    controller = Controller(
        journal, handle=None if is_review else handle, read_text=read_nothing
    )
    return Bed(clock, journal, handle, controller)
