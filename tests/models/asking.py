"""Asks a gateway, and gives what came of it."""

from __future__ import annotations

import pytest

from rlm_tui.errors import ModelError
from rlm_tui.models.base import (
    ChatMessage,
    Chunk,
    Deadlines,
    ModelRequest,
)
from rlm_tui.models.gateway import Gateway
from tests.endpoint import MODEL

NO_DEADLINES = Deadlines()


def ask(
    text: str = "hello", model: str = MODEL, deadlines: Deadlines = NO_DEADLINES
) -> ModelRequest:
    """A question of one message."""
    return ModelRequest(model, (ChatMessage("user", text),), deadlines=deadlines)


async def chunks_of(
    gateway: Gateway, deadlines: Deadlines = NO_DEADLINES
) -> list[Chunk]:
    """All that is streamed."""
    return [chunk async for chunk in gateway.stream(ask(deadlines=deadlines))]


async def text_of(gateway: Gateway) -> str:
    """The whole reply."""
    return "".join([chunk.text for chunk in await chunks_of(gateway)])


async def failure_of(gateway: Gateway, deadlines: Deadlines = NO_DEADLINES) -> str:
    """What the error says that must come."""
    with pytest.raises(ModelError) as caught:
        await chunks_of(gateway, deadlines)
    return str(caught.value)
