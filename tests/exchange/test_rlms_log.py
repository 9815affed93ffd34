"""A session as a log of rlms."""

from __future__ import annotations

import json
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


async def test_the_package_reads_its_calls() -> None:
    types = pytest.importorskip("rlm.core.types")
    _, first, _ = await log()
    [block] = first["code_blocks"]

    calls = [
        types.RLMChatCompletion.from_dict(call) for call in block["result"]["rlm_calls"]
    ]

    assert calls[0].usage_summary.total_input_tokens == 1_000
    assert calls[2].metadata["iterations"]
