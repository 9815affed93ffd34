"""Filter, order and marks of the table."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rlm_tui.domain.events import Event
from rlm_tui.domain.events_of_tickets import TicketEdited
from rlm_tui.domain.reduce import replay
from rlm_tui.domain.sample import spread_over
from rlm_tui.domain.text import Text
from rlm_tui.errors import RuleError
from rlm_tui.ui.batch.columns import Holdings, Layout
from rlm_tui.ui.batch.hints import BatchSituation, deciding_verbs
from rlm_tui.ui.batch.labels import (
    RowLook,
    answer_prompt,
    named,
    row_line,
    target_line,
    why_replies_wait,
)
from rlm_tui.ui.batch.preview import preview_title
from rlm_tui.ui.batch.view import COLUMNS, Shown, View, narrowing_of
from rlm_tui.ui.rows.elements import Elements
from rlm_tui.ui.style.glyphs import UNICODE
from rlm_tui.ui.text.lines import plain
from tests import factories
from tests.ui import batches

REPLY = '{"cap": "12 months"}'


def indexes(text: str, *more: Event, view: View | None = None) -> list[int]:
    """Which of five rows a filter shows; the second has its reply."""
    events = batches.waiting(5, *batches.answered(1, REPLY), *more)
    session = replay(events)
    elements = Elements("0.1").of(session, session.open_tickets)
    rows = Shown(narrowing_of(text)).of(session, elements, view or View())
    return [row.index for row in rows]


def edited(index: int) -> Event:
    return TicketEdited(
        node=f"0.1.{index + 1}",
        ticket=batches.ticket(index),
        text=Text.of("Say none if absent."),
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [0, 1, 2, 3, 4]),
        ("idx<2", [0, 1]),
        ("idx:0,4", [0, 4]),
        ("state:held idx>=2", [2, 3, 4]),
        ("gate:query", [0, 2, 3, 4]),
        ("state:done", [1]),
        ('~a "12 months"', [1]),
        ('!~p "acme"', [1, 2, 3, 4]),
        ("castor", [2]),
        ("MSA zeta", [0, 1, 2, 3, 4]),
        ("12 months", [1]),
        ("no such words", []),
    ],
)
def test_filters(text: str, expected: list[int]) -> None:
    assert indexes(text) == expected


def test_a_prompt_that_was_edited_is_found_as_it_would_go_out() -> None:
    assert indexes("edited", edited(3)) == [3]
    assert indexes("~p absent", edited(3)) == [3]
    assert indexes("~p delta", edited(3)) == []


def test_marked_rows_can_be_shown_alone() -> None:
    view = View(marked=frozenset({"0.1.3"}))

    assert indexes("marked", view=view) == [2]


def test_what_is_meant_as_a_filter_and_is_none_is_refused_with_its_place() -> None:
    with pytest.raises(RuleError) as refused:
        narrowing_of("idx>2 dpth<3")

    assert refused.value.column == 6


def test_a_filter_is_read_back() -> None:
    plain, rule = narrowing_of("acme none"), narrowing_of("idx<10")

    assert plain is not None
    assert rule is not None
    assert (plain.says, rule.says) == ("with the words acme none", "idx < 10")


def test_rows_are_ordered_by_what_a_person_looks_for_first() -> None:
    assert indexes("", view=View(order="state")) == [0, 2, 3, 4, 1]
    assert indexes("", view=View(order="cost")) == [0, 1, 2, 3, 4]
    assert indexes("", view=View(order="tokens")) == [0, 2, 3, 4, 1]
    assert indexes("", view=View(order="text"))[-1] == 1


def test_any_order_can_be_had_from_its_end() -> None:
    assert indexes("", view=View(is_reversed=True)) == [4, 3, 2, 1, 0]
    assert indexes("", view=View(order="state").reversed()) == [1, 4, 3, 2, 0]
    assert View(order="cost").ordered_by("cost").is_reversed
    assert not View(order="cost", is_reversed=True).ordered_by("time").is_reversed
    assert not View(order="cost", is_reversed=True).ordered_by_next().is_reversed


def test_the_order_goes_round_all_columns() -> None:
    view = View()
    seen = []
    for _ in COLUMNS:
        seen.append(view.order)
        view = view.ordered_by_next()

    assert tuple(seen) == COLUMNS
    assert view.order == "idx"


def test_marking_all_shown_twice_leaves_the_other_marks() -> None:
    view = View(marked=frozenset({"a"})).toggled("b")
    assert view.marked == {"a", "b"}
    all_marked = view.all_toggled(["b", "c"])
    assert all_marked.marked == {"a", "b", "c"}

    assert all_marked.all_toggled(["b", "c"]).marked == {"a"}


def test_the_first_the_middle_and_the_last_are_tried() -> None:
    assert spread_over(range(97), 3) == [0, 48, 96]
    assert spread_over([5], 3) == [5]
    assert spread_over(range(9), 1) == [0]


@given(size=st.integers(0, 200), number=st.integers(0, 210))
def test_a_sample_has_its_size_and_order_and_nothing_twice(
    size: int, number: int
) -> None:
    found = spread_over(range(size), number)

    assert len(found) == min(size, number)
    assert found == sorted(set(found))


def test_so_many_elements_are_filtered_and_ordered_alike() -> None:
    session = replay(batches.waiting(1_000))
    elements = Elements("0.1").of(session, session.open_tickets)
    view = View(order="text")

    rows = Shown(narrowing_of("idx>=950")).of(session, elements, view)
    assert {row.index for row in rows} == set(range(950, 1_000))


def test_a_row_that_changes_is_asked_again_and_so_are_all_when_marks_change() -> None:
    shown = Shown(narrowing_of("state:held !marked"))
    elements = Elements("0.1")

    def seen(events: list[Event], view: View) -> list[int]:
        session = replay(events)
        rows = elements.of(session, session.open_tickets)
        return [row.index for row in shown.of(session, rows, view)]

    replied = batches.answered(1, REPLY)
    assert seen(batches.waiting(3), View()) == [0, 1, 2]
    assert seen(batches.waiting(3, *replied), View()) == [0, 2]
    marked = View(marked=frozenset({"0.1.3"}))
    assert seen(batches.waiting(3, *replied), marked) == [0]


def test_a_row_that_was_edited_keeps_its_mark_beside_an_answer_not_used() -> None:
    session = replay(batches.waiting(2, edited(0)))
    element, _ = Elements("0.1").of(session, session.open_tickets)
    layout = Layout.of(100, Holdings())

    def state(*answers: str) -> str:
        look = RowLook(UNICODE, layout, 0.0, answers=answers)
        return plain(row_line(element, look, cursor=False, marked=False))

    assert "waiting ± " in state()
    assert f"waiting ±{UNICODE.answered} " in state(batches.ticket(0))


def test_one_marked_row_is_called_by_its_number() -> None:
    session = replay(batches.waiting(3))
    waiting = session.open_tickets

    assert named(session, waiting[:1]) == "marked row 0 (0.1.1)"
    assert named(session, waiting) == "3 marked"
    assert answer_prompt(1).startswith("its reply; ")
    assert answer_prompt(3).startswith("the same text for all of them; ")


@pytest.mark.parametrize(("marked", "edits"), [(1, True), (2, False)])
def test_the_text_of_one_marked_row_can_be_edited(marked: int, edits: bool) -> None:
    situation = BatchSituation(is_live=True, waiting=3, marked=marked, row_waits=True)

    assert ("ticket.edit" in dict(deciding_verbs(situation))) == edits


def test_the_title_of_a_row_that_keys_do_not_act_on_says_so() -> None:
    session = replay(batches.waiting(3))
    row = Elements("0.1").of(session, session.open_tickets)[2]

    title = preview_title(row, has_answer=False, is_meant=False)
    assert title == "row 2 (0.1.3) is not marked: keys act on what is"


@pytest.mark.parametrize(("hold", "is_said"), [("pause", True), ("rule", False)])
def test_why_a_reply_waits_is_said_under_a_pause(hold: str, is_said: bool) -> None:
    held = factories.held("0.1.1", "result", hold=hold)
    session = replay(factories.numbered(*batches.begun(3), held))
    rows = Elements("0.1").of(session, session.open_tickets)

    said = why_replies_wait(session, rows)
    assert said.startswith("the run is paused, so replies wait too: A") == is_said


@pytest.mark.parametrize(("width", "ends"), [(80, "free"), (40, "the 12 marked")])
def test_what_keys_act_on_is_never_cut_for_what_all_shown_are(
    width: int, ends: str
) -> None:
    said = target_line(
        row=None, marked="12 marked", hidden=0, waiting="20 shown free", width=width
    )

    assert plain(said).strip().startswith("keys act on the 12 marked")
    assert plain(said).strip().endswith(ends)
