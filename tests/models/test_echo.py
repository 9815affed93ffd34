"""The echo model returns what it was sent."""

from __future__ import annotations

from rlm_tui.models.base import ChatMessage, ModelRequest
from rlm_tui.models.echo import EchoModel


async def test_echo_answers_with_the_last_message_unchanged() -> None:
    sent = "  Spaces,\n\ttabs and ümlauts stay.\n"
    request = ModelRequest(
        "echo", (ChatMessage("system", "x"), ChatMessage("user", sent))
    )

    [chunk] = [chunk async for chunk in EchoModel().stream(request)]

    assert chunk.text == sent
    assert chunk.usage is not None
    assert chunk.usage.is_free
