"""A run as its events: to iterate over, and to be told of."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TypeAlias

from rlm_tui.domain.events import Event
from rlm_tui.domain.events_of_calls import CallFailed, CallFinished, ReplyDelta
from rlm_tui.domain.session import Session
from rlm_tui.engine.handle import RunHandle
from rlm_tui.engine.hook_calls import call_hook
from rlm_tui.engine.result import RLMResult
from rlm_tui.journal import Journal

OnEvent: TypeAlias = Callable[[Event], Awaitable[None] | None]
"""Is told of every event in order; the next one waits until it is done."""


class EventQueue:
    """The events of a journal from the first on, until it is closed."""

    def __init__(
        self, journal: Journal, wants: Callable[[Event], bool] = lambda _event: True
    ) -> None:
        self._wants = wants
        self._queue: asyncio.Queue[Event | None] = asyncio.Queue()
        self._is_over = False
        for event in journal.events:
            self._take(journal.session, event)
        journal.subscribe(self._take)

    def _take(self, _session: Session, event: Event) -> None:
        if self._wants(event):
            self._queue.put_nowait(event)

    def close(self) -> None:
        """End the iteration after the events that are already there."""
        self._queue.put_nowait(None)

    async def __aiter__(self) -> AsyncIterator[Event]:
        while not self._is_over:
            event = await self._queue.get()
            if event is None:
                self._is_over = True
                self.close()  # for others who iterate over it too
                return
            yield event


class RunStream:
    """A run as its events, in order, with the verbs to steer it.

    Iterate over it for typed events, or over `text_stream` for the text alone; one
    does not take anything from the other. `handle` has the verbs.
    """

    def __init__(self, handle: RunHandle, journal: Journal) -> None:
        self.handle = handle
        self._events = EventQueue(journal)
        begun = len(journal.events)
        self._text = EventQueue(
            journal,
            lambda event: (
                _is_text_of_root(event) and (event.transient or event.seq > begun)
            ),
        )

    def close(self) -> None:
        """End the iterations after the events that are already there."""
        self._events.close()
        self._text.close()

    def __aiter__(self) -> AsyncIterator[Event]:
        return aiter(self._events)

    @property
    def text_stream(self) -> AsyncIterator[str]:
        """The root's reply text alone, as it arrives."""
        return _texts(self._text)

    async def result(self) -> RLMResult:
        """Wait for the end and give back what there is.

        Raises:
            RLMError: the engine could not go on; its `partial` has what there was.
        """
        return await self.handle.result()


def _is_text_of_root(event: Event) -> bool:
    told = (ReplyDelta, CallFinished, CallFailed)
    return isinstance(event, told) and event.node == "0"


async def _texts(events: EventQueue) -> AsyncIterator[str]:
    told = 0
    async for event in events:
        text = ""
        if isinstance(event, ReplyDelta):
            text = event.text
            told += len(text)
        else:
            if isinstance(event, CallFinished):
                text = (event.reply.whole or "")[told:]
            told = 0
        if text:
            yield text


async def tell(events: EventQueue, on_event: OnEvent) -> None:
    """Tell a function of the calling program of every event.

    Raises:
        HookError: it raised.
    """
    async for event in events:
        await call_hook("on_event", on_event, event)
