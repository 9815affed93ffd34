"""How quick the app is over a batch of a thousand of which nearly all wait."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from ui_driver import (
    EVERY_S,
    PRESSES,
    Hand,
    Numbers,
    app_over,
    cpu_share,
    driven,
    latencies,
    quantile,
    until,
    whole,
)

from rlm_tui.contexts.describe import describe
from rlm_tui.controller import Controller
from rlm_tui.engine.agent import RLMAgent
from rlm_tui.journal import Journal, save_nowhere
from rlm_tui.models.scripted import ScriptedModel
from rlm_tui.models.scripted_reply import ScriptedReply
from rlm_tui.ui.app import RlmTuiApp
from rlm_tui.ui.screens.batch import BatchScreen
from rlm_tui.ui.screens.run import RunScreen

ELEMENTS, TRIED = 1_000, 50

ASK = f"""```repl
prompts = [f"Extract the liability cap from contract {{n}}. " + "x" * 400
           for n in range({ELEMENTS})]
replies = llm_query_batched(prompts)
```"""


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


async def table() -> Numbers:
    """Keys in the table of the batch while 950 wait."""
    async with batch_of_a_thousand() as controller:
        app = app_over(controller)

        async def measure(hand: Hand) -> Numbers:
            screen = await opened(app, hand)
            taken = await hand.walk(
                lambda: screen.desk.at, presses=PRESSES, every=EVERY_S
            )
            found = latencies(taken, hand)
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
            return {**latencies(taken, hand), "yes": answered, "all sent in": ended}

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
            found = latencies(tabs, hand)
            found["idle"] = await cpu_share(3.0)
            return found

        return await driven(app, measure)
