"""What saving, loading, finding and following cost: `python benchmarks/store.py`.

Each of our numbers stands beside a floor that is measured in the same run: the same
events saved by a small program, or as raw JSON lines.
"""

from __future__ import annotations

import asyncio
import json
import random
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from store_context import CHUNK, sent_out
from store_opening import Saved, opened
from store_saving import inserted, recorded
from store_session import WORDS, numbered, session

from rlm_tui.collector import collector_paused
from rlm_tui.domain.events import EVENT, Event
from rlm_tui.domain.events_of_code import CodeExecuted
from rlm_tui.domain.reduce import replay
from rlm_tui.domain.text import Text
from rlm_tui.journal import Journal
from rlm_tui.main.following import follow
from rlm_tui.main.reviewing import open_at_once
from rlm_tui.storage.store import Store

TEXTS = 100_000
RARE = "xylograph"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    what: str
    ours: float
    unit: str
    floor: float | None = None
    limit: float | None = None
    """In the unit, or in times the floor where there is one."""

    def __str__(self) -> str:
        ratio = self.ours / self.floor if self.floor else None
        measured = self.ours if ratio is None else ratio
        held = "" if self.limit is None else "held" if measured <= self.limit else "NOT"
        floor = "" if self.floor is None else f"{self.floor:,.3g}"
        times = "" if ratio is None else f"{ratio:.2f}x"
        of = "" if self.limit is None else f"<= {self.limit:g}{'x' if ratio else ''}"
        return (
            f"{self.what:44} {self.ours:>9,.3g} {self.unit:5} {floor:>9} {times:>8} "
            f"{of:>8}  {held}"
        )


async def saving(folder: Path) -> list[Row]:
    """Recording one event after the other."""
    events = numbered(session(300, random.Random(7), "s_save"))
    ours = await recorded(folder / "save.db", events, "s_save")
    floor = await inserted(folder / "floor.db", events)
    many = 3_000 / len(events)
    return [
        Row("one event", ours.middle_s * 1e6, "us", floor.middle_s * 1e6, 3),
        Row("  3,000, one after the other", ours.all_s * many, "s", floor.all_s * many),
        Row("  3,000, of the processor", ours.processor_s * many, "s", limit=1),
    ]


async def bulk(path: Path, events: list[Event], session_id: str) -> None:
    """Save many events at once."""
    async with Store.open(path) as store:
        for start in range(0, len(events), 2_000):
            await store.append_all(session_id, events[start : start + 2_000])


async def loading(folder: Path, count: int) -> list[Row]:
    """Reading and folding a session."""
    events = numbered(session(count // 10, random.Random(count), "s_load"))
    path = folder / f"load{count}.db"
    await bulk(path, events, "s_load")
    lines = [EVENT.dump_json(event) for event in events]
    async with Store.open(path) as store:
        start = time.perf_counter()
        found = await store.load("s_load")
        loaded = time.perf_counter() - start
        start = time.perf_counter()
        with collector_paused():  # as it is for a review
            session_there = replay(found)
        folded = time.perf_counter() - start
        start = time.perf_counter()
        await store.outlines.write("s_load", session_there, found)
        outlined = time.perf_counter() - start
        start = time.perf_counter()
        await open_at_once(store, "s_load")
        at_once = time.perf_counter() - start
    start = time.perf_counter()
    for line in lines:
        json.loads(line)
    floor = time.perf_counter() - start
    raw = sum(map(len, lines))
    return [
        Row(f"load {len(events):,} events (floor: json.loads)", loaded, "s", floor),
        Row(f"fold {len(events):,} events (the same floor)", folded, "s", floor),
        Row("  write its outline (the same floor)", outlined, "s", floor),
        Row("  open it for reading (the same floor)", at_once, "s", floor),
        Row("  file beside raw JSON", path.stat().st_size / 1e6, "MB", raw / 1e6),
    ]


async def painting(folder: Path) -> list[Row]:
    """From exec to the tree, beside the same for a session of ten nodes."""
    sessions = []
    for nodes in (10, 10_000):
        path = folder / f"paint{nodes}.db"
        events = numbered(session(nodes, random.Random(nodes), "s_paint"))
        await bulk(path, events, "s_paint")
        with collector_paused():
            whole = replay(events)
        async with Store.open(path) as store:
            await store.outlines.write("s_paint", whole, events)
        sessions.append(Saved(path, "s_paint", nodes + 1))
    small, large = opened(sessions)
    what = "exec to the tree of 10,000 nodes (floor: 10)"
    return [
        Row(what, large.painted_s, "s", small.painted_s, 1.5),
        Row("  processor time", large.cpu_s, "s", small.cpu_s, 1.5),
        Row("  memory", large.megabytes, "MB", small.megabytes),
    ]


async def finding(folder: Path) -> list[Row]:
    """Searching many texts."""
    path = folder / "find.db"
    nodes = TEXTS // 7
    events = numbered(session(nodes, random.Random(1), "s_find"))
    at = len(events) // 2
    while not isinstance(events[at], CodeExecuted):
        at += 1
    rare = Text.of(f"some {RARE} here")
    events[at] = events[at].model_copy(update={"stdout": rare})
    await bulk(path, events, "s_find")
    async with Store.open(path) as store:
        start = time.perf_counter()
        await store.search.keep_up()
        indexed = time.perf_counter() - start
        rows = [Row(f"index {TEXTS:,} texts", indexed, "s")]
        for what, words in (
            ("find a rare word", RARE),
            ("find two common words", "word1 word27"),
            ("find a beginning", "word49"),
        ):
            taken = []
            for _ in range(9):
                start = time.perf_counter()
                await store.search.find(words)
                taken.append((time.perf_counter() - start) * 1e3)
            rows.append(Row(what, statistics.median(taken), "ms", limit=20))
    index = path.with_name("find.db.search").stat().st_size / 1e6
    rows.append(
        Row("  index beside the database", index, "MB", path.stat().st_size / 1e6)
    )
    return rows


async def following(folder: Path) -> Row:
    """How far behind a reader of a live session is."""
    path = folder / "follow.db"
    events = numbered(session(20, random.Random(3), "s_live"))
    behind: list[float] = []
    async with Store.open(path) as writer, writer.running("s_live"):
        await writer.append("s_live", events[0])
        async with Store.open(path, read_only=True) as reader:

            async def refuse(_event: Event) -> None:
                raise AssertionError

            seen = asyncio.Event()
            journal = Journal(
                save=refuse, clock=time.time, events=await reader.load("s_live")
            )
            journal.subscribe(lambda *_: seen.set())
            task = asyncio.ensure_future(follow(reader, journal))
            for event in events[1:40]:
                seen.clear()
                start = time.perf_counter()
                await writer.append("s_live", event)
                await seen.wait()
                behind.append((time.perf_counter() - start) * 1e3)
            task.cancel()
    return Row("follow another process, longest", max(behind), "ms", limit=250)


async def context(folder: Path) -> Row:
    """The file of a session beside the context that it holds."""
    rng = random.Random(5)
    text = "".join(" ".join(rng.choices(WORDS, k=2_000)) + "\n" for _ in range(700))
    path = folder / "context.db"
    async with Store.open(path) as store:
        await store.save_context(text)
        await store.wipe()
    size = path.stat().st_size / 1e6
    return Row("a context: file beside text", size, "MB", len(text) / 1e6, limit=0.35)


async def context_sent_out(folder: Path) -> list[Row]:
    """The file of a session beside the context that its sub-queries quote."""
    found = await sent_out(folder)
    size, text, raw = (found[name] / 1e6 for name in ("file", "context", "json"))
    return [
        Row("  sent out in sub-queries: beside text", size, "MB", text, limit=0.35),
        Row("  the same beside raw JSON", size, "MB", raw),
        Row(
            f"  a query of {CHUNK / 1e3:.0f} kB (floor: zlib)",
            found["query_s"] * 1e6,
            "us",
            found["compress_s"] * 1e6,
        ),
    ]


def say(row: object) -> None:
    """A line of the table, as soon as it is known."""
    sys.stdout.write(f"{row}\n")
    sys.stdout.flush()


async def main() -> None:
    """Print the table."""
    head = f"{'what':44} {'ours':>9} {'':5} {'floor':>9} {'ratio':>8} {'target':>8}"
    say(head)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for row in await saving(folder):
            say(row)
        for count in (1_000, 10_000, 100_000):
            for row in await loading(folder, count):
                say(row)
        for row in await painting(folder):
            say(row)
        for row in await finding(folder):
            say(row)
        say(await following(folder))
        say(await context(folder))
        for row in await context_sent_out(folder):
            say(row)


if __name__ == "__main__":
    asyncio.run(main())
