"""What is measured of the app; `ui.py` starts a process for each scene."""

from __future__ import annotations

import asyncio
import itertools
import json
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager

from textual.app import App, ComposeResult
from textual.containers import Horizontal
from textual.widgets import Static
from ui_driver import Hand, NotingDriver, cpu_share, quantile

from rlm_tui.collector import collector_kept_short
from rlm_tui.contexts.describe import describe
from rlm_tui.controller import Controller
from rlm_tui.domain.events import (
    CallFinished,
    CallStarted,
    ContextInfo,
    Event,
    IterationStarted,
    NodeStarted,
    Place,
    RunStarted,
    SessionCreated,
)
from rlm_tui.domain.limits import Limits, Usage
from rlm_tui.domain.text import Text
from rlm_tui.engine.agent import RLMAgent
from rlm_tui.journal import Journal, save_nowhere
from rlm_tui.models.scripted import ScriptedModel
from rlm_tui.models.scripted_reply import ScriptedReply
from rlm_tui.ui.app import RlmTuiApp
from rlm_tui.ui.screens.batch import BatchScreen
from rlm_tui.ui.screens.run import RunScreen

SIZE = (120, 40)
ELEMENTS, TRIED = 1_000, 50
PRESSES, EVERY_S = 200, 0.02

ASK = f"""```repl
prompts = [f"Extract the liability cap from contract {{n}}. " + "x" * 400
           for n in range({ELEMENTS})]
replies = llm_query_batched(prompts)
```"""

Numbers = dict[str, float]


class Floor(App[None]):
    """A layout like ours that does nothing: what Textual itself takes for a key."""

    CSS = "Static { height: 1; } #left { width: 44; height: 1fr; }"
    at = 0

    def compose(self) -> ComposeResult:
        yield Static("header")
        with Horizontal():
            yield Static(id="left")
            yield Static(id="right")
        for name in ("status", "hints", "note"):
            yield Static(id=name)

    def on_key(self) -> None:
        self.at += 1
        self.query_one("#left", Static).update(f"row {self.at}", layout=False)


async def floor() -> Numbers:
    """The smallest app with such a layout."""
    app = Floor(driver_class=NotingDriver)

    async def measure(hand: Hand) -> Numbers:
        return latencies(
            await hand.walk(lambda: app.at, presses=PRESSES, every=EVERY_S)
        )

    return await driven(app, measure)


async def driven(
    app: App[None], measure: Callable[[Hand], Awaitable[Numbers]]
) -> Numbers:
    """Run an app in its terminal while something is measured, and leave it."""
    with collector_kept_short(time.perf_counter):
        return await _driven(app, measure)


async def _driven(
    app: App[None], measure: Callable[[Hand], Awaitable[Numbers]]
) -> Numbers:
    found: Numbers = {}
    ready = asyncio.Event()
    app.call_later(ready.set)
    async with asyncio.TaskGroup() as group:
        running = group.create_task(app.run_async(size=SIZE))
        await ready.wait()
        await asyncio.sleep(0.5)
        try:
            found = await measure(Hand(app))  # type: ignore[arg-type]
        finally:
            app.exit()
        await running
    return found


def latencies(taken: list[float]) -> Numbers:
    """Median and 95th percentile."""
    return {"p50": quantile(taken, 0.5), "p95": quantile(taken, 0.95)}


@asynccontextmanager
async def batch_of_a_thousand() -> AsyncIterator[Controller]:
    """A real run in which 50 of 1,000 sub-queries were let through and 950 wait."""
    model = ScriptedModel(
        ASK,
        ScriptedReply("12 months fees", match="Extract the liability", delay_s=0.05),
    )
    agent = RLMAgent(model, max_llm_calls=2 * ELEMENTS, max_time=None)
    journal = Journal(save=save_nowhere, clock=time.time)
    created = agent.created("Which caps are there?", describe("the contracts"))
    changes = {"rules": ("hold gate:query",), "attended": True}
    await journal.record(created.model_copy(update=changes))
    async with agent.start(journal, "the contracts", models=model) as handle:
        controller = Controller(journal, handle=handle, read_text=whole)
        await until(lambda: len(journal.session.waiting) == ELEMENTS)
        await controller.approve_all(journal.session.waiting[:TRIED])
        await until(lambda: journal.session.in_flight == 0)
        yield controller


async def whole(text: Text) -> str:
    """Every text is at hand."""
    return text.whole or ""


async def until(is_so: Callable[[], bool]) -> None:
    """Wait until the run has got there."""
    async with asyncio.timeout(60):
        while not is_so():  # noqa: ASYNC110  # there is no event for what is awaited
            await asyncio.sleep(0.01)


def app_over(controller: Controller) -> RlmTuiApp:
    """The app in its noting terminal, without the grace that drops early keys."""
    app = RlmTuiApp(None, controller=controller, grace_ms=0)
    app.driver_class = NotingDriver
    return app


async def table() -> Numbers:
    """Keys in the table of the batch while 950 wait."""
    async with batch_of_a_thousand() as controller:
        app = app_over(controller)

        async def measure(hand: Hand) -> Numbers:
            screen = await opened(app, hand)
            found = latencies(
                await hand.walk(lambda: screen.desk.at, presses=PRESSES, every=EVERY_S)
            )
            sort = [await hand.press_for("S", lambda: screen.view) for _ in range(40)]
            found["sort p95"] = quantile(sort, 0.95)
            found["idle"] = await cpu_share(3.0)
            return found

        return await driven(app, measure)


async def opened(app: RlmTuiApp, hand: Hand) -> BatchScreen:
    """The table, opened by Enter."""
    await hand.press("enter", lambda: isinstance(app.screen, BatchScreen))
    assert isinstance(app.screen, BatchScreen)
    await asyncio.sleep(0.3)
    return app.screen


async def sending() -> Numbers:
    """Keys in the table while all 950 are let through and their replies come in."""
    async with batch_of_a_thousand() as controller:
        app = app_over(controller)

        async def measure(hand: Hand) -> Numbers:
            screen = await opened(app, hand)
            await hand.press("A", lambda: app.screen is not screen)
            await asyncio.sleep(0.5)
            answered = await hand.press("y", lambda: app.screen is screen)
            began, taken = time.perf_counter(), list[float]()
            while controller.session.open_below(screen.batch_id):
                taken += await hand.walk(
                    lambda: screen.desk.at, presses=40, every=EVERY_S
                )
            ended = time.perf_counter() - began
            return {**latencies(taken), "yes": answered, "all sent in": ended}

        return await driven(app, measure)


async def run_screen() -> Numbers:
    """Keys on the run screen while 950 wait: tree, tabs, queue."""
    async with batch_of_a_thousand() as controller:
        app = app_over(controller)

        async def measure(hand: Hand) -> Numbers:
            screen = app.screen
            assert isinstance(screen, RunScreen)
            tabs = [
                await hand.press_for(key, lambda: screen.tab)
                for key in itertools.islice(itertools.cycle("3461"), PRESSES)
            ]
            found = latencies(tabs)
            found["idle"] = await cpu_share(3.0)
            return found

        return await driven(app, measure)


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
    journal = Journal(save=save_nowhere, clock=time.time)
    for event in tree_of(children, queries):
        await journal.record(event)
    app = app_over(Controller(journal, handle=Nobody(), read_text=whole))

    async def measure(hand: Hand) -> Numbers:
        screen = app.screen
        assert isinstance(screen, RunScreen)
        where = lambda: screen.desk.selected  # noqa: E731
        still = latencies(await hand.walk(where, presses=PRESSES, every=EVERY_S))
        async with asyncio.TaskGroup() as group:
            feeding = group.create_task(feed(journal, children, queries))
            busy = latencies(await hand.walk(where, presses=PRESSES, every=EVERY_S))
            share = await cpu_share(3.0)
            feeding.cancel()
        return {
            "p50": busy["p50"],
            "p95": busy["p95"],
            "still p95": still["p95"],
            "cpu": share,
        }

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


class Nobody:
    """A handle of a run that nobody steers."""

    def __getattr__(self, name: str) -> object:
        raise AttributeError(f"nothing is decided here: {name}")


SCENES: dict[str, Callable[[], Awaitable[Numbers]]] = {
    "floor": floor,
    "table": table,
    "sending": sending,
    "run": run_screen,
    "tree": tree,
}


def main() -> None:
    """Measure one scene and print its numbers as JSON."""
    from ui_long import long_output  # which is made of what is above

    scenes = {**SCENES, "long": long_output}
    numbers = asyncio.run(scenes[sys.argv[1]]())  # type: ignore[arg-type]
    sys.stdout.write(json.dumps(numbers) + "\n")


if __name__ == "__main__":
    main()
