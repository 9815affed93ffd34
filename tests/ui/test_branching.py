"""A branch stands where the person stood, be it one element of a batch."""

from __future__ import annotations

from dataclasses import dataclass, field

from rlm_tui.ui.app import RlmTuiApp
from rlm_tui.ui.contracts.launcher import TakenUp
from rlm_tui.ui.rows.tree import RowKey
from tests.ui import batches
from tests.ui.driving import press, run_screen, settle
from tests.ui.fakes import Bed, bed
from tests.ui.launchers import FakeLauncher


@dataclass
class BranchingLauncher(FakeLauncher):
    """A branch is a run in which the same batch waits."""

    branched: Bed = field(default_factory=lambda: bed(batches.waiting()))

    async def branch(self, session_id: str, at: int) -> TakenUp:
        return TakenUp(self.branched.controller)


async def test_a_branch_at_one_element_shows_that_element() -> None:
    it, launcher = bed(batches.waiting()), BranchingLauncher()
    app = RlmTuiApp(launcher, controller=it.controller, clock=it.clock, grace_ms=0)

    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await press(pilot, "enter", "down", "down", "enter")
        await pilot.press("B")
        await pilot.pause()
        await press(pilot, "y")
        screen = run_screen(pilot)

        assert screen.controller is launcher.branched.controller
        assert screen.desk.selected == RowKey("0.1.3")
        assert screen.desk.shown == batches.ticket(2)
