"""A frame costs what it changes: panes that stay as they are are not drawn."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest
from textual.app import App, ComposeResult
from textual.events import Resize
from textual.geometry import Region
from textual.pilot import Pilot
from textual.strip import Strip
from textual.widget import Widget

from rlm_tui.domain.events import IterationStarted, NodeFinished, SessionFinished
from rlm_tui.domain.reduce import reduce
from rlm_tui.ui.screens.batch import BatchScreen
from rlm_tui.ui.screens.run import RunScreen
from rlm_tui.ui.text.lines import Span
from rlm_tui.ui.text.paragraphs import Paragraphs
from rlm_tui.ui.widgets.keeping import Keeping
from rlm_tui.ui.widgets.line_view import Drawn, LineView
from tests import factories
from tests.ui import batches, sessions
from tests.ui.driving import opened, press, run_screen
from tests.ui.fakes import bed

CALLED = factories.turn("0.1.1")[1:2]
"""A request that is out."""

LATER = 1_200.0
"""After all that has happened."""

Asked = list[tuple[str | None, tuple[Region, ...]]]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[Asked]:
    """Every request to draw a widget, or some regions of it."""
    found: Asked = []
    refresh = Widget.refresh

    def noting(widget: Widget, *regions: Region, **how: bool) -> Widget:
        found.append((widget.id, regions))
        return refresh(widget, *regions, **how)

    monkeypatch.setattr(Widget, "refresh", noting)
    yield found
    monkeypatch.undo()


async def table(pilot: Pilot[None]) -> BatchScreen:
    """The table of the batch, opened from the tree."""
    await press(pilot, "enter")
    assert isinstance(pilot.app.screen, BatchScreen)
    return pilot.app.screen


async def test_the_same_session_drawn_again_draws_nothing(asked: Asked) -> None:
    async with opened(bed(sessions.waiting())) as pilot:
        asked.clear()

        run_screen(pilot).draw()

        assert asked == []


async def test_a_title_that_becomes_another_is_drawn_and_no_more(asked: Asked) -> None:
    async with opened(bed(sessions.waiting())) as pilot:
        pane = run_screen(pilot).tree_pane
        asked.clear()

        pane.titles.show("Tree  f: held", pane.border_subtitle or "")

        assert pane.border_title == "Tree  f: held"
        assert asked == [("nodes", (Region(-1, -1, 44, 1),))]


async def test_a_subtitle_is_in_the_last_line_of_a_pane(asked: Asked) -> None:
    async with opened(bed(sessions.waiting())) as pilot:
        pane = run_screen(pilot).tree_pane
        asked.clear()

        pane.titles.show("Tree", "2 nodes")

        last = pane.outer_size.height - 2
        assert asked == [("nodes", (Region(-1, last, 44, 1),))]


async def test_another_node_writes_its_name_on_the_border_and_no_more(
    asked: Asked,
) -> None:
    async with opened(bed(sessions.waiting())) as pilot:
        asked.clear()

        run_screen(pilot).detail.titles.show("0.1.3", "gpt-5-mini")

        assert [len(regions) for name, regions in asked if name == "detail"] == [1, 1]


async def test_what_a_key_has_drawn_is_not_drawn_again_for_what_came_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    drawn: list[int] = []
    draw = RunScreen.draw

    def noting(screen: RunScreen) -> None:
        drawn.append(screen.session.seq)
        draw(screen)

    async with opened(bed(sessions.waiting())) as pilot:
        monkeypatch.setattr(RunScreen, "draw", noting)
        frames = itertools.count(1_000_000)
        monkeypatch.setattr(RunScreen, "loop_time", lambda _screen: next(frames))
        screen = run_screen(pilot)

        screen.take(screen.session, NodeFinished(node="0.2", state="done"))
        screen.draw()
        await pilot.pause()
        assert len(drawn) == 1

        screen.take(screen.session, NodeFinished(node="0.2", state="done"))
        await pilot.pause()
        assert len(drawn) == 2


async def test_the_turn_of_a_plain_query_builds_no_rows_again() -> None:
    async with opened(bed(sessions.waiting())) as pilot:
        screen = run_screen(pilot)
        rows = screen.tree_pane.rows

        began = IterationStarted(node="0.1.2", iteration=1)
        screen.take(reduce(screen.session, began), began)
        screen.draw()

        assert screen.tree_pane.rows is rows


async def test_a_second_of_waiting_draws_the_clock_and_what_waits(
    asked: Asked,
) -> None:
    it = bed(sessions.waiting())
    it.clock.now = LATER
    async with opened(it) as pilot:
        screen = run_screen(pilot)
        before = screen.queue_pane.line_at(0)
        it.clock.now += 1
        asked.clear()

        screen.draw_clocks()

        assert {name for name, _ in asked} == {"status", "queue"}
        rows = [
            region for name, regions in asked if name == "queue" for region in regions
        ]
        assert sum(region.height for region in rows) == len(screen.stops)
        assert screen.queue_pane.line_at(0) != before


async def test_a_second_of_a_call_is_told_in_its_row_and_on_the_border() -> None:
    it = bed(sessions.reply()[:5])  # up to a request that is out
    it.clock.now = LATER
    async with opened(it) as pilot:
        screen = run_screen(pilot)
        row, said = screen.tree_pane.line_at(1), screen.detail.border_subtitle
        it.clock.now += 3

        screen.draw_clocks()

        assert screen.tree_pane.line_at(1) != row
        assert screen.detail.border_subtitle != said


async def test_after_the_end_no_second_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    it = bed(sessions.waiting())
    async with opened(it) as pilot:
        screen = run_screen(pilot)
        drawn: list[float] = []
        monkeypatch.setattr(screen, "draw_clocks", lambda: drawn.append(it.clock.now))
        screen.each_second()
        assert drawn
        await it.journal.record(SessionFinished(status="answered"))
        await pilot.pause()
        drawn.clear()

        screen.each_second()

        assert drawn == []


@pytest.mark.parametrize(("key", "is_seen"), [("L", False), ("X", True)])
async def test_only_what_can_be_seen_tells_each_second(
    key: str, is_seen: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(bed(sessions.waiting())) as pilot:
        screen = run_screen(pilot)
        drawn: list[str] = []
        monkeypatch.setattr(screen, "draw_clocks", lambda: drawn.append(key))
        await press(pilot, key)
        drawn.clear()  # a second may have passed by itself
        screen.each_second()

        assert pilot.app.screen is not screen
        assert bool(drawn) is is_seen


async def test_panes_between_two_changes_hand_out_the_lines_that_they_have(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    drawn: list[str | None] = []
    drawn_lines = Keeping.drawn_lines

    def noting(widget: Keeping, crop: Region) -> list[Strip]:
        drawn.append(widget.id)
        return drawn_lines(widget, crop)

    async with opened(bed(sessions.waiting())) as pilot:
        screen = run_screen(pilot)
        monkeypatch.setattr(Keeping, "drawn_lines", noting)

        screen.header.show((Span("first"),))
        screen.note.show((Span("last"),))
        await pilot.pause()

        assert sorted(str(name) for name in drawn) == ["header", "note"]


async def test_a_second_in_the_table_draws_the_clock_of_the_run_alone(
    asked: Asked,
) -> None:
    it = bed(batches.waiting())
    async with opened(it) as pilot:
        screen = await table(pilot)
        it.clock.now += 1
        asked.clear()

        screen.draw_clocks()

        assert {name for name, _ in asked} == {"status"}


async def test_a_second_in_the_table_is_told_where_a_call_is_out() -> None:
    sent = (factories.approved(batches.ticket(0), "0.1.1"), *CALLED)
    it = bed(batches.waiting(5, *sent))
    async with opened(it) as pilot:
        screen = await table(pilot)
        before = screen.table.line_at(0)
        it.clock.now += 3

        screen.draw_clocks()

        assert screen.table.line_at(0) != before


class Numbers(LineView):
    """A line view with the number of each line."""

    def line_at(self, y: int) -> Drawn | None:
        return Drawn((Span(str(y)),))


class Alone(App[None]):
    """A line view and nothing else."""

    CSS = "Numbers { height: 1fr; overflow-y: scroll; }"

    def compose(self) -> ComposeResult:
        yield Numbers()


async def test_one_row_more_among_many_leaves_the_scroll_bar(asked: Asked) -> None:
    async with Alone().run_test() as pilot:
        pane = pilot.app.query_one(Numbers)
        pane.redraw(10_000)
        await pilot.pause()
        asked.clear()

        pane.redraw(10_001)

        assert asked == []
        assert pane.virtual_size.height == 10_001
        assert pane.vertical_scrollbar.window_virtual_size == 10_001


async def test_many_rows_more_are_seen_on_the_scroll_bar(asked: Asked) -> None:
    async with Alone().run_test() as pilot:
        pane = pilot.app.query_one(Numbers)
        pane.redraw(100)
        await pilot.pause()
        asked.clear()

        pane.redraw(200)

        assert asked != []
        assert pane.vertical_scrollbar.window_virtual_size == 200


async def test_at_another_width_the_empty_rows_are_drawn_as_well(
    asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(bed(sessions.waiting())) as pilot:
        view = run_screen(pilot).main_text
        view.show(Paragraphs(), is_new=True, is_growing=False)
        await pilot.pause()
        monkeypatch.setattr(view, "_width", 1)  # as before its first layout
        asked.clear()

        view.on_resize(Resize(view.size, view.virtual_size))

        assert ("main", ()) in asked
