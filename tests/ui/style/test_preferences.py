"""What a person prefers is set by name, shown in a list, and holds at once."""

from __future__ import annotations

from dataclasses import fields

import pytest
from textual.drivers.headless_driver import HeadlessDriver
from textual.pilot import Pilot

from rlm_tui.errors import SettingsError
from rlm_tui.main.settings import Settings
from rlm_tui.ui.app import RlmTuiApp
from rlm_tui.ui.app_preferring import give_mouse
from rlm_tui.ui.screens.settings import SettingsScreen, following, row_of
from rlm_tui.ui.style.preferences import (
    KEPT,
    PREFERENCES,
    Preference,
    Preferences,
    how_to_type,
    preference,
    preferring,
)
from rlm_tui.ui.text.lines import plain
from rlm_tui.ui.typed.commands import command_completions
from tests import factories
from tests.ui.driving import note, opened, press, run_screen, settle
from tests.ui.fakes import Bed, bed


class Written(HeadlessDriver):
    """Keeps what would go to the terminal."""

    def __init__(self, app: RlmTuiApp) -> None:
        super().__init__(app)
        self.text = ""

    def write(self, data: str) -> None:
        self.text += data


async def type_line(pilot: Pilot[None], said: str) -> None:
    """Type a command on the run screen."""
    await press(pilot, "colon")
    run_screen(pilot).ask_bar.entry.value = said
    await press(pilot, "enter")


def waiting() -> Bed:
    """A run in which two queries wait."""
    return bed(factories.waiting_session())


def test_every_preference_is_a_field_and_has_a_line() -> None:
    assert {one.name for one in PREFERENCES} == {
        one.name for one in fields(Preferences)
    }


def test_what_lasts_beyond_a_session_is_a_setting_too() -> None:
    assert {one.name for one in fields(Settings)} >= KEPT


def test_a_preference_is_called_as_people_call_it_with_its_unit() -> None:
    preferences = Preferences()
    shown = [plain(row_of(one, preferences)) for one in PREFERENCES]

    assert [row for row in shown if "_" in row] == []
    assert any(row.startswith("keys wait       400 ms ") for row in shown)
    assert preference("grace_ms").says(preferences) == (
        "grace_ms 400, keys wait: after another stop came up by itself"
    )


@pytest.mark.parametrize("one", PREFERENCES, ids=lambda one: one.name)
def test_every_offered_value_is_taken(one: Preference) -> None:
    for value in one.values or ("0", "250"):
        taken = preferring(Preferences(), one.name, value)

        assert taken.value_of(one.name) == value


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("thme", "light", "did you mean theme?"),
        ("colour", "red", "there are hints, theme, mouse"),
        ("theme", "lihgt", "did you mean light?"),
        ("hints", "perhaps", "it takes on, off"),
        ("grace_ms", "soon", "takes milliseconds"),
        ("grace_ms", "-1", "takes milliseconds"),
        ("grace_ms", "9999999", "takes milliseconds"),
    ],
)
def test_what_cannot_be_set_says_what_can(name: str, value: str, problem: str) -> None:
    with pytest.raises(SettingsError, match=problem.replace("?", r"\?")):
        preferring(Preferences(), name, value)


def test_a_number_is_shown_as_it_is_typed() -> None:
    [grace] = [one for one in PREFERENCES if one.name == "grace_ms"]

    assert how_to_type(grace).startswith("set grace_ms 250 on any screen: milliseconds")


def test_tab_goes_through_names_and_values() -> None:
    session = waiting().controller.session

    assert "set theme " in command_completions("set th", session)
    assert command_completions("set theme l", session) == ["set theme light"]
    assert command_completions("hints o", session) == ["hints on", "hints off"]


def test_the_list_goes_round_the_values() -> None:
    hints, *_, grace = [one for one in PREFERENCES if one.name in ("hints", "grace_ms")]

    assert following(hints, "on") == "off"
    assert following(grace, "800") == "0"
    assert following(grace, "250") == "0"


async def test_grace_changes_where_it_is_in_use() -> None:
    async with opened(waiting(), grace_ms=400) as pilot:
        await type_line(pilot, "set grace_ms 50")

        assert run_screen(pilot).desk.grace.seconds == 0.05
        assert note(pilot).startswith("grace_ms 50")


async def test_a_name_alone_tells_the_value_and_what_it_is() -> None:
    async with opened(waiting()) as pilot:
        await type_line(pilot, "set bell")

        assert "bell on: rings when something waits" in note(pilot)


async def test_without_a_name_all_are_listed_and_enter_changes_one() -> None:
    async with opened(waiting()) as pilot:
        await type_line(pilot, "set")
        screen = pilot.app.screen
        assert isinstance(screen, SettingsScreen)
        await press(pilot, "down", "down", "enter")
        told = " ".join(plain(row).strip() for row in screen.note.lines)
        assert "select text" not in told
        await pilot.resize_terminal(60, 15)
        await settle(pilot)
        told = " ".join(plain(row).strip() for row in screen.note.lines)
        assert "mouse: off leaves it to the terminal, to select text" in told
        assert ":set mouse VALUE on any screen: on, off" in told
        app = pilot.app
        assert isinstance(app, RlmTuiApp)

        assert app.preferences == Preferences(grace_ms=0, mouse=False)
        await press(pilot, "q")
        assert not run_screen(pilot).is_asking


async def test_following_is_one_thing_by_key_and_by_word() -> None:
    async with opened(waiting()) as pilot:
        await press(pilot, "F")
        await type_line(pilot, "set follow")
        assert "follow on" in note(pilot)
        await type_line(pilot, "set follow off")
        assert not run_screen(pilot).follows


async def test_without_advance_a_decision_leaves_the_cursor_where_it_is() -> None:
    async with opened(waiting()) as pilot:
        await type_line(pilot, "set advance off")
        await press(pilot, "a")
        screen = run_screen(pilot)

        assert screen.desk.selected.node == "0.1"
        assert screen.desk.shown is None


async def test_tips_are_switched_off_and_that_is_remembered() -> None:
    kept: list[tuple[str, object]] = []

    async def remember(name: str, value: object) -> str:
        kept.append((name, value))
        return "remembered"

    it = waiting()
    app = RlmTuiApp(
        None,
        controller=it.controller,
        clock=it.clock,
        preferences=Preferences(grace_ms=0, hints=True),
        remember=remember,
    )
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        told = run_screen(pilot).detail.border_subtitle
        await type_line(pilot, "hints off")

        assert "e changes it before it is sent" in str(told)
        assert not run_screen(pilot).detail.border_subtitle
        assert kept == [("hints", False)]


async def test_what_is_chosen_is_kept_for_the_next_time_but_what_is_of_this_run() -> (
    None
):
    kept: list[tuple[str, object]] = []

    async def remember(name: str, value: object) -> str:
        kept.append((name, value))
        return "remembered"

    app = RlmTuiApp(None, remember=remember)
    async with app.run_test() as pilot:
        said = [
            app.prefer(name, value)
            for name, value in (
                ("theme", "light"),
                ("theme", "auto"),
                ("follow", "on"),
                ("grace_ms", "250"),
            )
        ]
        await app.workers.wait_for_complete()
        await pilot.pause()

        assert app.theme == "rlm-light"

    assert kept == [("theme", "light"), ("theme", "auto"), ("grace_ms", 250)]
    assert said[1] == "theme auto: the terminal is asked at the next start"


async def test_a_file_that_cannot_be_written_is_said() -> None:
    async def remember(name: str, value: object) -> str:
        raise SettingsError("no room")

    it = waiting()
    app = RlmTuiApp(None, controller=it.controller, clock=it.clock, remember=remember)
    async with app.run_test() as pilot:
        await settle(pilot)
        await type_line(pilot, "hints on")

        assert note(pilot).startswith("no room")


@pytest.mark.parametrize(("to_app", "end"), [(True, "h"), (False, "l")])
async def test_the_mouse_is_given_to_the_terminal_and_taken_back(
    to_app: bool, end: str
) -> None:
    async with opened(waiting()) as pilot:
        app = pilot.app
        assert isinstance(app, RlmTuiApp)
        driver = Written(app)
        give_mouse(driver, to_app=to_app)

    codes = ("1000", "1003", "1015", "1006")
    assert driver.text == "".join(f"\x1b[?{code}{end}" for code in codes)


@pytest.mark.parametrize(
    ("notify", "written"),
    [
        ("off", ""),
        ("osc9", "\x1b]9;rlm x\a"),
        ("osc777", "\x1b]777;notify;rlm-tui;rlm x\a"),
    ],
)
async def test_a_notice_goes_to_the_desktop_if_wanted(
    notify: str, written: str
) -> None:
    async with opened(waiting()) as pilot:
        app = pilot.app
        assert isinstance(app, RlmTuiApp)
        app.prefer("notify", notify)
        app.prefer("bell", "off")
        driver, before = Written(app), app._driver
        app._driver = driver
        app.call_person("rlm x")
        app._driver = before

    assert driver.text == written
