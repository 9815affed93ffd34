"""Makes the pictures of the README from a real run: python docs/make_pictures.py

One offline run over a sample context is steered by keys, and the screen is saved where
the README speaks of it. Nothing is drawn by hand.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import Awaitable, Callable, Sequence
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

    def __init__(
        self, app: RlmTuiApp, pilot: Pilot[None], *, folder: Path, still_s: float
    ) -> None:
        self.app = app
        self.pilot = pilot
        self._folder = folder
        self._still_s = still_s

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
        await self.pilot.pause(self._still_s)
        self.app.save_screenshot(f"{name}.svg", str(self._folder))


async def waiting(camera: Camera) -> None:
    """The first sub-queries are held."""
    await camera.until(lambda session: bool(session.waiting))
    await camera.take("waiting")


async def batch(camera: Camera) -> None:
    """Two of them are changed."""
    await camera.press("enter", "j", "j", "space", "j", "space", "percent_sign")
    await camera.press(*"Question:/Quote the clause. Question:/", "enter", "k", "k")
    await camera.take("batch")


async def coverage(camera: Camera) -> None:
    """All are let go, and the run is looked back at."""
    await camera.press("A", "y")
    await camera.until(lambda session: session.status is not None)
    await camera.press("escape", "I")
    await camera.press("4")
    await camera.take("coverage")


SCENES: tuple[Callable[[Camera], Awaitable[None]], ...] = (waiting, batch, coverage)
"""Of one session, each after the last."""


async def take(
    folder: Path, scenes: Sequence[Callable[[Camera], Awaitable[None]]], still_s: float
) -> None:
    """Run the session and save the pictures of its first scenes."""
    with tempfile.TemporaryDirectory() as kept:
        settings = Settings(db=Path(kept) / "sessions.db", ask="query")
        workshop = Workshop(settings, os.environ)
        models = workshop.models()
        asked = Asked(sources=[str(CONTEXT)], question=QUESTION)
        async with workshop.late_store() as store, asyncio.TaskGroup() as group:
            launcher = AppLauncher(
                workshop, store, models, group, asked, environ=os.environ
            )
            app = RlmTuiApp(launcher, initial=launcher.defaults)
            async with app.run_test(size=SIZE) as pilot:
                camera = Camera(app, pilot, folder=folder, still_s=still_s)
                for scene in scenes:
                    await scene(camera)
        await models.close()


if __name__ == "__main__":
    asyncio.run(take(HERE, SCENES, STILL_S))
