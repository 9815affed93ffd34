"""The offline planner as a model: its reply in small pieces, free of charge."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator

from rlm_tui.models.base import FREE, Chunk, ModelRequest, Price
from rlm_tui.models.estimate import estimated_usage
from rlm_tui.models.offline.library import HELPERS
from rlm_tui.models.offline.planner import complete

_LARGE = 20_000
"""Messages of more characters than this are read in a thread."""
_PIECE = re.compile(r"\S*\s*")


class OfflinePlanner:
    """Rules behind the protocol of a model; it keeps nothing between calls."""

    def __init__(self, *, delay_s: float = 0.0, piece_words: int = 6) -> None:
        """Set the pause before each piece and how many words a piece has."""
        self._delay_s = delay_s
        self._piece_words = piece_words

    async def stream(self, request: ModelRequest) -> AsyncGenerator[Chunk, None]:
        """Work out the whole reply, then yield it piece by piece."""
        reply = await _reply(request)
        for piece in pieces(reply, self._piece_words):
            if self._delay_s > 0:
                await asyncio.sleep(self._delay_s)
            yield Chunk(piece)
        usage = estimated_usage(request, len(reply), FREE)
        yield Chunk(usage=usage, finish_reason="stop")

    def price(self, model: str) -> Price:
        """Nothing."""
        return FREE

    def is_local(self, model: str) -> bool:
        """It answers any number of calls at a time."""
        return False

    async def close(self) -> None:
        """There is nothing to let go of."""


def pieces(text: str, words: int) -> list[str]:
    """The text cut after every so many words; joined they are the text again.

    Nobody has to wait for the helpers of a block: they are one piece.
    """
    told, mark, helpers = text.partition(HELPERS)
    found = _PIECE.findall(told)
    groups = range(0, len(found), words)
    cut = ["".join(found[i : i + words]) for i in groups]
    return [piece for piece in (*cut, mark + helpers) if piece]


async def _reply(request: ModelRequest) -> str:
    messages = [(message.role, message.content) for message in request.messages]
    if sum(len(content) for _, content in messages) > _LARGE:
        return await asyncio.to_thread(complete, messages)
    return complete(messages)
