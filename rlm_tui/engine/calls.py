"""One model call: streamed, timed, retried where that may help, charged in any case."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from types import MappingProxyType
from typing import NamedTuple, Protocol

from rlm_tui.domain.event_base import made
from rlm_tui.domain.events import Event
from rlm_tui.domain.events_of_calls import (
    CallFailed,
    CallFinished,
    CallStarted,
    Message,
)
from rlm_tui.domain.limits import DEFAULT_CONCURRENCY, Usage
from rlm_tui.domain.text import Text, estimate_tokens
from rlm_tui.domain.values import JSON
from rlm_tui.engine.draft import Draft, Screen, Screens
from rlm_tui.engine.limits import Budget
from rlm_tui.engine.model_stream import ModelStream
from rlm_tui.engine.patience import CallCancelledError, Patience, Watch
from rlm_tui.engine.recorded.lane import HeldBackThen, PastFailure, PastReply
from rlm_tui.engine.recorded.recording import Recording
from rlm_tui.engine.retrying import retry_delay_s, too_late, wordless
from rlm_tui.engine.steering.crossing import Emit, Passing
from rlm_tui.errors import ModelBusyError, ModelError
from rlm_tui.models.base import ChatMessage, Deadlines, Model, ModelRequest

MESSAGE_CHARS = 200
"""Of a long message that its event keeps besides its hash."""

NO_OPTIONS: Mapping[str, JSON] = MappingProxyType({})

Sleep = Callable[[float], Awaitable[None]]


class MayLeave(Protocol):
    """Whether a call that was let through may still leave."""

    def __call__(self, *, is_retry: bool) -> bool:
        """Look once more; a retry is new to whoever has paused since."""
        ...


class Received(NamedTuple):
    """A whole reply that is not recorded yet."""

    text: str
    usage: Usage


OnReply = Callable[[Received], bool]
"""Hands a reply on, if it may be; then nothing may come between that and its record."""


class HeldBackError(Exception):
    """A call may no longer leave: the run was paused while it waited for its turn."""


class Call(NamedTuple):
    """What to send, and for whom."""

    node: str
    iteration: int
    model: str
    messages: tuple[ChatMessage, ...]
    kept: int = 0
    """Messages that the node's previous call had too."""
    may_be_wordless: bool = False
    """Whether a reply without text is of use: a node is told, and writes again."""

    @property
    def key(self) -> tuple[str, int]:
        """Which turn of which node it is."""
        return self.node, self.iteration

    @property
    def input_tokens(self) -> int:
        """An estimate."""
        return estimate_tokens(sum([len(message.content) for message in self.messages]))


class Calls:
    """Sends requests, so many at a time."""

    def __init__(
        self,
        models: Model,
        emit: Emit,
        *,
        put_off: Callable[[Event], None],
        show: Callable[[Event], object],
        budget: Budget,
        max_concurrency: int,
        max_retries: int,
        deadlines: Deadlines,
        clock: Callable[[], float],
        sleep: Sleep = asyncio.sleep,
        recording: Recording | None = None,
        options_of: Callable[[str], Mapping[str, JSON]] = lambda _node: NO_OPTIONS,
    ) -> None:
        self._models = models
        self._emit = emit
        self._put_off = put_off
        self._screens = Screens(show)
        self._watch = Watch()
        self._budget = budget
        self._slots = asyncio.Semaphore(max_concurrency)
        self._is_default = max_concurrency == DEFAULT_CONCURRENCY
        self._local_slots: defaultdict[str, asyncio.Semaphore] = defaultdict(
            lambda: asyncio.Semaphore(1)
        )
        self._max_attempts = 1 + max_retries
        self._deadlines = deadlines
        self._clock = clock
        self._sleep = sleep
        self._recording = recording or Recording()
        self._options_of = options_of
        self._held: dict[tuple[str, int], int] = {}
        self._out: dict[str, Patience] = {}
        """The calls that are out, by node."""

    async def send(
        self,
        call: Call,
        *,
        may_leave: MayLeave,
        on_reply: OnReply | None = None,
        passing: Passing | None = None,
    ) -> str:
        """Send a request when its turn has come, and give back the text of the reply.

        Between two attempts it has no slot, and can be paused or ended.

        Args:
            call: the request.
            may_leave: whether it may, once its turn has come.
            on_reply: is given the reply before it is recorded.
            passing: the gate that it has just crossed, which its start tells of.

        Raises:
            ModelError: it failed and trying again did not help, or would not.
            LimitError: the run may spend no more.
            HeldBackError: it may not leave any more; nothing was sent.
        """
        recalled = await self._recalled(call)
        if isinstance(recalled, str):
            return recalled
        attempt = recalled
        leaves_now = passing is not None and self._can_leave_now(call)
        if passing is not None and not leaves_now:
            self._put_off(passing.alone())
            passing = None
        if not leaves_now:
            await self._budget.introduce(call.node, call.model)
        while True:
            if not leaves_now:
                await self._budget.check(call.node)
            async with self._turn(call.model):
                if not (leaves_now or may_leave(is_retry=attempt > 1)):
                    self._held[call.key] = attempt
                    # It was out when the record ended, and may not leave any more.
                    self._recording.forget(call.node)
                    raise HeldBackError
                if not leaves_now and self._budget.is_used_up_for(call.node):
                    continue  # others have used it up while this one waited
                try:
                    return await self._attempt(call, attempt, on_reply, passing)
                except ModelBusyError as error:
                    if attempt == self._max_attempts:
                        raise
                    delay_s = retry_delay_s(attempt, error)
                    if self._budget.ends_within(delay_s):
                        raise too_late(error, delay_s) from error
            leaves_now, passing = False, None
            await self._sleep(delay_s)
            attempt += 1

    async def _recalled(self, call: Call) -> str | int:
        """The reply that the record has, or which attempt is to be made now."""
        attempt = self._held.pop(call.key, 1)
        while self._recording.is_playing(call.node):
            await self._budget.check(call.node)
            match self._recording.call(call.node):
                case PastReply(text):
                    return text
                case PastFailure(error, is_final=True):
                    raise ModelError(error)
                case PastFailure() as failure:
                    attempt += failure.is_attempt
                case HeldBackThen():
                    self._held[call.key] = attempt
                    raise HeldBackError
                case None:
                    break
        return attempt

    def _can_leave_now(self, call: Call) -> bool:
        """Whether it need not wait for anything, and nothing is to be said before."""
        return (
            not self._slots.locked()
            and not (self._is_default and self._models.is_local(call.model))
            and self._budget.is_ample(call.model)
        )

    def out(self, node: str) -> Patience | None:
        """The call of a node that is out, which a person may end."""
        return self._out.get(node)

    def _turn(self, model: str) -> AbstractAsyncContextManager[None]:
        """A slot of the run, and the only one of a server on this machine."""
        if self._is_default and self._models.is_local(model):
            return self._turn_of_local(model)
        return self._slots

    @asynccontextmanager
    async def _turn_of_local(self, model: str) -> AsyncIterator[None]:
        async with self._local_slots[model], self._slots:
            yield

    async def _attempt(
        self,
        call: Call,
        attempt: int,
        on_reply: OnReply | None,
        passing: Passing | None,
    ) -> str:
        await self._emit(_started(call, attempt, passing))
        began = self._clock()
        draft = Draft()
        try:
            await self._stream(call, draft)
        except asyncio.CancelledError:
            gone = ModelError("cancelled", was_sent=True)
            await self._failed(call, attempt, draft, began, gone, "cancelled")
            raise
        except CallCancelledError as error:
            await self._failed(call, attempt, draft, began, error, "cancelled")
            raise
        except ModelError as error:
            await self._failed(call, attempt, draft, began, error, type(error).__name__)
            raise
        elapsed_s = self._clock() - began
        usage = draft.usage or self._estimated(call, draft)
        reply = Received("".join(draft.text), usage)
        was_handed_on = on_reply is not None and on_reply(reply)
        self._finished(call, attempt, draft, reply, elapsed_s)
        if not was_handed_on:
            await self._budget.warn_ahead(call.node)
        return reply.text

    async def _stream(self, call: Call, draft: Draft) -> None:
        """Take in a reply that `cancel` can end; once it is back, it cannot."""
        request = ModelRequest(
            call.model,
            call.messages,
            call.node,
            self._deadlines,
            self._options_of(call.node),
        )
        screen = Screen(self._screens, call.node, call.iteration)
        try:
            with Patience(self._deadlines, self._watch) as out, screen:
                self._out[call.node] = out
                async with ModelStream(self._models, request) as stream:
                    async for chunk in stream:
                        draft.take(chunk)
                        screen.take(chunk)
                        out.heard()
        finally:
            self._out.pop(call.node, None)
        if draft.is_empty and (draft.usage is None or not draft.usage.output_tokens):
            raise ModelBusyError(
                f"{call.model} sent an empty reply; "
                "the request may be too large for it",
                was_sent=True,
            )
        if not (draft.has_words or call.may_be_wordless):
            raise wordless(call.model, draft)

    def _finished(
        self, call: Call, attempt: int, draft: Draft, reply: Received, elapsed_s: float
    ) -> None:
        # What comes of the reply is recorded before it has an effect.
        self._put_off(
            made(
                CallFinished,
                node=call.node,
                iteration=call.iteration,
                attempt=attempt,
                reply=Text.of(reply.text),
                reasoning=Text.of("".join(draft.reasoning)),
                usage=reply.usage,
                elapsed_s=elapsed_s,
                finish_reason=draft.finish_reason,
            )
        )

    async def _failed(
        self,
        call: Call,
        attempt: int,
        draft: Draft,
        began: float,
        error: ModelError,
        error_type: str,
    ) -> None:
        retry_in_s = None
        if isinstance(error, ModelBusyError):
            retry_in_s = self._retry_in_s(attempt, error)
        await self._emit(
            CallFailed(
                node=call.node,
                iteration=call.iteration,
                attempt=attempt,
                error_type=error_type,
                error=str(error),
                partial=Text.of("".join(draft.text)),
                usage=self._charged(call, draft, error),
                elapsed_s=self._clock() - began,
                retry_in_s=retry_in_s,
            )
        )

    def _retry_in_s(self, attempt: int, error: ModelBusyError) -> float | None:
        """Seconds to the next attempt, if there is one."""
        delay_s = retry_delay_s(attempt, error)
        if attempt == self._max_attempts or self._budget.ends_within(delay_s):
            return None
        return delay_s

    def _charged(self, call: Call, draft: Draft, error: ModelError) -> Usage:
        """What a call costs that brought no reply: nothing if it never arrived."""
        if draft.usage is not None:
            return draft.usage
        if draft.is_empty and not error.was_sent:
            return Usage()
        return self._estimated(call, draft)

    def _estimated(self, call: Call, draft: Draft) -> Usage:
        """Usage of a reply whose model told none."""
        output = estimate_tokens(sum(map(len, (*draft.text, *draft.reasoning))))
        cost = self._models.price(call.model).estimate(call.input_tokens, output)
        return Usage(
            calls=1,
            input_tokens=call.input_tokens,
            output_tokens=output,
            cost=cost or 0.0,
            unpriced_calls=int(cost is None),
            free_calls=int(cost == 0.0),
            estimated=True,
        )


def _started(call: Call, attempt: int, passing: Passing | None) -> CallStarted:
    return made(
        CallStarted,
        node=call.node,
        iteration=call.iteration,
        attempt=attempt,
        model=call.model,
        kept=call.kept,
        messages=as_events(call.messages[call.kept :]),
        input_tokens=call.input_tokens,
        passed=None if passing is None else passing.inside(),
    )


def as_events(messages: Sequence[ChatMessage]) -> tuple[Message, ...]:
    """Messages as an event carries them: what is long stands in another event too."""
    return tuple(
        [
            made(
                Message,
                role=message.role,
                content=Text.of(message.content, beginning=MESSAGE_CHARS),
            )
            for message in messages
        ]
    )
