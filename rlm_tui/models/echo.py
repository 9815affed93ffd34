"""A model that answers with what it was sent: it shows what a sub-query carries."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import replace

from rlm_tui.domain.text import estimate_tokens
from rlm_tui.models.base import FREE, Chunk, ModelRequest, Price
from rlm_tui.models.estimate import charge, request_tokens


class EchoModel:
    """Replies with the content of the last message, unchanged and free of charge."""

    async def stream(self, request: ModelRequest) -> AsyncGenerator[Chunk, None]:
        """Yield the last message as one piece."""
        text = request.messages[-1].content if request.messages else ""
        usage = charge(FREE, request_tokens(request), estimate_tokens(len(text)))
        yield Chunk(text, usage=replace(usage, estimated=True), finish_reason="stop")

    def price(self, model: str) -> Price:
        """Nothing."""
        return FREE

    def is_local(self, model: str) -> bool:
        """It answers any number of calls at a time."""
        return False

    async def close(self) -> None:
        """There is nothing to let go of."""
