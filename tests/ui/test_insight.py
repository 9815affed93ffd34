"""The insight screen: what the model saw, times, costs, what was looked at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from textual.pilot import Pilot

from rlm_tui.controller import Controller
from rlm_tui.domain.events import ContextInfo, Event
from rlm_tui.domain.events_of_calls import CallStarted, Message
from rlm_tui.domain.reduce import replay
from rlm_tui.domain.text import Text
from rlm_tui.insight.coverage import Document, Part, coverage
from rlm_tui.insight.lanes import lanes
from rlm_tui.ui.labels.insight import cost_lines, coverage_lines, lane_lines
from rlm_tui.ui.screens.insight import InsightScreen
from rlm_tui.ui.style.glyphs import ASCII, UNICODE
from rlm_tui.ui.text.lines import plain, width_of
from tests.exchange.writing_out import rich_session
from tests.factories import created, finished_session, numbered, root_started, turn
from tests.ui import sessions
from tests.ui.driving import app_over, opened, press
from tests.ui.fakes import bed

CONTEXT = "The first clause says one thing. " * 20 + "The second says another. " * 20


def insight(pilot: Pilot[None]) -> InsightScreen:
    screen = pilot.app.screen
    assert isinstance(screen, InsightScreen)
    return screen


def body(pilot: Pilot[None]) -> str:
    return insight(pilot).body.plain_text


async def show(pilot: Pilot[None], *keys: str) -> str:
    await press(pilot, "I", *keys)
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()
    return body(pilot)


def messages_title(pilot: Pilot[None]) -> str:
    return str(insight(pilot).body.border_title)


def sent(number: int, kept: int, *texts: str) -> list[Event]:
    """A turn that sent so many messages as before, and others."""
    messages = tuple(Message(role="user", content=Text.of(text)) for text in texts)
    return [
        event.model_copy(update={"kept": kept, "messages": messages})
        if isinstance(event, CallStarted)
        else event
        for event in turn(number=number)
    ]


async def test_the_messages_of_an_iteration_are_shown_with_what_is_new() -> None:
    events = numbered(
        created(),
        root_started(),
        *sent(1, 0, "rules", "question", "too long"),
        *sent(2, 2, "shortened"),
    )
    async with opened(bed(events, is_review=True)) as pilot:
        last = await show(pilot)
        title = messages_title(pilot)
        await press(pilot, "left_square_bracket")

        assert title.startswith("0 iteration 2: 1 new, 1 gone, 2 as before; 3 messages")
        assert "- user, 8 characters\ntoo long\n\n+ user, 9 characters\nshorten" in last
        assert "3 new, 0 gone, 0 as before" in messages_title(pilot)


async def test_the_messages_begin_with_what_is_new() -> None:
    long = "\n".join(f"line {number}" for number in range(200))
    events = numbered(
        created(), root_started(), *sent(1, 0, "rules", long), *sent(2, 2, "new")
    )
    async with opened(bed(events, is_review=True), size=(80, 24)) as pilot:
        await show(pilot)
        view = insight(pilot).body
        y, rows = view.scroll_offset.y, view.plain_text.split("\n")
        await press(pilot, "home")

        assert "+ user, 3 characters" in rows[y : y + view.size.height]
        assert "+ user, 3 characters" not in rows[: view.size.height]
        assert view.scroll_offset.y == 0


async def test_times_have_a_bar_for_each_node() -> None:
    async with opened(bed(sessions.edited(), is_review=True)) as pilot:
        text = await show(pilot, "2")

    assert "● model call" in text
    assert "0 rlm" in text


async def test_costs_are_by_model_and_by_subtree() -> None:
    async with opened(bed(finished_session(), is_review=True)) as pilot:
        text = await show(pilot, "3")

    assert "by model" in text
    assert "gpt-5" in text
    assert "0 rlm 100%" in text


async def test_a_context_that_was_not_kept_says_so() -> None:
    async with opened(bed(finished_session(), is_review=True)) as pilot:
        text = await show(pilot, "4")

    assert text.strip() == "the context was not kept with this session"


async def test_what_of_the_context_was_looked_at_is_shown() -> None:
    info = ContextInfo(type="str", label="a.md", chars=len(CONTEXT), hash="abc")
    events = [
        event.model_copy(update={"context": info}) if event.seq == 1 else event
        for event in rich_session(CONTEXT[:640])
    ]

    async def read(text: Text) -> str:
        return CONTEXT if text.hash == "abc" else str(text.whole)

    made = bed(events, is_review=True)
    controller = Controller(made.journal, handle=None, read_text=read)
    async with opened(replace(made, controller=controller)) as pilot:
        text = await show(pilot, "4")

    assert "models saw 55%: 55% in prompts of sub-queries, 0% in outputs" in text
    assert "a.md 640 to 1,160  520 characters  use says one" in text


async def test_esc_goes_back_to_the_run() -> None:
    async with opened(bed(finished_session(), is_review=True)) as pilot:
        await show(pilot)
        await press(pilot, "escape")

        assert not isinstance(pilot.app.screen, InsightScreen)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])
@pytest.mark.parametrize("view", ["1", "2", "3"], ids=["messages", "times", "costs"])
def test_looks(
    snap_compare: Callable[..., bool], size: tuple[int, int], view: str
) -> None:
    app = app_over(bed(rich_session("Which clauses conflict?"), is_review=True))

    async def before(pilot: Pilot[None]) -> None:
        await show(pilot, view)

    assert snap_compare(app, terminal_size=size, run_before=before)


@pytest.mark.parametrize("width", [56, 76, 116])
@pytest.mark.parametrize("glyphs", [UNICODE, ASCII], ids=["unicode", "ascii"])
def test_bars_fill_their_width(width: int, glyphs: object) -> None:
    marks = ASCII if glyphs is ASCII else UNICODE
    rows = lane_lines(lanes(rich_session()), width, marks)[3:]

    assert {width_of(row) for row in rows} == {width - 1}
    assert marks is UNICODE or all(plain(row).isascii() for row in rows)


def test_gaps_name_their_part_and_their_beginning() -> None:
    text = "".join(f"line {number} of the text\n" for number in range(100))
    half = len(text) // 2
    document = Document(text, (Part("a.md", 0, half), Part("b.md", half, len(text))))

    found = coverage(document, [text[:half]], [])
    shown = "\n".join(plain(row) for row in coverage_lines(found, 40, UNICODE))

    assert "100%       0%       0%  a.md" in shown
    assert "0%       0%       0%  b.md" in shown
    assert "b.md 0 to " in shown


async def test_the_messages_can_be_searched_and_copied() -> None:
    async with opened(bed(sessions.edited())) as pilot:
        await press(pilot, "I", "slash", *"user", "enter")
        said = str(insight(pilot).body.border_subtitle)
        await press(pilot, "y")

        assert said.startswith("match 1 of ")
        assert pilot.app.clipboard == insight(pilot).body.document.source
        assert str(insight(pilot).body.border_subtitle).startswith("copied ")


async def test_escape_closes_the_search_before_the_view() -> None:
    async with opened(bed(sessions.edited())) as pilot:
        await press(pilot, "I", "slash", *"user")
        await press(pilot, "escape")
        assert not insight(pilot).ask_bar.display
        await press(pilot, "slash", *"user", "enter", "escape")
        assert not insight(pilot).body.has_search
        await press(pilot, "escape")

        assert not isinstance(pilot.app.screen, InsightScreen)


def test_costs_stay_in_their_columns_in_a_narrow_window() -> None:
    session = replay(rich_session())

    rows = [plain(row) for row in cost_lines(session, 55, UNICODE)]

    assert max(map(len, rows)) <= 55
    heads = [row for row in rows if row.split() == ["calls", "in", "out", "cost"]]
    assert len(heads) == 2
    assert not any("…" in row for row in rows)
