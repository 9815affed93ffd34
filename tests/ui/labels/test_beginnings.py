"""Prompts of a batch are told apart by what differs in them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rlm_tui.domain.events_of_tickets import TicketEdited
from rlm_tui.domain.reduce import replay
from rlm_tui.domain.session import Session
from rlm_tui.domain.text import Text
from rlm_tui.ui.labels.beginnings import (
    from_difference,
    shared_beginning,
    shared_by_edited,
)
from rlm_tui.ui.labels.look import Look
from rlm_tui.ui.labels.rows import row_line
from rlm_tui.ui.rows.elements import Elements
from rlm_tui.ui.rows.tree import Row
from rlm_tui.ui.style.glyphs import UNICODE
from rlm_tui.ui.text.lines import plain, width_of
from tests.ui import batches


def test_what_all_prompts_begin_with_is_found_up_to_a_word() -> None:
    prompts = [batches.prompt(index) for index in range(5)]

    shared = shared_beginning(prompts)
    assert shared.startswith("Extract the liability cap from")
    assert shared.endswith("MSA ")


@pytest.mark.parametrize(
    "prompts", [[], ["one"], ["Sum a", "Sum b"], ["x" * 60, "x" * 60 + " and more"]]
)
def test_a_beginning_that_is_not_worth_it_is_kept(prompts: list[str]) -> None:
    assert shared_beginning(prompts) == ""


def edited(*rows: int) -> Session:
    """A batch in which a person has changed how some prompts begin."""
    edits = [
        TicketEdited(
            node=f"0.1.{row + 1}",
            ticket=batches.ticket(row),
            text=Text.of(f"Q: {batches.prompt(row)}"),
        )
        for row in rows
    ]
    return replay(batches.waiting(5, *edits))


def test_edited_prompts_are_told_apart_by_what_differs_in_them() -> None:
    session = edited(1, 2)
    elements = Elements("0.1").of(session, session.open_tickets)
    asked = shared_beginning(row.node.prompt.preview for row in elements)

    shared = (asked, shared_by_edited(elements))
    told = [from_difference(row.prompt, shared, UNICODE) for row in elements]

    assert [said[:8] for said in told[:3]] == ["…2024-00", "…2024-01", "…2024-02"]


def test_one_edited_prompt_shows_what_was_changed() -> None:
    session = edited(1)
    elements = Elements("0.1").of(session, session.open_tickets)

    assert shared_by_edited(elements) == ""


def test_a_wide_tree_tells_what_an_element_is_about() -> None:
    session, look = edited(1), Look(UNICODE, 0.0)
    look = replace(look, waiting={t.node: t for t in session.open_tickets})

    rows = [
        row_line(session, Row("0.1.1", indent=4), width, look, cursor=False)
        for width in (42, 28)
    ]

    assert "0.1.1 …2024-00 betwee… ~$0.004" in plain(rows[0])
    assert "WAIT" in plain(rows[1])
    assert [width_of(row) for row in rows] == [42, 28]
    edited_row = row_line(session, Row("0.1.2"), 60, look, cursor=False)
    assert "0.1.2 ± Q: Extract" in plain(edited_row)
