"""While a long session is read the screen says how far that is."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from rlm_tui.controller import Controller
from rlm_tui.errors import StoreError
from rlm_tui.tell import Tell, tell_nobody
from rlm_tui.ui import app_opening
from rlm_tui.ui.app import RlmTuiApp
from rlm_tui.ui.contracts.launcher import (
    Says,
    StartRequest,
    TakenUp,
    says_nothing,
)
from rlm_tui.ui.keys.keymap import LIVE
from rlm_tui.ui.rows.tree import RowKey
from rlm_tui.ui.screens.opening import OpeningScreen
from rlm_tui.ui.screens.sessions import SessionsScreen
from rlm_tui.ui.text.lines import plain
from rlm_tui.ui.widgets.dialog import Dialog
from tests import factories
from tests.ui.driving import press, run_screen, settle
from tests.ui.fakes import Bed, bed
from tests.ui.launchers import FakeLauncher, summary


@dataclass
class SlowLauncher(FakeLauncher):
    """Reads half of a session, waits, and opens it."""

    may_end: asyncio.Event = field(default_factory=asyncio.Event)
    damaged: StoreError | None = None
    taken: Bed = field(default_factory=lambda: bed(factories.finished_session()))

    async def review(self, session_id: str, *, tell: Tell = tell_nobody) -> Controller:
        tell(50_000, 100_000)
        await self.may_end.wait()
        if self.damaged is not None:
            raise self.damaged
        return bed(factories.finished_session(), is_review=True).controller

    async def resume(self, session_id: str) -> TakenUp:
        await self.may_end.wait()
        return TakenUp(self.taken.controller)

    async def start(
        self, request: StartRequest, *, says: Says = says_nothing
    ) -> Controller:
        return (await self.resume(request.question)).controller

    async def stop(self) -> None:
        """There is no run."""


def words(pilot: Pilot[None]) -> str:
    """The line of the screen that waits."""
    assert isinstance(pilot.app.screen, OpeningScreen)
    return str(pilot.app.screen.query_one("#opening", Static).visual)


@pytest.fixture
def _is_noticed_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app_opening, "UNNOTICED_S", -1.0)


async def waiting(pilot: Pilot[None]) -> None:
    """Let the reading begin."""
    await pilot.pause()
    await pilot.pause()


@pytest.mark.usefixtures("_is_noticed_at_once")
async def test_a_long_session_says_how_far_it_is_and_keeps_the_keys() -> None:
    launcher = SlowLauncher()
    app = RlmTuiApp(launcher)

    async with app.run_test() as pilot:
        app.open_review("s_01", RowKey("0", 1), "code")
        await waiting(pilot)
        assert words(pilot) == "reading s_01: 50,000 of 100,000 events"
        await pilot.press("j")
        launcher.may_end.set()
        await settle(pilot)

        assert run_screen(pilot).desk.selected == RowKey("0", 2)
        await press(pilot, "q")
        assert not isinstance(app.screen, OpeningScreen)


async def test_what_is_read_before_anybody_notices_is_not_told_of() -> None:
    launcher = SlowLauncher()
    app = RlmTuiApp(launcher)

    async with app.run_test() as pilot:
        app.open_review("s_01")
        await waiting(pilot)

        assert not isinstance(app.screen, OpeningScreen)


class StorelessLauncher(FakeLauncher):
    """Cannot open what sessions are saved in."""

    async def get_ready(self) -> None:
        raise StoreError("the disk is full")


async def test_where_nothing_can_be_saved_the_app_ends_with_the_reason() -> None:
    app = RlmTuiApp(StorelessLauncher())

    async with app.run_test() as pilot:
        await settle(pilot)

    assert (app.refusal, app.return_code) == ("the disk is full", 5)


@pytest.mark.usefixtures("_is_noticed_at_once")
async def test_whoever_leaves_the_wait_stays_where_they_went() -> None:
    launcher = SlowLauncher()
    app = RlmTuiApp(launcher)

    async with app.run_test() as pilot:
        await pilot.press("ctrl+o")
        app.open_review("s_01")
        await waiting(pilot)
        await pilot.press("escape")
        launcher.may_end.set()
        await settle(pilot)

        assert isinstance(app.screen, SessionsScreen)


@pytest.mark.usefixtures("_is_noticed_at_once")
async def test_what_cannot_be_read_leads_back_with_the_reason() -> None:
    launcher = SlowLauncher(damaged=StoreError("event 9 is missing"))
    launcher.may_end.set()
    app = RlmTuiApp(launcher)

    async with app.run_test() as pilot:
        await pilot.press("ctrl+o")
        app.open_review("s_01")
        await settle(pilot)

        assert isinstance(app.screen, SessionsScreen)
        assert app.screen.said.words == "event 9 is missing"


async def test_the_session_of_the_command_line_is_read_on_the_screen() -> None:
    launcher = SlowLauncher()
    app = RlmTuiApp(launcher, begin=lambda app: app.open_first("s_01"))

    async with app.run_test() as pilot:
        await waiting(pilot)
        assert words(pilot) == "reading s_01: 50,000 of 100,000 events"
        launcher.may_end.set()
        await settle(pilot)

        assert run_screen(pilot).is_review
        assert app.controller is not None
        assert app.exit_line.endswith("rlm-tui review s_test01")


async def test_one_that_cannot_be_read_there_ends_the_app() -> None:
    launcher = SlowLauncher(damaged=StoreError("event 9 is missing"))
    launcher.may_end.set()
    app = RlmTuiApp(launcher, begin=lambda app: app.open_first("s_01"))

    async with app.run_test() as pilot:
        await pilot.pause()

    assert (app.refusal, app.return_code) == ("event 9 is missing", 5)


async def test_keys_pressed_while_a_session_is_taken_up_are_not_lost() -> None:
    launcher = SlowLauncher()
    app = RlmTuiApp(launcher, begin=lambda app: app.open_resumed("s_01"))

    async with app.run_test() as pilot:
        await pilot.press("6")
        launcher.may_end.set()
        await settle(pilot)

        assert run_screen(pilot).tab == "events"


async def test_what_was_asked_is_read_while_the_run_is_made_ready() -> None:
    launcher = SlowLauncher()
    asked = StartRequest(question="Which clauses conflict?", model="openai/gpt-5")
    app = RlmTuiApp(launcher, initial=asked)

    async with app.run_test(size=(60, 15)) as pilot:
        await waiting(pilot)
        screen = app.screen
        assert isinstance(screen, OpeningScreen)
        first = plain(screen.header.lines[0])

        assert first.startswith(" rlm-tui  Which clauses conflict?")
        assert first.endswith(f"{LIVE['app.quit'].shown} leaves ")
        launcher.may_end.set()
        await settle(pilot)
        assert run_screen(pilot).controller is launcher.taken.controller


async def test_a_live_run_is_not_left_behind_and_can_be_gone_back_to() -> None:
    launcher = SlowLauncher()
    launcher.may_end.set()
    launcher.taken = bed(factories.waiting_session())
    live = launcher.taken.controller
    launcher.saved = [summary(0, id=live.session.id, status="running")]
    app = RlmTuiApp(launcher)

    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        app.open_resumed(live.session.id)
        await settle(pilot)
        await press(pilot, "escape")
        assert run_screen(pilot).controller is live

        await press(pilot, "q")
        assert isinstance(app.screen, Dialog)
        await press(pilot, "n", "ctrl+o")
        assert isinstance(app.screen, SessionsScreen)
        await press(pilot, "enter")
        assert run_screen(pilot).controller is live

        await press(pilot, "ctrl+o", "r")
        assert run_screen(pilot).controller is live
