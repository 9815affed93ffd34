"""The scripted model: order, patterns, pieces, holds, failures and what it records."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from pydantic import ValidationError

from rlm_tui.domain.limits import Usage
from rlm_tui.domain.text import Text
from rlm_tui.errors import ModelBusyError, ModelError
from rlm_tui.models.base import (
    UNKNOWN_PRICE,
    ChatMessage,
    Chunk,
    ModelRequest,
    Price,
)
from rlm_tui.models.scripted import ScriptedModel
from rlm_tui.models.scripted_reply import ScriptedReply

LONG = "long " * 1_000


def ask(text: str = "hello", *, node: str = "0") -> ModelRequest:
    return ModelRequest("scripted", (ChatMessage("user", text),), node)


async def chunks_of(model: ScriptedModel, text: str = "hello") -> list[Chunk]:
    return [chunk async for chunk in model.stream(ask(text))]


async def reply_of(model: ScriptedModel, text: str = "hello") -> str:
    return "".join([chunk.text for chunk in await chunks_of(model, text)])


async def usage_of(model: ScriptedModel, text: str = "hello") -> Usage:
    usage = (await chunks_of(model, text))[-1].usage
    assert usage is not None
    return usage


async def test_replies_come_in_order() -> None:
    model = ScriptedModel("one", {"text": "two"}, ScriptedReply("three"))

    assert [await reply_of(model) for _ in range(3)] == ["one", "two", "three"]


async def test_a_reply_in_order_can_be_used_several_times() -> None:
    model = ScriptedModel(ScriptedReply("again", times=2), "last")

    assert [await reply_of(model) for _ in range(3)] == ["again", "again", "last"]


async def test_a_script_that_has_run_out_says_so() -> None:
    model = ScriptedModel("one")
    await reply_of(model)

    with pytest.raises(ModelError, match=r"no reply left for call 2 \(node 0\)"):
        await reply_of(model)


async def test_a_pattern_goes_before_the_order() -> None:
    model = ScriptedModel("in order", {"match": "lia.ility", "text": "by pattern"})

    assert await reply_of(model, "about liability") == "by pattern"
    assert await reply_of(model, "about rent") == "in order"


async def test_a_pattern_can_be_used_up() -> None:
    model = ScriptedModel(ScriptedReply("busy", match="x", times=1), "in order")

    assert [await reply_of(model, "x") for _ in range(2)] == ["busy", "in order"]


async def test_a_pattern_looks_at_the_last_user_message() -> None:
    model = ScriptedModel(ScriptedReply("old", match="first"), "in order")
    messages = (ChatMessage("user", "first"), ChatMessage("user", "second"))

    chunks = [chunk async for chunk in model.stream(ModelRequest("m", messages))]

    assert chunks[0].text == "in order"


async def test_requests_are_recorded_as_they_arrive() -> None:
    model = ScriptedModel("one")
    await reply_of(model, "the question")

    assert model.calls == [(ChatMessage("user", "the question"),)]
    assert model.requests[0].node == "0"
    assert model.unused == []


async def test_a_text_arrives_in_pieces_that_lose_nothing() -> None:
    text = "abcdefghij"
    model = ScriptedModel(ScriptedReply(text, chunks=4))

    pieces = [chunk.text for chunk in await chunks_of(model) if chunk.text]

    assert len(pieces) == 4
    assert "".join(pieces) == text


async def test_more_pieces_than_characters_are_characters() -> None:
    model = ScriptedModel(ScriptedReply("ab", chunks=9))

    assert [chunk.text for chunk in await chunks_of(model)] == ["a", "b", ""]


async def test_reasoning_is_kept_apart() -> None:
    model = ScriptedModel(ScriptedReply("text", reasoning="because"))

    first, second, last = await chunks_of(model)

    assert (first.reasoning, first.text) == ("because", "")
    assert (second.reasoning, second.text) == ("", "text")
    assert last.finish_reason == "stop"


async def test_a_reply_is_free_unless_the_script_says_otherwise() -> None:
    usage = await usage_of(ScriptedModel("abcdefgh"), "abcd")

    assert usage == Usage(calls=1, input_tokens=1, output_tokens=2, free_calls=1)


async def test_a_reply_may_name_its_cost() -> None:
    reply = ScriptedReply("x", input_tokens=10, output_tokens=5, cost=0.02)

    usage = await usage_of(ScriptedModel(reply))

    assert usage == Usage(calls=1, input_tokens=10, output_tokens=5, cost=0.02)


async def test_a_price_of_the_script_is_charged_for_each_token() -> None:
    model = ScriptedModel(
        ScriptedReply("x", input_tokens=10, output_tokens=5), price=Price(0.1, 1.0)
    )

    assert (await usage_of(model)).cost == pytest.approx(6.0)


async def test_an_unknown_price_is_not_free() -> None:
    usage = await usage_of(ScriptedModel("x", price=UNKNOWN_PRICE))

    assert (usage.known_cost, usage.unpriced_calls, usage.free_calls) == (None, 1, 0)


async def test_an_error_is_raised_after_the_text() -> None:
    busy = ModelBusyError("slow down", retry_after_s=2.0)
    stream = ScriptedModel(ScriptedReply("par", error=busy)).stream(ask())

    assert (await anext(stream)).text == "par"
    with pytest.raises(ModelBusyError, match="slow down") as caught:
        await anext(stream)
    assert caught.value.retry_after_s == 2.0


async def test_an_error_can_be_written_as_data() -> None:
    model = ScriptedModel({"error": {"type": "busy", "retry_after_s": 1.5}})

    with pytest.raises(ModelBusyError) as caught:
        await reply_of(model)
    assert caught.value.retry_after_s == 1.5


async def test_a_reply_waits_until_it_is_released() -> None:
    model = ScriptedModel(ScriptedReply("held", wait_for="go"))

    async with asyncio.TaskGroup() as group:
        reply = group.create_task(reply_of(model))
        await model.received(1)
        assert not reply.done()
        model.release("go")

    assert reply.result() == "held"


async def test_a_reply_can_be_held_in_the_middle() -> None:
    reply = ScriptedReply("abcd", chunks=2, wait_for="rest", hold_after=1)
    model = ScriptedModel(reply)
    stream = model.stream(ask())
    assert (await anext(stream)).text == "ab"

    model.release("rest")

    assert [chunk.text async for chunk in stream] == ["cd", ""]


async def test_a_held_reply_can_be_cancelled() -> None:
    model = ScriptedModel(ScriptedReply("held", wait_for="never"), "next")

    async with asyncio.TaskGroup() as group:
        reply = group.create_task(reply_of(model))
        await model.received(1)
        reply.cancel()

    assert reply.cancelled()
    assert await reply_of(model) == "next"


def test_a_dict_with_an_unknown_field_is_refused() -> None:
    with pytest.raises(ValidationError, match="texxt"):
        ScriptedModel({"texxt": "x"})


async def test_a_run_that_is_taken_up_gets_what_was_not_given_yet() -> None:
    model = ScriptedModel("one", "two", ScriptedReply(error=ModelBusyError("no")), LONG)
    assert await reply_of(model) == "one"

    model.go_on_after([Text.of("two"), "ModelBusyError", Text.of("by a person")])

    assert await reply_of(model) == "one"
    assert await reply_of(model) == LONG


async def test_a_long_reply_is_known_by_its_hash() -> None:
    model = ScriptedModel(LONG, "two")

    model.go_on_after([replace(Text.of(LONG), full=None)])

    assert await reply_of(model) == "two"
