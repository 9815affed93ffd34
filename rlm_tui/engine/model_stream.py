"""The stream of a model, which may be one that the calling program brings."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from types import TracebackType

from rlm_tui.engine.cancelling import is_being_cancelled, raised
from rlm_tui.errors import ModelBusyError, ModelError, RLMError
from rlm_tui.models.base import Chunk, Model, ModelRequest


class ModelStream:
    """An open stream: closed when the block is left, its failures under its name.

    Whatever a model raises is an error of models, so that it is recorded, charged and
    told as one, and a query of code can go on without its reply.
    """

    def __init__(self, models: Model, request: ModelRequest) -> None:
        self._models = models
        self._request = request

    async def __aenter__(self) -> AsyncGenerator[Chunk, None]:
        """Begin it.

        Raises:
            ModelError: it is no stream.
        """
        try:
            stream: object = self._models.stream(self._request)
        except Exception as error:
            raise self._named(error) from error
        if not isinstance(stream, AsyncGenerator):
            if asyncio.iscoroutine(stream):
                stream.close()
            raise ModelError(
                f"{self._request.model}: stream must be an async generator, as in "
                "`async def stream(self, request): yield Chunk('…')`"
            )
        self._stream = stream
        return stream

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close it.

        Raises:
            ModelError: it failed by something else.
        """
        try:
            await self._stream.aclose()
        except Exception as failure:
            error = error or failure
        if isinstance(error, asyncio.CancelledError) and not is_being_cancelled():
            words = f"{self._request.model} cancelled its own call"
            raise ModelBusyError(words, was_sent=True) from error
        if isinstance(error, Exception) and not isinstance(error, RLMError):
            raise self._named(error) from error

    def _named(self, error: Exception) -> ModelError:
        said = f"{self._request.model} raised {raised(error)}"
        if isinstance(error, OSError):  # lost connections and time-outs among them
            return ModelBusyError(said, was_sent=True)
        return ModelError(said, was_sent=True)
