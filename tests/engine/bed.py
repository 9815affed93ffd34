"""A run that moves only when it is told to: replies when asked for, time that stands.

It watches the run from outside and fails when something happens that nobody let.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import AsyncGenerator, Coroutine, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from rlm_tui.domain.crossings import crossing_in
from rlm_tui.domain.events import Event
from rlm_tui.domain.events_of_calls import CallFinished, CallStarted
from rlm_tui.domain.events_of_tickets import TicketDecided, TicketRaised
from rlm_tui.domain.limits import Usage
from rlm_tui.domain.reduce import replay
from rlm_tui.domain.rules.facts import facts_of_crossing
from rlm_tui.domain.rules.parse import parse_rule
from rlm_tui.domain.session import Session, Ticket, is_within
from rlm_tui.engine.agent import RLMAgent
from rlm_tui.journal import Journal, save_nowhere
from rlm_tui.models.base import Chunk, ModelRequest, Price
from tests.engine.live import Live, live
from tests.fakes import FakeRepls

T = TypeVar("T")
TURNS = 40
"""Of the event loop, after which a run that has something to do has done it."""
A_WHILE_S = 100.0
"""Longer than anything in the engine waits by itself."""


class StandingLoop(asyncio.SelectorEventLoop):
    """An event loop whose time passes only when it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self._now = 0.0

    def time(self) -> float:
        """Seconds that were let pass."""
        return self._now

    def let_pass(self, seconds: float) -> None:
        """Move the clock; what is due then runs with the next turn."""
        self._now += seconds


@dataclass(eq=False)
class Out:
    """A request that waits for its reply."""

    request: ModelRequest
    reply: asyncio.Future[str] = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )

    @property
    def sent(self) -> str:
        """The message that it ends with."""
        return self.request.messages[-1].content

    @property
    def is_of_node(self) -> bool:
        """Whether an RLM node asks, and not a plain query."""
        return self.request.messages[0].role == "system"


class WaitingModel:
    """Replies only when it is told what."""

    def __init__(self) -> None:
        self.out: list[Out] = []
        self.received: list[Out] = []

    async def stream(self, request: ModelRequest) -> AsyncGenerator[Chunk, None]:
        """Wait for a reply, and give it."""
        out = Out(request)
        self.out.append(out)
        self.received.append(out)
        try:
            text = await out.reply
        finally:
            self.out.remove(out)
        yield Chunk(text)
        yield Chunk(usage=Usage(1, 100, 10, cost=0.01), finish_reason="stop")

    def price(self, model: str) -> Price:
        """Known, but of one model."""
        return Price(None, None) if model == "dear" else Price(1e-5, 1e-5)

    def is_local(self, model: str) -> bool:
        """It is not."""
        return False

    async def close(self) -> None:
        """There is nothing to close."""


class Watch:
    """Looks at each event with the session before it."""

    def __init__(self, session: Session) -> None:
        self._before = session
        self.shown: dict[str, tuple[str, str]] = {}
        """What a node may send now: text and model, by what was let through."""
        self.decided: Counter[str] = Counter()

    def __call__(self, session: Session, event: Event) -> None:
        """Check an event."""
        before, self._before = self._before, session
        if raised := crossing_in(event):
            self._crossed(before, raised)
        match event:
            case TicketDecided():
                self._decided(before, event)
            case _:
                return

    def _crossed(self, before: Session, event: TicketRaised) -> None:
        assert event.gate not in ("limit", "error") or event.hold is not None
        if event.hold is not None:
            return
        assert _pause_of(before, event) is None, f"{event.ticket} under a pause"
        assert not _is_held_by_rule(before, event), f"{event.ticket} past a rule"
        assert not event.attempts
        if event.verb is None:
            assert not event.refused or _is_passed_by_rule(before, event)
            self._show(event.gate, event.node, _whole(event.payload), event.model)

    def _decided(self, before: Session, event: TicketDecided) -> None:
        ticket = before.tickets[event.ticket]
        self.decided[event.ticket] += 1
        assert self.decided[event.ticket] == 1, f"{event.ticket} decided twice"
        if event.actor != "you":
            assert ticket.hold in ("pause", "step"), f"{event.ticket} let go by itself"
            if ticket.hold == "pause":
                assert _pause_of(before, ticket) is None
        if event.verb in ("approve", "retry"):
            text = ticket.outgoing if event.text is None else event.text
            assert _whole(text) == _whole(ticket.outgoing)
            model = event.model or ticket.model
            self._show(ticket.gate, event.node, _whole(text), model)
        if event.verb == "retry" and ticket.gate == "result":
            sent, _ = self.shown[event.node]
            self.shown[event.node] = (sent, event.model or ticket.model)

    def _show(self, gate: str, node: str, text: str, model: str) -> None:
        if gate in ("call", "query", "error"):
            self.shown[node] = (text, model)


def _whole(text: Any) -> str:
    found = text.whole
    assert found is not None
    return str(found)


def _pause_of(session: Session, crossed: TicketRaised | Ticket) -> str | None:
    """What is paused for a crossing, found out apart from the engine."""
    if session.plan is not None and is_within(crossed.owner, session.plan.node):
        return None
    if session.intent != "run":
        return session.intent
    for latch in session.latches:
        is_model = latch.on == "model" and crossed.model == latch.name
        if is_model and crossed.gate in ("call", "query"):
            return str(latch)
        if latch.on == "node" and is_within(crossed.node, latch.name):
            return str(latch)
    return None


def _word(session: Session, event: TicketRaised) -> str:
    """What the first rule that matches says; rules without options only."""
    facts = facts_of_crossing(session, event)
    rules = map(parse_rule, session.rules)
    words = (r.action for r in rules if r.applies(facts))
    return next((word for word in words if word not in ("log", "route")), "")


def _is_held_by_rule(session: Session, event: TicketRaised) -> bool:
    return _word(session, event) == "hold"


def _is_passed_by_rule(session: Session, event: TicketRaised) -> bool:
    return _word(session, event) in ("pass", "deny", "mock")


class Bed:
    """A run on a standing loop, and hands to move it."""

    def __init__(self, **options: Any) -> None:
        self.loop = StandingLoop()
        self.model = WaitingModel()
        self.repls = FakeRepls()
        self._run: AbstractAsyncContextManager[Live] = live(
            self.model, start_repl=self.repls, **options
        )
        self.live: Live = self.do(self._run.__aenter__())
        self.watch = Watch(self.live.session)
        self.live.journal.subscribe(self.watch)
        self._checked = 0
        self.settle()

    @property
    def session(self) -> Session:
        """The session as the engine has it."""
        return self.live.journal.ahead

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        """Do something in the loop."""
        return self.loop.run_until_complete(work)

    def settle(self) -> None:
        """Let the run do all that it may, but let no time pass for retries."""
        self.do(_turns())
        self.loop.let_pass(0.05)  # what was put off is saved a moment later
        self.do(_turns())
        self.check_sent()

    def wait(self) -> None:
        """Let so much time pass that whatever waits for a time goes on."""
        self.loop.let_pass(A_WHILE_S)
        self.settle()

    def close(self) -> None:
        """Leave the run, and see that nothing of it is left."""
        try:
            self.do(self._run.__aexit__(None, None, None))
            assert self.model.out == []
            assert self.repls.open == []
            assert asyncio.all_tasks(self.loop) == set()
        finally:
            self.loop.close()

    def check_sent(self) -> None:
        """What the model received is what the ticket showed, byte for byte."""
        for out in self.model.received[self._checked :]:
            assert self.watch.shown[out.request.node] == (out.sent, out.request.model)
        self._checked = len(self.model.received)


def take_up(events: Sequence[Event], **brings: Any) -> None:
    """Take a run up from its record: what waited waits, what was paid is not sent."""
    then = replay(events)
    paid = {(e.node, e.iteration) for e in events if isinstance(e, CallFinished)}
    loop, model = StandingLoop(), WaitingModel()
    journal = Journal(save=save_nowhere, clock=time.time, events=tuple(events))
    agent = RLMAgent(model, start_repl=FakeRepls(), **brings)

    async def run() -> None:
        async with agent.start(journal, "the context", models=model):
            for _ in range(3):
                await _turns()
                loop.let_pass(0.05)

    try:
        loop.run_until_complete(run())
        assert asyncio.all_tasks(loop) == set()
    finally:
        loop.close()
    for ticket in then.open_tickets:
        ended = any(is_within(ticket.node, node) for node in then.aborting)
        assert ended or journal.session.tickets[ticket.id].is_open, ticket.id
    news = journal.events[len(events) :]
    sent = {(e.node, e.iteration) for e in news if isinstance(e, CallStarted)}
    assert not sent & paid


async def _turns() -> None:
    for _ in range(TURNS):
        await asyncio.sleep(0)
