"""A session whose code sends the whole of a long context to sub-queries, and its file.

    python benchmarks/store_context.py

prints one JSON object: bytes of the context, of the file, and of the same events as
JSON lines with their texts in them; seconds for saving a prompt, and for compressing it
alone. `benchmarks/store.py` has them in its table.
"""

from __future__ import annotations

import asyncio
import json
import random
import statistics
import sys
import tempfile
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from rlm_tui.domain.events import (
    EVENT,
    ContextInfo,
    Event,
    NodeFinished,
    NodeStarted,
    SessionCreated,
)
from rlm_tui.domain.events_of_calls import CallFinished, CallStarted, Message
from rlm_tui.domain.limits import Limits, Usage
from rlm_tui.domain.long_texts import texts_of
from rlm_tui.domain.text import Text
from rlm_tui.engine.calls import MESSAGE_CHARS
from rlm_tui.journal import Journal
from rlm_tui.storage.store import Store

CHARS = 20_000_000
CHUNK = 50_000
WORDS = [f"word{number}" for number in range(5_000)]
SESSION = "s_sent"
THINKING_S = 0.3
"""No model answers a root's first call sooner; the context is looked through then."""


def long_text(chars: int) -> str:
    """Words in lines."""
    rng = random.Random(5)
    lines = (" ".join(rng.choices(WORDS, k=15)) for _ in range(chars // 130))
    return "\n".join(lines)


def query(number: int, chunk: str) -> list[Event]:
    """What a sub-query records."""
    node = f"0.{number}"
    text = f"What is said about the terms here?\n\n{chunk}\n\nBe brief."
    prompt = Text.of(text)
    message = Message(role="user", content=Text.of(text, beginning=MESSAGE_CHARS))
    reply = Text.of(f"Nothing is said in part {number}. " * 4)
    usage = Usage(calls=1, input_tokens=900, output_tokens=40, cost=0.001)
    return [
        NodeStarted(node=node, node_kind="llm", depth=1, model="m", prompt=prompt),
        CallStarted(node=node, iteration=1, model="m", messages=(message,)),
        CallFinished(node=node, iteration=1, reply=reply, usage=usage),
        NodeFinished(node=node, state="done", answer=reply),
    ]


def queries(text: str) -> Iterator[list[Event]]:
    """Queries that take the whole text along."""
    for number, start in enumerate(range(0, len(text), CHUNK), 1):
        yield query(number, text[start : start + CHUNK])


async def sent_out(folder: Path) -> dict[str, float]:
    """Save the session; what it takes."""
    text = long_text(CHARS)
    path = folder / "sent.db"
    raw, times = len(json.dumps(text)), []
    async with Store.open(path) as store, store.running(SESSION):
        name = await store.save_context(text)
        store.quote(SESSION, name, text)
        info = ContextInfo(type="str", label="bench", chars=len(text), hash=name)
        journal = Journal(
            save=lambda event: store.append(SESSION, event),
            save_now=lambda events: store.append_now(SESSION, events),
            clock=time.time,
        )
        await journal.record(_created(info))
        rules = Text.of("You can run code and ask other models. " * 100)
        first = Message(role="system", content=rules)
        await journal.record(NodeStarted(node="0", node_kind="rlm", model="m"))
        await journal.record(
            CallStarted(node="0", iteration=1, model="m", messages=(first,))
        )
        await asyncio.sleep(THINKING_S)
        for events in queries(text):
            raw += sum(map(_raw_size, events))
            start = time.perf_counter()
            for event in events:
                await journal.record(event)
            times.append(time.perf_counter() - start)
        await store.wipe()
    start = time.perf_counter()
    zlib.compress(text[:CHUNK].encode(), 1)
    compressing = time.perf_counter() - start
    return {
        "context": len(text.encode()),
        "file": path.stat().st_size,
        "json": raw,
        "query_s": statistics.median(times),
        "compress_s": compressing,
    }


def _created(info: ContextInfo) -> SessionCreated:
    return SessionCreated(
        session=SESSION, question=Text.of("What?"), context=info, model="m",
        sub_model="m", limits=Limits(),
    )  # fmt: skip


def _raw_size(event: Event) -> int:
    """Bytes of an event as JSON that has its texts whole."""
    inside = (text.full or "" for text in texts_of(event))
    return len(EVENT.dump_json(event)) + sum(len(json.dumps(text)) for text in inside)


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        found = asyncio.run(sent_out(Path(folder)))
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
