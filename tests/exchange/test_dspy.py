"""Trajectories of dspy.RLM become sessions."""

from __future__ import annotations

import json

import pytest

from rlm_tui.errors import ExchangeError
from tests.exchange.reading_back import Imported, lines, printed

ENTRIES = [
    {"reasoning": "I look.", "code": "print(1)", "output": "1"},
    {"reasoning": "", "code": "1/0", "output": "[Error] ZeroDivisionError"},
    {"reasoning": "Done.", "code": "SUBMIT('x')", "output": "FINAL: {'answer': 'x'}"},
]


def prediction(name: str = "trajectory", **outputs: object) -> dict[str, object]:
    return {**outputs, name: ENTRIES, "final_reasoning": "Done."}


@pytest.mark.parametrize("name", ["trajectory", "repl_trajectory"])
def test_a_prediction_becomes_a_session(name: str) -> None:
    found = Imported(json.dumps(prediction(name, answer="x"), indent=2))

    turns = found.session.nodes["0"].iterations
    assert found.source == "dspy"
    assert found.session.context.label == "from dspy"
    assert found.session.answer is not None
    assert found.session.answer.whole == "x"
    assert [turn.executions[0].status for turn in turns] == ["ok", "error", "final"]
    assert printed(turns[1].executions[0]) == ""
    assert turns[0].reply is not None
    assert turns[0].reply.preview.startswith("I look.")


@pytest.mark.parametrize(
    ("output", "status"),
    [("[Type Error] year: expected int", "error"), ("(no output - why?)", "ok")],
)
def test_what_stands_for_an_output_is_none(output: str, status: str) -> None:
    entry = {"reasoning": "", "code": "y = 5", "output": output}

    [turn] = Imported(json.dumps([entry])).session.nodes["0"].iterations

    assert printed(turn.executions[0]) == ""
    assert turn.executions[0].status == status


def test_several_outputs_are_an_object() -> None:
    session = Imported(lines(prediction(year=1999, sure=True))).session

    assert session.answer is not None
    assert json.loads(session.answer.preview) == {"year": 1999, "sure": True}


def test_predictions_a_line_are_sessions() -> None:
    found = Imported(lines(prediction(answer="a"), prediction(answer="b")))

    assert len(found.sessions) == 2


def test_bare_entries_are_one_session_without_an_answer() -> None:
    session = Imported(json.dumps(ENTRIES)).session

    assert len(session.nodes["0"].iterations) == 3
    assert session.status == "interrupted"


def test_an_answer_that_was_forced_says_so() -> None:
    value = {**prediction(answer="x"), "final_reasoning": "Extract forced final output"}

    assert Imported(json.dumps(value)).session.status == "forced"


def test_what_nobody_knows_is_refused() -> None:
    with pytest.raises(ExchangeError, match="known are"):
        Imported("not JSON at all")
    with pytest.raises(ExchangeError, match="empty"):
        Imported("\n")
