"""No key is the only way: palette, words and mouse reach every verb."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest
from textual.command import CommandPalette
from textual.pilot import Pilot

from rlm_tui.domain.events_of_steering import NodeMarked
from rlm_tui.domain.events_of_tickets import Result
from rlm_tui.domain.text import Text
from rlm_tui.ui.app import RlmTuiApp
from rlm_tui.ui.keys.verbs import verbs_on
from rlm_tui.ui.screens.attempts import AttemptsScreen
from rlm_tui.ui.screens.batch import BatchScreen
from rlm_tui.ui.screens.edit import EditScreen
from rlm_tui.ui.screens.help import HelpScreen
from rlm_tui.ui.screens.insight import InsightScreen
from rlm_tui.ui.screens.limits import LimitsScreen
from rlm_tui.ui.screens.rules import RulesScreen
from rlm_tui.ui.screens.saying import READ_S
from rlm_tui.ui.screens.sessions import SessionsScreen
from rlm_tui.ui.screens.settings import SettingsScreen
from rlm_tui.ui.screens.variables import VariablesScreen
from rlm_tui.ui.text.lines import plain
from rlm_tui.ui.widgets.ask_bar import AskBar
from rlm_tui.ui.widgets.bar import Bar
from tests import factories
from tests.ui import batches
from tests.ui.driving import press, run_screen, settle
from tests.ui.fakes import Bed, bed
from tests.ui.keys import test_verbs
from tests.ui.launchers import FakeLauncher, summary

SIZE = (200, 40)


@asynccontextmanager
async def over(it: Bed, *keys: str) -> AsyncIterator[Pilot[None]]:
    """The app over a run, after some keys."""
    app = RlmTuiApp(
        FakeLauncher(), controller=it.controller, clock=it.clock, grace_ms=0
    )
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await press(pilot, *keys)
        yield pilot


@asynccontextmanager
async def start(*keys: str) -> AsyncIterator[Pilot[None]]:
    """The first screen, after some keys."""
    saved = [summary(2, parent="s_01"), summary(1)]
    app = RlmTuiApp(FakeLauncher(saved=saved))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.app.workers.wait_for_complete()
        await press(pilot, *keys)
        yield pilot


def waiting(*keys: str) -> AbstractAsyncContextManager[Pilot[None]]:
    """A run in which two queries wait."""
    return over(bed(factories.waiting_session()), *keys)


def comparing() -> AbstractAsyncContextManager[Pilot[None]]:
    """A run of which two nodes are marked and compared."""
    marked = [NodeMarked(node=node, marked=True) for node in ("0.1", "0.2")]
    events = factories.numbered(*factories.waiting_session(), *marked)
    return over(bed(events), "d")


def trying() -> AbstractAsyncContextManager[Pilot[None]]:
    """Two results for one question, side by side."""
    tries = tuple(Result(model="m", text=Text.of(said)) for said in "ab")
    held = factories.held("0.1", gate="result", ticket="0.1:result:1")
    changed = held.model_copy(update={"of": "query", "attempts": tries})
    events = [*factories.waiting_session()[:-3], *factories.numbered(changed)]
    return over(bed(events), "R")


PLACES: dict[str, Callable[[], AbstractAsyncContextManager[Pilot[None]]]] = {
    "run": waiting,
    "review": lambda: over(bed(factories.waiting_session(), is_review=True)),
    "batch": lambda: over(bed(batches.waiting()), "enter"),
    "rules": lambda: waiting("L"),
    "variables": lambda: waiting("home", "5", "enter", "enter"),
    "sessions": lambda: start("ctrl+o"),
    "start": lambda: start("escape"),
    "attempts": trying,
    "insight": lambda: waiting("I"),
    "texts": comparing,
    "sides": lambda: start("ctrl+o", "down", "C"),
    "settings": lambda: waiting("f4"),
}
"""Every screen with a line for commands, by its name in the table of verbs."""


def place(name: str) -> AbstractAsyncContextManager[Pilot[None]]:
    """One of the screens."""
    return PLACES[name]()


@pytest.mark.parametrize("name", PLACES)
async def test_no_key_is_the_only_way(name: str) -> None:
    async with place(name) as pilot:
        shown = pilot.app.screen
        assert type(shown) is test_verbs.PLACES[name].screen
        verbs = {key.id for key in verbs_on(shown)}
        assert verbs >= {key.id for key in test_verbs.verbs_at(name)}

        await press(pilot, "colon")
        bar = shown.query_one(AskBar)
        assert bar.display
        bar.entry.value = "set thme light"
        await press(pilot, "enter")
        assert bar.display
        assert "did you mean theme?" in plain(bar.says.lines[0])
        bar.entry.value = "help"
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, HelpScreen)
        await press(pilot, "escape")
        assert pilot.app.screen is shown
        assert not shown.query_one(AskBar).display

        [header] = [bar for bar in shown.query(Bar) if bar.is_header]
        await pilot.click(header, offset=(2, 0))
        await pilot.pause()
        assert isinstance(pilot.app.screen, CommandPalette)


async def test_a_colon_in_help_goes_back_to_the_line_it_tells_of() -> None:
    async with waiting("question_mark", "colon") as pilot:
        assert run_screen(pilot).is_asking


async def test_escape_puts_the_line_away_and_stays() -> None:
    async with trying() as pilot:
        shown = pilot.app.screen
        await press(pilot, "colon", "x", "escape")
        assert pilot.app.screen is shown
        await press(pilot, "escape")

        assert pilot.app.screen is not shown


async def test_what_a_small_screen_says_stays_until_a_key_after_it_was_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with trying() as pilot:
        shown = pilot.app.screen
        assert isinstance(shown, AttemptsScreen)
        await press(pilot, "colon")
        shown.ask_bar.entry.value = "set theme light"
        await press(pilot, "enter")
        assert plain(shown.hints.lines[0]).strip() == "theme light"
        later = shown.loop_time() + READ_S
        monkeypatch.setattr(shown, "loop_time", lambda: later)
        await press(pilot, "right")

        assert "take it" in plain(shown.hints.lines[0])


@pytest.mark.parametrize(("word", "verbs"), [("y abort", [("abort", "0")]), ("n", [])])
async def test_the_answers_of_a_question_can_be_clicked(
    word: str, verbs: list[tuple[str, ...]]
) -> None:
    it = bed(factories.waiting_session())

    async with over(it, "X") as pilot:
        bar = pilot.app.screen.query_one(Bar)
        x = plain(bar.lines[0]).index(word[0])
        await pilot.click(bar, offset=(x, bar.gutter.top))
        await settle(pilot)

        assert it.handle.verbs == verbs
        run_screen(pilot)


async def test_a_click_beside_a_box_leaves_it() -> None:
    async with waiting("dollar_sign") as pilot:
        limits = pilot.app.screen
        assert isinstance(limits, LimitsScreen)
        await pilot.click(limits.table, offset=(8, 3))
        await pilot.pause()
        assert "time" in limits.entry.placeholder
        await pilot.click(limits, offset=(1, 1))
        await settle(pilot)

        assert run_screen(pilot).is_current


@pytest.mark.parametrize(
    ("keys", "screen"),
    [
        ((), type(None)),
        (("e",), EditScreen),
        (("I",), InsightScreen),
        (("L",), RulesScreen),
        (("f4",), SettingsScreen),
        (("home", "5", "enter", "enter"), VariablesScreen),
    ],
)
async def test_every_item_of_the_hint_rows_can_be_clicked(
    keys: tuple[str, ...], screen: type[object]
) -> None:
    async with waiting(*keys) as pilot:
        shown = pilot.app.screen
        assert screen is type(None) or isinstance(shown, screen)
        rows = [bar for bar in shown.query(Bar) if bar.has_hints and bar.display]
        back = ("back", "leave") if keys else ("help",)
        items = [
            (bar, y, plain(row).index(f" {word}") + 1)
            for bar in rows
            for y, row in enumerate(bar.lines)
            for word in back
            if f" {word}" in plain(row)
        ]
        bar, y, x = items[0]
        await pilot.click(bar, offset=(x + bar.gutter.left, y + bar.gutter.top))
        await settle(pilot)

        assert pilot.app.screen is not shown


@pytest.mark.parametrize(
    ("said", "tab"), [("output", "output"), ("tab.code", "code"), (":log", "events")]
)
async def test_a_verb_is_done_by_word_id_or_label(said: str, tab: str) -> None:
    async with waiting("colon") as pilot:
        screen = run_screen(pilot)
        screen.query_one(AskBar).entry.value = said
        await press(pilot, "enter")

        assert screen.tab == tab


async def test_a_verb_that_asks_for_a_line_can_be_typed() -> None:
    async with waiting("colon") as pilot:
        bar = pilot.app.screen.query_one(AskBar)
        bar.entry.value = "search"
        await press(pilot, "enter")

        assert bar.display
        assert bar.question is not None
        assert bar.question.title == "Search"


async def test_words_of_verbs_are_completed() -> None:
    async with waiting("colon") as pilot:
        bar = pilot.app.screen.query_one(AskBar)
        bar.entry.value = "copy-"
        await press(pilot, "tab")

        assert bar.entry.value == "copy-node"


async def test_rows_of_a_batch_are_decided_by_commands() -> None:
    it = bed(batches.waiting())

    async with over(it, "enter", "colon") as pilot:
        bar = pilot.app.screen.query_one(AskBar)
        bar.entry.value = "approve 2"
        await press(pilot, "enter")

        assert it.handle.verbs == [("approve", batches.ticket(2))]


async def test_rows_of_a_batch_are_decided_together_after_a_question() -> None:
    it = bed(batches.waiting())

    async with over(it, "enter", "space", "space", "colon") as pilot:
        bar = pilot.app.screen.query_one(AskBar)
        bar.entry.value = 'reject "no" @marked'
        await press(pilot, "enter", "y")

        assert [verb[:2] for verb in it.handle.verbs] == [
            ("reject", batches.ticket(0)),
            ("reject", batches.ticket(1)),
        ]


async def test_rows_of_a_batch_are_narrowed_and_the_run_is_paused() -> None:
    it = bed(batches.waiting())

    async with over(it, "enter") as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, BatchScreen)
        for said in ("tree idx<2", "pause"):
            await press(pilot, "colon")
            screen.ask_bar.entry.value = said
            await press(pilot, "enter")

        assert len(screen.rows) == 2
        assert it.handle.verbs == [("pause",)]


@pytest.mark.parametrize("name", ["batch", "sessions", "start"])
async def test_what_is_for_a_run_says_so_elsewhere(name: str) -> None:
    async with place(name) as pilot:
        await press(pilot, "colon")
        bar = pilot.app.screen.query_one(AskBar)
        bar.entry.value = "branch 7"
        await press(pilot, "enter")

        assert bar.display
        assert "run" in plain(bar.says.lines[0])


async def test_a_setting_is_changed_before_any_run() -> None:
    async with place("start") as pilot:
        await press(pilot, "colon")
        pilot.app.screen.query_one(AskBar).entry.value = "set theme light"
        await press(pilot, "enter")

        assert pilot.app.theme == "rlm-light"
        told = [
            plain(row) for row in pilot.app.screen.query_one("#start-help", Bar).lines
        ]
        assert told == [" theme light"]


async def test_the_line_on_the_first_screen_has_its_own_keys() -> None:
    async with place("start") as pilot:
        await press(pilot, "colon")
        hints = pilot.app.screen.query_one("#start-hints", Bar)

        assert plain(hints.lines[0]).split() == [
            "enter",
            "do",
            "it",
            "esc",
            "leave",
            "it",
        ]
        await press(pilot, "escape")
        assert not pilot.app.screen.query_one(AskBar).display


async def test_a_list_of_sessions_takes_the_quit_command() -> None:
    async with start("ctrl+o", "colon") as pilot:
        assert isinstance(pilot.app.screen, SessionsScreen)
        pilot.app.screen.ask_bar.entry.value = "quit"
        await press(pilot, "enter")

        assert pilot.app._exit
