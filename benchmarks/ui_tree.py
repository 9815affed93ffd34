"""How quick the tree is while much happens in it."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Iterator

from textual.geometry import Size
from ui_driver import (
    EVERY_S,
    PRESSES,
    Hand,
    Nobody,
    Numbers,
    app_over,
    cpu_share,
    driven,
    latencies,
    whole,
)

from rlm_tui.controller import Controller
from rlm_tui.domain.events import (
    ContextInfo,
    Event,
    IterationStarted,
    NodeStarted,
    Place,
    RunStarted,
    SessionCreated,
)
from rlm_tui.domain.events_of_calls import CallFinished, CallStarted
from rlm_tui.domain.limits import Limits, Usage
from rlm_tui.domain.text import Text
from rlm_tui.journal import Journal, save_nowhere, save_nowhere_now
from rlm_tui.ui.app import RlmTuiApp
from rlm_tui.ui.screens.run import RunScreen

SIZES = (Size(100, 30), Size(120, 40))
RESIZES = 40


def tree_of(children: int, queries: int) -> Iterator[Event]:
    """A root whose children each asked so many queries, all in flight."""
    yield SessionCreated(
        session="s_bench",
        question=Text.of("What?"),
        context=ContextInfo(label="contracts"),
        model="m",
        sub_model="m",
        limits=Limits(max_llm_calls=1_000_000),
        attended=True,
    )
    yield RunStarted(isolation="")
    yield node("0", "rlm")
    for child in range(1, children + 1):
        yield node(f"0.{child}", "rlm")
        for query in range(1, queries + 1):
            yield node(f"0.{child}.{query}", "llm")


def node(path: str, kind: str) -> NodeStarted:
    """A node that has begun."""
    values = {
        "node": path,
        "node_kind": kind,
        "depth": path.count("."),
        "model": "openai/gpt-5-mini",
        "prompt": Text.of(f"Summarise part {path}."),
        "place": Place(iteration=1, block=1, line=1) if "." in path else None,
    }
    return NodeStarted.model_validate(values)


def turns_of(paths: Iterator[str]) -> Iterator[Event]:
    """Calls that begin and end, one event after the other, at ever other nodes."""
    for path in paths:
        yield IterationStarted(node=path, iteration=1)
        yield CallStarted(node=path, iteration=1, model="m", messages=())
        usage = Usage(calls=1, input_tokens=900, output_tokens=50, cost=0.001)
        yield CallFinished(
            node=path, iteration=1, reply=Text.of("Yes."), usage=usage, elapsed_s=1.0
        )


async def tree(children: int = 100, queries: int = 99) -> Numbers:
    """Keys in a tree of 10,000 nodes with 200 updates and 50 new nodes a second."""
    journal, app = await shown(children, queries)

    async def measure(hand: Hand) -> Numbers:
        screen = run_screen(app)
        where = lambda: screen.desk.selected  # noqa: E731
        still = await hand.walk(where, presses=PRESSES, every=EVERY_S)
        found = {"still p95": latencies(still, hand)["p95"]}
        async with asyncio.TaskGroup() as group:
            feeding = group.create_task(feed(journal, children, queries))
            busy = await hand.walk(where, presses=PRESSES, every=EVERY_S)
            found |= latencies(busy, hand)
            await asyncio.sleep(2.0)  # while somebody is there it draws more often
            found["cpu"] = await cpu_share(5.0)
            feeding.cancel()
        return found

    return await driven(app, measure)


async def shown(children: int, queries: int) -> tuple[Journal, RlmTuiApp]:
    """Such a tree, and an app over it."""
    journal = Journal(save=save_nowhere, save_now=save_nowhere_now, clock=time.time)
    for event in tree_of(children, queries):
        await journal.record(event)
    return journal, app_over(Controller(journal, handle=Nobody(), read_text=whole))


def run_screen(app: RlmTuiApp) -> RunScreen:
    """The screen that shows the tree."""
    screen = app.screen
    assert isinstance(screen, RunScreen)
    return screen


async def resizing() -> Numbers:
    """A window that becomes smaller and larger, over 10,000 nodes and over 100."""
    many, few = await resized(100, 99), await resized(1, 99)
    return {**many, **{f"few {key}": value for key, value in few.items()}}


async def resized(children: int, queries: int) -> Numbers:
    """How long until all of the run screen fits a window of another size."""
    _, app = await shown(children, queries)

    async def measure(hand: Hand) -> Numbers:
        screen = run_screen(app)
        taken: list[float] = []
        hand.worked.clear()
        for number in range(RESIZES):
            size = SIZES[number % len(SIZES)]
            taken.append(await hand.resize(size, lambda at=size: screen.size == at))
            await asyncio.sleep(0.2)
        return latencies(taken, hand)

    return await driven(app, measure)


async def feed(journal: Journal, children: int, queries: int) -> None:
    """Two hundred updates and fifty new nodes a second."""
    paths = (f"0.{c}.{q}" for q in range(1, queries) for c in range(1, children + 1))
    updates = turns_of(paths)
    added = (
        node(f"0.{c}.{queries + n}", "llm")
        for n in itertools.count(1)
        for c in range(1, children + 1)
    )
    began = time.perf_counter()
    for round_ in itertools.count(1):
        for event in itertools.islice(updates, 4):
            await journal.record(event)
        await journal.record(next(added))
        await asyncio.sleep(max(0.0, began + round_ / 50 - time.perf_counter()))


async def large_tree() -> Numbers:
    """The same with a hundred thousand nodes."""
    return await tree(queries=999)
