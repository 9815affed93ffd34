"""A run that was cut goes on where it was, at whatever event that was."""

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
from rlm_tui.domain.events import EVENT, Event
from rlm_tui.domain.reduce import replay
from rlm_tui.domain.session import Session
from rlm_tui.engine.agent import RLMAgent
from rlm_tui.errors import StoreError, TooLongError
from rlm_tui.journal import Journal
from rlm_tui.models.base import ModelRequest
from rlm_tui.models.scripted import ScriptedModel
from rlm_tui.models.scripted_reply import ScriptedReply
from rlm_tui.repl.base import StartRepl
from tests.engine.live import Live, code
from tests.fakes import FakeRepls

ROOT = code(
    "a = await llm_query('q1')",
    "xs = await llm_query_batched(['q2', 'q3', 'q4'])\nprint(a, xs)",
)
CHILD = code("print(await llm_query('q5'))")
SCRIPT: tuple[dict[str, str], ...] = (
    {"match": "<question>\nroot", "text": ROOT},
    {"match": "yes q1", "text": code("r = await rlm_query('part')\nprint(r)")},
    {"match": "^part is", "text": "FINAL(no)"},
    {"match": "<question>\npart", "text": CHILD},
    {"match": "yes q5", "text": "FINAL(part is 5)"},
    {"match": "part is 5", "text": code("FINAL('all ' + r)")},
    *({"match": f"^{q}", "text": f"yes {q}"} for q in ("q1", "q2", "q3", "q4", "q5")),
)


@dataclass
class Bed:
    """One session with its script, cut and taken up as often as a test wants."""

    rules: tuple[str, ...] = ()
    attended: bool = True
    script: Sequence[Any] = SCRIPT

    def __post_init__(self) -> None:
        self.requests: list[ModelRequest] = []
        self.saved: list[Event] = []
        self.cut_after: int | None = None

    async def save(self, event: Event) -> None:
        """Keep an event, until the power goes."""
        if self.cut_after is not None and len(self.saved) >= self.cut_after:
            raise StoreError("the power is gone")
        self.saved.append(EVENT.validate_json(EVENT.dump_json(event)))

    @asynccontextmanager
    async def up(self, start_repl: StartRepl | None = None) -> AsyncIterator[Live]:
        """The session at work, from its beginning or from where it was cut."""
        model = ScriptedModel(*self.script, on_request=self.requests.append)
        agent = RLMAgent(model, start_repl=start_repl or FakeRepls())
        journal = Journal(save=self.save, clock=time.time, events=tuple(self.saved))
        if not self.saved:
            created = agent.created("root", describe("the context"))
            changes = {"rules": self.rules, "attended": self.attended, "session": "s_1"}
            await journal.record(created.model_copy(update=changes))
        async with agent.start(journal, "the context", models=model) as handle:
            yield Live(handle, journal)

    async def through(self) -> Session:
        """Approve whatever waits until the end."""
        async with self.up() as run:
            await approve_all(run)
            return run.session


async def approve_all(run: Live) -> None:
    """Approve whatever waits until the end."""
    while True:
        session = await run.until(lambda s: s.status is not None or s.is_parked)
        if session.status is not None:
            return
        await run.handle.approve(session.waiting[0])


TIMES = frozenset({"seq", "attempt", "elapsed_s", "active_s", "parked_s"})


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


def same_as(session: Session, undisturbed: Session) -> bool:
    """Whether two sessions are the same but for times."""
    return timeless(session) == timeless(undisturbed)


async def undisturbed(**settings: Any) -> Bed:
    """A session that ran through."""
    bed = Bed(**settings)
    assert (await bed.through()).status == "answered"
    return bed


async def cut_and_taken_up(after: int, **settings: Any) -> Bed:
    """A session that was cut after an event, and taken up to its end."""
    bed = Bed(**settings)
    bed.cut_after = after
    with pytest.raises(StoreError):
        await bed.through()
    assert len(bed.saved) == after
    bed.cut_after = None
    await bed.through()
    return bed


HELD: dict[str, Any] = {"rules": ("hold gate:query,final",)}


@pytest.mark.parametrize("settings", [{}, HELD], ids=["alone", "held"])
async def test_cut_at_any_event_it_ends_as_if_it_had_not_been(
    settings: dict[str, Any],
) -> None:
    whole = await undisturbed(**settings)

    for after in range(2, len(whole.saved)):
        bed = await cut_and_taken_up(after, **settings)

        assert timeless(replay(bed.saved)) == timeless(replay(whole.saved)), after
        out = in_flight(bed.saved[:after])
        assert len(bed.requests) <= len(whole.requests) + out, after
        assert len(bed.saved) == len(whole.saved) + 1, "one more RunStarted"


def in_flight(events: Sequence[Event]) -> int:
    """Calls that were out when a record ended."""
    kinds = Counter(event.kind for event in events)
    return kinds["call_started"] - kinds["call_finished"]


async def test_cut_around_a_request_that_was_too_long_it_is_shortened_as_before() -> (
    None
):
    script = (
        *[code("print('y' * 1_900)")] * 3,
        ScriptedReply(error=TooLongError("too long", window=2_500)),
        "FINAL(1)",
    )
    whole = await undisturbed(script=script)

    for after in range(2, len(whole.saved)):
        bed = Bed(script=script)
        bed.cut_after = after
        with pytest.raises(StoreError):
            await bed.through()
        bed.cut_after = None
        bed.script = script[len(bed.requests) - in_flight(bed.saved) :]
        await bed.through()

        assert bed.requests[-1].messages == whole.requests[-1].messages, after
