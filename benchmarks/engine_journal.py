"""What an event costs from the engine to the screen, beside saving it alone.

    python benchmarks/engine_journal.py

prints one JSON object. The journal numbers, saves, folds and tells each event of a long
list of queries; the reference is the small program of `store_saving.py`, which saves
them and does nothing else.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from store_saving import inserted

from rlm_tui.contexts.describe import describe
from rlm_tui.domain.events import Event, NodeFinished, NodeStarted, RunStarted
from rlm_tui.domain.events_of_calls import CallFinished, CallStarted, Message
from rlm_tui.domain.limits import Usage
from rlm_tui.domain.text import Text
from rlm_tui.engine.agent import RLMAgent
from rlm_tui.journal import Journal
from rlm_tui.storage.store import Store

QUERIES = 1_500
TEXT = "what is said here, and by whom? " * 10


def events() -> Iterator[Event]:
    """A root with many queries, one after the other."""
    prompt = Text.of(TEXT)
    yield RunStarted()
    yield NodeStarted(node="0", node_kind="rlm", prompt=prompt)
    for number in range(1, QUERIES + 1):
        node = f"0.{number}"
        message = Message(role="user", content=prompt)
        yield NodeStarted(node=node, node_kind="llm", depth=1, prompt=prompt)
        yield CallStarted(node=node, iteration=1, model="m", messages=(message,))
        yield CallFinished(node=node, iteration=1, reply=prompt, usage=Usage(1, 9, 9))
        yield NodeFinished(node=node, state="done", answer=prompt)


async def journal(folder: Path) -> dict[str, float]:
    """Record every event; seconds of the middle one, and events a second."""
    async with Store.open(folder / "sessions.db") as store:
        created = RLMAgent().created("what?", describe(TEXT))
        door = Journal(
            save=lambda event: store.append(created.session, event),
            save_all=lambda events: store.append_all(created.session, events),
            save_now=lambda events: store.append_now(created.session, events),
            clock=time.time,
        )
        told: list[int] = []
        door.subscribe(lambda _session, event: told.append(event.seq))
        await door.record(created)
        times = []
        began = time.perf_counter()
        for event in events():
            at = time.perf_counter()
            await door.record(event)
            times.append(time.perf_counter() - at)
        whole = time.perf_counter() - began
    assert len(told) == len(times) + 1
    return {"event": _median(times), "per_s": len(times) / whole}


async def commits(folder: Path) -> float:
    """Seconds of the middle event in a small program that only saves them."""
    numbered = [event.stamped(seq=seq, at=1.0) for seq, event in enumerate(events(), 1)]
    return (await inserted(folder / "small.db", numbered)).middle_s


def _median(values: list[float]) -> float:
    return sorted(values)[len(values) // 2]


def main() -> None:
    """Measure both and print what they took."""
    with tempfile.TemporaryDirectory() as folder:
        found = {"commit": asyncio.run(commits(Path(folder)))}
        found |= asyncio.run(journal(Path(folder)))
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
