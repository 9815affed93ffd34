"""Every verb of the key table has a word and a place in the palette where it is had."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from textual.screen import Screen

from rlm_tui.commands.parse import word_for
from rlm_tui.ui.app import RlmTuiApp
from rlm_tui.ui.keys.file import TYPING
from rlm_tui.ui.keys.key import Key, Where
from rlm_tui.ui.keys.keymap import keys_of
from rlm_tui.ui.keys.table import KEYS
from rlm_tui.ui.keys.verbs import OWN, UNSEEN, is_move, verbs_of
from rlm_tui.ui.palette.verbs import palette_keys
from rlm_tui.ui.screens.attempts import AttemptsScreen
from rlm_tui.ui.screens.batch import BatchScreen
from rlm_tui.ui.screens.command_line import CommandLine
from rlm_tui.ui.screens.compare import CompareScreen
from rlm_tui.ui.screens.differences import DifferencesScreen
from rlm_tui.ui.screens.help import HelpScreen
from rlm_tui.ui.screens.insight import InsightScreen
from rlm_tui.ui.screens.rules import RulesScreen
from rlm_tui.ui.screens.run import RunScreen
from rlm_tui.ui.screens.sessions import SessionsScreen
from rlm_tui.ui.screens.settings import SettingsScreen
from rlm_tui.ui.screens.start import StartScreen
from rlm_tui.ui.screens.variables import VariablesScreen
from rlm_tui.ui.typed.commands import verb_completions, verb_said
from rlm_tui.ui.widgets.batch_table import BatchTable
from rlm_tui.ui.widgets.choice_list import ChoiceList
from rlm_tui.ui.widgets.queue_pane import QueuePane
from rlm_tui.ui.widgets.session_list import SessionList
from rlm_tui.ui.widgets.text_view import TextView
from rlm_tui.ui.widgets.tree_pane import TreePane


@dataclass(frozen=True)
class Place:
    """A screen: its class, those of its panes, and the groups of keys it has."""

    screen: type[Screen[Any]]
    panes: tuple[type, ...]
    groups: tuple[Where, ...]
    is_review: bool = False

    @property
    def verbs(self) -> list[Key]:
        """What can be done there."""
        owners = (self.screen, *self.panes, RlmTuiApp)
        return verbs_of(owners, is_review=self.is_review)


_PANES = (TreePane, QueuePane, TextView)
PLACES: dict[str, Place] = {
    "run": Place(
        RunScreen,
        _PANES,
        ("ticket", "run", "view", "tree", "queue", "text", "anywhere"),
    ),
    "review": Place(
        RunScreen,
        _PANES,
        ("view", "review", "tree", "text", "anywhere"),
        is_review=True,
    ),
    "batch": Place(BatchScreen, (BatchTable,), ("batch", "table", "anywhere")),
    "rules": Place(RulesScreen, (ChoiceList,), ("rules", "list", "anywhere")),
    "variables": Place(
        VariablesScreen, (ChoiceList, TextView), ("values", "list", "anywhere")
    ),
    "sessions": Place(SessionsScreen, (SessionList,), ("saved", "list", "anywhere")),
    "start": Place(StartScreen, (SessionList,), ("start", "list", "anywhere")),
    "attempts": Place(AttemptsScreen, (TextView,), ("attempts", "anywhere")),
    "insight": Place(InsightScreen, (TextView,), ("insight", "anywhere")),
    "texts": Place(CompareScreen, (TextView,), ("anywhere",)),
    "sides": Place(DifferencesScreen, (TextView,), ("compare", "anywhere")),
    "settings": Place(SettingsScreen, (ChoiceList,), ("list", "anywhere")),
}
"""Every screen on which a letter is a key."""


def verbs_at(name: str) -> list[Key]:
    """What the key table has for a screen, but for moving a cursor."""
    return [key for key in keys_of(*PLACES[name].groups) if not is_move(key)]


def test_every_verb_is_had_somewhere() -> None:
    groups = {group for place in PLACES.values() for group in place.groups}

    assert {key.where for key in KEYS} - groups == {"line", "edit", "limits", "models"}
    assert {"line", "edit", "limits", "models"} <= TYPING | UNSEEN


@pytest.mark.parametrize("name", PLACES)
def test_every_verb_is_in_the_palette(name: str) -> None:
    shown = {key.id for key in palette_keys(PLACES[name].verbs)}

    assert [key.id for key in verbs_at(name) if key.id not in shown] == []


@pytest.mark.parametrize("name", PLACES)
def test_every_verb_has_a_word_and_a_line_to_write_it_in(name: str) -> None:
    place = PLACES[name]
    bound = {getattr(binding, "id", None) for binding in _bindings(place.screen)}

    assert issubclass(place.screen, CommandLine)
    assert "run.command" in bound
    for key in verbs_at(name):
        meant = verb_said(key.word, place.verbs)
        assert verb_said(key.id, place.verbs) == key
        assert meant is not None or word_for(key.word) is not None
        if key.where in OWN:
            assert meant is not None
            assert meant.word == key.word


def _bindings(screen: type[Screen[Any]]) -> list[object]:
    return [bound for one in screen.__mro__ for bound in vars(one).get("BINDINGS", ())]


def test_what_a_key_does_over_a_saved_session_has_its_own_name() -> None:
    verbs = PLACES["review"].verbs

    names = {key.id: key.label for key in palette_keys(verbs)}
    assert names["run.pause"] == "replay"
    assert names["run.latch"] == "faster"
    assert names["ticket.reject"] == "resume"
    assert "ticket.approve" not in names
    replay = verb_said("replay", verbs)
    assert replay is not None
    assert replay.action == "run_pause"
    assert "faster" in verb_completions("fas", verbs)


def test_a_line_that_is_more_than_a_word_is_a_command_everywhere() -> None:
    assert verb_said("set", PLACES["variables"].verbs) is not None
    assert verb_said("set theme light", PLACES["variables"].verbs) is None


def test_help_takes_the_key_of_the_command_line() -> None:
    bound = {getattr(binding, "id", None) for binding in _bindings(HelpScreen)}

    assert "run.command" in bound
