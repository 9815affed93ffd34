"""The cursor on rows: where keys and the mouse put it, and that it is seen."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult

from rlm_tui.ui.text.lines import line
from rlm_tui.ui.widgets.choice_list import ChoiceList
from rlm_tui.ui.widgets.drawing import STYLE_CLASSES
from tests.ui.settling import quiet

LENGTH, HEIGHT = 50, 10


class Alone(App[None]):
    """A list and nothing else."""

    COMPONENT_CLASSES = STYLE_CLASSES
    CSS = f"ChoiceList {{ height: {HEIGHT}; overflow-y: scroll; }}"

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[ChoiceList.Moved | ChoiceList.Opened] = []

    def compose(self) -> ComposeResult:
        yield ChoiceList(cursor=">")

    @property
    def listing(self) -> ChoiceList:
        return self.query_one(ChoiceList)

    def on_choice_list_moved(self, message: ChoiceList.Moved) -> None:
        self.heard.append(message)

    def on_choice_list_opened(self, message: ChoiceList.Opened) -> None:
        self.heard.append(message)


@pytest.mark.parametrize(
    ("keys", "at", "top"),
    [
        ("j", 1, 0),
        ("k", 0, 0),
        ("G", 49, 40),
        ("G g", 0, 0),
        ("pagedown", 9, 0),
        ("pagedown pagedown", 18, 9),
        ("G pageup pageup", 31, 31),
        ("G j", 49, 40),
    ],
)
async def test_keys_move_it_and_it_stays_in_view(keys: str, at: int, top: int) -> None:
    app = Alone()
    async with app.run_test() as pilot:
        app.listing.show([line(str(number)) for number in range(LENGTH)])
        app.listing.focus()
        await pilot.press(*keys.split())
        await pilot.pause()

        assert (app.listing.at, app.listing.scroll_offset.y) == (at, top)
        assert all(isinstance(message, ChoiceList.Moved) for message in app.heard)
        assert app.heard[-1].at == at


async def test_only_what_a_person_does_is_told() -> None:
    app = Alone()
    async with app.run_test() as pilot:
        app.listing.show([line(str(number)) for number in range(LENGTH)])
        app.listing.put(30)
        await pilot.pause()

        assert (app.listing.at, app.heard) == (30, [])


async def test_a_click_goes_there_and_two_open() -> None:
    app = Alone()
    async with app.run_test() as pilot:
        app.listing.show([line(str(number)) for number in range(LENGTH)])
        app.listing.put(30)
        await pilot.pause()
        await pilot.click(ChoiceList, offset=(1, 2), times=2)

        assert app.listing.at == 23
        assert [type(message).__name__ for message in app.heard] == [
            *("Moved", "Moved", "Opened")
        ]


async def test_below_the_last_row_a_click_means_nothing() -> None:
    app = Alone()
    async with app.run_test() as pilot:
        app.listing.show([line("only one")])
        await pilot.click(ChoiceList, offset=(1, 5))

        assert app.heard == []


async def test_in_an_empty_list_keys_mean_nothing() -> None:
    app = Alone()
    async with app.run_test() as pilot:
        app.listing.show([])
        app.listing.focus()
        await pilot.press("j", "G", "enter")

        assert (app.listing.at, app.heard) == (0, [])


async def test_what_a_low_window_hid_comes_back() -> None:
    app = Alone()
    async with app.run_test():
        app.listing.show([line(str(number)) for number in range(LENGTH)])
        app.listing.put(7)
        await quiet(app)
        tops = []
        for height in (4, HEIGHT):
            app.listing.styles.height = height
            await quiet(app)
            tops.append(app.listing.scroll_offset.y)
        app.listing.scroll_to(y=5, animate=False, immediate=True)
        app.listing.styles.height = HEIGHT - 2
        await quiet(app)

        assert tops == [4, 0]
        assert app.listing.scroll_offset.y == 5
