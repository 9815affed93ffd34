"""The start screen: a question and Enter, or one line that says what is missing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TypeAlias

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Static

from rlm_tui.domain.limits import Limits
from rlm_tui.errors import ContextError, StoreError
from rlm_tui.ui.contracts.launcher import StartRequest
from rlm_tui.ui.screens.saying import Said
from rlm_tui.ui.screens.start import StartScreen
from rlm_tui.ui.style.glyphs import UNICODE
from rlm_tui.ui.text.lines import plain
from rlm_tui.ui.widgets.context_preview import context_lines
from rlm_tui.ui.widgets.limit_boxes import FIELDS
from rlm_tui.ui.widgets.model_list import OFFLINE, model_note
from rlm_tui.ui.widgets.start_modes import TITLES, StartMode
from tests.ui.launchers import (
    CLAUDE,
    CONTRACT,
    GPT,
    FakeLauncher,
    NotingApp,
    settle,
    use_utc,
)

SnapCompare: TypeAlias = Callable[..., bool]
SIZES = [(80, 24), (120, 40)]
BY_NAME = {field.name: field for field in FIELDS}


class Bed:
    """The app on its start screen, and a pilot for it."""

    def __init__(self, app: NotingApp, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot

    @property
    def screen(self) -> StartScreen:
        """The start screen, whatever lies over it."""
        [screen] = [
            one for one in self.app.screen_stack if isinstance(one, StartScreen)
        ]
        return screen

    async def press(self, *keys: str) -> None:
        """Press keys and wait for what they lead to."""
        await self.pilot.press(*keys)
        await settle(self.pilot)

    async def ask(self, question: str = "who?") -> list[StartRequest]:
        """Type a question and Enter; gives back what was asked for."""
        self.screen.question.focus()
        await self.press(*question, "enter")
        return self.app.asked

    def said(self, place: Static) -> str:
        """What stands in a place for complaints; empty if it is hidden."""
        return str(place.render()) if place.display else ""


@asynccontextmanager
async def start_screen(
    launcher: FakeLauncher | None = None, *, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[Bed]:
    """The start screen over a launcher with fixed data."""
    app = NotingApp(launcher or FakeLauncher())
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        yield Bed(app, pilot)


async def test_once_it_is_shown_what_a_run_needs_is_loaded() -> None:
    launcher = FakeLauncher()
    async with start_screen(launcher):
        assert launcher.is_ready


async def test_a_question_and_enter_start_the_run() -> None:
    async with start_screen() as bed:
        [request] = await bed.ask("who is liable?")

    assert request == StartRequest(question="who is liable?", model="offline")


async def test_the_question_box_has_the_cursor_while_the_text_is_read() -> None:
    launcher = FakeLauncher(may_read=asyncio.Event())
    app = NotingApp(launcher)
    launcher.may_read.clear()
    async with app.run_test() as pilot:
        await pilot.pause()
        await pilot.press(*"who?", "enter")
        before = list(app.asked)
        launcher.may_read.set()
        await settle(pilot)

    assert before == []
    assert [request.question for request in app.asked] == ["who?"]


async def test_a_second_enter_starts_nothing_more() -> None:
    async with start_screen() as bed:
        await bed.ask()
        await bed.press("enter")

        assert len(bed.app.asked) == 1


async def test_what_the_launcher_refuses_is_said_and_can_be_tried_again() -> None:
    async with start_screen() as bed:
        await bed.ask()
        bed.screen.show_error("the database is locked")
        said = bed.said(bed.screen.problem)
        await bed.press("enter")

        assert said == "the database is locked"
        assert len(bed.app.asked) == 2


async def test_an_empty_question_is_asked_for() -> None:
    async with start_screen() as bed:
        await bed.press("enter")

        assert bed.said(bed.screen.problem) == "type a question first"
        assert bed.app.asked == []


async def test_without_a_file_the_first_box_asks_for_one() -> None:
    async with start_screen(FakeLauncher(given=None)) as bed:
        focused = bed.app.focused
        await bed.press(*"notes.md", "enter")
        requests = await bed.ask()

        assert focused is bed.screen.path
        assert bed.screen.preview.border_title == "notes.md"
        assert len(requests) == 1


async def test_no_run_starts_without_a_text() -> None:
    async with start_screen(FakeLauncher(given=None)) as bed:
        assert await bed.ask() == []
        assert bed.said(bed.screen.path_problem) == "name a file or a folder first"


async def test_a_bad_path_is_explained_and_another_one_can_be_given() -> None:
    async with start_screen(FakeLauncher(given=None)) as bed:
        await bed.press(*"bad", "enter")
        said = bed.said(bed.screen.path_problem)
        focused = bed.app.focused
        bed.screen.path.value = "good"
        await bed.press("enter")

        assert "does not exist" in said
        assert focused is bed.screen.path
        assert bed.said(bed.screen.path_problem) == ""
        assert bed.screen.preview.border_title == "good"


async def test_a_named_file_that_cannot_be_read_does_not_end_the_app() -> None:
    problem = ContextError("context file 'x.bin' is binary; give a text file")
    async with start_screen(FakeLauncher(problem=problem)) as bed:
        assert bed.said(bed.screen.path_problem) == str(problem)


async def test_a_store_that_cannot_be_read_leaves_the_question_usable() -> None:
    launcher = FakeLauncher(given=CONTRACT)
    async with start_screen(launcher) as bed:
        launcher.problem = StoreError("the session database is newer than this")
        await bed.press("ctrl+o")
        await bed.press("escape")

        assert len(await bed.ask()) == 1


async def test_a_bad_limit_is_explained_and_does_not_start() -> None:
    async with start_screen() as bed:
        box = bed.screen.choices.limits.box(BY_NAME["max_depth"])
        box.value = "many"
        requests = await bed.ask()

        assert requests == []
        assert bed.said(bed.screen.choices.problem) == (
            "depth must be a whole number, not 'many'"
        )
        assert bed.app.focused is box


async def test_changed_limits_are_those_of_the_run() -> None:
    launcher = FakeLauncher(
        defaults=StartRequest("", "offline", limits=Limits(max_errors=9))
    )
    async with start_screen(launcher) as bed:
        bed.screen.choices.limits.box(BY_NAME["max_depth"]).value = "4"
        bed.screen.choices.limits.box(BY_NAME["max_cost"]).value = ""
        [request] = await bed.ask()

    assert request.limits == Limits(max_errors=9, max_depth=4, max_cost=None)


async def test_a_found_key_is_offered_and_not_chosen_unasked() -> None:
    async with start_screen() as bed:
        before = bed.screen.choices.model.choice
        bed.screen.choices.model.select.value = GPT.name
        [request] = await bed.ask()

    assert before is not None
    assert before.name == OFFLINE
    assert (request.model, request.sub_model) == (GPT.name, None)


async def test_a_model_without_a_key_does_not_start() -> None:
    async with start_screen() as bed:
        bed.screen.choices.sub_model.select.value = CLAUDE.name
        requests = await bed.ask()

        assert requests == []
        assert "set ANTHROPIC_API_KEY" in bed.said(bed.screen.problem)


async def test_a_model_that_is_not_in_the_list_can_be_typed() -> None:
    async with start_screen() as bed:
        await bed.press("tab", "enter", "end", "enter")
        await bed.press(*"groq/x")
        [request] = await bed.ask()

    assert request.model == "groq/x"


async def test_what_speaks_against_a_model_stands_beside_it_and_only_there() -> None:
    launcher = FakeLauncher(defaults=StartRequest("", "nobody/x", sub_model=GPT.name))
    async with start_screen(launcher) as bed:
        choices = bed.screen.choices
        at_first = bed.said(choices.model_problem)
        [request] = await bed.ask()
        bed.screen.show_error("nobody/x: nobody has it")
        await settle(bed.pilot)

        assert at_first == "nobody/x: nobody has it"
        assert request.model == "nobody/x"
        assert bed.said(bed.screen.problem) == bed.said(choices.sub_model_problem) == ""
        assert bed.app.focused is choices.model.select


async def test_a_model_named_on_the_command_line_stays_chosen() -> None:
    launcher = FakeLauncher(defaults=StartRequest("", "my/own", sub_model=GPT.name))
    async with start_screen(launcher) as bed:
        [request] = await bed.ask()

    assert (request.model, request.sub_model) == ("my/own", GPT.name)


@pytest.mark.parametrize("mode", [*TITLES, StartMode("spend", step=True)])
async def test_every_start_mode_reaches_the_run(mode: StartMode) -> None:
    defaults = StartRequest("", "offline", ask=mode.ask, step=mode.step)
    async with start_screen(FakeLauncher(defaults=defaults)) as bed:
        [request] = await bed.ask()

    assert request == replace(defaults, question="who?")


async def test_tab_visits_every_box_and_ctrl_j_starts_from_any() -> None:
    visited = []
    async with start_screen() as bed:
        await bed.press(*"who?")
        for _ in range(9):
            await bed.press("tab")
            visited.append(bed.app.focused)
        bed.screen.choices.mode.focus()
        await bed.press("ctrl+j")

        assert visited == [
            bed.screen.choices.model.select,
            bed.screen.choices.sub_model.select,
            bed.screen.choices.mode,
            *bed.screen.choices.limits.query(Input),
            bed.screen.recent,
        ]
        assert len(bed.app.asked) == 1


async def test_ctrl_j_takes_the_path_that_is_being_typed() -> None:
    async with start_screen(FakeLauncher(given=None)) as bed:
        await bed.press(*"good", "ctrl+j", *"who?", "ctrl+j")

        assert [request.question for request in bed.app.asked] == ["who?"]


async def test_start_mode_is_chosen_from_a_list() -> None:
    async with start_screen() as bed:
        bed.screen.choices.mode.focus()
        await bed.press("enter", "down", "enter")
        [request] = await bed.ask()

    assert request.step


async def test_letters_go_into_the_question_and_esc_leaves_it() -> None:
    async with start_screen() as bed:
        bed.screen.said = Said("read long ago")
        await bed.press("q", "question_mark", "colon", "escape")

        assert bed.screen.question.text == "q?:"
        assert bed.app.focused is bed.screen.recent
        assert bed.app.screen is bed.screen
        assert "Questions asked before" in plain(bed.screen.help_line.lines[0])


async def test_enter_opens_a_recent_session() -> None:
    async with start_screen() as bed:
        await bed.press("escape", "down", "enter")

        assert bed.app.opened == ["s_01"]


async def test_a_pasted_question_keeps_its_lines() -> None:
    async with start_screen() as bed:
        bed.screen.question.insert("first\nsecond")
        [request] = await bed.ask(" third")

    assert request.question == "first\nsecond third"


def test_control_characters_and_markup_of_the_text_are_only_shown() -> None:
    shown = "\n".join(plain(row) for row in context_lines(CONTRACT, UNICODE))

    assert "\x1b" not in shown
    assert "␛[31mred␛[0m [bold]not markup[/]" in shown


@pytest.mark.parametrize(
    ("has_others", "way"), [(True, "choose one above"), (False, "OPENAI_API_KEY")]
)
def test_the_offline_model_says_in_one_line_what_it_is(
    has_others: bool, way: str
) -> None:
    note = model_note(FakeLauncher().offered[0], has_others=has_others)

    assert "rules, no key" in note
    assert way in note
    assert len(note) <= 66


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "120x40"])
def test_looks_with_a_text(
    snap_compare: SnapCompare, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    use_utc(monkeypatch)

    assert snap_compare(
        NotingApp(FakeLauncher()), terminal_size=size, run_before=settle
    )


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "120x40"])
def test_looks_without_a_text(snap_compare: SnapCompare, size: tuple[int, int]) -> None:
    app = NotingApp(FakeLauncher(given=None, saved=[]))

    assert snap_compare(app, terminal_size=size, run_before=settle)


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "120x40"])
def test_looks_with_errors(snap_compare: SnapCompare, size: tuple[int, int]) -> None:
    async def go_wrong(pilot: Pilot[None]) -> None:
        await settle(pilot)
        await pilot.press(*"bad", "enter")
        await settle(pilot)
        pilot.app.screen.query_one("#max_depth", Input).value = "many"
        await settle(pilot)
        await settle(pilot)

    app = NotingApp(FakeLauncher(given=None, saved=[]))

    assert snap_compare(app, terminal_size=size, run_before=go_wrong)


def test_looks_in_a_small_window(snap_compare: SnapCompare) -> None:
    async def go_to_limits(pilot: Pilot[None]) -> None:
        await settle(pilot)
        pilot.app.screen.query_one("#max_time", Input).focus()
        await pilot.pause()

    app = NotingApp(FakeLauncher(saved=[]))

    assert snap_compare(app, terminal_size=(60, 15), run_before=go_to_limits)


async def test_who_has_no_sessions_is_told_where_they_will_be_kept() -> None:
    launcher = FakeLauncher(saved=[])

    async with start_screen(launcher) as bed:
        rows = [bed.screen.recent.line_at(y) for y in range(3)]

    said = " ".join(plain(row.line).strip() for row in rows if row is not None)
    assert "with its text, in clear: ~/.local/share/rlm-tui/sessions.db" in said
