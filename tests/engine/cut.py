"""A session that is cut and taken up, in one process, as often as a test wants."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

import pytest
from pydantic import BaseModel

from rlm_tui.contexts.describe import describe
from rlm_tui.domain.absence import Absence
from rlm_tui.domain.events import EVENT, Event
from rlm_tui.domain.reduce import replay
from rlm_tui.domain.session import Session
from rlm_tui.engine.agent import RLMAgent
from rlm_tui.errors import StoreError
from rlm_tui.journal import Journal
from rlm_tui.models.base import ModelRequest
from rlm_tui.models.scripted import ScriptedModel
from rlm_tui.repl.base import StartRepl
from tests.engine.live import Live, code
from tests.fakes import FakeRepls

SCRIPT: tuple[dict[str, Any], ...] = (
    {
        "match": "<question>\nroot",
        "text": code(
            "a = await llm_query('q1')",
            "xs = await llm_query_batched(['q2', 'q3', 'q4'])\nprint(a, xs)",
        ),
    },
    {"match": "yes q1", "text": code("r = await rlm_query('part')\nprint(r)")},
    {"match": "<question>\npart", "text": code("print(await llm_query('q5'))")},
    {"match": "yes q5", "text": "FINAL(part is 5)"},
    {"match": "part is 5", "text": code("FINAL('all ' + r)")},
    *({"match": f"^{q}", "text": f"yes {q}"} for q in ("q1", "q2", "q3", "q4", "q5")),
)
"""Sub-queries one by one and in a batch, a child with one of its own."""

TIMES = frozenset({"seq", "attempt", "elapsed_s", "active_s", "parked_s", "parent_seq"})


@dataclass
class Bed:
    """One session with its script."""

    rules: tuple[str, ...] = ()
    attended: bool = True
    script: Sequence[Any] = SCRIPT
    brings: dict[str, Any] | None = None
    limits: dict[str, Any] | None = None

    def __post_init__(self) -> None:
        self.requests: list[ModelRequest] = []
        self.saved: list[Event] = []
        self.cut_after: int | None = None

    async def save(self, event: Event) -> None:
        """Keep an event, until the power goes.

        Raises:
            StoreError: the power is gone.
        """
        if self.cut_after is not None and len(self.saved) >= self.cut_after:
            raise StoreError("the power is gone")
        self.saved.append(EVENT.validate_json(EVENT.dump_json(event)))

    @asynccontextmanager
    async def up(
        self,
        start_repl: StartRepl | None = None,
        *,
        attended: bool | None = None,
        absent: Absence | None = None,
    ) -> AsyncIterator[Live]:
        """The session at work, from its beginning or from where it was cut."""
        model = ScriptedModel(*self.script, on_request=self.requests.append)
        values = {**(self.brings or {}), **(self.limits or {})}
        agent = RLMAgent(model, start_repl=start_repl or FakeRepls(), **values)
        journal = Journal(save=self.save, clock=time.time, events=tuple(self.saved))
        if not self.saved:
            created = agent.created("root", describe("the context"))
            changes = {"rules": self.rules, "attended": self.attended, "session": "s_1"}
            await journal.record(created.model_copy(update=changes))
        async with agent.start(
            journal, "the context", models=model, attended=attended, absent=absent
        ) as handle:
            yield Live(handle, journal)

    async def through(self) -> Session:
        """Approve whatever waits until the end."""
        async with self.up() as run:
            await approve_all(run)
            return run.session

    @property
    def session(self) -> Session:
        """What is saved of it."""
        return replay(self.saved)

    def branched(self, events: Sequence[Event]) -> Bed:
        """A bed with the same script for a session that begins with these events."""
        other = Bed(script=self.script, brings=self.brings)
        other.saved = [EVENT.validate_json(EVENT.dump_json(event)) for event in events]
        return other


async def approve_all(run: Live) -> None:
    """Approve whatever waits until the end; limits and errors are not raised."""
    while True:
        session = await run.until(lambda s: s.status is not None or s.is_parked)
        if session.status is not None:
            return
        await run.handle.approve(session.waiting[0])


async def undisturbed(**settings: Any) -> Bed:
    """A session that ran through."""
    bed = Bed(**settings)
    assert (await bed.through()).status == "answered"
    return bed


async def cut(after: int, **settings: Any) -> Bed:
    """A session that was cut after an event."""
    bed = Bed(**settings)
    bed.cut_after = after
    with pytest.raises(StoreError):
        await bed.through()
    assert len(bed.saved) == after
    bed.cut_after = None
    return bed


def timeless(value: object) -> object:
    """A session in plain values, without its times and the number of its runs."""
    if isinstance(value, BaseModel):
        value = dict(value)
    elif is_dataclass(value) and not isinstance(value, type):
        value = {field.name: getattr(value, field.name) for field in fields(value)}
    if isinstance(value, Mapping):
        return {
            key: timeless(item)
            for key, item in value.items()
            if key not in TIMES and not str(key).endswith("_at")
        }
    if isinstance(value, (tuple, list)):
        return [timeless(item) for item in value]
    return value


def in_flight(events: Sequence[Event]) -> int:
    """Calls that were out when a record ended."""
    kinds = Counter(event.kind for event in events)
    return kinds["call_started"] - kinds["call_finished"] - kinds["call_failed"]
