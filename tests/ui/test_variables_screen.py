"""Variables are read page by page and set from JSON, with before and after."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from rlm_tui.domain.variables import Variable, VariablePage
from rlm_tui.errors import CommandError
from rlm_tui.ui.rows.variables import Level, checked_json, json_of
from rlm_tui.ui.screens.variables import VariablesScreen
from rlm_tui.ui.text.lines import plain
from tests.ui import sessions
from tests.ui.driving import opened, press, run_screen
from tests.ui.fakes import bed

ROWS = VariablePage(
    "found",
    "list",
    "items",
    0,
    2,
    3,
    items=(Variable(name="0", type="dict", length=1), Variable(name="1", type="str")),
)

GO_IN = ("home", "5", "enter", "enter")
"""From the root's row to its variables."""


def screen_of(pilot: Pilot[None]) -> VariablesScreen:
    """The screen of variables on top."""
    screen = pilot.app.screen
    assert isinstance(screen, VariablesScreen)
    return screen


async def test_enter_in_the_tab_of_variables_lists_them() -> None:
    async with opened(bed(sessions.waiting())) as pilot:
        await press(pilot, *GO_IN)
        lines = [screen_of(pilot).listing.render_line(y).text for y in (0, 1)]

    assert "ctx" in lines[0]
    assert "214,310" in lines[0]
    assert "found" in lines[1]


async def test_enter_on_one_reads_its_text() -> None:
    it = bed(sessions.waiting())

    async with opened(it) as pilot:
        await press(pilot, *GO_IN, "enter")

        assert it.handle.verbs == [("variable_page", "0", "ctx", "0")]
        assert screen_of(pilot).value.plain_text == "the text of ctx"
        await press(pilot, "escape")
        assert screen_of(pilot).listing.display


async def test_the_next_page_is_joined_to_the_first() -> None:
    it = bed(sessions.waiting())
    it.handle.pages["ctx"] = VariablePage("ctx", "str", "text", 0, 4, 8, "one\nt")

    async with opened(it) as pilot:
        await press(pilot, *GO_IN, "enter")
        it.handle.pages["ctx"] = VariablePage("ctx", "str", "text", 4, 8, 8, "wo")
        await press(pilot, "n", "n")

        assert screen_of(pilot).value.plain_text == "one\ntwo"
        assert [verb[3] for verb in it.handle.verbs] == ["0", "4"]


async def test_items_are_listed_and_gone_into() -> None:
    it = bed(sessions.waiting())
    it.handle.pages["found"] = ROWS

    async with opened(it) as pilot:
        await press(pilot, *GO_IN, "down", "enter", "down", "enter")
        assert it.handle.verbs[-1] == ("variable_page", "0", "found[1]", "0")
        await press(pilot, "left", "left", "left")

        assert screen_of(pilot).level.expression == ""
        assert screen_of(pilot).listing.at == 1


async def test_more_items_are_added_to_the_list() -> None:
    it = bed(sessions.waiting())
    it.handle.pages["found"] = ROWS

    async with opened(it) as pilot:
        await press(pilot, *GO_IN, "down", "enter", "n")

        assert it.handle.verbs[-1] == ("variable_page", "0", "found", "2")
        assert len(screen_of(pilot).level.rows) == 4


async def test_a_value_is_set_from_json_and_told_before_and_after() -> None:
    it = bed(sessions.waiting())

    async with opened(it) as pilot:
        await press(pilot, *GO_IN, "e", "ctrl+u", *'"new"', "enter")
        screen = screen_of(pilot)

        assert it.handle.verbs == [("set_variable", "0", "ctx", '"new"')]
        assert 'not there became "new"' in plain(screen.note.lines[0])
        assert "±" in screen.listing.render_line(0).text


async def test_what_is_no_json_stays_with_a_mark_at_the_place() -> None:
    it = bed(sessions.waiting())

    async with opened(it) as pilot:
        await press(pilot, *GO_IN, "e", "ctrl+u", *"[1, x]", "enter")
        screen = screen_of(pilot)

        assert it.handle.verbs == []
        assert pilot.app.screen.query_one(Input).value == "[1, x]"
        assert plain(screen.ask_bar.says.lines[0]).startswith("    ^ ")


async def test_in_review_values_are_not_read_and_it_says_so() -> None:
    async with opened(bed(sessions.waiting(), is_review=True)) as pilot:
        await press(pilot, *GO_IN, "enter")

        assert "saved session" in plain(screen_of(pilot).note.lines[0])
        await press(pilot, "q")
        assert run_screen(pilot).is_current


def test_the_way_into_a_value() -> None:
    row = Variable(name="'id'", type="str")

    assert Level("rows[3]").way_to(row) == "rows[3]['id']"
    assert Level("it", is_fields=True).way_to(Variable(name="x", type="int")) == "it.x"


@pytest.mark.parametrize(
    ("preview", "said"), [("[1, 'a']", '[1, "a"]'), ("<object>", ""), ("'cut...", "")]
)
def test_an_edit_begins_with_the_value_where_it_is_known(
    preview: str, said: str
) -> None:
    assert json_of(Variable(name="x", type="?", preview=preview)) == said


def test_json_knows_where_it_is_wrong() -> None:
    with pytest.raises(CommandError) as caught:
        checked_json("[1, 2")

    assert caught.value.column == 5
