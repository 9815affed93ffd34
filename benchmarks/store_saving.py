"""What it takes to record an event, beside a small program that only saves it.

The small program has one table and puts each event into it as JSON, by one statement
with its own commit through `aiosqlite`, WAL and `synchronous=NORMAL` as in ours. It
numbers nothing, folds nothing, keeps no list of sessions, and tells nobody.

The event in the middle is what is compared. The sum of all has in it what else the
machine does, and how its disk takes the log that is written back: a mean of ours beside
a mean of theirs may say five times where the middle says twice.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiosqlite

from rlm_tui.domain.events import EVENT, Event
from rlm_tui.journal import Journal
from rlm_tui.storage.store import Store


@dataclass(slots=True)
class Taken:
    """How long events took, one after the other."""

    times: list[float] = field(default_factory=list)
    processor_s: float = 0.0

    @property
    def middle_s(self) -> float:
        return statistics.median(self.times)

    @property
    def all_s(self) -> float:
        return sum(self.times)

    @contextmanager
    def measured(self) -> Iterator[None]:
        start, used = time.perf_counter(), time.process_time()
        yield
        self.times.append(time.perf_counter() - start)
        self.processor_s += time.process_time() - used


async def recorded(path: Path, events: Sequence[Event], session: str) -> Taken:
    """What events take through a journal: number, save, fold, tell."""
    taken, told = Taken(), list[int]()
    async with Store.open(path) as store:
        journal = Journal(
            save=lambda event: store.append(session, event),
            save_all=lambda some: store.append_all(session, some),
            save_now=lambda some: store.append_now(session, some),
            clock=time.time,
        )
        journal.subscribe(lambda _session, event: told.append(event.seq))
        for event in events:
            with taken.measured():
                await journal.record(event)
    assert len(told) == len(events)
    return taken


async def inserted(path: Path, events: Sequence[Event]) -> Taken:
    """What events take in the small program."""
    taken = Taken()
    rows = [(seq, EVENT.dump_json(event)) for seq, event in enumerate(events)]
    async with aiosqlite.connect(path, isolation_level=None) as connection:
        await connection.execute("PRAGMA journal_mode = WAL")
        await connection.execute("PRAGMA synchronous = NORMAL")
        await connection.execute("CREATE TABLE events (seq INTEGER PRIMARY KEY, data)")
        for row in rows:
            with taken.measured():
                await connection.execute("INSERT INTO events VALUES (?, ?)", row)
    return taken
