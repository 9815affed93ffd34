"""Makes the pictures of the README from a real run: python docs/make_pictures.py"""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

from textual.pilot import Pilot

from rlm_tui.app_launcher import AppLauncher
from rlm_tui.launch import Workshop
from rlm_tui.settings import Settings
from rlm_tui.ui.app import RlmTuiApp

HERE = Path(__file__).parent
CONTEXT = HERE.parent / "sample_contexts" / "contract.md"
QUESTION = "Within how many days must a personal data breach be notified?"


async def until_waiting(pilot: Pilot[None], app: RlmTuiApp) -> None:
    """Wait until the first sub-query is held and drawn."""
    held = asyncio.Event()
    while app.controller is None:
        await pilot.pause()
    app.controller.subscribe(
        lambda session, _event: held.set() if session.waiting else None
    )
    if not app.controller.session.waiting:
        await held.wait()
    await pilot.app.workers.wait_for_complete()
    await pilot.pause(1.0)


async def main() -> None:
    """Hold the first sub-query of an offline run, and save what the screen shows."""
    settings = Settings(no_store=True, ask="query")
    workshop = Workshop(settings, os.environ)
    models = workshop.models()
    async with workshop.store() as store, asyncio.TaskGroup() as group:
        launcher = AppLauncher(
            workshop,
            store,
            models,
            group,
            sources=[str(CONTEXT)],
            piped=None,
            question=QUESTION,
            environ=os.environ,
        )
        app = RlmTuiApp(launcher, initial=launcher.defaults)
        async with app.run_test(size=(120, 36)) as pilot:
            await until_waiting(pilot, app)
            app.save_screenshot("waiting.svg", str(HERE))
    await models.close()


asyncio.run(main())
