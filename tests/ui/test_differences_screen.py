"""Two saved sessions side by side."""

from __future__ import annotations

from rlm_tui.ui.app import RlmTuiApp
from rlm_tui.ui.screens.differences import DifferencesScreen
from rlm_tui.ui.screens.sessions import SessionsScreen
from rlm_tui.ui.text.lines import plain
from tests.ui.driving import press
from tests.ui.launchers import NOW, FakeLauncher, settle, summary


async def test_a_branch_is_held_against_its_parent() -> None:
    saved = [summary(2, parent="s_01"), summary(1)]
    app = RlmTuiApp(FakeLauncher(saved=saved), clock=lambda: NOW)

    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "ctrl+o")
        await settle(pilot)
        await press(pilot, "down", "C")
        await settle(pilot)
        screen = app.screen
        assert isinstance(screen, DifferencesScreen)
        assert plain(screen.where.lines[0]).strip().startswith("1 of 1  0: prompt")
        assert [plain(row).split()[0] for row in screen.totals.lines] == [
            "s_01",
            "s_02",
        ]
        await press(pilot, "n", "q")

        assert isinstance(app.screen, SessionsScreen)


async def test_without_a_second_session_it_says_how_to_choose_one() -> None:
    app = RlmTuiApp(FakeLauncher(saved=[summary(1)]), clock=lambda: NOW)

    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "ctrl+o")
        await settle(pilot)
        await press(pilot, "C")

        assert isinstance(app.screen, SessionsScreen)
        assert "m marks a session" in app.screen.said.words
