"""Every verb has a word; what cannot be done keeps the line."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.events import Key
from textual.keys import _character_to_key as character_to_key
from textual.pilot import Pilot
from textual.widgets import Input

from rlm_tui.commands.parse import WORDS
from rlm_tui.domain.events_of_steering import NodeMarked
from rlm_tui.rulefiles import RuleFolder
from rlm_tui.ui.app import RlmTuiApp
from rlm_tui.ui.screens.edit import EditScreen
from rlm_tui.ui.screens.help import HelpScreen
from rlm_tui.ui.screens.limits import LimitsScreen
from rlm_tui.ui.screens.rules import RulesScreen
from rlm_tui.ui.screens.variables import VariablesScreen
from rlm_tui.ui.text.lines import plain
from rlm_tui.ui.typed.commands import command_completions
from rlm_tui.ui.widgets.dialog import Dialog
from tests import factories
from tests.ui import batches, sessions
from tests.ui.driving import note, opened, press, run_screen, settle
from tests.ui.fakes import Bed, bed
from tests.ui.launchers import FakeLauncher

FIRST, SECOND = "0.1:query:1", "0.2:query:1"


async def type_line(pilot: Pilot[None], said: str) -> None:
    """Open the command line, type a command and press Enter."""
    await press(pilot, "colon")
    run_screen(pilot).ask_bar.entry.value = said
    await press(pilot, "enter")


async def verbs_of(said: str, *, it: Bed | None = None) -> list[tuple[str, ...]]:
    """What a command leads to in a run where two queries wait."""
    it = it or bed(factories.waiting_session())
    async with opened(it) as pilot:
        await type_line(pilot, said)
        return it.handle.verbs


@pytest.mark.parametrize(
    ("said", "verbs"),
    [
        ("approve", [("approve", FIRST)]),
        ("approve 0.2", [("approve", SECOND)]),
        ("approve 2", [("approve", SECOND)]),
        ('reject "too broad"', [("reject", FIRST, "too broad")]),
        ('answer "42" 0.2', [("answer", SECOND, "42")]),
        ('edit "Other."', [("edit", FIRST, "Other.")]),
        ("pause", [("pause",)]),
        ("pause node 0.2", [("latch", "node", "0.2")]),
        ("pause node", [("latch", "node", "0.1")]),
        ("pause model openai/gpt-5", [("latch", "model", "openai/gpt-5")]),
        ("continue", [("resume",)]),
        ("continue node 0.2", [("unlatch", "node", "0.2")]),
        ("limit money 10", [("set_limits", "{'max_cost': 10}")]),
        ("guide 0 be brief", [("inject", "0", "be brief")]),
        ("withdraw 0 1", [("withdraw", "0", "1")]),
        ('set-variable 0 x = "a"', [("set_variable", "0", "x", '"a"')]),
        ("rule hold gate:exec", [("set_rules", "hold gate:exec", "hold gate:query")]),
        ("rules off 1", [("set_rules", "hold gate:query off")]),
        ("rules on 1", [("set_rules", "hold gate:query")]),
        ("rules delete 1", [("set_rules",)]),
    ],
)
async def test_a_command_does_what_its_key_does(
    said: str, verbs: list[tuple[str, ...]]
) -> None:
    assert await verbs_of(said) == verbs


async def test_a_step_moves_the_lane_of_what_is_shown() -> None:
    assert ("step", "iteration", "0") in await verbs_of("iteration")


@pytest.mark.parametrize(
    ("said", "verb"),
    [
        ("approve @all", "approve"),
        ("approve gate:query", "approve"),
        ('reject "no" @shown', "reject"),
        ('answer "{idx}" @lane', "answer"),
    ],
)
async def test_a_set_is_decided_after_a_question(said: str, verb: str) -> None:
    it = bed(factories.waiting_session())

    async with opened(it) as pilot:
        await type_line(pilot, said)
        assert isinstance(pilot.app.screen, Dialog)
        assert it.handle.verbs == []
        await press(pilot, "y")

        assert [done[:2] for done in it.handle.verbs] == [(verb, FIRST), (verb, SECOND)]


async def test_marked_means_what_waits_at_marked_nodes() -> None:
    marked = NodeMarked(node="0.2", marked=True)
    it = bed(factories.numbered(*factories.waiting_session(), marked))

    assert await verbs_of("approve @marked", it=it) == [("approve", SECOND)]


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ("aprove", "did you mean approve?"),
        ("rule hold dpth>2", "did you mean depth?"),
        ("limit money lots", "^"),
        ("approve @marked", "nothing that is marked waits"),
        ("goto 7.7", "there is no node or event 7.7"),
        ("rules delete 9", "there is no rule 9"),
        ("theme none-such", "none-such"),
        ("set colour red", "cannot be set; there are hints"),
    ],
)
async def test_what_cannot_be_done_keeps_the_line(said: str, problem: str) -> None:
    it = bed(factories.waiting_session())

    async with opened(it) as pilot:
        await type_line(pilot, said)
        screen = run_screen(pilot)

        assert screen.is_asking
        assert screen.ask_bar.entry.value == said
        assert problem in plain(screen.ask_bar.says.lines[0])
        assert it.handle.verbs == []


async def test_the_caret_stands_below_the_word_that_is_wrong() -> None:
    async with opened(bed(factories.waiting_session())) as pilot:
        await type_line(pilot, "rule hold dpth>2")
        said = plain(run_screen(pilot).ask_bar.says.lines[0])

    assert said.index("^") == "rule hold dpth>2".index("dpth")


async def test_a_rule_reads_back_in_english_with_a_count() -> None:
    line = 'rule hold depth>=2 & kind:subquery & ~ "liab" & cost>0.05'

    async with opened(bed(sessions.waiting())) as pilot:
        await press(pilot, "colon")
        run_screen(pilot).ask_bar.entry.value = line
        await settle(pilot)
        said = plain(run_screen(pilot).ask_bar.says.lines[0])

    assert said.startswith("hold when depth >= 2 and kind is query and")
    assert said.endswith("would have stopped 0 of 2 gates")


async def test_a_decision_about_what_was_shown_does_not_hit_what_came_since() -> None:
    it = bed(factories.waiting_session())

    async with opened(it) as pilot:
        await press(pilot, "colon", *"approve")
        await it.handle.approve(FIRST)
        await settle(pilot)
        await press(pilot, "enter")

        assert it.handle.verbs == [("approve", FIRST)]
        said = plain(run_screen(pilot).ask_bar.says.lines[0])
        assert said.startswith("what was shown when you began is gone")


async def test_words_typed_there_do_not_act_as_keys() -> None:
    it = bed(factories.waiting_session())

    async with opened(it) as pilot:
        await press(pilot, "colon", *"axXy", "escape")

        assert it.handle.verbs == []


@pytest.mark.parametrize(
    ("said", "screen"),
    [
        ("rules", RulesScreen),
        ("limit", LimitsScreen),
        ("variables 0", VariablesScreen),
        ("help", HelpScreen),
        ("edit", EditScreen),
        ("answer", EditScreen),
        ("abort", Dialog),
        ("abort-run", Dialog),
        ("quit", Dialog),
    ],
)
async def test_a_command_opens_what_its_key_opens(said: str, screen: type) -> None:
    async with opened(bed(factories.waiting_session())) as pilot:
        await type_line(pilot, said)

        assert isinstance(pilot.app.screen, screen)


async def test_goto_and_show_move_the_cursor_and_choose_the_tab() -> None:
    async with opened(bed(factories.waiting_session())) as pilot:
        await type_line(pilot, "goto 0.2")
        assert run_screen(pilot).desk.shown == SECOND
        await type_line(pilot, "show code 0")

        screen = run_screen(pilot)
        assert (screen.desk.selected.node, screen.tab) == ("0", "code")


async def test_tree_filters_and_status_says_how_it_stands() -> None:
    async with opened(bed(sessions.waiting())) as pilot:
        await type_line(pilot, "tree state:held kind:query")
        assert len(run_screen(pilot).tree_pane.rows) == 4
        await type_line(pilot, "status")

        assert note(pilot).startswith("◆ WAITING 2  107 nodes  $0.054")


async def test_marks_notes_and_settings() -> None:
    it = bed(factories.waiting_session())

    async with opened(it) as pilot:
        await type_line(pilot, "mark 0.2")
        await type_line(pilot, "note 0.2 odd")
        await type_line(pilot, "set grace_ms 250")
        await type_line(pilot, "theme light")

        node = it.controller.session.nodes["0.2"]
        assert node.flags >= {"marked", "noted"}
        assert run_screen(pilot).desk.grace.seconds == 0.25
        assert "light" in pilot.app.theme


async def test_in_review_one_can_look_and_not_act() -> None:
    it = bed(factories.waiting_session(), is_review=True)

    async with opened(it) as pilot:
        await type_line(pilot, "goto 5")
        assert run_screen(pilot).position == 5
        await type_line(pilot, "approve")

        assert note(pilot).startswith("a saved session")


async def test_lists_of_rules_are_kept_for_other_runs(tmp_path: Path) -> None:
    it = bed(factories.waiting_session())
    app = RlmTuiApp(
        None,
        controller=it.controller,
        clock=it.clock,
        grace_ms=0,
        rule_lists=RuleFolder(tmp_path),
    )

    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await type_line(pilot, "rules save mine")
        await type_line(pilot, "rules delete 1")
        await type_line(pilot, "rules load mine")
        assert it.controller.session.rules == ("hold gate:query",)
        await type_line(pilot, "rules names")

        assert note(pilot).startswith("lists of rules: mine")


async def test_up_brings_the_last_command_back() -> None:
    async with opened(bed(factories.waiting_session())) as pilot:
        await type_line(pilot, "status")
        await press(pilot, "colon", "up")

        assert pilot.app.screen.query_one(Input).value == "status"


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("appr", ["approve ", "approve-all "]),
        ("rej", ["reject "]),
        ("goto 0.", ["goto 0.1", "goto 0.2"]),
        ("pause mo", ["pause model "]),
        ("pause model openai/gpt-5-", ["pause model openai/gpt-5-mini"]),
        ("limit mon", ["limit money"]),
        ("rule hold dep", ["rule hold depth>="]),
        ("until gate:fi", ["until gate:final"]),
        ("approve @ma", ["approve @marked"]),
        ("theme li", ["theme light"]),
        ("theme a", ["theme auto"]),
        ("nonsense ", []),
    ],
)
def test_tab_completes_commands_and_their_arguments(
    said: str, wanted: list[str]
) -> None:
    session = factories.folded(*factories.waiting_session())

    assert command_completions(said, session) == wanted


def test_every_command_can_be_completed_from_nothing() -> None:
    session = factories.folded(*factories.waiting_session())

    assert len(command_completions("", session)) == len(WORDS)


async def test_branch_and_export_are_verbs_on_the_session() -> None:
    it = bed(factories.waiting_session(), is_review=True)
    launcher = FakeLauncher()
    app = RlmTuiApp(launcher, controller=it.controller, clock=it.clock)

    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await type_line(pilot, "export md /tmp/out")
        assert launcher.library.done == [("export", "s_test01", "/tmp/out.md")]
        await press(pilot, "w", "enter")
        assert launcher.library.done[1:] == [("export", "s_test01", "s_test01.html")]
        await press(pilot, "colon")
        run_screen(pilot).ask_bar.entry.value = "branch 12"
        await pilot.press("enter")
        await pilot.pause()

        assert isinstance(app.screen, Dialog)


async def test_the_texts_of_many_are_changed_by_one_line() -> None:
    it = bed(batches.waiting(3))

    async with opened(it) as pilot:
        await type_line(pilot, "substitute s/Answer/Reply/")

        assert [verb[:2] for verb in it.handle.verbs] == [
            ("edit", batches.ticket(number)) for number in range(3)
        ]


async def test_a_line_that_changes_nothing_is_said_to() -> None:
    it = bed(batches.waiting(3))

    async with opened(it) as pilot:
        await type_line(pilot, "substitute s/nowhere/x/")

        assert it.handle.verbs == []
        assert note(pilot).startswith("no text changes")


async def test_a_few_of_many_are_tried_after_a_question() -> None:
    it = bed(batches.waiting(5))

    async with opened(it) as pilot:
        await type_line(pilot, "try 3 @all")
        assert isinstance(pilot.app.screen, Dialog)
        await press(pilot, "y")

        assert it.handle.verbs == [
            ("approve", batches.ticket(number)) for number in (0, 2, 4)
        ]


async def test_a_line_that_comes_at_once_with_its_key_is_the_line() -> None:
    it = bed(factories.waiting_session())
    async with opened(it) as pilot:
        # As a terminal delivers what is pasted: nothing is handled between the keys.
        for character in ":abort 0.1":
            pilot.app.post_message(Key(character_to_key(character), character))
        await settle(pilot)
        await settle(pilot)

        assert run_screen(pilot).ask_bar.entry.value == "abort 0.1"
        assert it.handle.verbs == []


async def test_enter_that_comes_with_the_line_does_it() -> None:
    async with opened(bed(factories.waiting_session())) as pilot:
        for key in (*map(character_to_key, ":help"), "enter"):
            character = {"colon": ":"}.get(key, key)
            pilot.app.post_message(Key(key, character if len(character) == 1 else None))
        await settle(pilot)
        await settle(pilot)

        assert isinstance(pilot.app.screen, HelpScreen)
