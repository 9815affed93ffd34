"""Fetches the long texts of a record that a run needs when it is taken up."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import TypeAlias

from rlm_tui.domain.event_base import NodeEvent
from rlm_tui.domain.events import Event, NodeFinished, NodeStarted, SessionCreated
from rlm_tui.domain.events_of_calls import CallStarted
from rlm_tui.domain.text import Text

Read: TypeAlias = Callable[[Text], Awaitable[str]]
"""Reads the whole of a text."""


async def with_whole_texts(events: Sequence[Event], read: Read) -> list[Event]:
    """The events, with those texts whole that are played back.

    These are the texts of nodes that have not ended and the answers of the nodes below
    them; messages and prompts are made again by what asks.
    """
    ended = {e.node for e in events if isinstance(e, NodeFinished) and "." in e.node}
    return [
        await _with_whole(event, read) if _is_needed(event, ended) else event
        for event in events
    ]


def _is_needed(event: Event, ended: set[str]) -> bool:
    if isinstance(event, SessionCreated):
        return True
    if isinstance(event, CallStarted | NodeStarted) or not isinstance(event, NodeEvent):
        return False
    return isinstance(event, NodeFinished) or event.node not in ended


async def _with_whole(event: Event, read: Read) -> Event:
    changes = {
        name: replace(text, full=await read(text))
        for name, text in event
        if isinstance(text, Text) and text.whole is None
    }
    return event.model_copy(update=changes) if changes else event
