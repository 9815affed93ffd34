"""What goes wrong at a server is told as what it is, and charged as it may be."""

from __future__ import annotations

import json
import os
import re
import signal

import pytest

from rlm_tui.errors import (
    ModelBusyError,
    ModelError,
    ModelRefusedError,
    TooLongError,
)
from rlm_tui.models.base import Deadlines
from rlm_tui.models.gateway import Gateway
from tests.endpoint import Answer, Endpoint
from tests.models.asking import NO_DEADLINES, ask, chunks_of, failure_of, text_of

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.xdist_group("model process"),
]


async def test_too_many_requests_are_busy_and_say_when_to_try_again(
    gateway: Gateway, endpoint: Endpoint
) -> None:
    endpoint.play(Answer(status=429, error="slow down", headers={"Retry-After": "7"}))

    with pytest.raises(ModelBusyError, match=r"\(429\): slow down") as caught:
        await chunks_of(gateway)
    assert caught.value.retry_after_s == 7
    assert len(endpoint.requests) == 1


async def test_a_server_error_is_busy_and_not_tried_again_here(
    gateway: Gateway, endpoint: Endpoint
) -> None:
    endpoint.play(Answer(status=500, error="out of memory"))

    with pytest.raises(ModelBusyError, match=r"\(500\): out of memory"):
        await chunks_of(gateway)
    assert len(endpoint.requests) == 1


async def test_a_web_page_is_not_shown(gateway: Gateway, endpoint: Endpoint) -> None:
    page = (
        "<html><head><title>502 Bad Gateway</title></head><body><p>x</p></body></html>"
    )
    endpoint.play(Answer(status=502, error=page))

    message = await failure_of(gateway)

    assert "502 Bad Gateway" in message
    assert "<" not in message


@pytest.mark.parametrize("status", [400, 401, 403, 404])
async def test_a_refusal_is_one_clear_line(
    gateway: Gateway, endpoint: Endpoint, status: int
) -> None:
    endpoint.play(Answer(status=status, error="no such thing " * 100))

    with pytest.raises(
        ModelRefusedError, match=rf"\({status}\): no such thing"
    ) as caught:
        await chunks_of(gateway)
    assert len(str(caught.value)) < 400
    assert "\n" not in str(caught.value)


async def test_a_request_that_is_too_long_tells_the_window(
    gateway: Gateway, endpoint: Endpoint
) -> None:
    said = "This model's maximum context length is 4097 tokens. However, you asked more"
    endpoint.play(Answer(status=400, error=said))

    with pytest.raises(
        TooLongError, match="longer than what the model reads"
    ) as caught:
        await chunks_of(gateway)
    assert caught.value.window == 4_097


async def test_a_cut_stream_is_busy(gateway: Gateway, endpoint: Endpoint) -> None:
    endpoint.play(Answer("hello world", pieces=3, cut_after=2))

    with pytest.raises(ModelBusyError, match="connection was lost"):
        await chunks_of(gateway)


async def test_a_stream_that_stops_without_an_end_was_cut(
    gateway: Gateway, endpoint: Endpoint
) -> None:
    endpoint.play(Answer("hello wor", usage=None, finish_reason=None))

    with pytest.raises(ModelBusyError, match="connection was lost"):
        await chunks_of(gateway)


@pytest.mark.parametrize("finish_reason", ["stop", None])
async def test_an_empty_stream_is_an_error(
    gateway: Gateway, endpoint: Endpoint, finish_reason: str | None
) -> None:
    endpoint.play(Answer("", usage=None, finish_reason=finish_reason))

    assert "the reply was empty" in await failure_of(gateway)


def chunk(delta: object, finish_reason: str | None = None) -> str:
    """One event of a stream."""
    choice = {"index": 0, "delta": delta, "finish_reason": finish_reason}
    kind = "chat.completion.chunk"
    base = {"id": "x", "object": kind, "created": 1, "model": "m"}
    return f"data: {json.dumps({**base, 'choices': [choice]})}\n\n"


def events(*bodies: str) -> Answer:
    """A stream of just these events."""
    body = "".join([*bodies, "data: [DONE]\n\n"])
    return Answer(body=body, content_type="text/event-stream")


USED = (
    'data: {"id": "x", "object": "chat.completion.chunk", "created": 1, "model": "m", '
    '"choices": [], "usage": {"prompt_tokens": 9, "completion_tokens": 2, '
    '"total_tokens": 11}}\n\n'
)
CALL = {"index": 0, "id": "t", "type": "function", "function": {"name": "run"}}
ODD = {
    "nothing": (Answer(body="", content_type="text/event-stream"), "was empty"),
    "no body": (Answer(body=""), "was empty"),
    "only the end": (events(), "was empty"),
    "a web page": (
        Answer(body="<html><h1>Log in</h1></html>", content_type="text/html"),
        "sent a web page, Log in, in place of a reply; check the address",
    ),
    "plain text": (
        Answer(body="hello", content_type="text/plain"),
        "sent text (text/plain) that is no reply, 'hello'; is it the address of a",
    ),
    "other json": (Answer(body='{"status": "ok"}'), "sent JSON that is no reply, '{"),
    "an error": (
        Answer(body='{"error": {"message": "no such model here"}}'),
        "the server sent an error in place of a reply: no such model here",
    ),
    "an error in a list": (
        Answer(body='[{"error": {"message": "key not valid", "code": 401}}]'),
        "(401): key not valid",
    ),
    "an error in the stream": (
        events('data: {"error": {"message": "come back", "code": 503}}\n\n'),
        "the server has a problem (503): come back",
    ),
    "a stream of nonsense": (events("data: nonsense\n\n"), "sent what is no stream"),
    "calls of tools": (
        events(chunk({"tool_calls": [CALL]}), chunk({}, "tool_calls")),
        "the model called tools (run) and wrote nothing; none were offered to it",
    ),
    "a refusal": (
        events(chunk({"role": "assistant", "refusal": "I won't"}), chunk({}, "stop")),
        "the model refused: I won't",
    ),
    "a refusal in pieces, with its cost": (
        events(
            chunk({"refusal": "I "}),
            chunk({"refusal": "won't"}),
            chunk({}, "stop"),
            USED,
        ),
        "the model refused: I won't",
    ),
    "a function": (
        events(chunk({"function_call": {"name": "run"}}), chunk({}, "stop"), USED),
        "the model called tools (run) and wrote nothing",
    ),
    "no room": (
        events(chunk({}, "length"), USED.replace("2,", "0,")),
        "was empty; the request may be too large",
    ),
    "an event of another kind": (
        events('event: error\ndata: {"message": "overloaded"}\n\n'),
        "sent an error in place of a reply: overloaded",
    ),
    "a filter": (events(chunk({}, "content_filter")), "content filter held the reply"),
}


@pytest.mark.parametrize(("answer", "words"), ODD.values(), ids=ODD.keys())
async def test_what_is_no_reply_is_told_as_what_it_is(
    gateway: Gateway, endpoint: Endpoint, answer: Answer, words: str
) -> None:
    endpoint.play(answer)

    message = await failure_of(gateway)

    assert words in message
    assert "\n" not in message
    assert len(message) < 400


@pytest.mark.parametrize("bad", ['data: {"id": "x", "cho\n\n', 'data: "\xff\n\n'])
async def test_a_stream_that_breaks_off_in_the_middle_was_cut(
    gateway: Gateway, endpoint: Endpoint, bad: str
) -> None:
    endpoint.play(events(chunk({"content": "hello"}), bad))

    with pytest.raises(ModelBusyError, match="connection was lost"):
        await chunks_of(gateway)


async def test_a_refusal_of_which_the_client_makes_nothing_is_told(
    gateway: Gateway, endpoint: Endpoint
) -> None:
    endpoint.play(*[Answer(status=422, error="no such field")] * 2)

    with pytest.raises(ModelRefusedError, match=r"refused \(422\): no such field"):
        await chunks_of(gateway)


async def test_a_mark_before_a_stream_hides_nothing(
    gateway: Gateway, endpoint: Endpoint
) -> None:
    body = "\ufeff" + chunk({"content": "so"}) + chunk({}, "stop")
    endpoint.play(Answer(body=body, content_type="text/event-stream"))

    assert await text_of(gateway) == "so"


async def test_an_error_in_a_stream_is_busy_where_it_passes(
    gateway: Gateway, endpoint: Endpoint
) -> None:
    endpoint.play(events('data: {"error": {"message": "later", "code": 429}}\n\n'))

    with pytest.raises(ModelBusyError, match=r"too many requests \(429\): later"):
        await chunks_of(gateway)


async def test_a_server_that_breaks_off_its_reply_is_busy(
    gateway: Gateway, endpoint: Endpoint
) -> None:
    half = chunk({"content": "Half"})
    error = 'data: {"error": {"type": "overloaded_error", "message": "Overloaded"}}'
    endpoint.play(events(f"{half}{error}\n\n"))

    with pytest.raises(ModelBusyError, match="broke off its reply: Overloaded"):
        await chunks_of(gateway)


async def test_a_stream_under_a_wrong_name_is_read(
    gateway: Gateway, endpoint: Endpoint
) -> None:
    body = chunk({"content": "so"}) + chunk({}, "stop")
    endpoint.play(Answer(body=body, content_type="application/json"))

    assert await text_of(gateway) == "so"


async def test_an_empty_reply_says_what_it_may_mean(
    gateway: Gateway, endpoint: Endpoint
) -> None:
    endpoint.play(Answer("", usage=None, finish_reason="length"))

    assert "may be too large" in await failure_of(gateway)


@pytest.mark.parametrize(
    ("answer", "deadlines", "was_sent"),
    [
        (Answer("x", hold_after=0), Deadlines(first_token_s=0.2), True),
        (Answer("ab", pieces=2, hold_after=1), Deadlines(silence_s=0.05), True),
        (Answer("hello world", pieces=3, cut_after=2), NO_DEADLINES, True),
        (Answer("", usage=None), NO_DEADLINES, True),
        (Answer(status=429), NO_DEADLINES, False),
        (Answer(status=500), NO_DEADLINES, False),
        (Answer(status=400), NO_DEADLINES, False),
    ],
    ids=["first", "silence", "cut", "empty", "429", "500", "400"],
)
async def test_a_failure_says_whether_the_provider_will_charge(
    gateway: Gateway, endpoint: Endpoint, answer: Answer, deadlines: Deadlines,
    was_sent: bool,
) -> None:  # fmt: skip
    endpoint.play(answer)

    with pytest.raises(ModelError) as caught:
        await chunks_of(gateway, deadlines)
    assert caught.value.was_sent is was_sent


async def test_a_reply_that_does_not_begin_in_time_is_busy(
    gateway: Gateway, endpoint: Endpoint
) -> None:
    endpoint.play(Answer("x", hold_after=0))

    with pytest.raises(ModelBusyError, match=r"no reply within 0.3 s"):
        await chunks_of(gateway, Deadlines(first_token_s=0.3))


async def test_a_reply_that_falls_silent_is_busy(
    gateway: Gateway, endpoint: Endpoint
) -> None:
    endpoint.play(Answer("ab", pieces=2, hold_after=1))

    with pytest.raises(ModelBusyError, match=r"silent for 0.05 s"):
        await chunks_of(gateway, Deadlines(silence_s=0.05))
    await endpoint.disconnected()


async def test_a_reply_that_takes_too_long_is_an_error(
    gateway: Gateway, endpoint: Endpoint
) -> None:
    endpoint.play(Answer("ab", pieces=2, hold_after=1))

    message = await failure_of(gateway, Deadlines(total_s=0.3))

    assert "longer than 0.3 s" in message


async def test_a_process_that_dies_fails_its_calls_and_is_started_again(
    gateway: Gateway, endpoint: Endpoint
) -> None:
    endpoint.play(Answer("ab", pieces=2, hold_after=1), "alive again")
    stream = gateway.stream(ask())
    await anext(stream)
    assert gateway.pid is not None

    os.kill(gateway.pid, signal.SIGKILL)

    with pytest.raises(ModelBusyError, match="process has ended"):
        await anext(stream)
    assert await text_of(gateway) == "alive again"


async def test_a_server_that_is_not_there_is_named(elsewhere: Gateway) -> None:
    with pytest.raises(ModelError) as caught:
        await anext(elsewhere.stream(ask(model="hosted_vllm/m")))

    [address] = re.findall(r"127\.0\.0\.1:\d+", str(caught.value))
    assert f"nothing listens at {address}; is the server running?" in str(caught.value)
