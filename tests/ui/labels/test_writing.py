"""What the text box says about an edit and an answer."""

from __future__ import annotations

import pytest

from rlm_tui.domain.decisions import EDITABLE
from rlm_tui.domain.session import Ticket
from rlm_tui.ui.labels.writing import (
    answer_example,
    answer_words,
    edit_words,
    kept_words,
)
from tests.factories import child_started, created, folded, held, root_started


def ticket_at(gate: str, node: str = "0", **changes: object) -> Ticket:
    raised = held(node, gate).model_copy(update={"owner": "0", **changes})
    child = [] if node == "0" else [child_started(node)]
    return folded(created(), root_started(), *child, raised).tickets[raised.ticket]


@pytest.mark.parametrize(
    ("ticket", "said", "begins"),
    [
        (ticket_at("call"), "between ```repl and ```", "I look"),
        (ticket_at("exec", block=1), "which does not run", "as if the code"),
        (ticket_at("query", "0.2"), "the reply to 0.2, nothing", "as if the model"),
        # An element of a batch is a lane of its own.
        (ticket_at("query", "0.2", owner="0.2", block=1), "the reply to 0.2", "as if "),
        (ticket_at("error", block=1, model=""), "output of this", "as if the code"),
        (
            ticket_at("error", "0.2", owner="0.2", block=1),
            "the reply to 0.2",
            "as if the model",
        ),
        (ticket_at("error"), "this turn in the model's place", "I look"),
        (ticket_at("error", "0.2"), "the reply to 0.2", "as if the model"),
    ],
)
def test_the_box_says_whose_part_an_answer_takes(
    ticket: Ticket, said: str, begins: str
) -> None:
    assert said in answer_words(ticket)
    assert answer_example(ticket).startswith(begins)
    assert kept_words(ticket, is_answer=True) == (
        "f2 shows what you stand in for. ctrl+s goes back with it, there a uses it."
    )


@pytest.mark.parametrize(
    ("gate", "goes"),
    [("call", "sends it"), ("exec", "runs it"), ("final", "accepts it")],
)
def test_the_box_says_what_comes_of_an_edit(gate: str, goes: str) -> None:
    kept = kept_words(ticket_at(gate), is_answer=False)

    assert kept == f"ctrl+s goes back with it, there a {goes}."


@pytest.mark.parametrize("gate", sorted(EDITABLE))
def test_every_text_that_can_be_changed_is_named(gate: str) -> None:
    assert edit_words(ticket_at(gate)).startswith("The ")
