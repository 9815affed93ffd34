"""Runs of the app, which go on beside whoever asked for them."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from importlib.util import find_spec
from pathlib import Path

import pytest

from rlm_tui.collector import collector_paused
from rlm_tui.contexts.load import LoadedContext
from rlm_tui.errors import ContextError, RLMError, SteeringError
from rlm_tui.main import importing
from rlm_tui.main.app_launcher import LATER, AppLauncher
from rlm_tui.main.asked import Asked
from rlm_tui.main.launch import Workshop
from rlm_tui.main.settings import Settings
from rlm_tui.models.router import ModelRouter
from rlm_tui.ui.contracts.launcher import AskRequest
from tests.main.test_reopening import cut_session


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

    async with workshop.late_store() as store, asyncio.TaskGroup() as group:
        launcher = AppLauncher(
            workshop,
            store,
            models,
            group,
            Asked(),
            environ={},
        )
        asking = asyncio.ensure_future(launcher.resume(session))
        await models.begun.wait()
        asking.cancel()
        models.let.set()
        await asyncio.wait([asking])
        await launcher.stop()
        [row] = await launcher.sessions()

    assert asking.cancelled()
    assert row.status == "interrupted"


class HesitantWorkshop(Workshop):
    """Reads files only when it is let."""

    def __init__(self) -> None:
        super().__init__(Settings(no_store=True), {})
        self.let = asyncio.Event()
        self.read: list[Sequence[str]] = []

    async def load_context(
        self, sources: Sequence[str], piped: bytes | None
    ) -> LoadedContext:
        """Note it, wait, then read."""
        self.read.append(sources)
        await self.let.wait()
        return await super().load_context(sources, piped)


@asynccontextmanager
async def launcher_over(
    workshop: Workshop, *sources: str
) -> AsyncIterator[AppLauncher]:
    async with workshop.late_store() as store, asyncio.TaskGroup() as group:
        launcher = AppLauncher(
            workshop,
            store,
            ModelRouter(environ={}),
            group,
            Asked(sources),
            environ={},
        )
        yield launcher
        await launcher.stop()


async def test_files_that_take_long_are_read_once_and_not_waited_for(
    tmp_path: Path,
) -> None:
    file, workshop = tmp_path / "a.md", HesitantWorkshop()
    await asyncio.to_thread(file.write_text, "text")

    async with launcher_over(workshop, str(file)) as launcher:
        given_up = asyncio.ensure_future(launcher.context())
        await asyncio.sleep(0)
        given_up.cancel()
        workshop.let.set()
        info = await launcher.context()

    assert info is not None
    assert info.chars == 4
    assert len(workshop.read) == 1


class ReadsOneLast(HesitantWorkshop):
    """Reads a named file only when it is let, and others at once."""

    def __init__(self, last: Path) -> None:
        super().__init__()
        self._last = last

    async def load_context(
        self, sources: Sequence[str], piped: bytes | None
    ) -> LoadedContext:
        """Note it, wait for the named one, then read."""
        if str(self._last) in sources:
            return await super().load_context(sources, piped)
        return await Workshop.load_context(self, sources, piped)


async def test_a_file_that_is_chosen_while_another_is_read_stays_chosen(
    tmp_path: Path,
) -> None:
    slow, chosen = tmp_path / "slow.md", tmp_path / "chosen.md"
    await asyncio.to_thread(slow.write_text, "text")
    await asyncio.to_thread(chosen.write_text, "another text")
    workshop = ReadsOneLast(slow)

    async with launcher_over(workshop, str(slow)) as launcher:
        asking = asyncio.ensure_future(launcher.context())
        await asyncio.sleep(0)
        await launcher.choose_context(str(chosen))
        workshop.let.set()
        told, later = await asking, await launcher.context()

    assert told is not None
    assert told.chars == len("another text")
    assert later == told


async def test_files_that_cannot_be_read_are_told_of_to_whoever_asks(
    tmp_path: Path,
) -> None:
    workshop = HesitantWorkshop()
    workshop.let.set()

    async with launcher_over(workshop, str(tmp_path / "none.md")) as launcher:
        for _ in range(2):
            with pytest.raises(ContextError, match="does not exist"):
                await launcher.context()


async def test_files_that_are_still_being_read_do_not_keep_the_app(
    tmp_path: Path,
) -> None:
    workshop = HesitantWorkshop()

    async with launcher_over(workshop, str(tmp_path / "a.md")) as launcher:
        given_up = asyncio.ensure_future(launcher.context())
        await asyncio.sleep(0)
        given_up.cancel()

    assert not workshop.let.is_set()


async def test_the_collector_goes_on_once_all_is_there_that_stays() -> None:
    with collector_paused():
        async with launcher_over(Workshop(Settings(no_store=True), {})) as launcher:
            await launcher.get_ready()

        assert gc.isenabled()


async def test_what_no_first_screen_needs_is_imported_once_it_is_ready(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(importing, "import_module", asked.append)

    async with launcher_over(Workshop(Settings(no_store=True), {})) as launcher:
        await launcher.get_ready()

    assert asked == ["rlm_tui.storage.store", *LATER]
    assert all(find_spec(name) is not None for name in asked)


@pytest.mark.parametrize(
    ("session", "source"), [("s_none", ""), ("cut", ""), ("cut", "none.md")]
)
async def test_what_cannot_be_asked_leaves_the_live_run_alone(
    tmp_path: Path, session: str, source: str
) -> None:
    file, settings = tmp_path / "a.md", live_settings(tmp_path)
    await asyncio.to_thread(file.write_text, "text")
    cut = await cut_session(settings)
    sources = [str(tmp_path / source)] if source else []

    async with launcher_over(Workshop(settings, {}), str(file)) as launcher:
        live = await launcher.start(launcher.defaults)
        asks = AskRequest(cut if session == "cut" else session, "And?", sources)
        with pytest.raises(RLMError):
            await launcher.ask(asks)
        with pytest.raises(SteeringError, match="there is no 99"):
            await launcher.branch(cut, 99)
        rows = await launcher.sessions()

        assert live.session.attempt == 1
        assert live.session.intent == "pause"
        assert [row.id for row in rows if row.status == "running"] == [live.session.id]
        assert len(rows) == 2


def live_settings(folder: Path) -> Settings:
    """Of runs that stand still before their first call."""
    return Settings(
        db=folder / "s.db",
        model="echo",
        isolation="process",
        step=True,
    )
