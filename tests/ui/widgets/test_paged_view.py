"""Where a pane of text stands while its text grows."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult

from rlm_tui.ui.text.lines import line
from rlm_tui.ui.text.paragraphs import Paragraphs
from rlm_tui.ui.widgets.drawing import STYLE_CLASSES
from rlm_tui.ui.widgets.text_view import TextView


class Alone(App[None]):
    """A pane and nothing else."""

    COMPONENT_CLASSES = STYLE_CLASSES
    CSS = "TextView { height: 10; overflow-y: scroll; }"

    def compose(self) -> ComposeResult:
        yield TextView()


def grown(rows: int) -> Paragraphs:
    """A text of so many lines."""
    return Paragraphs(tuple(line(f"row {number}") for number in range(rows)))


@pytest.mark.parametrize(("go", "y"), [("top", 0), ("page_up", 31), ("up", 39)])
async def test_a_person_who_goes_back_is_not_taken_to_the_end(go: str, y: int) -> None:
    async with Alone().run_test() as pilot:
        view = pilot.app.query_one(TextView)
        view.show(grown(49), is_new=True, is_growing=True)
        await pilot.pause()

        view.show(grown(50), is_new=False, is_growing=True)
        getattr(view, f"action_text_{go}")()
        await pilot.pause()

        assert view.scroll_offset.y == y


async def test_who_stays_at_the_end_sees_what_arrives() -> None:
    async with Alone().run_test() as pilot:
        view = pilot.app.query_one(TextView)
        for rows in (5, 30, 50):
            view.show(grown(rows), is_new=rows == 5, is_growing=True)
            await pilot.pause()

        assert view.scroll_offset.y == 40
