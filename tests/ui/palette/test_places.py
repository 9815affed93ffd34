"""The palette goes to nodes and finds rules, commands and sessions."""

from __future__ import annotations

import pytest
from textual.command import CommandPalette
from textual.pilot import Pilot
from textual.widgets import Input

from rlm_tui.controller import Controller
from rlm_tui.tell import Tell, tell_nobody
from rlm_tui.ui.app import RlmTuiApp
from rlm_tui.ui.screens.rules import RulesScreen
from tests import factories
from tests.ui import sessions
from tests.ui.driving import opened, run_screen, settle
from tests.ui.fakes import bed
from tests.ui.launchers import FakeLauncher


class ReviewingLauncher(FakeLauncher):
    """Opens a saved session."""

    async def review(self, session_id: str, *, tell: Tell = tell_nobody) -> Controller:
        return bed(factories.finished_session(), is_review=True).controller


async def choose(pilot: Pilot[None], said: str) -> None:
    """Open the palette, type, and take the first that is found."""
    await pilot.press("ctrl+p")
    assert isinstance(pilot.app.screen, CommandPalette)
    await pilot.press(*said)
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()
    await pilot.press("enter")
    await settle(pilot)


@pytest.mark.parametrize(
    ("said", "node"), [("0.1.3", "0.1.3"), ("for part 2", "0.2")], ids=str
)
async def test_a_node_is_gone_to_by_path_or_text(said: str, node: str) -> None:
    async with opened(bed(sessions.waiting())) as pilot:
        await choose(pilot, said)

        assert run_screen(pilot).desk.selected.node == node


async def test_a_rule_opens_the_list_of_rules() -> None:
    async with opened(bed(sessions.waiting())) as pilot:
        await choose(pilot, "rule hold gate")

        assert isinstance(pilot.app.screen, RulesScreen)


async def test_a_command_without_a_key_is_begun() -> None:
    async with opened(bed(sessions.waiting())) as pilot:
        await choose(pilot, ":until")

        assert pilot.app.screen.query_one(Input).value == "until "


async def test_a_saved_session_is_found_by_its_question() -> None:
    it = bed(sessions.waiting())
    app = RlmTuiApp(ReviewingLauncher(), controller=it.controller, clock=it.clock)

    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await choose(pilot, "session s_02")

        assert run_screen(pilot).is_review
