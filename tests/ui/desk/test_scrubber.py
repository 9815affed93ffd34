"""A saved session shown again: where one stands in it, and how fast it goes."""

from __future__ import annotations

from rlm_tui.ui.desk.landmarks import Landmark, landmarks_of
from rlm_tui.ui.desk.scrubber import LONGEST_S, next_frame, scrubber_line
from rlm_tui.ui.rows.tree import RowKey
from rlm_tui.ui.style.glyphs import UNICODE
from rlm_tui.ui.text.lines import plain, width_of
from tests import factories
from tests.ui.driving import note, opened, press, run_screen
from tests.ui.fakes import bed

EVENTS = factories.waiting_session()
STOPS = [landmark.position for landmark in landmarks_of(EVENTS)]


def test_pauses_are_cut_and_speeds_divide_them() -> None:
    events = factories.numbered(*EVENTS[:3])
    slow = [e.model_copy(update={"at": 100.0 * n}) for n, e in enumerate(events)]

    first = next_frame(slow, 1, speed=1)
    fast = next_frame(slow, 1, speed=16)

    assert first is not None
    assert fast is not None
    assert (first.position, first.wait_s) == (2, LONGEST_S)
    assert fast.wait_s == LONGEST_S / 16
    assert next_frame(slow, 3, speed=1) is None


def test_what_happened_at_once_is_shown_at_once() -> None:
    events = [e.model_copy(update={"at": 5.0}) for e in EVENTS]

    frame = next_frame(events, 1, speed=1)

    assert frame is not None
    assert frame.position == len(events)


def test_the_line_has_the_place_and_the_stops() -> None:
    marks = [Landmark(5, "0.1")]
    drawn = scrubber_line(10, 20, landmarks=marks, speed=4, width=60, glyphs=UNICODE)

    assert width_of(drawn) <= 60
    text = plain(drawn)
    assert text.index("◆") < text.index("●")
    assert text.endswith("event 10 of 20  p stops  P 4x")


def test_a_narrow_line_has_words_alone() -> None:
    drawn = scrubber_line(1, 20, landmarks=[], speed=None, width=30, glyphs=UNICODE)

    assert plain(drawn) == "event 1 of 20  p plays it"


async def test_p_plays_a_saved_session_and_capital_p_makes_it_faster() -> None:
    it = bed(EVENTS, is_review=True)

    async with opened(it) as pilot:
        await pilot.press("p")
        assert "p stops  P 1x" in note(pilot)
        await pilot.press("P")
        assert run_screen(pilot).replay_speed == 4
        await pilot.press("p")
        assert run_screen(pilot).replay_speed is None
        await press(pilot, "escape")
        assert run_screen(pilot).position is None

    assert it.journal.events == list(EVENTS)
    assert it.handle.verbs == []


async def test_capital_p_alone_says_what_plays() -> None:
    async with opened(bed(EVENTS, is_review=True)) as pilot:
        await press(pilot, "P")

        assert note(pilot).startswith("p plays the session")


async def test_one_event_back_shows_where_that_is() -> None:
    async with opened(bed(EVENTS, is_review=True)) as pilot:
        await press(pilot, "less_than_sign")

        assert f"event {len(EVENTS) - 1} of {len(EVENTS)}" in note(pilot)


async def test_a_session_that_never_stopped_says_how_else_to_walk_it() -> None:
    async with opened(bed(factories.finished_session(), is_review=True)) as pilot:
        assert not run_screen(pilot).situation().has_stops
        await press(pilot, "right_square_bracket")

        assert note(pilot).startswith(
            "nothing waited or was decided after this; > goes"
        )


async def test_what_stopped_later_is_known_at_the_first_event() -> None:
    async with opened(bed(EVENTS, is_review=True)) as pilot:
        await press(pilot, "left_curly_bracket")

        assert run_screen(pilot).situation().has_stops


async def test_the_first_and_the_last_event_are_one_key_away() -> None:
    async with opened(bed(EVENTS, is_review=True)) as pilot:
        await press(pilot, "left_curly_bracket")
        assert f"event 1 of {len(EVENTS)}" in note(pilot)

        await press(pilot, "right_curly_bracket")
        assert run_screen(pilot).position is None


async def test_a_live_run_has_no_first_event_to_go_to() -> None:
    async with opened(bed(EVENTS)) as pilot:
        await press(pilot, "left_curly_bracket")

        assert "this run is live" in note(pilot)


async def test_a_run_that_has_ended_is_not_called_live() -> None:
    async with opened(bed(factories.finished_session())) as pilot:
        await press(pilot, "left_curly_bracket")
        assert "ctrl+o lists this one, and opens it as such" in note(pilot)
        await press(pilot, "escape")

        assert note(pilot).startswith("esc has nothing to close; q leaves")


async def test_stops_are_walked_in_time() -> None:
    assert len(STOPS) > 1

    async with opened(bed(EVENTS, is_review=True)) as pilot:
        await press(pilot, "left_curly_bracket")
        for stop in STOPS:
            await press(pilot, "right_square_bracket")
            screen = run_screen(pilot)
            assert (screen.position or len(EVENTS)) == stop
            raised = EVENTS[stop - 1]
            assert screen.session.seq == raised.seq
            assert screen.tree_pane.selected == screen.desk.selected
            assert screen.desk.selected.node == getattr(raised, "node", None)

        await press(pilot, "right_square_bracket")
        assert note(pilot).startswith("nothing waited or was decided after this")

        for stop in reversed(STOPS[:-1]):
            await press(pilot, "left_square_bracket")
            assert run_screen(pilot).position == stop
        await press(pilot, "left_square_bracket")
        assert note(pilot).startswith("nothing waited or was decided before this")


async def test_from_the_whole_session_one_goes_to_its_first_and_last_stop() -> None:
    async with opened(bed(EVENTS, is_review=True)) as pilot:
        await press(pilot, "right_square_bracket")
        assert run_screen(pilot).position == STOPS[0]

    async with opened(bed(EVENTS, is_review=True)) as pilot:
        await press(pilot, "left_square_bracket")
        assert (run_screen(pilot).position or len(EVENTS)) == STOPS[-1]


async def test_a_row_that_waits_is_not_the_last_stop() -> None:
    async with opened(bed(EVENTS, is_review=True)) as pilot:
        screen = run_screen(pilot)
        screen.desk.choose(screen.session, RowKey("0.1"))
        await press(pilot, "left_square_bracket")
        assert screen.desk.shown == "0.2:query:1"
        await press(pilot, "left_square_bracket")

        assert screen.desk.selected.node == "0.1"
        assert screen.position == STOPS[0]
