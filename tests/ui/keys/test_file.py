"""A person's own keys work, are shown, and are refused where they cannot work."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from rlm_tui.errors import SettingsError
from rlm_tui.ui.app import RlmTuiApp
from rlm_tui.ui.keys.file import key_named, parse_keys, problems_of, read_keys
from rlm_tui.ui.keys.keymap import LIVE
from rlm_tui.ui.keys.table import KEYS
from rlm_tui.ui.screens.help import HelpScreen
from rlm_tui.ui.text.lines import plain
from tests import factories
from tests.ui.driving import press, run_screen, settle
from tests.ui.fakes import Bed, bed

FIRST = "0.1:query:1"


@pytest.fixture(autouse=True)
def _given_keys() -> Iterator[None]:
    yield
    LIVE.remap({})


def app_with(keys: Mapping[str, str], it: Bed) -> RlmTuiApp:
    """The app over a run, with keys of a person's own."""
    return RlmTuiApp(
        None, controller=it.controller, clock=it.clock, grace_ms=0, keys=keys
    )


async def test_a_key_of_ones_own_acts_and_the_old_one_does_not() -> None:
    it = bed(factories.waiting_session())

    async with app_with({"ticket.approve": "U"}, it).run_test() as pilot:
        await settle(pilot)
        await press(pilot, "a")
        assert it.handle.verbs == []
        await press(pilot, "U")

        assert it.handle.verbs == [("approve", FIRST)]


async def test_two_keys_can_be_swapped() -> None:
    it = bed(factories.waiting_session())
    swapped = {"ticket.approve": "r", "ticket.reject": "a"}

    async with app_with(swapped, it).run_test() as pilot:
        await settle(pilot)
        await press(pilot, "r")

        assert it.handle.verbs == [("approve", FIRST)]


async def test_hints_and_help_show_the_keys_of_ones_own() -> None:
    it = bed(factories.waiting_session())
    app = app_with({"ticket.approve": "U", "run.pause": "f7"}, it)

    async with app.run_test(size=(100, 40)) as pilot:
        await settle(pilot)
        hints = [plain(row) for row in run_screen(pilot).hints.lines]
        await press(pilot, "question_mark")
        assert isinstance(app.screen, HelpScreen)
        text = app.screen.view.plain_text

    assert "U approve" in hints[0]
    assert "f7 pause" in hints[1]
    assert "  U             Send it as it is shown." in text


def test_keys_are_read_from_dotted_names_and_tables() -> None:
    text = 'run.pause = "p f7"\n"ticket.approve" = ["U", "?"]\n[tree]\nopen = "ctrl+o"'

    assert parse_keys(text) == {
        "run.pause": ["p", "f7"],
        "ticket.approve": ["U", "question_mark"],
        "tree.open": ["ctrl+o"],
    }


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("?", "question_mark"),
        ("]", "right_square_bracket"),
        ("ctrl+/", "ctrl+slash"),
        ("!", "exclamation_mark"),
        ("+", "plus"),
        (",", "comma"),
        ("esc", "escape"),
        ("F", "F"),
        ("f6", "f6"),
    ],
)
def test_keys_as_people_write_them(word: str, name: str) -> None:
    assert key_named(word) == name


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        (
            {"run.paws": ["p"]},
            "run.paws: there is no such verb; did you mean run.pause",
        ),
        ({"run.pause": ["a"]}, "a would be ticket.approve and run.pause"),
        ({"run.pause": ["j"]}, "j would be run.pause and tree.down"),
        ({"run.pause": ["ctrl+m"]}, "ctrl+m cannot be used: it arrives as enter"),
        ({"run.pause": ["ctrl+3"]}, "ctrl+3 cannot be used: terminals do not send it"),
        ({"run.pause": ["alt+1"]}, "alt+1 cannot be used"),
        ({"ticket.approve": ["enter"]}, "enter never acts on a run"),
        ({"run.abort": ["space"]}, "space never acts on a run"),
        ({"edit.keep": ["s"]}, "s is a letter of the text"),
        ({"edit.keep": ["exclamation_mark"]}, "is a letter of the text"),
        ({"run.pause": []}, "it would have no key"),
        ({"list.down": ["e"]}, "e would be"),
    ],
)
def test_what_cannot_work_is_refused(
    changes: dict[str, list[str]], problem: str
) -> None:
    problems = list(problems_of(changes))

    assert [said for said in problems if problem in said]


def test_the_table_itself_has_no_problem() -> None:
    assert list(problems_of({key.id: key.names for key in KEYS})) == []


def test_swapping_is_no_conflict() -> None:
    swapped = {"ticket.approve": ["r"], "ticket.reject": ["a"]}

    assert list(problems_of(swapped)) == []


def test_without_a_file_the_keys_are_those_of_the_table(tmp_path: Path) -> None:
    assert read_keys(tmp_path / "keys.toml") == {}


def test_a_file_that_cannot_be_used_names_every_problem(tmp_path: Path) -> None:
    path = tmp_path / "keys.toml"
    path.write_text('run.paws = "p"\nrun.pause = "a"\n')

    with pytest.raises(SettingsError) as caught:
        read_keys(path)

    assert "run.paws" in str(caught.value)
    assert "a would be" in str(caught.value)
    assert str(path) in str(caught.value)


def test_a_file_that_is_no_toml_is_said_to_be(tmp_path: Path) -> None:
    path = tmp_path / "keys.toml"
    path.write_text("run.pause = p")

    with pytest.raises(SettingsError, match="is no TOML"):
        read_keys(path)
