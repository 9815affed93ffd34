"""A session as a log of rlms."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from rlm_tui.domain.reduce import replay
from rlm_tui.exchange import rlms_log
from tests.exchange.reading_back import Imported
from tests.exchange.writing_out import HOSTILE, LONG, rich_session, whole


async def log() -> list[dict[str, Any]]:
    events = rich_session()
    text = "".join(
        [line async for line in rlms_log.write(replay(events), events, whole)]
    )
    return [json.loads(line) for line in text.splitlines()]


async def test_the_first_line_is_the_configuration() -> None:
    metadata, *iterations = await log()

    assert metadata["type"] == "metadata"
    assert metadata["root_model"] == "openai/gpt-5"
    assert [line["iteration"] for line in iterations] == [1, 2]


async def test_a_block_carries_its_output_its_variables_and_its_calls() -> None:
    _, first, _ = await log()
    [block] = first["code_blocks"]

    assert block["result"]["stdout"] == LONG
    assert block["result"]["locals"] == {"found": "[1]"}
    asked = block["result"]["rlm_calls"]
    assert [call["response"] for call in asked] == [HOSTILE, "", "deep"]
    assert asked[1]["error"] == "429"
    [nested] = asked[2]["metadata"]["iterations"]
    assert nested["final_answer"] == "deep"


async def test_the_answer_is_in_the_last_iteration() -> None:
    _, first, last = await log()

    assert (first["final_answer"], last["final_answer"]) == (None, "in 1999")


async def test_prompts_are_whole() -> None:
    _, first, last = await log()

    assert len(first["prompt"]) == 1
    assert {message["role"] for message in last["prompt"]} == {"user"}


async def test_it_can_be_imported_again() -> None:
    events = rich_session()
    text = "".join(
        [line async for line in rlms_log.write(replay(events), events, whole)]
    )

    session = Imported(text).session

    assert session.question == replay(events).question
    assert session.answer == replay(events).answer
    assert {node.id: node.kind for node in session.nodes.values()} == {
        "0": "rlm",
        "0.1": "llm",
        "0.2": "llm",
        "0.3": "rlm",
    }


def refuse(constant: str) -> None:
    """What JavaScript does with `NaN`."""
    raise AssertionError(constant)


def calls_in(line: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The sub-queries of an iteration."""
    for block in line["code_blocks"]:
        yield from block["result"]["rlm_calls"]


@pytest.mark.parametrize("upto", [4, 8, 12, 16, 20, 24, None])
async def test_the_visualizer_finds_what_it_takes_for_granted(upto: int | None) -> None:
    """`visualizer/src` asks for lengths, slices and fixed digits without a look."""
    events = rich_session()[:upto]
    written = [line async for line in rlms_log.write(replay(events), events, whole)]

    assert all(line.endswith("\n") and line.count("\n") == 1 for line in written)
    metadata, *iterations = (
        json.loads(line, parse_constant=refuse) for line in written
    )
    assert metadata["type"] == "metadata"
    for line in iterations:
        assert line["type"] == "iteration"
        assert isinstance(line["prompt"], list)
        assert {type(message["content"]) for message in line["prompt"]} <= {str}
        assert isinstance(line["response"], str)
        assert isinstance(line["iteration_time"], float | int)
        assert line["final_answer"] is None or isinstance(line["final_answer"], str)
        assert datetime.fromisoformat(line["timestamp"]).tzinfo is not None
        for block in line["code_blocks"]:
            assert isinstance(block["code"], str)
            result = block["result"]
            assert {type(result[name]) for name in ("stdout", "stderr")} == {str}
            assert None not in result["locals"].values()
            assert isinstance(result["execution_time"], float | int)
        for call in calls_in(line):
            assert {type(call[name]) for name in ("prompt", "response")} == {str}
            assert isinstance(call["execution_time"], float | int)
            tokens = {type(call[f"{x}_tokens"]) for x in ("prompt", "completion")}
            assert tokens == {int}
