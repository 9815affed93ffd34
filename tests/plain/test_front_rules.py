"""Rules, marks and notes are written, listed and kept line by line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import factories
from tests.plain.beds import plain

WAITING = factories.waiting_session()
FIRST, SECOND = "0.1:query:1", "0.2:query:1"


async def test_a_new_rule_stands_first_and_says_what_it_would_have_done() -> None:
    desk = plain(WAITING)

    await desk.type('rule deny "no" node:0.2', "y")

    assert desk.verbs == [
        ("set_rules", 'deny "no" node:0.2', "hold gate:query"),
        ("reject", SECOND, "no"),
    ]
    said, _decided = desk.said("OK")
    assert 'refuse with "no" when node is 0.2; would have refused 1 of 2' in said


@pytest.mark.parametrize(("answer", "freed"), [("y", [("approve", SECOND)]), ("", [])])
async def test_a_rule_that_lets_pass_offers_to_free_what_waits(
    answer: str, freed: list[tuple[str, ...]]
) -> None:
    desk = plain(WAITING)

    await desk.type("b", "pass node:0.2", answer)

    suggested, offered = desk.said("ASK")
    assert suggested.startswith("A stop rule, such as hold gate:query kind:llm ")
    assert offered.startswith("What waits already matches it too, #2: let it through?")
    assert desk.verbs[1:] == freed
    assert set(desk.bed.handle.shown_at) == {ticket for _, ticket in freed}


async def test_rules_are_switched_deleted_saved_and_loaded(tmp_path: Path) -> None:
    desk = plain(WAITING, tmp_path)

    await desk.type(
        "rules save mine", "rules off 1", "rules delete 1", "rules load mine"
    )

    assert desk.verbs == [
        ("set_rules", "hold gate:query off"),
        ("set_rules",),
        ("set_rules", "hold gate:query"),
    ]


async def test_a_wrong_rule_changes_nothing() -> None:
    desk = plain(WAITING)

    await desk.type("rule hold dpth>2", "rules delete 4", "rules load nothing")

    assert desk.verbs == []
    assert len(desk.said("ERROR")) == 3


async def test_marks_and_notes_are_kept() -> None:
    desk = plain(WAITING)

    await desk.type("mark 0.1", "; 0.1 odd one", "a @marked", "y")

    assert desk.verbs == [("approve", FIRST)]
    assert desk.bed.journal.session.nodes["0.1"].note.preview == "odd one"
