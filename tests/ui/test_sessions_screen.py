"""The list of saved sessions: words narrow it, Enter opens one."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TypeAlias

import pytest
from textual.pilot import Pilot

from rlm_tui.domain.deeds import Deed
from rlm_tui.errors import ExchangeError, StoreError
from rlm_tui.storage.base import Hit
from rlm_tui.storage.summary_filter import matcher
from rlm_tui.ui.labels.look import Look
from rlm_tui.ui.rows.tree import RowKey
from rlm_tui.ui.saved.labels import (
    bytes_in_words,
    session_line,
    summary_lines,
    when,
)
from rlm_tui.ui.saved.rows import SavedRow, rows_of
from rlm_tui.ui.screens.sessions import SessionsScreen
from rlm_tui.ui.style.glyphs import ASCII, UNICODE
from rlm_tui.ui.text.lines import plain, width_of
from rlm_tui.ui.widgets.hint_bar import hint_line
from tests.ui.launchers import (
    NOW,
    SESSIONS,
    FakeLauncher,
    FakeLibrary,
    NotingApp,
    settle,
    summary,
    use_utc,
)

SnapCompare: TypeAlias = Callable[..., bool]
LOOK = Look(UNICODE, NOW)


@asynccontextmanager
async def sessions_screen(
    launcher: FakeLauncher | None = None,
) -> AsyncIterator[tuple[NotingApp, SessionsScreen, Pilot[None]]]:
    """The app with the list of sessions on top."""
    app = NotingApp(launcher or FakeLauncher())
    async with app.run_test(size=(80, 24)) as pilot:
        await open_list(pilot)
        screen = app.screen
        assert isinstance(screen, SessionsScreen)
        yield app, screen, pilot


async def open_list(pilot: Pilot[None]) -> None:
    """Press the key for the list and wait until it is read."""
    await settle(pilot)
    await pilot.press("ctrl+o")
    await settle(pilot)


def shown(screen: SessionsScreen) -> str:
    """The whole list as text."""
    rows = range(screen.listing.size.height)
    return "\n".join(screen.listing.render_line(y).text.rstrip() for y in rows)


async def test_words_narrow_the_list_whatever_their_order() -> None:
    async with sessions_screen() as (_app, screen, pilot):
        await pilot.press("slash", *"LIAB 40")
        await pilot.pause()

        assert shown(screen).strip().count("\n") == 0
        assert "liability caps" in shown(screen)
        assert "6 sessions · 1 matches" in plain(screen.header.lines[0])


async def test_enter_opens_the_session_under_the_cursor() -> None:
    async with sessions_screen() as (app, _screen, pilot):
        await pilot.press("down", "down", "up", "enter")
        await settle(pilot)

        assert app.opened == ["s_01"]


async def test_enter_on_an_empty_list_opens_nothing() -> None:
    async with sessions_screen() as (app, screen, pilot):
        await pilot.press("slash", *"zzz", "enter", "enter")
        await settle(pilot)

        assert app.opened == []
        assert "No session is like that" in shown(screen)


async def test_the_cursor_stays_on_its_session_while_the_list_narrows() -> None:
    async with sessions_screen() as (_app, screen, pilot):
        await pilot.press("down", "down", "down", "slash", *"caps")
        await pilot.pause()

        assert screen.listing.selected == SESSIONS[3]


async def test_esc_clears_the_words_and_then_goes_back() -> None:
    async with sessions_screen() as (app, screen, pilot):
        await pilot.press("slash", *"liab", "escape")
        await pilot.pause()
        words, is_open = screen.words.value, app.screen is screen
        await pilot.press("escape")
        await pilot.pause()

        assert (words, is_open) == ("", True)
        assert app.screen is not screen


async def test_the_session_under_the_cursor_is_summed_up() -> None:
    async with sessions_screen() as (_app, screen, pilot):
        await pilot.press("down")
        await pilot.pause()
        text = "\n".join(plain(row) for row in screen.about.lines)

        assert "gpt-5 / gpt-5-mini" in str(screen.about.border_title)
        assert "Clauses 14.1 and 14.3 conflict." in text


async def test_the_summary_counts_what_a_person_decided() -> None:
    decided = {"s_01": [Deed("0.1", "approve", edited=True)]}
    launcher = FakeLauncher(library=FakeLibrary(decided=decided))
    async with sessions_screen(launcher) as (app, screen, pilot):
        await pilot.press("down")
        await app.workers.wait_for_complete()
        await pilot.pause()

        text = [plain(row) for row in screen.about.lines]
        assert "you  1 approved, 1 of them edited (0.1)" in text


async def test_a_store_that_cannot_be_read_is_one_line() -> None:
    launcher = FakeLauncher(saved=[])
    async with sessions_screen(launcher) as (app, screen, pilot):
        launcher.problem = StoreError("the database is not a database")
        await pilot.press("escape")
        await open_list(pilot)
        screen = app.screen  # type: ignore[assignment]  # it was pushed anew

        assert "the database is not a database" in plain(screen.foot.lines[0])


async def test_no_sessions_yet_says_how_they_come_to_be() -> None:
    async with sessions_screen(FakeLauncher(saved=[])) as (_app, screen, _pilot):
        assert "every question you ask is saved here" in shown(screen)
        assert "enter" not in plain(screen.hints.lines[0])


async def test_a_long_list_scrolls_with_the_cursor() -> None:
    many = [summary(number, question=f"number {number}") for number in range(200)]
    async with sessions_screen(FakeLauncher(saved=many)) as (_app, screen, pilot):
        await pilot.press(*["pagedown"] * 30)
        await pilot.pause()

        assert screen.listing.selected == many[-1]
        assert "number 199" in shown(screen)


async def test_a_filter_of_the_rule_language_narrows_the_list() -> None:
    async with sessions_screen() as (_app, screen, pilot):
        await pilot.press("slash", *"cost>1 state:done", "enter")
        await pilot.pause()

        assert screen.listing.selected == SESSIONS[1]
        assert "6 sessions · 1 match" in plain(screen.header.lines[0])


async def test_a_wrong_filter_says_where() -> None:
    async with sessions_screen() as (_app, screen, pilot):
        await pilot.press("slash", *"state:doen")
        await pilot.pause()

        assert "did you mean done?" in plain(screen.foot.lines[0])


async def test_words_are_found_in_the_texts_and_lead_to_their_node() -> None:
    hit = Hit("s_02", 9, "0.1.2", 3, "output", "clause 14 \x02caps\x03 damages")
    launcher = FakeLauncher()
    launcher.library.hits = [hit]
    async with sessions_screen(launcher) as (app, screen, pilot):
        await pilot.press("slash", *"damages")
        await settle(pilot)
        text = shown(screen)
        await pilot.press("enter", "down", "enter")
        await settle(pilot)

        assert "0.1.2 it 3 output  clause 14 caps damages" in text
        assert app.opened == ["s_02"]
        assert app.opened_at == (RowKey("0.1.2", 3), "output")


@pytest.mark.parametrize(
    ("keys", "done"),
    [
        (["n", *"May", "enter"], ("rename", "s_00", "May")),
        (["semicolon", *"why n", "enter"], ("note", "s_00", "why n")),
        (["m"], ("mark", "s_00", "True")),
        (["down", "w", "enter"], ("export", "s_01", "s_01.html")),
        (["D", "y"], ("delete", "s_00")),
    ],
)
async def test_a_verb_is_done_to_the_session_under_the_cursor(
    keys: list[str], done: tuple[str, ...]
) -> None:
    async with sessions_screen() as (app, screen, pilot):
        await pilot.press(*keys)
        await settle(pilot)

        launcher = app.launcher
        assert isinstance(launcher, FakeLauncher)
        assert launcher.library.done == [done]
        assert plain(screen.foot.lines[0]).strip() == f"{done[1]}: done"


async def test_nothing_is_deleted_without_a_yes() -> None:
    launcher = FakeLauncher()
    async with sessions_screen(launcher) as (_app, _screen, pilot):
        await pilot.press("D", "enter", "D", "D", "escape")
        await settle(pilot)

        assert launcher.library.done == []


async def test_what_runs_is_not_offered_for_deletion() -> None:
    launcher = FakeLauncher(saved=[summary(0, status="running")])
    async with sessions_screen(launcher) as (_app, screen, pilot):
        await pilot.press("D", "y")
        await settle(pilot)

        assert launcher.library.done == []
        assert "end it first" in plain(screen.foot.lines[0])


def test_what_is_live_is_told_where() -> None:
    one = summary(0, status="running")

    def said(live: str) -> str:
        return "\n".join(plain(row) for row in summary_lines(one, 60, LOOK, live=live))

    assert "live in this window" in said("s_00")
    assert "running in another window" in said("")


async def test_a_line_that_is_refused_stays_open() -> None:
    launcher = FakeLauncher()
    launcher.library.problem = ExchangeError("the ending says the format")
    async with sessions_screen(launcher) as (_app, screen, pilot):
        await pilot.press("w", "enter")
        await settle(pilot)
        is_open = screen.ask_bar.display
        await pilot.press("escape")
        await settle(pilot)

        assert is_open
        assert not screen.ask_bar.display
        assert "the ending says" in plain(screen.foot.lines[0])


async def test_what_has_ended_is_not_gone_on_with() -> None:
    async with sessions_screen() as (app, screen, pilot):
        await pilot.press("j", "r")
        await settle(pilot)

        assert app.screen is screen
        assert "has ended: B goes another way" in plain(screen.foot.lines[0])


def test_a_branch_stands_below_its_parent() -> None:
    rows = rows_of([summary(2, parent="s_05"), summary(3), summary(5), summary(7)])

    assert [(row.summary.id, row.level) for row in rows] == [
        ("s_03", 0),
        ("s_05", 0),
        ("s_02", 1),
        ("s_07", 0),
    ]


def test_a_branch_whose_parent_is_gone_stands_alone() -> None:
    [row] = rows_of([summary(2, parent="s_05")])

    text = plain(session_line(row, 78, LOOK, cursor=False))
    assert "⑂ Which clauses conflict" in text


def test_a_further_question_is_told_and_not_whence_it_branched() -> None:
    asked = replace(summary(2, parent="s_05"), question="And who pays?", parent_seq=33)
    rows = rows_of([asked, summary(3, parent="s_05"), summary(5)])
    _, further, branch = (
        plain(session_line(row, 78, LOOK, cursor=False)) for row in rows
    )

    assert "⑂ And who pays?" in further
    assert "⑂ branch" in branch


def test_a_row_may_end_with_what_was_asked_about() -> None:
    [row] = rows_of([replace(summary(2), context="a/very/long/name/of/a/file.txt")])

    told = plain(session_line(row, 78, LOOK, cursor=False, ends="context"))

    assert told.endswith(" a/very/long/name/of… ")


def test_an_answer_that_doubts_itself_is_not_done() -> None:
    [row] = rows_of([replace(summary(2, status="answered"), confidence=0.4)])

    assert "! not sure" in plain(session_line(row, 78, LOOK, cursor=False))
    told = [plain(said) for said in summary_lines(row.summary, 78, LOOK)]
    assert "answered, but not sure of it: confidence 0.40" in told


@pytest.mark.parametrize(
    ("size", "words"),
    [(950, "950 bytes"), (18_400_000, "18.4 MB"), (2_100_000_000, "2.1 GB")],
)
def test_a_size_is_said_in_words(size: int, words: str) -> None:
    assert bytes_in_words(size) == words


@pytest.mark.parametrize("width", [58, 76])
def test_a_summary_fits_its_pane_at_any_width(width: int) -> None:
    for one in SESSIONS:
        noted = replace(one, note="a note that is long " * 9, parent="s_09")
        rows = summary_lines(noted, width, LOOK)

        assert max(width_of(row) for row in rows) <= width


@pytest.mark.parametrize(
    ("words", "count"),
    [("", 6), ("liab", 4), ("done", 3), ("waiting", 1), ("gpt-5 limit", 1), ("x y", 0)],
)
def test_words_are_looked_for_in_question_context_model_and_state(
    words: str, count: int
) -> None:
    wanted = matcher(words, now=NOW)

    assert sum(map(wanted, SESSIONS)) == count


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        (0, "today 11:20"),
        (11.5, "Sun 23:50"),
        (100, "Thu 07:20"),
        (24 * 20, "24 Feb"),
        (24 * 400, "2025-02-09"),
    ],
)
def test_a_day_is_named_the_nearer_the_finer(
    hours: float, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_utc(monkeypatch)

    assert when(NOW - hours * 3_600, NOW) == said


@pytest.mark.parametrize("width", [58, 78, 118])
def test_rows_fill_their_width_exactly_and_keep_the_cost(width: int) -> None:
    for one in SESSIONS:
        row = session_line(SavedRow(one), width, LOOK, cursor=False)

        assert width_of(row) == width
        assert plain(row).rstrip()[-2:].strip()


def test_ascii_marks_are_ascii() -> None:
    look = Look(ASCII, NOW)
    for one in SESSIONS:
        lines = [
            session_line(SavedRow(one), 78, look, cursor=True),
            *summary_lines(one, 60, look),
        ]

        assert all(plain(row).isascii() for row in lines)


def test_control_characters_of_an_answer_are_marks() -> None:
    bad = summary(1, answer="a\x1b[31mb", question="q\x07")
    text = "\n".join(plain(row) for row in summary_lines(bad, 60, LOOK))

    assert "a␛[31mb" in text
    assert "q␇" in text


def test_hints_are_cut_by_whole_items() -> None:
    hints = (("enter", "open"), ("esc", "back"), ("f1", "help"))

    assert plain(hint_line(hints, 24)).strip() == "enter open   esc back"


def test_help_and_the_way_back_stay_in_a_narrow_row_of_hints() -> None:
    hints = (("list.open", "open"), ("saved.branch", "branch"), ("app.back", "back"))

    said = plain(hint_line((*hints, ("app.help", "help")), 34)).strip()

    assert said == "enter open   esc back   ? help"


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])
@pytest.mark.parametrize("saved", [SESSIONS, []], ids=["full", "empty"])
def test_looks(
    snap_compare: SnapCompare,
    size: tuple[int, int],
    saved: list[object],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    use_utc(monkeypatch)
    app = NotingApp(FakeLauncher(saved=saved))  # type: ignore[arg-type]

    assert snap_compare(app, terminal_size=size, run_before=open_list)
