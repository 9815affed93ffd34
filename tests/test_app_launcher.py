"""Runs of the app, which go on beside whoever asked for them."""

from __future__ import annotations

import asyncio
from pathlib import Path

from rlm_tui.app_launcher import AppLauncher
from rlm_tui.launch import Workshop
from rlm_tui.models.router import ModelRouter
from rlm_tui.settings import Settings
from tests.test_reopening import cut_session


class HesitantModels(ModelRouter):
    """Are ready only when they are let."""

    def __init__(self) -> None:
        super().__init__(environ={})
        self.begun = asyncio.Event()
        self.let = asyncio.Event()

    async def prepare(self, model: str) -> None:
        """Wait, then prepare."""
        self.begun.set()
        await self.let.wait()
        await super().prepare(model)


async def test_a_run_that_nobody_waits_for_does_not_begin(tmp_path: Path) -> None:
    settings = Settings(db=tmp_path / "s.db", model="echo", isolation="process")
    session, models = await cut_session(settings), HesitantModels()
    workshop = Workshop(settings, {})

    async with workshop.store() as store, asyncio.TaskGroup() as group:
        launcher = AppLauncher(
            workshop,
            store,
            models,
            group,
            sources=[],
            piped=None,
            question="",
            environ={},
        )
        asking = asyncio.ensure_future(launcher.resume(session))
        await models.begun.wait()
        asking.cancel()
        models.let.set()
        await asyncio.wait([asking])
        await launcher.stop()
        [row] = await store.sessions()

    assert asking.cancelled()
    assert row.status == "interrupted"
