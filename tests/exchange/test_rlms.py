"""Logs of rlms become sessions, and sessions become logs that it can read."""

from __future__ import annotations

import json
from typing import Any

import pytest

from rlm_tui.domain.conversation import messages_at
from rlm_tui.domain.events_of_calls import CallStarted
from rlm_tui.domain.limits import Usage
from rlm_tui.errors import ExchangeError
from tests.exchange.reading_back import Imported, lines

METADATA: dict[str, object] = {
    "type": "metadata",
    "timestamp": "2026-01-31T11:05:04.339193+00:00",
    "root_model": "gpt-5",
    "max_depth": 2,
    "max_iterations": 10,
    "backend": "openai",
    "backend_kwargs": {"model_name": "gpt-5"},
    "environment_type": "local",
    "environment_kwargs": {},
    "other_backends": None,
}
SYSTEM = {"role": "system", "content": "You have a REPL. " * 200}
TASK = {
    "role": "user",
    "content": "Answer the following: Which year?\n\nYour context is a str.",
}


def result(**changes: object) -> dict[str, object]:
    values: dict[str, object] = {
        "stdout": "",
        "stderr": "",
        "locals": {"context": "a long text of 1999", "n": 3},
        "execution_time": 0.5,
        "rlm_calls": [],
        "final_answer": None,
    }
    return {**values, **changes}


def iteration(number: int, **changes: object) -> dict[str, object]:
    values: dict[str, object] = {
        "type": "iteration",
        "iteration": number,
        "timestamp": f"2026-01-31T11:05:{10 * number:02d}+00:00",
        "prompt": [SYSTEM, TASK],
        "response": "I look.\n```repl\nprint(n)\n```",
        "code_blocks": [{"code": "print(n)", "result": result(stdout="3\n")}],
        "final_answer": None,
        "iteration_time": 2.0,
    }
    return {**values, **changes}


def call(**changes: object) -> dict[str, object]:
    summary = {"total_calls": 1, "total_input_tokens": 40, "total_output_tokens": 2}
    values: dict[str, object] = {
        "root_model": "gpt-5-mini",
        "prompt": "Which year is in: 1999?",
        "response": "1999",
        "usage_summary": {"model_usage_summaries": {"gpt-5-mini": summary}},
        "execution_time": 0.25,
    }
    return {**values, **changes}


def asking(*calls: dict[str, object]) -> list[dict[str, Any]]:
    return [{"code": "llm_query(context)", "result": result(rlm_calls=calls)}]


def test_a_log_becomes_a_session() -> None:
    found = Imported(lines(METADATA, iteration(1), iteration(2, final_answer="1999")))

    session = found.session
    assert found.source == "rlms"
    assert (session.status, session.answer and session.answer.whole) == (
        "answered",
        "1999",
    )
    assert session.question.whole == "Which year?"
    assert (session.model, session.limits.max_iterations) == ("gpt-5", 10)
    assert session.context.chars == len("a long text of 1999")
    assert found.blobs[session.context.hash] == b"a long text of 1999"
    root = session.nodes["0"]
    assert [turn.outcome for turn in root.iterations] == ["continue", "final"]
    [execution] = root.iterations[0].executions
    assert execution.stdout is not None
    assert execution.stdout.whole == "3\n"
    assert {v.name: v.preview for v in root.variables}["n"] == "3"


def test_times_are_those_of_the_log() -> None:
    session = Imported(lines(METADATA, iteration(1), iteration(2))).session

    first, second = session.nodes["0"].iterations
    assert second.started_at - first.started_at == 10.0
    assert first.elapsed_s == 1.5


def test_nested_calls_become_a_nested_tree() -> None:
    grandchild = call(response="deep")
    child_lines = [
        iteration(1, code_blocks=asking(grandchild)),
        iteration(2, final_answer="from the child"),
    ]
    metadata = {"run_metadata": METADATA, "iterations": child_lines}
    child = call(response="from the child", metadata=metadata)
    log = lines(METADATA, iteration(1, code_blocks=asking(call(), child)))

    nodes = Imported(log).session.nodes

    assert {node.id: node.kind for node in nodes.values()} == {
        "0": "rlm",
        "0.1": "llm",
        "0.2": "rlm",
        "0.2.1": "llm",
    }
    assert len(nodes["0.2"].iterations) == 2
    assert nodes["0.2.1"].answer is not None
    assert nodes["0.2.1"].answer.whole == "deep"
    assert all(node.has_ended for node in nodes.values() if node.id != "0")


def test_counted_tokens_are_kept_and_others_are_estimated() -> None:
    log = lines(METADATA, iteration(1, code_blocks=asking(call())))

    nodes = Imported(log).session.nodes

    assert nodes["0.1"].usage == Usage(
        calls=1, input_tokens=40, output_tokens=2, unpriced_calls=1
    )
    assert nodes["0"].usage.estimated


def test_the_sum_of_a_child_is_not_counted_twice() -> None:
    summary = {"total_calls": 3, "total_input_tokens": 100, "total_output_tokens": 9}
    usage = {"model_usage_summaries": {"gpt-5": summary}}
    child_lines = [iteration(1, code_blocks=asking(call())), iteration(2)]
    child = call(metadata={"iterations": child_lines}, usage_summary=usage)
    log = lines(METADATA, iteration(1, code_blocks=asking(child)))

    total = Imported(log).session.nodes["0.1"].total

    assert (total.calls, total.input_tokens, total.output_tokens) == (3, 100, 9)


def test_a_failed_sub_query_has_failed() -> None:
    blocks = asking(call(error="rate limit", response=""))

    node = Imported(lines(METADATA, iteration(1, code_blocks=blocks))).session.nodes[
        "0.1"
    ]

    assert (node.state, node.error) == ("failed", "rate limit")


def test_prompts_that_repeat_are_named_once() -> None:
    more = {"role": "assistant", "content": "I look."}
    log = lines(METADATA, iteration(1), iteration(2, prompt=[SYSTEM, TASK, more]))

    found = Imported(log)

    calls = [event for event in found.logs[0] if isinstance(event, CallStarted)]
    assert [(call.kept, len(call.messages)) for call in calls] == [(0, 2), (2, 1)]
    sent = messages_at(found.session.nodes["0"], 2)
    assert [message.role for message in sent] == ["system", "user", "assistant"]


def test_python_s_own_numbers_are_read() -> None:
    values = {"x": float("nan"), "y": float("inf")}
    blocks = [{"code": "1", "result": result(locals=values, execution_time=1e999)}]

    session = Imported(lines(METADATA, iteration(1, code_blocks=blocks))).session

    shown = {v.name: v.preview for v in session.nodes["0"].variables}
    assert shown == {"x": "NaN", "y": "Infinity"}


def test_runs_that_begin_again_are_sessions_of_their_own() -> None:
    second = {**METADATA, "root_model": "other"}
    found = Imported(
        lines(
            METADATA,
            iteration(1),
            iteration(2, final_answer="a"),
            iteration(1, final_answer="b"),
            second,
            iteration(1, final_answer="c"),
        )
    )

    answers = [session.answer and session.answer.whole for session in found.sessions]
    assert answers == ["a", "b", "c"]
    assert [session.model for session in found.sessions] == ["gpt-5", "gpt-5", "other"]


@pytest.mark.parametrize(
    ("changes", "answer"),
    [
        ({"response": "Done.\nFINAL(in 1999 (or so))"}, "in 1999 (or so)"),
        ({"response": "Done.\nFINAL_VAR('n')"}, "3"),
        ({"final_answer": ["FINAL", "in 1999"]}, "in 1999"),
    ],
)
def test_answers_of_earlier_versions_are_found(
    changes: dict[str, object], answer: str
) -> None:
    session = Imported(lines(METADATA, iteration(1, **changes))).session

    assert session.answer is not None
    assert session.answer.whole == answer


def test_a_line_that_was_cut_off_is_left_out() -> None:
    log = lines(METADATA, iteration(1), iteration(2))

    found = Imported(log[:-40])

    assert found.notices == ["the last line is cut off and was left out"]
    assert found.session.status == "interrupted"
    assert len(found.session.nodes["0"].iterations) == 1


def test_a_broken_line_in_the_middle_is_refused() -> None:
    with pytest.raises(ExchangeError, match="line 2 is not JSON"):
        Imported(lines(METADATA) + "{oops\n" + lines(iteration(1)))


def test_a_log_without_metadata_is_read() -> None:
    session = Imported(lines(iteration(1, final_answer="1999"))).session

    assert session.model == "unknown"


def test_only_a_json_object_a_line_is_a_log() -> None:
    with pytest.raises(ExchangeError, match="known are"):
        Imported(json.dumps({"some": "thing"}))


def run_context(**changes: object) -> dict[str, object]:
    given = {"type": "run_context", "prompt": "Which year?", "root_prompt": None}
    return {**given, **changes}


def test_what_a_completion_was_given_is_no_turn_of_it() -> None:
    plain = {"prompt": [SYSTEM], "code_blocks": []}
    found = Imported(
        lines(
            METADATA,
            run_context(),
            iteration(1, **plain, final_answer="1999"),
            run_context(prompt=["a", "b"], root_prompt="How many?"),
            iteration(1, **plain, final_answer="2"),
        )
    )

    assert [one.question.preview for one in found.sessions] == [
        "Which year?",
        "How many?",
    ]
    assert [one.context.type for one in found.sessions] == ["str", "list"]
    assert [len(one.nodes["0"].iterations) for one in found.sessions] == [1, 1]


def test_lines_of_another_type_are_told_of_and_left_out() -> None:
    found = Imported(lines(METADATA, iteration(1), {"type": "heartbeat"}))

    [session] = found.sessions
    assert len(session.nodes["0"].iterations) == 1
    assert found.notices == ["lines of these types are left out: heartbeat"]


@pytest.mark.parametrize("indent", [None, 2])
def test_a_completion_that_was_saved_is_a_session(indent: int | None) -> None:
    turns = [iteration(1), iteration(2, response="It is 1999.", code_blocks=[])]
    used = {"total_calls": 2, "total_input_tokens": 100, "total_output_tokens": 20}
    completion = {
        "root_model": "gpt-5",
        "prompt": "a long text of 1999",
        "response": "1999",
        "usage_summary": {"model_usage_summaries": {"gpt-5": used}},
        "execution_time": 4.0,
        "metadata": {"run_metadata": METADATA, "iterations": turns},
    }

    [session] = Imported(json.dumps(completion, indent=indent)).sessions

    assert session.answer is not None
    assert (session.answer.preview, session.status) == ("1999", "answered")
    assert (session.usage.calls, session.usage.total_tokens) == (2, 120)
    assert session.question.preview == "Which year?"
