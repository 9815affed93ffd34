"""The cursor of a text box does not blink for ever."""

from __future__ import annotations

from rlm_tui.ui.app import RlmTuiApp
from rlm_tui.ui.widgets.question_box import QuestionBox
from tests.ui.driving import settle
from tests.ui.launchers import FakeLauncher


def blinks(box: QuestionBox) -> bool:
    """Whether its cursor comes and goes."""
    return box.blink_timer._active.is_set()


def waits(app: RlmTuiApp) -> bool:
    """Whether the app will look whether somebody is still there."""
    return app._patience is not None and app._patience._active.is_set()


async def test_a_cursor_stands_when_nobody_is_there_and_blinks_at_the_next_key() -> (
    None
):
    app = RlmTuiApp(FakeLauncher())
    async with app.run_test() as pilot:
        await settle(pilot)
        box = app.query_one(QuestionBox)
        assert blinks(box)

        app.stand_still()
        assert not blinks(box)
        assert box._draw_cursor

        await pilot.press("w")
        assert blinks(box)


async def test_coming_to_another_box_is_being_there() -> None:
    app = RlmTuiApp(FakeLauncher())
    async with app.run_test() as pilot:
        await settle(pilot)
        app.stand_still()
        assert not waits(app)

        app.query_one("#path").focus()
        await pilot.pause()

        assert waits(app)
