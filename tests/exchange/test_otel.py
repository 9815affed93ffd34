"""Spans: a tree with the names that GenAI back ends know."""

from __future__ import annotations

import json
from typing import Any

import pytest

from rlm_tui.domain.events import Event
from rlm_tui.domain.limits import Usage
from rlm_tui.domain.reduce import replay
from rlm_tui.exchange import otel
from tests.exchange.writing_out import HOSTILE, rich_session, whole
from tests.factories import (
    call_finished,
    call_started,
    created,
    numbered,
    root_started,
    turn,
)


async def spans(events: list[Event] | None = None) -> list[dict[str, Any]]:
    events = events or rich_session()
    written = [line async for line in otel.write(replay(events), events, whole)]
    [request] = map(json.loads, written)
    [resource] = request["resourceSpans"]
    [scope] = resource["scopeSpans"]
    found = scope["spans"]
    assert isinstance(found, list)
    return found


def values(span: dict[str, Any]) -> dict[str, Any]:
    return {one["key"]: next(iter(one["value"].values())) for one in span["attributes"]}


def of(found: list[dict[str, Any]], node: str, operation: str) -> dict[str, Any]:
    [span] = [
        span
        for span in found
        if values(span)["rlm_tui.node.id"] == node
        and values(span)["gen_ai.operation.name"] == operation
        and values(span).get("rlm_tui.iteration", "1") == "1"
    ]
    return span


async def test_spans_make_one_tree() -> None:
    found = await spans()

    ids = [span["spanId"] for span in found]
    roots = [span for span in found if "parentSpanId" not in span]
    assert len(set(ids)) == len(ids)
    assert len(roots) == 1
    assert {span["traceId"] for span in found} == {otel.trace_id("s_test01")}
    for span in found:
        assert span is roots[0] or span["parentSpanId"] in ids


async def test_ids_have_the_length_of_the_protocol() -> None:
    for span in await spans():
        assert len(bytes.fromhex(span["traceId"])) == 16
        assert len(bytes.fromhex(span["spanId"])) == 8


async def test_a_call_has_the_names_of_the_conventions() -> None:
    span = of(await spans(), "0.1.1", "chat")

    assert span["name"] == "chat openai/gpt-5"
    assert span["kind"] == 3
    said = values(span)
    assert said["gen_ai.provider.name"] == "openai"
    assert said["gen_ai.usage.input_tokens"] == "1000"
    [output] = json.loads(said["gen_ai.output.messages"])
    assert output["parts"] == [{"type": "text", "content": HOSTILE}]
    assert output["finish_reason"] == "stop"
    [message] = json.loads(said["gen_ai.input.messages"])
    assert message["role"] == "user"


async def test_tokens_that_are_part_of_others_have_names_of_their_own() -> None:
    usage = Usage(1, 100, 50, reasoning_tokens=40, cached_tokens=80)
    reply = call_finished().model_copy(update={"usage": usage})
    start = turn()[0]
    events = numbered(created(), root_started(), start, call_started(), reply)

    said = values(of(await spans(events), "0", "chat"))

    assert said["gen_ai.usage.cache_read.input_tokens"] == "80"
    assert said["gen_ai.usage.reasoning.output_tokens"] == "40"


async def test_a_failed_call_is_an_error_with_a_type() -> None:
    span = of(await spans(), "0.1.2", "chat")

    assert span["status"] == {"code": 2, "message": "429"}
    assert values(span)["error.type"] == "ModelBusyError"


async def test_what_code_asked_lies_within_the_code() -> None:
    found = await spans()

    code = of(found, "0", "execute_tool")
    batch = of(found, "0.1", "invoke_agent")
    element = of(found, "0.1.1", "chat")
    assert batch["parentSpanId"] == code["spanId"]
    assert element["parentSpanId"] == batch["spanId"]
    assert int(code["startTimeUnixNano"]) <= int(batch["startTimeUnixNano"])
    assert int(code["endTimeUnixNano"]) >= int(batch["endTimeUnixNano"])


@pytest.mark.parametrize(
    ("model", "provider"),
    [
        ("openai/gpt-5", "openai"),
        ("gemini/flash", "gcp.gemini"),
        ("offline", "rlm-tui"),
    ],
)
def test_the_provider_is_that_of_the_model_s_name(model: str, provider: str) -> None:
    assert otel.provider_of(model) == provider
