"""The list of saved sessions: words narrow it, Enter opens one."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TypeAlias

import pytest
from textual.pilot import Pilot

from rlm_tui.errors import StoreError
from rlm_tui.storage.base import matcher
from rlm_tui.ui.glyphs import ASCII, UNICODE
from rlm_tui.ui.lines import plain, width_of
from rlm_tui.ui.rowlabels import Look
from rlm_tui.ui.screens.sessions import SessionsScreen
from rlm_tui.ui.sessionlabels import session_line, summary_lines, when
from rlm_tui.ui.widgets.hint_bar import hint_line
from tests.ui.launchers import (
    NOW,
    SESSIONS,
    FakeLauncher,
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
        await pilot.press(*"LIAB 40")
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
        await pilot.press(*"zzz", "enter")
        await settle(pilot)

        assert app.opened == []
        assert "No session has all these words" in shown(screen)


async def test_the_cursor_stays_on_its_session_while_the_list_narrows() -> None:
    async with sessions_screen() as (_app, screen, pilot):
        await pilot.press("down", "down", "down", *"caps")
        await pilot.pause()

        assert screen.listing.selected == SESSIONS[3]


async def test_esc_clears_the_words_and_then_goes_back() -> None:
    async with sessions_screen() as (app, screen, pilot):
        await pilot.press(*"liab", "escape")
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
        row = session_line(one, width, LOOK, cursor=False)

        assert width_of(row) == width
        assert plain(row).rstrip()[-2:].strip()


def test_ascii_marks_are_ascii() -> None:
    look = Look(ASCII, NOW)
    for one in SESSIONS:
        lines = [
            session_line(one, 78, look, cursor=True),
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
