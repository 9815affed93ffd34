"""A filter leaves matching rows and those above them."""

from __future__ import annotations

import pytest

from rlm_tui.domain.rules.parse import parse_filter
from rlm_tui.ui.rows.sieve import Sieve
from rlm_tui.ui.text.lines import plain
from rlm_tui.ui.typed.rules import Names, filter_completions, rule_completions
from tests import factories
from tests.ui import sessions
from tests.ui.driving import note, opened, press, run_screen
from tests.ui.fakes import bed

NAMES = Names(models=("openai/gpt-5", "openai/gpt-5-mini"), nodes=("0", "0.1"))


async def test_only_matching_rows_and_those_above_them_are_left() -> None:
    it = bed(sessions.waiting())

    async with opened(it) as pilot:
        await press(pilot, "f", *"state:held kind:query", "enter")
        screen = run_screen(pilot)
        left = [row.node for row in screen.tree_pane.rows]

        assert left == ["0", "0.1", "0.1.2", "0.1.3"]
        assert note(pilot).startswith("2 nodes match")
        assert "f: state:held" in str(screen.tree_pane.border_title)


async def test_escape_shows_everything_again() -> None:
    it = bed(sessions.waiting())

    async with opened(it) as pilot:
        before = run_screen(pilot).tree_pane.rows
        await press(pilot, "f", *"state:held", "enter", "escape")

        assert run_screen(pilot).tree_pane.rows == before


async def test_what_is_wrong_with_a_filter_is_said_at_its_place() -> None:
    it = bed(sessions.waiting())

    async with opened(it) as pilot:
        await press(pilot, "f", *"cost>1 dpth>2", "enter")
        screen = run_screen(pilot)

        assert screen.is_asking
        assert plain(screen.ask_bar.says.lines[0]).startswith("       ^ ")
        assert "depth" in plain(screen.ask_bar.says.lines[0])
        assert screen.sieve is None


async def test_a_filter_is_read_back_while_it_is_typed() -> None:
    it = bed(sessions.waiting())

    async with opened(it) as pilot:
        await press(pilot, "f", *"depth>=2")
        said = plain(run_screen(pilot).ask_bar.says.lines[0])

    assert said == "show depth >= 2"


async def test_tab_completes_and_up_brings_the_last_filter_back() -> None:
    it = bed(sessions.waiting())

    async with opened(it) as pilot:
        await press(pilot, "f", *"mar", "tab", "enter", "f", "ctrl+u", "up")

        assert run_screen(pilot).ask_bar.entry.value == "marked"


def test_a_node_is_asked_about_again_only_when_it_has_changed() -> None:
    sieve = Sieve(parse_filter("marked"))
    session = factories.folded(*factories.waiting_session())
    first = sieve.shown(session, {})

    assert sieve.shown(session, {}) is first
    assert first == {"0"}


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("dep", ["depth>="]),
        ("gate:qu", ["gate:query"]),
        ("gate:exec,qu", ["gate:exec,query"]),
        ("!model:openai/gpt-5-", ["!model:openai/gpt-5-mini"]),
        ("cost>1 & node:0.", ["cost>1 & node:0.1"]),
    ],
)
def test_filters_are_completed_by_their_last_word(line: str, wanted: list[str]) -> None:
    assert filter_completions(line, NAMES) == wanted


def test_rules_are_completed_with_actions_and_options() -> None:
    assert "hold " in rule_completions("ho", NAMES)
    assert "hold gate:query once" in rule_completions("hold gate:query on", NAMES)
