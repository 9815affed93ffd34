"""Keys of the run screen reach the controller, and only when they should."""

from __future__ import annotations

import pytest
from textual.events import Key

from rlm_tui.ui.keys.table import KEYS
from rlm_tui.ui.rows.tree import RowKey
from rlm_tui.ui.screens.edit import EditScreen
from rlm_tui.ui.screens.help import HelpScreen
from rlm_tui.ui.screens.run import RunScreen
from rlm_tui.ui.text.lines import plain
from rlm_tui.ui.widgets.dialog import Dialog
from tests import factories
from tests.ui import batches
from tests.ui.driving import header, note, opened, press, run_screen, settle
from tests.ui.fakes import Bed, bed

FIRST, SECOND = "0.1:query:1", "0.2:query:1"


async def test_a_approves_the_ticket_that_is_shown() -> None:
    it = bed(factories.waiting_session())

    async with opened(it) as pilot:
        await press(pilot, "a")

        assert it.handle.verbs == [("approve", FIRST)]
        assert run_screen(pilot).desk.shown == SECOND


async def test_the_first_arrival_is_shown_when_nothing_was_chosen() -> None:
    it = bed(factories.waiting_session())

    async with opened(it) as pilot:
        assert run_screen(pilot).desk.shown == FIRST
        assert run_screen(pilot).tree_pane.selected == RowKey("0.1")


@pytest.mark.parametrize("key", ["escape", "enter", "space", "alt+enter"])
async def test_keys_that_open_and_close_never_act_on_the_run(key: str) -> None:
    it = bed(factories.waiting_session())

    async with opened(it) as pilot:
        await press(pilot, *[key] * 5)

        assert it.handle.verbs == []


async def test_a_key_that_is_bound_to_nothing_is_answered_and_no_other() -> None:
    async with opened(bed(factories.waiting_session())) as pilot:
        for key in ("j", "m", "colon", "Z", "escape"):
            await press(pilot, key)
            assert "does nothing" not in note(pilot)

        await press(pilot, "Z")
        assert note(pilot).startswith("Z does nothing here; ? shows the keys")
        await press(pilot, "enter", "J")
        assert note(pilot).startswith("J does nothing here")
        run_screen(pilot).on_key(Key("alt+a", "a"))
        await settle(pilot)
        assert note(pilot).startswith("alt+a does nothing here")


async def test_the_key_that_opened_a_dialog_does_nothing_in_it() -> None:
    it = bed(factories.waiting_session())

    async with opened(it) as pilot:
        await press(pilot, "x", "x", "x")
        assert isinstance(pilot.app.screen, Dialog)
        await press(pilot, "enter")

        assert it.handle.verbs == []


@pytest.mark.parametrize(
    ("key", "node"), [("x", "0.1"), ("X", "0")], ids=["node", "run"]
)
async def test_y_confirms_an_abort(key: str, node: str) -> None:
    it = bed(factories.waiting_session())

    async with opened(it) as pilot:
        await press(pilot, key, "y")

        assert it.handle.verbs == [("abort", node)]


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        ("i", "iteration"),
        ("s", "into"),
        ("n", "over"),
        ("o", "out"),
        ("f8", "iteration"),
    ],
)
async def test_a_step_moves_the_lane_of_the_ticket(key: str, kind: str) -> None:
    it = bed(factories.waiting_session())

    async with opened(it) as pilot:
        await press(pilot, key)

        assert ("step", kind, "0") in it.handle.verbs
        assert ("approve", FIRST) in it.handle.verbs


def busy() -> Bed:
    """A run in which a sub-query is being answered."""
    *before, _ = factories.waiting_session()[:-2]
    return bed(factories.numbered(*before, factories.call_started("0.1")))


@pytest.mark.parametrize(
    ("key", "verbs"),
    [
        ("y", [("abort", "0.1")]),
        ("o", [("abort_call", "0.1")]),
        ("n", []),
        ("enter", []),
        ("x", []),
    ],
)
async def test_x_on_a_busy_node_can_end_only_what_it_is_doing(
    key: str, verbs: list[tuple[str, ...]]
) -> None:
    it = busy()

    async with opened(it) as pilot:
        await press(pilot, "down", "down", "x", "x", key)

        assert it.handle.verbs == verbs


async def test_p_pauses_and_goes_on() -> None:
    it = bed(factories.waiting_session())

    async with opened(it) as pilot:
        await press(pilot, "p", "p", "c")

        assert it.handle.verbs == [("pause",), ("resume",), ("resume",)]


async def test_ctrl_c_pauses_and_the_second_asks_to_quit() -> None:
    it = bed(factories.waiting_session())

    async with opened(it) as pilot:
        await press(pilot, "ctrl+c", "ctrl+c")

        assert it.handle.verbs == [("pause",)]
        assert isinstance(pilot.app.screen, Dialog)


async def test_quitting_a_live_run_asks_first() -> None:
    it = bed(factories.waiting_session())

    async with opened(it) as pilot:
        await press(pilot, "ctrl+q", "ctrl+q", "n")

        assert pilot.app.is_running
        assert run_screen(pilot).is_current


async def test_in_review_no_key_acts_and_each_says_so() -> None:
    it = bed(factories.waiting_session(), is_review=True)

    async with opened(it) as pilot:
        for key in ("a", "e", "equals_sign", "V", "c", "i", "x", "X"):
            await press(pilot, key)
            assert note(pilot).startswith("a saved session")


async def test_pressing_every_key_leaves_a_saved_session_as_it_was() -> None:
    it = bed(factories.waiting_session(), is_review=True)
    pressed = {name for key in KEYS for name in key.keys.split(",")}
    away = {"ctrl+q", "ctrl+z", "ctrl+o", "ctrl+p", "ctrl+c", "q"}

    async with opened(it) as pilot:
        for name in sorted(pressed - away):
            await press(pilot, name)
            while not isinstance(pilot.app.screen, RunScreen):
                await press(pilot, "escape")
            if run_screen(pilot).is_asking:
                await press(pilot, "escape")

        told = [event for event in it.controller.events if event.kind != "node_marked"]
        assert told == factories.waiting_session()
        assert it.handle.verbs == []


async def test_review_walks_stops_and_events() -> None:
    it = bed(factories.waiting_session(), is_review=True)

    async with opened(it) as pilot:
        await press(pilot, "right_square_bracket", "right_square_bracket")
        assert run_screen(pilot).desk.shown == SECOND
        await press(pilot, *["less_than_sign"] * 3)

        screen = run_screen(pilot)
        assert screen.session.seq == len(it.controller.events) - 3
        assert "0.2" not in screen.session.nodes


async def test_escape_goes_back_to_the_end_of_a_saved_session() -> None:
    it = bed(factories.waiting_session(), is_review=True)

    async with opened(it) as pilot:
        await press(pilot, "less_than_sign", "escape")

        assert run_screen(pilot).session is it.controller.session
        await press(pilot, "greater_than_sign")
        assert note(pilot).startswith("this is the last event; {: the first")
        await press(pilot, "left_curly_bracket", "less_than_sign")
        assert note(pilot).startswith("this is the first event; }: the last")


async def test_help_opens_and_closes() -> None:
    it = bed(factories.waiting_session())

    async with opened(it) as pilot:
        await press(pilot, "question_mark")
        screen = pilot.app.screen
        assert isinstance(screen, HelpScreen)
        assert "all keys" in str(screen.view.border_title)
        await pilot.resize_terminal(45, 15)
        await settle(pilot)
        assert screen.view.border_title == "Help: a stop waits for you"
        assert "all keys" in str(screen.view.border_subtitle)
        await press(pilot, "q")

        assert run_screen(pilot).is_current


async def test_y_copies_the_text_without_its_line_numbers() -> None:
    it = bed(factories.waiting_session())

    async with opened(it) as pilot:
        await press(pilot, "y")

        assert pilot.app.clipboard == "Summarise section 14."
        assert note(pilot).startswith("copied 21 chars (OSC 52)")


async def test_search_finds_and_moves() -> None:
    it = bed(factories.waiting_session())

    async with opened(it) as pilot:
        await press(pilot, "slash", *"section", "enter")

        assert note(pilot).startswith("match 1 of 1;")


async def test_the_end_of_the_run_shows_the_answer() -> None:
    *events, end = factories.finished_session()
    it = bed(events)

    async with opened(it) as pilot:
        await it.journal.record(end)
        await settle(pilot)

        assert "14.2 and 22.1" in run_screen(pilot).main_text.plain_text
        assert "rlm-tui review s_test01" in note(pilot)
        assert "DONE" in header(pilot)


async def test_zoom_hides_the_other_pane() -> None:
    it = bed(factories.waiting_session())

    async with opened(it) as pilot:
        await press(pilot, "z")
        assert not run_screen(pilot).detail.display
        await press(pilot, "escape")

        assert run_screen(pilot).detail.display


async def test_a_ticket_that_was_withdrawn_meanwhile_is_said_to_be() -> None:
    it = bed(factories.waiting_session())

    async with opened(it) as pilot:
        await press(pilot, "e")
        assert isinstance(pilot.app.screen, EditScreen)
        await it.handle.approve(FIRST)
        await press(pilot, "X", "ctrl+s")

        assert isinstance(pilot.app.screen, EditScreen)
        await press(pilot, "escape")
        assert note(pilot).startswith(
            "what you wrote was not used: 0.1 does not wait any more: approved by you"
        )


async def test_a_saved_run_that_did_not_end_says_so() -> None:
    it = bed(factories.waiting_session(), is_review=True)

    async with opened(it) as pilot:
        assert note(pilot).startswith("not ended: r goes on with it")


@pytest.mark.parametrize("key", ["i", "s", "n", "o"])
async def test_a_step_is_not_for_a_batch_as_a_whole(key: str) -> None:
    it = bed(batches.waiting())

    async with opened(it) as pilot:
        hints = [plain(row) for row in run_screen(pilot).hints.lines]
        await press(pilot, key)

        assert not any("iteration" in row or "into" in row for row in hints)
        assert it.handle.verbs == []
        assert "that key is for one of the 5" in note(pilot)
