"""A server on this machine that speaks OpenAI's chat completions, well or badly.

    async with Endpoint([Answer("hello", pieces=5)]) as endpoint:
        gateway = Gateway(endpoint.base_url)

It plays a script, keeps every request, and can fail in the ways that real servers do.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from types import TracebackType
from typing import Any, Self

MODEL = "openai/test-model"
"""The name to give to litellm for a model of this server."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it came over the wire."""

    path: str
    headers: Mapping[str, str]
    """With names in lower case."""
    body: dict[str, Any]

    @property
    def prompt(self) -> str:
        """The content of the last message."""
        return str(self.body["messages"][-1]["content"])


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server does with one request."""

    text: str = "ok"
    pieces: int = 1
    """How many chunks the text comes in."""
    reasoning: str = ""
    usage: Mapping[str, Any] | None = field(
        default_factory=lambda: {"prompt_tokens": 11, "completion_tokens": 7}
    )
    """`None`: the server never tells."""
    finish_reason: str | None = "stop"
    status: int = 200
    error: str = "the server says no"
    """The message, or the whole body if it begins with `<`, of another status."""
    headers: Mapping[str, str] = field(default_factory=dict)
    refuses: str = ""
    """A field of the request that the server does not know and answers 400 to."""
    cut_after: int | None = None
    """The connection is lost after so many chunks."""
    body: str | None = None
    """Sent with status 200 in place of a stream, as `content_type`."""
    content_type: str = "application/json"
    hold_after: int | None = None
    """Nothing more is sent after so many chunks until `release`, or for ever."""


Script = Sequence[Answer | str] | Callable[[Request], Answer | str]


class Endpoint:
    """The server; it listens while the `async with` block runs."""

    def __init__(self, script: Script = ()) -> None:
        self.script = script
        """May be replaced between requests."""
        self.requests: list[Request] = []
        self.disconnects = 0
        """How many clients left while their answer was held."""
        self._changed = asyncio.Event()
        self._released = asyncio.Event()
        self._writers: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.kill()

    @property
    def port(self) -> int:
        """Where it listens."""
        assert self._server is not None
        return int(self._server.sockets[0].getsockname()[1])

    @property
    def base_url(self) -> str:
        """The `api_base` for its clients."""
        return f"http://127.0.0.1:{self.port}/v1"

    def play(self, *answers: Answer | str) -> None:
        """Give these answers next, and forget the requests before."""
        self.script = answers
        self._begin()

    def play_by(self, reply: Callable[[Request], Answer | str]) -> None:
        """Answer as a function says, and forget the requests before."""
        self.script = reply
        self._begin()

    def _begin(self) -> None:
        self.requests.clear()
        self.disconnects = 0
        self._released.clear()

    def release(self) -> None:
        """Go on with the answers that are held."""
        self._released.set()

    async def received(self, count: int = 1) -> None:
        """Wait until so many requests have arrived."""
        await self._until(lambda: len(self.requests) >= count)

    async def disconnected(self, count: int = 1) -> None:
        """Wait until so many clients have left a held answer."""
        await self._until(lambda: self.disconnects >= count)

    async def kill(self) -> None:
        """Stop listening and cut every connection."""
        assert self._server is not None
        self._server.close()
        for writer in list(self._writers):
            writer.transport.abort()
        await self._until(lambda: not self._writers)

    async def _until(self, is_so: Callable[[], bool]) -> None:
        while not is_so():
            await self._changed.wait()

    def _change(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()

    async def _serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._writers.add(writer)
        try:
            async with _connection(writer):
                request = await _read_request(reader)
                answer = self._answer(request)
                self.requests.append(request)
                self._change()
                await self._send(request, answer, reader, writer)
        finally:
            self._writers.discard(writer)
            self._change()

    def _answer(self, request: Request) -> Answer:
        if callable(self.script):
            answer = self.script(request)
        else:
            answer = _nth(self.script, len(self.requests))
        return Answer(answer) if isinstance(answer, str) else answer

    async def _send(
        self,
        request: Request,
        answer: Answer,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        if answer.refuses in request.body:
            error = f"Unrecognized request argument supplied: {answer.refuses}"
            writer.write(_plain(Answer(status=400, error=error)))
        elif answer.status != 200:
            writer.write(_plain(answer))
        elif answer.body is not None:
            writer.write(_head(200, {"Content-Type": answer.content_type}))
            writer.write(_chunk(answer.body.encode()) if answer.body else b"")
            writer.write(b"0\r\n\r\n")
        elif not request.body.get("stream"):
            writer.write(_json(200, _completion(answer), answer.headers))
        else:
            await self._stream(answer, reader, writer)
        await writer.drain()

    async def _stream(
        self,
        answer: Answer,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        writer.write(_head(200, {"Content-Type": "text/event-stream"}, answer.headers))
        events = _events(answer)
        for number in range(len(events) + 1):
            if number == answer.cut_after:
                return writer.transport.abort()
            if number == answer.hold_after and await self._left(reader):
                return None
            if number < len(events):
                writer.write(_event(json.dumps(events[number])))
                await writer.drain()
        return writer.write(_event("[DONE]") + b"0\r\n\r\n")

    async def _left(self, reader: asyncio.StreamReader) -> bool:
        """Wait for `release`; whether the client hung up before it came."""
        async with asyncio.TaskGroup() as group:
            gone = group.create_task(_end_of(reader))
            free = group.create_task(self._released.wait())
            await asyncio.wait({gone, free}, return_when=asyncio.FIRST_COMPLETED)
            has_left = gone.done() and not free.done()
            gone.cancel()
            free.cancel()
        self.disconnects += has_left
        self._change()
        return has_left


def _nth(answers: Sequence[Answer | str], number: int) -> Answer | str:
    if number < len(answers):
        return answers[number]
    return Answer(status=400, error="the script of the endpoint has run out")


@asynccontextmanager
async def _connection(writer: asyncio.StreamWriter) -> AsyncIterator[None]:
    """Close it at the end; a client that leaves is no fault of the server."""
    try:
        yield
    except (ConnectionError, asyncio.IncompleteReadError):
        return
    finally:
        writer.close()
        try:
            await writer.wait_closed()
        except ConnectionError:
            writer.transport.abort()


async def _end_of(reader: asyncio.StreamReader) -> None:
    try:
        await reader.read()
    except ConnectionError:
        return


async def _read_request(reader: asyncio.StreamReader) -> Request:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = head.strip().split("\r\n")
    pairs = (line.split(":", 1) for line in lines)
    headers = {name.strip().lower(): value.strip() for name, value in pairs}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Request(first.split(" ")[1], headers, json.loads(body or b"{}"))


def _head(status: int, *headers: Mapping[str, str]) -> bytes:
    merged = {"Connection": "close", "Transfer-Encoding": "chunked"}
    for more in headers:
        merged |= more
    lines = [f"HTTP/1.1 {status} Status", *(f"{k}: {v}" for k, v in merged.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def _chunk(data: bytes) -> bytes:
    return f"{len(data):x}\r\n".encode() + data + b"\r\n"


def _event(data: str) -> bytes:
    return _chunk(f"data: {data}\n\n".encode())


def _json(status: int, body: object, headers: Mapping[str, str]) -> bytes:
    head = _head(status, {"Content-Type": "application/json"}, headers)
    return head + _chunk(json.dumps(body).encode()) + b"0\r\n\r\n"


def _plain(answer: Answer) -> bytes:
    if answer.error.startswith("<"):
        head = _head(answer.status, {"Content-Type": "text/html"}, answer.headers)
        return head + _chunk(answer.error.encode()) + b"0\r\n\r\n"
    body = {"error": {"message": answer.error, "type": "error", "code": None}}
    return _json(answer.status, body, answer.headers)


def _pieces(answer: Answer) -> list[str]:
    count = min(answer.pieces, len(answer.text))
    bounds = [len(answer.text) * i // max(count, 1) for i in range(count + 1)]
    return [answer.text[a:b] for a, b in pairwise(bounds)]


def _events(answer: Answer) -> list[dict[str, Any]]:
    """The chunks of a stream: reasoning, text, the end, and the usage by itself."""
    deltas: list[dict[str, Any]] = []
    if answer.reasoning:
        deltas.append({"role": "assistant", "reasoning_content": answer.reasoning})
    deltas += [{"role": "assistant", "content": piece} for piece in _pieces(answer)]
    events = [_chunk_object([{"index": 0, "delta": delta}]) for delta in deltas]
    if answer.finish_reason is not None:
        end = {"index": 0, "delta": {}, "finish_reason": answer.finish_reason}
        events.append(_chunk_object([end]))
    if answer.usage is not None:
        events.append(_chunk_object([]) | {"usage": _usage(answer.usage)})
    return events


def _usage(usage: Mapping[str, Any]) -> dict[str, Any]:
    total = usage["prompt_tokens"] + usage["completion_tokens"]
    return {"total_tokens": total, **usage}


def _chunk_object(choices: list[dict[str, Any]]) -> dict[str, Any]:
    kind = "chat.completion.chunk"
    base = {"id": "chatcmpl-1", "object": kind, "created": 1, "model": "test-model"}
    return {**base, "choices": choices}


def _completion(answer: Answer) -> dict[str, Any]:
    message = {"role": "assistant", "content": answer.text}
    choice = {"index": 0, "message": message, "finish_reason": answer.finish_reason}
    usage = _usage(answer.usage) if answer.usage is not None else None
    whole = {**_chunk_object([choice]), "object": "chat.completion"}
    return whole | {"usage": usage}
