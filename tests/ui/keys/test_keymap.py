"""The key table is complete, without doubles, and free of keys that never arrive."""

from __future__ import annotations

from collections import Counter

import pytest

from rlm_tui.ui.app import RlmTuiApp
from rlm_tui.ui.keys.file import TOGETHER, UNSENDABLE
from rlm_tui.ui.keys.key import TITLES, Key, Where
from rlm_tui.ui.keys.keymap import bindings, keys_of
from rlm_tui.ui.keys.table import KEYS
from rlm_tui.ui.screens.attempts import AttemptsScreen
from rlm_tui.ui.screens.batch import BatchScreen
from rlm_tui.ui.screens.differences import DifferencesScreen
from rlm_tui.ui.screens.edit import EditScreen
from rlm_tui.ui.screens.insight import InsightScreen
from rlm_tui.ui.screens.limits import LimitsScreen
from rlm_tui.ui.screens.models import ModelScreen
from rlm_tui.ui.screens.rules import RulesScreen
from rlm_tui.ui.screens.run import RunScreen
from rlm_tui.ui.screens.sessions import SessionsScreen
from rlm_tui.ui.screens.start import StartScreen
from rlm_tui.ui.screens.variables import VariablesScreen
from rlm_tui.ui.widgets.ask_bar import AskLine
from rlm_tui.ui.widgets.batch_table import BatchTable
from rlm_tui.ui.widgets.choice_list import ChoiceList
from rlm_tui.ui.widgets.queue_pane import QueuePane
from rlm_tui.ui.widgets.text_view import TextView
from rlm_tui.ui.widgets.tree_pane import TreePane

OWNERS: dict[Where, type] = {
    "anywhere": RlmTuiApp,
    "tree": TreePane,
    "queue": QueuePane,
    "text": TextView,
    "view": RunScreen,
    "review": RunScreen,
    "run": RunScreen,
    "ticket": RunScreen,
    "table": BatchTable,
    "batch": BatchScreen,
    "edit": EditScreen,
    "line": AskLine,
    "limits": LimitsScreen,
    "rules": RulesScreen,
    "models": ModelScreen,
    "attempts": AttemptsScreen,
    "compare": DifferencesScreen,
    "list": ChoiceList,
    "values": VariablesScreen,
    "saved": SessionsScreen,
    "start": StartScreen,
    "insight": InsightScreen,
}


def test_ids_are_unique() -> None:
    assert max(Counter(key.id for key in KEYS).values()) == 1


@pytest.mark.parametrize("key", KEYS, ids=lambda key: key.id)
def test_every_verb_exists_where_it_is_bound(key: Key) -> None:
    assert hasattr(OWNERS[key.where], f"action_{key.action}")


@pytest.mark.parametrize("groups", TOGETHER, ids=lambda groups: groups[0])
def test_no_key_means_two_things_where_it_is_bound(groups: tuple[Where, ...]) -> None:
    pressed = [name for key in keys_of(*groups) for name in key.names]

    assert [name for name, count in Counter(pressed).items() if count > 1] == []


def test_no_key_is_one_that_terminals_cannot_send() -> None:
    pressed = {name for key in KEYS for name in key.names}

    assert pressed & UNSENDABLE.keys() == set()


def test_navigation_keys_never_act_on_the_run() -> None:
    moving = {name for key in keys_of("tree") for name in key.keys.split(",")}
    acting = {name for key in keys_of("run", "ticket") for name in key.keys.split(",")}

    assert moving & acting == set()


def test_bindings_carry_id_and_tooltip() -> None:
    for binding in bindings(*TITLES):
        assert getattr(binding, "id", None)
        assert getattr(binding, "tooltip", "").endswith(".")
