"""The gateway, through the real model process, against a server on this machine."""

from __future__ import annotations

import asyncio
import json

import pytest

from rlm_tui.domain.limits import Usage
from rlm_tui.domain.values import JSON
from rlm_tui.errors import (
    MissingKeyError,
    ModelError,
)
from rlm_tui.models.base import (
    FREE,
    UNKNOWN_PRICE,
    ChatMessage,
    ModelRequest,
)
from rlm_tui.models.gateway import Gateway
from tests.endpoint import MODEL, Answer, Endpoint
from tests.models.asking import ask, chunks_of, text_of

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.xdist_group("model process"),
]


async def test_a_reply_arrives_in_pieces(gateway: Gateway, endpoint: Endpoint) -> None:
    endpoint.play(Answer("hello world", pieces=2, hold_after=1))
    stream = gateway.stream(ask())

    first = await anext(stream)
    endpoint.release()
    rest = [chunk.text async for chunk in stream]

    assert first.text == "hello"
    assert "".join(rest) == " world"


async def test_the_last_piece_has_the_usage(
    gateway: Gateway, endpoint: Endpoint
) -> None:
    usage = {
        "prompt_tokens": 20,
        "completion_tokens": 9,
        "completion_tokens_details": {"reasoning_tokens": 4},
        "prompt_tokens_details": {"cached_tokens": 8},
    }
    endpoint.play(Answer("x", usage=usage, finish_reason="length"))

    last = (await chunks_of(gateway))[-1]

    assert last.finish_reason == "length"
    assert last.usage == Usage(
        calls=1,
        input_tokens=20,
        output_tokens=9,
        reasoning_tokens=4,
        cached_tokens=8,
        free_calls=1,
    )


async def test_messages_arrive_as_they_are(
    gateway: Gateway, endpoint: Endpoint
) -> None:
    messages = (ChatMessage("system", "be brief"), ChatMessage("user", "ü\n\0\"' €"))
    endpoint.play_by(lambda request: request.prompt)

    chunks = [chunk async for chunk in gateway.stream(ModelRequest(MODEL, messages))]

    [request] = endpoint.requests
    assert request.body["messages"][0] == {"role": "system", "content": "be brief"}
    assert "".join(chunk.text for chunk in chunks) == messages[1].content


async def test_long_texts_go_through_whole(
    gateway: Gateway, endpoint: Endpoint
) -> None:
    endpoint.play_by(lambda request: str(len(request.prompt)))
    long = "0123456789" * 500_000

    chunks = [chunk async for chunk in gateway.stream(ask(long))]

    assert chunks[0].text == "5000000"


async def test_reasoning_is_kept_apart(gateway: Gateway, endpoint: Endpoint) -> None:
    endpoint.play(Answer("so", reasoning="because"))

    chunks = await chunks_of(gateway)

    assert "".join(chunk.reasoning for chunk in chunks) == "because"
    assert "".join(chunk.text for chunk in chunks) == "so"


async def test_usage_that_nobody_sent_is_an_estimate(
    gateway: Gateway, endpoint: Endpoint
) -> None:
    endpoint.play(Answer("some words of a reply", usage=None))

    usage = (await chunks_of(gateway))[-1].usage

    assert usage is not None
    assert usage.estimated
    assert usage.output_tokens > 0


async def test_a_server_may_refuse_stream_options(
    gateway: Gateway, endpoint: Endpoint
) -> None:
    endpoint.play(*[Answer("x", refuses="stream_options", usage=None)] * 2)

    assert await text_of(gateway) == "x"
    assert ["stream_options" in r.body for r in endpoint.requests] == [True, False]


async def test_options_of_the_call_arrive(gateway: Gateway, endpoint: Endpoint) -> None:
    endpoint.play("x")
    messages = (ChatMessage("user", "hello"),)
    options: dict[str, JSON] = {"temperature": 0.5, "max_tokens": 9, "seed": 1}

    asked = ModelRequest(MODEL, messages, options=options)
    assert [chunk async for chunk in gateway.stream(asked)]

    [request] = endpoint.requests
    assert {name: request.body[name] for name in options} == options
    assert request.body["stream"]


async def test_a_reply_that_comes_whole_is_taken(
    gateway: Gateway, endpoint: Endpoint
) -> None:
    message = {"role": "assistant", "content": "all at once"}
    choice = {"index": 0, "finish_reason": "stop", "message": message}
    usage = {"prompt_tokens": 5, "completion_tokens": 3, "total_tokens": 8}
    whole = {"id": "x", "object": "chat.completion", "created": 1, "model": "m"}
    endpoint.play(Answer(body=json.dumps({**whole, "choices": [choice]})))
    without = await chunks_of(gateway)
    endpoint.play(
        Answer(body=json.dumps({**whole, "choices": [choice], "usage": usage}))
    )
    told = await chunks_of(gateway)

    assert "".join(piece.text for piece in told) == "all at once"
    assert told[-1].usage == Usage(1, 5, 3, free_calls=1)
    assert without[-1].usage is not None
    assert without[-1].usage.estimated


async def test_closing_the_stream_closes_the_connection(
    gateway: Gateway, endpoint: Endpoint
) -> None:
    endpoint.play(Answer("ab", pieces=2, hold_after=1))
    stream = gateway.stream(ask())
    await anext(stream)

    await stream.aclose()

    await endpoint.disconnected()


async def test_cancelling_before_the_reply_closes_the_connection(
    gateway: Gateway, endpoint: Endpoint
) -> None:
    endpoint.play(Answer("ab", hold_after=0))

    async with asyncio.TaskGroup() as group:
        call = group.create_task(chunks_of(gateway))
        await endpoint.received()
        call.cancel()

    await endpoint.disconnected()
    assert call.cancelled()


async def test_calls_run_side_by_side(gateway: Gateway, endpoint: Endpoint) -> None:
    endpoint.play(*[Answer(f"reply {n}", hold_after=0) for n in range(12)])

    async with asyncio.TaskGroup() as group:
        calls = [group.create_task(text_of(gateway)) for _ in range(12)]
        await endpoint.received(12)
        endpoint.release()

    texts = sorted(call.result() for call in calls)
    assert texts == sorted(f"reply {n}" for n in range(12))


async def test_a_model_of_this_machine_is_free_and_local(gateway: Gateway) -> None:
    assert gateway.price(MODEL) == FREE
    assert gateway.is_local(MODEL)


async def test_what_a_server_of_this_machine_says_to_cost_is_counted(
    gateway: Gateway, endpoint: Endpoint
) -> None:
    counted = {"prompt_tokens": 11, "completion_tokens": 7}
    endpoint.play(*[Answer(usage={**counted, "cost": cost}) for cost in (0.5, -1.0)])

    used = [(await chunks_of(gateway))[-1].usage for _ in range(2)]

    assert [(u.cost, u.unpriced_calls) for u in used if u] == [(0.5, 0), (0.0, 0)]


async def test_any_name_can_be_served_at_an_address_of_ones_own(
    gateway: Gateway, endpoint: Endpoint
) -> None:
    endpoint.play("x", "x")

    for model in ("my-model", "Qwen/Qwen3-8B"):
        assert [chunk async for chunk in gateway.stream(ask(model=model))]

    models = [request.body["model"] for request in endpoint.requests]
    assert models == ["my-model", "Qwen/Qwen3-8B"]


async def test_prices_and_windows_are_known_once_they_were_asked_for(
    elsewhere: Gateway,
) -> None:
    gateway = elsewhere
    known, also, unknown = (
        *("openai/gpt-5-mini", "anthropic/claude-sonnet-4-5"),
        "openai/nobody-knows",
    )

    assert gateway.price(known) == UNKNOWN_PRICE
    for model in (known, also, unknown):
        await gateway.prepare(model)

    assert gateway.price(known).estimate(1_000_000) == pytest.approx(0.25)
    assert gateway.price(also).estimate(1_000_000) == pytest.approx(3.0)
    assert gateway.price(unknown) == UNKNOWN_PRICE
    assert (gateway.window(also) or 0) >= 200_000
    assert gateway.window(unknown) is None


async def test_a_provider_that_nobody_knows_is_found_before_the_first_call(
    elsewhere: Gateway,
) -> None:
    with pytest.raises(ModelError) as caught:
        await elsewhere.prepare("opnai/gpt-5")

    assert "no provider is named 'opnai'" in str(caught.value)
    assert "did you mean openai/gpt-5?" in str(caught.value)


async def test_a_missing_key_is_found_without_a_process() -> None:
    gateway = Gateway(environ={})

    with pytest.raises(MissingKeyError, match=r"set OPENAI_API_KEY .* model offline"):
        await gateway.prepare("openai/gpt-5-mini")
    assert gateway.pid is None


async def test_an_unknown_name_is_refused_without_a_process() -> None:
    gateway = Gateway(environ={})

    with pytest.raises(ModelError, match="unknown model 'nobody'"):
        await anext(gateway.stream(ask(model="nobody")))
    assert gateway.pid is None
