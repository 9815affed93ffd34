"""After an answer a person asks a further question, over a run or a saved session."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from rlm_tui.ui.app import RlmTuiApp
from rlm_tui.ui.contracts.launcher import AskRequest, TakenUp
from tests.factories import finished_session
from tests.ui import sessions
from tests.ui.driving import press, run_screen, settle
from tests.ui.fakes import Bed, bed
from tests.ui.launchers import FakeLauncher


@dataclass
class AskingLauncher(FakeLauncher):
    """What follows an answer is a run that waits."""

    follows: Bed = field(default_factory=lambda: bed(sessions.waiting()))
    asked: list[AskRequest] = field(default_factory=list)

    async def ask(self, request: AskRequest) -> TakenUp:
        self.asked.append(request)
        return TakenUp(self.follows.controller)


@pytest.mark.parametrize("is_review", [True, False])
async def test_u_after_the_answer_asks_a_further_question(is_review: bool) -> None:
    it, launcher = bed(finished_session(), is_review=is_review), AskingLauncher()
    app = RlmTuiApp(launcher, controller=it.controller, clock=it.clock, grace_ms=0)

    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await press(pilot, "u", *"who?", "enter")
        await settle(pilot)

        assert launcher.asked == [AskRequest(it.controller.session.id, "who?")]
        assert run_screen(pilot).controller is launcher.follows.controller
