"""A model that follows a script: for tests, demos and trying out rules."""

from __future__ import annotations

import asyncio
import copy
import re
from collections import Counter, deque
from collections.abc import AsyncGenerator, Callable, Iterable
from typing import Any

from rlm_tui.domain.limits import Usage
from rlm_tui.domain.text import Text, estimate_tokens
from rlm_tui.errors import ModelError
from rlm_tui.models.base import FREE, ChatMessage, Chunk, ModelRequest, Price
from rlm_tui.models.estimate import charge, request_tokens
from rlm_tui.models.scripted_reply import ScriptedReply, as_reply


class ScriptedModel:
    """Replies from a list, in order, and by pattern; it keeps every request.

    A reply with `match` answers whenever its pattern is found in the last user
    message; the others are used up one after the other, by root and sub-queries alike.
    """

    def __init__(
        self,
        *replies: str | dict[str, Any] | ScriptedReply,
        price: Price = FREE,
        is_local: bool = False,
        on_request: Callable[[ModelRequest], None] | None = None,
    ) -> None:
        """Take the script.

        Args:
            replies: texts, replies, or dicts with the fields of `ScriptedReply`.
            price: what a token costs where a reply names no cost.
            is_local: whether it claims to take one call at a time.
            on_request: told of each request as it arrives.
        """
        script = [as_reply(reply) for reply in replies]
        self._patterns = [reply for reply in script if reply.match is not None]
        self._ordered = deque(
            reply
            for reply in script
            if reply.match is None
            for _ in range(1 if reply.times is None else reply.times)
        )
        self._whole = tuple(self._ordered)
        self._pattern_uses: Counter[int] = Counter()
        self._price = price
        self._is_local = is_local
        self._on_request = on_request
        self._gates: dict[str, asyncio.Event] = {}
        self._arrival = asyncio.Event()
        self.requests: list[ModelRequest] = []
        """Every request so far, as it arrived."""

    @property
    def calls(self) -> list[tuple[ChatMessage, ...]]:
        """The messages of every request so far."""
        return [request.messages for request in self.requests]

    @property
    def unused(self) -> list[ScriptedReply]:
        """The replies in order that nobody has asked for yet."""
        return list(self._ordered)

    def go_on_after(self, given: Iterable[Text | str]) -> None:
        """Begin the order anew, without what was given before the run was cut.

        Args:
            given: texts of replies, and the names of the types of errors.
        """
        self._ordered = deque(self._whole)
        for one in given:
            found = next((r for r in self._ordered if _is_given(r, one)), None)
            if found is not None:
                self._ordered.remove(found)

    def release(self, name: str) -> None:
        """Let go of the replies that wait for this name, now and later."""
        self._gate(name).set()

    async def received(self, count: int) -> None:
        """Wait until so many requests have arrived."""
        while len(self.requests) < count:
            await self._arrival.wait()

    async def stream(self, request: ModelRequest) -> AsyncGenerator[Chunk, None]:
        """Reply as the script says."""
        self._note(request)
        reply = self._pick(request)
        pieces = list(reply.pieces())
        if reply.reasoning:
            yield Chunk(reasoning=reply.reasoning)
        for number, piece in enumerate(pieces):
            await self._hold(reply, number)
            await asyncio.sleep(reply.delay_s / len(pieces))
            if piece:
                yield Chunk(piece)
        if reply.hold_after >= len(pieces):
            await self._hold(reply, reply.hold_after)
        if reply.error is not None:
            raise copy.copy(reply.error)
        usage = self._usage(reply, request)
        yield Chunk(usage=usage, finish_reason=reply.finish_reason)

    def price(self, model: str) -> Price:
        """What the script says."""
        return self._price

    def is_local(self, model: str) -> bool:
        """What the script says."""
        return self._is_local

    async def close(self) -> None:
        """There is nothing to let go of."""

    def _note(self, request: ModelRequest) -> None:
        self.requests.append(request)
        self._arrival.set()
        self._arrival = asyncio.Event()
        if self._on_request is not None:
            self._on_request(request)

    def _pick(self, request: ModelRequest) -> ScriptedReply:
        if (reply := self._matching(_last_user_message(request))) is not None:
            return reply
        if not self._ordered:
            raise ModelError(
                f"the script has no reply left for call {len(self.requests)} "
                f"(node {request.node}); it has {len(self._whole)} in order and "
                f"{len(self._patterns)} by pattern"
            )
        return self._ordered.popleft()

    def _matching(self, text: str) -> ScriptedReply | None:
        for number, reply in enumerate(self._patterns):
            left = reply.times is None or self._pattern_uses[number] < reply.times
            if left and re.search(reply.match or "", text):
                self._pattern_uses[number] += 1
                return reply
        return None

    def _gate(self, name: str) -> asyncio.Event:
        return self._gates.setdefault(name, asyncio.Event())

    async def _hold(self, reply: ScriptedReply, number: int) -> None:
        if reply.wait_for is not None and number == reply.hold_after:
            await self._gate(reply.wait_for).wait()

    def _usage(self, reply: ScriptedReply, request: ModelRequest) -> Usage:
        estimate = estimate_tokens(len(reply.reasoning))
        reasoning = _given(reply.reasoning_tokens, estimate)
        output = _given(
            reply.output_tokens, estimate_tokens(len(reply.text)) + estimate
        )
        input_ = _given(reply.input_tokens, request_tokens(request))
        usage = charge(self._price, input_, output)
        if reply.cost is not None:
            usage = Usage(1, input_, output, cost=reply.cost)
        return usage + Usage(
            reasoning_tokens=reasoning, cached_tokens=reply.cached_tokens
        )


def _given(value: int | None, otherwise: int) -> int:
    return otherwise if value is None else value


def _last_user_message(request: ModelRequest) -> str:
    said = (m.content for m in reversed(request.messages) if m.role == "user")
    return next(said, "")


def _is_given(reply: ScriptedReply, given: Text | str) -> bool:
    if isinstance(given, Text):
        return reply.error is None and Text.of(reply.text) == given
    return type(reply.error).__name__ == given
