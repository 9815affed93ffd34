"""No key is the only way: palette, words and mouse reach every verb."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest
from textual.command import CommandPalette
from textual.pilot import Pilot
from textual.screen import Screen

from rlm_tui.commands.parse import word_for
from rlm_tui.ui.app import RlmTuiApp
from rlm_tui.ui.keymap import keys_of
from rlm_tui.ui.keys import Key, Where
from rlm_tui.ui.lines import plain
from rlm_tui.ui.palette import VerbProvider
from rlm_tui.ui.screens.batch import BatchScreen
from rlm_tui.ui.screens.command_line import CommandLine
from rlm_tui.ui.screens.edit import EditScreen
from rlm_tui.ui.screens.help import HelpScreen
from rlm_tui.ui.screens.insight import InsightScreen
from rlm_tui.ui.screens.rules import RulesScreen
from rlm_tui.ui.screens.sessions import SessionsScreen
from rlm_tui.ui.screens.settings import SettingsScreen
from rlm_tui.ui.screens.variables import VariablesScreen
from rlm_tui.ui.verbs import is_move, verb_named, word_of
from rlm_tui.ui.widgets.ask_bar import AskBar
from rlm_tui.ui.widgets.bar import Bar
from tests import factories
from tests.ui import batches
from tests.ui.driving import press, run_screen, settle
from tests.ui.fakes import Bed, bed
from tests.ui.launchers import FakeLauncher, summary

FIRST = "0.1:query:1"
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
    app = RlmTuiApp(FakeLauncher(saved=[summary(1)]))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.app.workers.wait_for_complete()
        await press(pilot, *keys)
        yield pilot


def waiting(*keys: str) -> AbstractAsyncContextManager[Pilot[None]]:
    """A run in which two queries wait."""
    return over(bed(factories.waiting_session()), *keys)


PLACES: dict[str, tuple[tuple[Where, ...], Callable[[], object]]] = {
    "run": (
        ("ticket", "run", "view", "tree", "queue", "text", "anywhere"),
        lambda: waiting(),
    ),
    "review": (
        ("view", "review", "tree", "text", "anywhere"),
        lambda: over(bed(factories.waiting_session(), is_review=True)),
    ),
    "batch": (
        ("ticket", "batch", "table", "anywhere"),
        lambda: over(bed(batches.waiting()), "enter"),
    ),
    "rules": (("rules", "list", "anywhere"), lambda: waiting("L")),
    "variables": (
        ("values", "anywhere"),
        lambda: waiting("home", "5", "enter", "enter"),
    ),
    "sessions": (("saved", "list", "anywhere"), lambda: start("ctrl+o")),
    "start": (("start", "anywhere"), lambda: start("escape")),
}
"""The screens with a line for commands, and the groups of keys that they have."""


def place(name: str) -> AbstractAsyncContextManager[Pilot[None]]:
    """One of the screens."""
    made = PLACES[name][1]()
    assert isinstance(made, AbstractAsyncContextManager)
    return made


def verbs_of(name: str) -> list[Key]:
    """What can be done on one of the screens, but for moving a cursor."""
    return [key for key in keys_of(*PLACES[name][0]) if not is_move(key)]


async def offered(screen: Screen[object]) -> set[str]:
    """What the palette lists before anything is typed."""
    provider = VerbProvider(screen)
    return {str(hit.prompt) async for hit in provider.discover()}


@pytest.mark.parametrize("name", PLACES)
async def test_every_verb_is_in_the_palette(name: str) -> None:
    async with place(name) as pilot:
        found = await offered(pilot.app.screen)

        missing = [
            key.id
            for key in verbs_of(name)
            if f"{key.label}  ({key.shown})" not in found
        ]
        assert missing == []


@pytest.mark.parametrize("name", PLACES)
async def test_every_verb_has_a_word(name: str) -> None:
    async with place(name) as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, CommandLine)

        for key in verbs_of(name):
            assert verb_named(screen, key.id) == key
            named = verb_named(screen, word_of(key))
            assert word_for(word_of(key)) is not None or named is not None


@pytest.mark.parametrize("name", PLACES)
async def test_the_mouse_opens_the_palette_from_the_first_line(name: str) -> None:
    async with place(name) as pilot:
        [header] = [bar for bar in pilot.app.screen.query(Bar) if bar.is_header]
        await pilot.click(header, offset=(2, 0))
        await pilot.pause()

        assert isinstance(pilot.app.screen, CommandPalette)


@pytest.mark.parametrize("name", PLACES)
async def test_a_colon_opens_the_line_and_help_is_a_command(name: str) -> None:
    async with place(name) as pilot:
        await press(pilot, "colon")
        bar = pilot.app.screen.query_one(AskBar)
        assert bar.display
        bar.entry.value = "help"
        await press(pilot, "enter")

        assert isinstance(pilot.app.screen, HelpScreen)


@pytest.mark.parametrize("name", PLACES)
async def test_a_wrong_command_keeps_the_line_and_says_what_was_meant(
    name: str,
) -> None:
    async with place(name) as pilot:
        await press(pilot, "colon")
        bar = pilot.app.screen.query_one(AskBar)
        bar.entry.value = "set thme light"
        await press(pilot, "enter")

        assert bar.display
        assert "did you mean theme?" in plain(bar.says.lines[0])


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
