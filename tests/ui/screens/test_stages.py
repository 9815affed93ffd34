"""What takes long says what it is doing, and for how long."""

from __future__ import annotations

import asyncio

from rlm_tui.controller import Controller
from rlm_tui.ui.app import RlmTuiApp
from rlm_tui.ui.contracts.launcher import Says, StartRequest, says_nothing
from rlm_tui.ui.screens.opening import OpeningScreen
from rlm_tui.ui.screens.run import RunScreen
from rlm_tui.ui.screens.stages import Stages
from rlm_tui.ui.screens.start import StartScreen
from rlm_tui.ui.text.lines import plain
from tests import factories
from tests.ui.driving import note, opened, run_screen
from tests.ui.fakes import FakeClock, bed
from tests.ui.launchers import FakeLauncher


class SlowLauncher(FakeLauncher):
    """Says what it does and then waits until it is let."""

    def __init__(self) -> None:
        super().__init__()
        self.let = asyncio.Event()

    async def start(
        self, request: StartRequest, *, says: Says = says_nothing
    ) -> Controller:
        says("keeping contract.md")
        await self.let.wait()
        return bed(factories.waiting_session()).controller


async def test_a_run_that_is_being_made_ready_says_what_it_does() -> None:
    launcher = SlowLauncher()
    app = RlmTuiApp(launcher, initial=StartRequest("What?", "m"))

    async with app.run_test() as pilot:
        await pilot.pause()
        assert isinstance(app.screen, OpeningScreen)
        assert str(app.screen.line.content) == "keeping contract.md ..."
        launcher.let.set()
        await app.workers.wait_for_complete()

        assert isinstance(app.screen, RunScreen)


async def test_the_start_screen_says_it_below() -> None:
    launcher = SlowLauncher()
    app = RlmTuiApp(launcher)

    async with app.run_test(size=(100, 40)) as pilot:
        await pilot.pause()
        screen = app.screen
        assert isinstance(screen, StartScreen)
        app.open_run(StartRequest("What?", "m"))
        await pilot.pause()

        assert plain(screen.help_line.lines[0]).strip() == "keeping contract.md ..."
        launcher.let.set()
        await app.workers.wait_for_complete()


async def test_seconds_are_counted_from_two_on() -> None:
    clock = FakeClock()

    async with opened(bed(factories.waiting_session())) as pilot:
        with Stages(run_screen(pilot).app, clock) as stages:
            stages.say("writing it.md")
            before = note(pilot)
            clock.now += 3
            stages.show()

            assert before.startswith("writing it.md ...  ")
            assert note(pilot).startswith("writing it.md ..., 3s")
