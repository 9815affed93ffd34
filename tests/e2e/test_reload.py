"""What is read back from the file is what was there: the session and its picture."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from rlm_tui.controller import Controller
from rlm_tui.domain.session import Session
from rlm_tui.engine.agent import RLMAgent
from rlm_tui.engine.handle import RunHandle
from rlm_tui.journal import Journal, save_nowhere
from rlm_tui.main.launch import Workshop
from rlm_tui.main.settings import Settings
from rlm_tui.models.scripted import ScriptedModel
from rlm_tui.storage.store import Store
from rlm_tui.ui.app import RlmTuiApp
from rlm_tui.ui.contracts.launcher import StartRequest
from tests.ui.driving import settle

REPLIES = (
    "I look first.\n\n```repl\nprint(context * 40)\n```",
    "Two parts.\n\n```repl\na = llm_query('one ' + context * 60)\n"
    "xs = llm_query_batched(['two', 'three'])\nFINAL(a + str(xs))\n```",
    "ALPHA",
)


class Bed:
    """A run in a store, held where the second round of sub-queries waits."""

    def __init__(self, store: Store, journal: Journal, handle: RunHandle) -> None:
        self.store = store
        self.journal = journal
        self.handle = handle

    async def held(self, count: int) -> Session:
        """Wait until so many tickets wait."""
        changed = asyncio.Event()
        unsubscribe = self.journal.subscribe(lambda *_: changed.set())
        while len(self.journal.session.waiting) != count:
            changed.clear()
            await changed.wait()
        unsubscribe()
        return self.journal.session

    async def reloaded(self) -> Journal:
        """The journal that the file makes."""
        events = await self.store.load(self.journal.session.id)
        return Journal(save=save_nowhere, clock=lambda: 0.0, events=events)

    def controller(self, journal: Journal, handle: RunHandle | None) -> Controller:
        return Controller(journal, handle=handle, read_text=self.store.read_text)


@pytest.fixture
async def bed(tmp_path: Path) -> AsyncIterator[Bed]:
    workshop = Workshop(Settings(db=tmp_path / "sessions.db"), {})
    context = tmp_path / "notes.md"
    context.write_text("Line one of the notes.\n" * 8, encoding="utf-8")
    request = StartRequest("What?", "scripted", ask="query")
    async with AsyncExitStack() as stack:
        store = await stack.enter_async_context(workshop.store())
        loaded = await workshop.load_context([str(context)], None)
        journal = await workshop.create(store, loaded, request, attended=True)
        model = ScriptedModel(*REPLIES)
        run = RLMAgent(model).start(journal, loaded.value, models=model)
        opened = Bed(store, journal, await stack.enter_async_context(run))
        [ticket] = (await opened.held(1)).waiting
        await opened.handle.edit(ticket, "one, but shorter")
        await opened.handle.approve(ticket)
        await opened.held(2)
        yield opened


async def picture(controller: Controller, size: tuple[int, int]) -> str:
    """The screen as drawn at a fixed time."""
    app = RlmTuiApp(None, controller=controller, clock=lambda: 2e9, grace_ms=0)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        return re.sub(r"terminal-\d+", "", app.export_screenshot())


async def test_folding_the_stored_log_gives_the_live_session(bed: Bed) -> None:
    reloaded = await bed.reloaded()

    assert reloaded.session == bed.journal.session
    assert reloaded.events == bed.journal.events


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_reloaded_screen_looks_like_the_live_one(
    bed: Bed, size: tuple[int, int]
) -> None:
    reloaded = await bed.reloaded()
    live = await picture(bed.controller(bed.journal, bed.handle), size)

    assert await picture(bed.controller(reloaded, bed.handle), size) == live


async def test_a_long_text_is_read_whole_from_the_file(bed: Bed) -> None:
    reloaded = (await bed.reloaded()).session
    controller = bed.controller(await bed.reloaded(), None)
    [execution] = reloaded.nodes["0"].iterations[0].executions
    assert execution.stdout is not None

    assert execution.stdout.whole is None
    assert await controller.text(execution.stdout) == (
        "Line one of the notes.\n" * 320 + "\n"
    )
