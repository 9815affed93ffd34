"""Opens the run screen over a bed and waits for what keys lead to."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from textual.pilot import Pilot

from rlm_tui.ui.app import RlmTuiApp
from rlm_tui.ui.screens.run import RunScreen
from rlm_tui.ui.text.lines import plain
from tests.ui.fakes import Bed
from tests.ui.settling import PATIENCE_S


def app_over(bed: Bed, *, grace_ms: int = 0) -> RlmTuiApp:
    """The app with the run screen as its only one."""
    return RlmTuiApp(
        None, controller=bed.controller, clock=bed.clock, grace_ms=grace_ms
    )


@asynccontextmanager
async def opened(
    bed: Bed, *, size: tuple[int, int] = (120, 40), grace_ms: int = 0
) -> AsyncIterator[Pilot[None]]:
    """The app as a test drives it, when its first drawing is done."""
    async with app_over(bed, grace_ms=grace_ms).run_test(size=size) as pilot:
        await settle(pilot)
        yield pilot


async def settle(pilot: Pilot[None]) -> None:
    """Wait until every verb has been answered and the newest session is drawn."""
    if isinstance(pilot.app, RlmTuiApp):
        async with asyncio.timeout(PATIENCE_S):
            await pilot.app.is_shown.wait()
    await pilot.app.workers.wait_for_complete()
    if isinstance(pilot.app.screen, RunScreen):
        pilot.app.screen.draw()
    await pilot.pause()


async def press(pilot: Pilot[None], *keys: str) -> None:
    """Press keys one by one, each when the last one has had its effect."""
    for key in keys:
        await pilot.press(key)
        await pilot.app.workers.wait_for_complete()
    await settle(pilot)


def run_screen(pilot: Pilot[None]) -> RunScreen:
    """The run screen on top."""
    screen = pilot.app.screen
    assert isinstance(screen, RunScreen)
    return screen


def note(pilot: Pilot[None]) -> str:
    """The message line."""
    return plain(run_screen(pilot).note.lines[0]).strip()


def header(pilot: Pilot[None]) -> str:
    """The first line."""
    return plain(run_screen(pilot).header.lines[0])
