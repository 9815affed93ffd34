"""Stop rules are written where one stands, read back, counted, switched and moved."""

from __future__ import annotations

from immutables import Map
from textual.widgets import Input

from rlm_tui.domain.rules.offers import moved, offers_from, switched
from rlm_tui.domain.rules.parse import parse_rule
from rlm_tui.domain.session import Session
from rlm_tui.ui.rows.rules import rule_rows
from rlm_tui.ui.screens.rules import RulesScreen
from rlm_tui.ui.text.lines import plain
from rlm_tui.ui.widgets.dialog import Dialog
from tests import factories
from tests.ui import sessions
from tests.ui.driving import note, opened, press, run_screen, settle
from tests.ui.fakes import Bed, bed

FIRST, SECOND = "0.1:query:1", "0.2:query:1"


def with_rules(*rules: str) -> Bed:
    """A run with two waiting queries and these rules."""
    created, *rest = factories.waiting_session()
    return bed([created.model_copy(update={"rules": rules}), *rest])


async def test_b_begins_a_rule_with_what_is_under_the_cursor() -> None:
    it = bed(sessions.waiting())

    async with opened(it) as pilot:
        await press(pilot, "b")
        screen = run_screen(pilot)
        said = plain(screen.ask_bar.says.lines[0])

        assert pilot.app.screen.query_one(Input).value == "hold gate:query node:0.1.*"
        assert said.startswith("hold when gate is query and node is like 0.1.*")
        assert "would have stopped 2 of 2 gates  (up wider, down narrower)" in said
        await press(pilot, "down")
        narrower = pilot.app.screen.query_one(Input).value
        assert narrower == "hold gate:query node:0.1.* kind:llm depth=2"


async def test_a_rule_typed_whole_takes_the_place_of_the_one_that_is_offered() -> None:
    it = with_rules()

    async with opened(it) as pilot:
        await press(pilot, "b", *"hold gate:exec", "enter")
        await press(pilot, "b", "end", *" cost>1", "enter")

    assert it.handle.verbs == [
        ("set_rules", "hold gate:exec"),
        ("set_rules", "hold gate:query cost>1", "hold gate:exec"),
    ]


async def test_enter_puts_the_new_rule_first() -> None:
    it = with_rules("hold gate:exec")

    async with opened(it) as pilot:
        await press(pilot, "b", "enter")

        assert it.handle.verbs == [("set_rules", "hold gate:query", "hold gate:exec")]
        assert note(pilot).startswith("2 rules in force; hold when gate is query")


async def test_a_rule_that_cannot_be_read_stays_with_a_mark_at_the_place() -> None:
    it = with_rules()

    async with opened(it) as pilot:
        await press(pilot, "b", "ctrl+u", *"hold dpth>2", "enter")
        screen = run_screen(pilot)

        assert it.handle.verbs == []
        assert pilot.app.screen.query_one(Input).value == "hold dpth>2"
        assert plain(screen.ask_bar.says.lines[0]).startswith("     ^ ")


async def test_a_rule_that_refuses_offers_to_refuse_what_waits() -> None:
    it = with_rules("hold gate:query")

    async with opened(it) as pilot:
        await press(pilot, "b", "ctrl+u", *'deny "long" gate:query', "enter")
        assert isinstance(pilot.app.screen, Dialog)
        await press(pilot, "y")

        assert it.handle.verbs[1:] == [
            ("reject", FIRST, "long"),
            ("reject", SECOND, "long"),
        ]
        assert set(it.handle.shown_at) == {FIRST, SECOND}


async def test_enter_on_that_offer_releases_nothing() -> None:
    it = with_rules("hold gate:query")

    async with opened(it) as pilot:
        await press(pilot, "b", "ctrl+u", *"pass gate:query", "enter", "enter")

        assert [verb[0] for verb in it.handle.verbs] == ["set_rules"]
        assert "what waits already is not touched" in note(pilot)


async def test_the_list_switches_moves_and_takes_away() -> None:
    it = with_rules("hold gate:query", "hold gate:exec")

    async with opened(it) as pilot:
        await press(pilot, "L")
        screen = pilot.app.screen
        assert isinstance(screen, RulesScreen)
        await press(pilot, "space")
        assert "not asked any more when gate is query" in plain(screen.note.lines[0])
        assert "switches it on again" in plain(screen.reading.lines[2])
        await press(pilot, "J")
        assert it.handle.verbs[-1][1:] == ("hold gate:exec", "hold gate:query off")
        await press(pilot, "D", "enter", "D", "y")

        assert it.handle.verbs[-1][1:] == ("hold gate:exec",)


async def test_what_a_rule_that_is_off_would_hold_stays_in_sight() -> None:
    created = factories.created(rules=("hold gate:query off",), attended=True)
    it = bed(factories.numbered(created, factories.root_started()))

    async with opened(it, size=(80, 24)) as pilot:
        assert note(pilot).startswith(
            "rule 1 is off, it would hold when gate is query; L: the rules"
        )


def test_a_rule_that_is_off_keeps_its_hits() -> None:
    hits = Map({"hold gate:query": 6})
    session = Session(rules=("hold gate:query off",), rule_hits=hits)

    assert rule_rows(session)[0].hits == 6


async def test_a_rule_is_changed_in_its_place() -> None:
    it = with_rules("hold gate:exec", "hold gate:query")

    async with opened(it) as pilot:
        await press(pilot, "L", "j", "enter", *" once", "enter")

        assert it.controller.session.rules == ("hold gate:exec", "hold gate:query once")


async def test_letters_in_the_rule_line_are_letters() -> None:
    it = with_rules("hold gate:exec")

    async with opened(it) as pilot:
        await press(pilot, "L", "b", *"DJKe", "escape", "escape")
        await settle(pilot)

        assert it.handle.verbs == []
        assert run_screen(pilot).is_current


async def test_in_review_rules_are_read_and_not_changed() -> None:
    it = bed(factories.waiting_session(), is_review=True)

    async with opened(it) as pilot:
        await press(pilot, "b")
        assert note(pilot).startswith("a saved session")
        await press(pilot, "L", "space", "D", "b")
        screen = pilot.app.screen

        assert isinstance(screen, RulesScreen)
        assert it.controller.session.rules == ("hold gate:query",)
        assert "add" not in plain(screen.hints.lines[0])
        assert "rules" not in screen.help_topic().groups


def test_a_rule_is_scoped_to_the_subtree_of_what_asked() -> None:
    session = factories.folded(*sessions.waiting())
    held = session.tickets["0.1.2:query:1"]

    assert offers_from(session, "0.1.2", held).rule == "hold gate:query node:0.1.*"
    assert offers_from(session, "0.1", None).rule == "hold gate:query node:0.1.*"
    assert offers_from(session, "0", None).rule == "hold gate:query"


def test_a_rule_for_what_a_node_does_itself_names_the_node() -> None:
    held = factories.held("0.1", "exec", owner="0.1")
    session = factories.folded(
        factories.created(),
        factories.root_started(),
        factories.child_started("0.1", "rlm"),
        held,
    )
    [ticket] = session.open_tickets

    assert offers_from(session, "0.1", ticket).rule == "hold gate:exec node:0.1,0.1.*"


def test_switching_twice_gives_the_rule_back() -> None:
    off = switched(parse_rule("hold gate:query"))

    assert off == "hold gate:query off"
    assert switched(parse_rule(off)) == "hold gate:query"


def test_a_rule_at_an_end_stays_there() -> None:
    assert moved(["a", "b"], 0, -1) == (["a", "b"], 0)
    assert moved(["a", "b"], 0, 1) == (["b", "a"], 1)
