"""The model process's side of the wire: calls in, pieces and outcomes out."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Iterable, Mapping
from contextlib import aclosing
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, Protocol

from rlm_tui.frames import Frame, FrameReader, encode
from rlm_tui.models.gateway_failures import CallFailure, Failure, failure_of
from rlm_tui.models.gateway_pace import Clock, Deltas

MAX_BODY = (1 << 32) - 1
"""Of messages and replies; the prefix of a frame holds no more."""
READ_BYTES = 1 << 18


@dataclass(frozen=True, slots=True)
class Call:
    """One call as the host ordered it."""

    id: int
    model: str
    messages: list[dict[str, str]]
    api_base: str | None
    first_s: float
    silence_s: float
    total_s: float
    options: dict[str, Any] = field(default_factory=dict)
    """What else the host asks for, as litellm names it."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a reply; an empty one is a sign of life."""

    text: str = ""
    reasoning: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a stream ended, and what it used."""

    input_tokens: int
    output_tokens: int
    reasoning_tokens: int
    cached_tokens: int
    cost: float
    cost_state: Literal["known", "free", "unknown"]
    estimated: bool
    finish_reason: str


@dataclass(frozen=True, slots=True)
class TokenPrice:
    """US dollars per token, `None` where it is not known."""

    input_usd: float | None
    output_usd: float | None


class Provider(Protocol):
    """Whoever talks to the servers."""

    def stream(self, call: Call) -> AsyncGenerator[Piece | Outcome, None]:
        """The pieces of a reply, and its outcome last."""
        ...

    @property
    def names(self) -> Iterable[str]:
        """Those who serve models, as they stand before the slash of a name."""
        ...

    def is_served(self, model: str, api_base: str | None) -> bool:
        """Whether the name is that of somebody's model."""
        ...

    def price(self, model: str) -> TokenPrice:
        """The list price of a model."""
        ...

    def window(self, model: str) -> int | None:
        """Tokens of its longest request, where they are known."""
        ...


class Calls:
    """Runs the calls that come over the wire, each in a task of its own."""

    def __init__(
        self,
        provider: Provider,
        writer: asyncio.StreamWriter,
        *,
        secrets: Iterable[str] = (),
    ) -> None:
        self._provider = provider
        self._writer = writer
        self._secrets = tuple(secrets)
        self._running: dict[int, asyncio.Task[None]] = {}

    async def serve(self, reader: asyncio.StreamReader) -> None:
        """Take orders until the host says `exit` or is gone; then cancel what runs."""
        frames = FrameReader({"call": MAX_BODY})
        async with asyncio.TaskGroup() as group:
            while data := await reader.read(READ_BYTES):
                for frame in frames.feed(data):
                    if frame.op == "exit":
                        return self._cancel_all()
                    self._obey(frame, group)
            self._cancel_all()

    def _obey(self, frame: Frame, group: asyncio.TaskGroup) -> None:
        number = int(frame.header["id"])
        match frame.op:
            case "call":
                call = _call(frame)
                task = group.create_task(self._run(call))
                self._running[number] = task
                task.add_done_callback(lambda _: self._running.pop(number))
            case "cancel":
                if number in self._running:
                    self._running[number].cancel()
            case "price":
                self._send({"op": "price", "id": number, **self._facts(frame.header)})

    def _facts(self, asked: Mapping[str, Any]) -> dict[str, object]:
        """What there is to know of a model; `known` lists the providers there are,
        where its own is none of them."""
        model, provider = asked["model"], self._provider
        is_served = provider.is_served(model, asked["api_base"])
        return {
            **asdict(provider.price(model)),
            "window": provider.window(model),
            "known": None if is_served else sorted(provider.names),
        }

    def _cancel_all(self) -> None:
        for task in self._running.values():
            task.cancel()

    def _send(self, header: dict[str, object], body: str = "") -> None:
        self._writer.write(encode(header, body.encode("utf-8", "replace")))

    async def _run(self, call: Call) -> None:
        try:
            outcome = await self._stream(call)
        # Providers' clients raise anything; whatever it is has to end this one call.
        except Exception as error:
            failure = failure_of(
                error, call.model, call.api_base, secrets=self._secrets
            )
            self._send({"op": "failed", "id": call.id, **asdict(failure)})
        else:
            self._send({"op": "done", "id": call.id, **asdict(outcome)})
        await self._writer.drain()

    async def _stream(self, call: Call) -> Outcome:
        deltas = Deltas(lambda kind, text: self._delta(call.id, kind, text))
        clock = Clock(call.first_s, call.silence_s, call.total_s)
        timeout = asyncio.timeout_at(clock.ends_at)
        try:
            async with timeout, aclosing(self._provider.stream(call)) as pieces:
                async for piece in pieces:
                    if isinstance(piece, Outcome):
                        return piece
                    deltas.add(piece.text, piece.reasoning)
                    clock.tick(has_begun=deltas.has_begun)
                    timeout.reschedule(clock.ends_at)
                    await self._writer.drain()
        except TimeoutError as error:
            if not timeout.expired():
                raise
            raise CallFailure(clock.failure(call.model)) from error
        finally:
            deltas.flush()
        raise CallFailure(Failure("other", f"{call.model}: the stream had no end"))

    def _delta(self, number: int, kind: str, text: str) -> None:
        self._send({"op": "delta", "id": number, "kind": kind}, text)


def _call(frame: Frame) -> Call:
    header = frame.header
    return Call(
        id=int(header["id"]),
        model=header["model"],
        messages=json.loads(frame.body),
        api_base=header["api_base"],
        first_s=header["first_s"],
        silence_s=header["silence_s"],
        total_s=header["total_s"],
        options=header["options"],
    )
