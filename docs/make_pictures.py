"""Makes the pictures of the README from a real run: python docs/make_pictures.py

One offline run over a sample context is steered by keys, and the screen is saved where
the README speaks of it. Nothing is drawn by hand.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from textual.pilot import Pilot

from rlm_tui.domain.session import Session
from rlm_tui.main.app_launcher import AppLauncher
from rlm_tui.main.asked import Asked
from rlm_tui.main.launch import Workshop
from rlm_tui.main.settings import Settings
from rlm_tui.ui.app import RlmTuiApp

HERE = Path(__file__).parent
CONTEXT = HERE.parent / "sample_contexts" / "contract.md"
QUESTION = "Within how many days must a personal data breach be notified?"
SIZE = (120, 34)
STILL_S = 1.0
"""How long the screen is left alone before a picture, for all that is drawn later."""


class Camera:
    """Presses keys in the app and saves what it shows."""

    def __init__(self, app: RlmTuiApp, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot

    async def press(self, *keys: str) -> None:
        """Press keys, each when the last one has had its effect."""
        for key in keys:
            await self.pilot.press(key)
            await self.pilot.app.workers.wait_for_complete()
            await self.pilot.pause()

    async def until(self, holds: Callable[[Session], bool]) -> None:
        """Wait until something is so in the session."""
        while self.app.controller is None:
            await self.pilot.pause()
        changed = asyncio.Event()
        self.app.controller.subscribe(lambda _session, _event: changed.set())
        while not holds(self.app.controller.session):
            changed.clear()
            await changed.wait()

    async def take(self, name: str) -> None:
        """Save the screen as a picture."""
        await self.pilot.app.workers.wait_for_complete()
        await self.pilot.pause(STILL_S)
        self.app.save_screenshot(f"{name}.svg", str(HERE))


async def session(camera: Camera) -> None:
    """Hold the sub-queries, change two, let them go, and look back at the run."""
    await camera.until(lambda session: bool(session.waiting))
    await camera.take("waiting")
    await camera.press("enter", "j", "j", "space", "j", "space", "percent_sign")
    await camera.press(*"Question:/Quote the clause. Question:/", "enter", "k", "k")
    await camera.take("batch")
    await camera.press("A", "y")
    await camera.until(lambda session: session.status is not None)
    await camera.press("escape", "I")
    await camera.press("4")
    await camera.take("coverage")


async def main() -> None:
    """Run the session and take the pictures."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(db=Path(folder) / "sessions.db", ask="query")
        workshop = Workshop(settings, os.environ)
        models = workshop.models()
        asked = Asked(sources=[str(CONTEXT)], question=QUESTION)
        async with workshop.late_store() as store, asyncio.TaskGroup() as group:
            launcher = AppLauncher(
                workshop, store, models, group, asked, environ=os.environ
            )
            app = RlmTuiApp(launcher, initial=launcher.defaults)
            async with app.run_test(size=SIZE) as pilot:
                await session(Camera(app, pilot))
        await models.close()


asyncio.run(main())
