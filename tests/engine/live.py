"""Runs to test: started, watched and checked against the laws that hold for all."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from rlm_tui.contexts.describe import describe
from rlm_tui.domain.absence import Absence
from rlm_tui.domain.crossings import with_crossings
from rlm_tui.domain.decisions import Gate
from rlm_tui.domain.events import EVENT, Event
from rlm_tui.domain.reduce import replay
from rlm_tui.domain.session import Node, Session, Ticket
from rlm_tui.domain.values import ContextValue
from rlm_tui.engine import prompts
from rlm_tui.engine.agent import RLMAgent
from rlm_tui.engine.arguments import LimitValues
from rlm_tui.engine.handle import RunHandle
from rlm_tui.engine.result import RLMResult
from rlm_tui.engine.run import Options
from rlm_tui.journal import Journal, save_nowhere
from rlm_tui.models.base import Model
from rlm_tui.models.scripted import ScriptedModel
from rlm_tui.repl.base import StartRepl
from rlm_tui.repl.host import ProcessRepl, ProcessRepls

T = TypeVar("T")
PATIENCE_S = 60.0
"""After which a test that waits for what never comes is failed."""


def of_kind(events: Sequence[Event], kind: type[T]) -> list[T]:
    """The events of one class."""
    return [event for event in events if isinstance(event, kind)]


def code(*blocks: str) -> str:
    """A reply with code."""
    return "\n\n".join(f"```repl\n{block}\n```" for block in blocks)


class Live:
    """A run at work, and everything that it has recorded and told."""

    def __init__(self, handle: RunHandle, journal: Journal) -> None:
        self.handle = handle
        self.journal = journal
        self._news = asyncio.Event()
        journal.subscribe(lambda _session, _event: self._news.set())

    @property
    def session(self) -> Session:
        """The session as it stands."""
        return self.journal.session

    @property
    def events(self) -> list[Event]:
        """The durable events so far."""
        return list(self.journal.events)

    def node(self, node: str) -> Node:
        """A node by its path."""
        return self.session.nodes[node]

    async def until(self, is_so: Callable[[Session], object]) -> Session:
        """Wait until something is true of the session."""
        async with asyncio.timeout(PATIENCE_S):
            while not is_so(self.session):
                self._news.clear()
                await self._news.wait()
        return self.session

    async def held(self, gate: Gate, node: str | None = None) -> Ticket:
        """Wait for a ticket at a gate, and give it."""

        def found() -> list[Ticket]:
            return [
                ticket
                for ticket in self.session.open_tickets
                if ticket.gate == gate and node in (None, ticket.node)
            ]

        await self.until(lambda _session: found())
        return found()[0]

    async def all_held(self, count: int) -> list[Ticket]:
        """Wait until so many tickets wait, and give them."""
        session = await self.until(lambda session: len(session.waiting) == count)
        return list(session.open_tickets)

    async def let_go(self, gate: Gate, node: str | None = None) -> Ticket:
        """Wait for a ticket at a gate, and approve it."""
        ticket = await self.held(gate, node)
        await self.handle.approve(ticket.id)
        return ticket

    async def end(self) -> RLMResult:
        """Wait for the end, and give the result."""
        async with asyncio.timeout(PATIENCE_S):
            return await self.handle.result()


@asynccontextmanager
async def live(
    model: Model,
    *,
    context: ContextValue = "the context",
    query: str = "what?",
    rules: Sequence[str] = (),
    attended: bool = True,
    absent: Absence = "hold",
    paused: bool = False,
    save: Callable[[Event], Awaitable[None]] = save_nowhere,
    start_repl: StartRepl | None = None,
    options: Options | None = None,
    limits: LimitValues | None = None,
    brings: dict[str, Any] | None = None,
) -> AsyncIterator[Live]:
    """A run with a person beside it; its record is checked when it has ended."""
    values: dict[str, Any] = {**(brings or {}), **(limits or {})}
    agent = RLMAgent(model, start_repl=start_repl, options=options, **values)
    journal = Journal(save=save, clock=time.time)
    created = agent.created(query, describe(context))
    changes: dict[str, object] = {"rules": tuple(rules), "start_paused": paused}
    changes |= {"attended": attended, "absent": absent}
    await journal.record(created.model_copy(update=changes))
    async with agent.start(journal, context, models=model) as handle:
        yield Live(handle, journal)
    check(journal)


async def play(
    model: ScriptedModel,
    *,
    context: ContextValue = "the context",
    start_repl: StartRepl | None = None,
    options: Options | None = None,
    brings: Any = None,
    **limits: object,
) -> tuple[RLMResult, list[Event]]:
    """A run without a person, from its beginning to its end."""
    async with live(
        model,
        context=context,
        attended=False,
        start_repl=start_repl,
        options=options,
        limits=LimitValues(**limits),  # type: ignore[typeddict-item]  # passed on
        brings=brings,
    ) as run:
        result = await run.end()
    return result, run.events


def said_to(model: ScriptedModel, call: int) -> str:
    """The last message of a call, counted from 1."""
    return model.calls[call - 1][-1].content


def check(journal: Journal) -> None:
    """What is true of the record of every run."""
    events = journal.events
    written = [EVENT.validate_json(EVENT.dump_json(event)) for event in events]
    assert replay(written) == journal.session
    assert [event.seq for event in events] == list(range(1, len(events) + 1))
    assert journal.session.status is None or not journal.session.open_tickets
    check_passes(events)
    check_ends(journal.session)
    for node in journal.session.nodes.values():
        check_guidance(node)


def check_guidance(node: Node) -> None:
    """Words that are marked as delivered are in the message that went out."""
    for said in node.guidance:
        if said.delivered_in is not None:
            turn = node.iterations[said.delivered_in - 1]
            assert prompts.guidance(said.text.preview) in (
                turn.messages[-1].content.whole or ""
            )


def check_passes(events: Sequence[Event]) -> None:
    """Nothing left without an event before it that let it."""
    passes: Counter[tuple[str, str]] = Counter()
    gates: dict[str, str] = {}
    kinds: dict[str, str] = {}
    for event in with_crossings(events):
        match event.kind:
            case "node_started":
                kinds[event.node] = event.node_kind
            case "ticket_raised":
                gates[event.ticket] = event.gate
                passes[event.node, event.gate] += event.hold is None
            case "ticket_decided":
                passes[event.node, gates[event.ticket]] += 1
            case "call_started" if event.attempt == 1:
                gate = "call" if kinds[event.node] == "rlm" else "query"
                _use(passes, event.node, gate, "error", "result")
            case "hook_acted" if event.outcome == "fallback":
                kinds[event.node] = "llm"
            case "tool_called":
                _use(passes, event.node, "query", "result", "error")
            case "code_started":
                _use(passes, event.node, "exec", "error")
            case "node_finished" if event.state == "done" and "." in event.node:
                if kinds[event.node] != "batch":
                    _use(passes, event.node, "result")
            case "session_finished" if event.status in ("answered", "forced"):
                _use(passes, "0", "final")
            case _:
                continue


def _use(passes: Counter[tuple[str, str]], node: str, *gates: str) -> None:
    open_gates = [gate for gate in gates if passes[node, gate] > 0]
    assert open_gates, f"{node} passed {gates} without an event"
    passes[node, open_gates[0]] -= 1


def check_ends(session: Session) -> None:
    """A run that has ended has nothing open."""
    if session.status is None:
        return
    assert [node.id for node in session.nodes.values() if not node.has_ended] == []
    assert session.in_flight == 0


class KeptRepls:
    """Real REPLs, whose processes a test can look for."""

    isolation = "as for real"

    def __init__(self) -> None:
        self._start = ProcessRepls()
        self._started: list[ProcessRepl] = []
        self._pids: list[int] = []

    async def __call__(self, context: ContextValue) -> ProcessRepl:
        """Start one."""
        repl = await self._start(context)
        self._started.append(repl)
        assert repl.pid is not None
        self._pids.append(repl.pid)
        return repl

    @property
    def left(self) -> list[int]:
        """Processes that are still there."""
        return [pid for pid in self._pids if _is_there(pid)]

    async def kill(self, number: int) -> None:
        """Have a process die, and wait until it is gone."""
        os.kill(self._pids[number], signal.SIGKILL)
        async with asyncio.timeout(PATIENCE_S):
            while self._started[number].is_alive:  # noqa: ASYNC110  # nobody tells
                await asyncio.sleep(0)


def _is_there(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
