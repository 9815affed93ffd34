"""Models of real providers, reached through the model process."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import AsyncGenerator, Mapping
from pathlib import Path
from typing import Any

from rlm_tui.domain.limits import Usage
from rlm_tui.errors import (
    MissingKeyError,
    ModelBusyError,
    ModelError,
    ModelRefusedError,
    TooLongError,
)
from rlm_tui.frames import Frame
from rlm_tui.models import catalog
from rlm_tui.models.base import FREE, UNKNOWN_PRICE, Chunk, ModelRequest, Price
from rlm_tui.models.gateway_process import START_S, ModelProcess
from rlm_tui.models.naming import unknown_model, unknown_provider

GRACE_S = 15.0
"""How much later than the deadlines of a call the process itself is given up."""


class Gateway:
    """Every hosted and local model, by one process that is started when first needed.

    The process is started again if it dies; the calls that were out then fail as
    busy. After `close` the next call starts it once more.
    """

    def __init__(
        self,
        api_base: str | None = None,
        log_path: Path | None = None,
        *,
        environ: Mapping[str, str] | None = None,
    ) -> None:
        """Remember where to call.

        Args:
            api_base: the address of the server, instead of each provider's own.
            log_path: where the process may write; nowhere if it is not given.
            environ: what the process inherits, keys included; by default, ours.
        """
        self._api_base = api_base
        self._log_path = log_path
        self._environ = dict(os.environ if environ is None else environ)
        self._process: ModelProcess | None = None
        # Keeps two first calls from starting a process each, and a start from an end.
        self._starting = asyncio.Lock()
        self._prices: dict[str, Price] = {}
        self._windows: dict[str, int | None] = {}

    @property
    def pid(self) -> int | None:
        """The model process, while there is one."""
        process = self._process
        return process.pid if process is not None and process.is_alive else None

    async def prepare(self, model: str) -> None:
        """Start the process and learn the price of a model ahead of its first call.

        Raises:
            MissingKeyError: the provider's key is not in the environment.
            ModelError: the process cannot start, or litellm knows no such provider.
        """
        name = self._checked_name(model)
        process = await self._running()
        if self._is_free(name):
            return
        number, frames = process.link.listen()
        asked = {"id": number, "model": name, "api_base": self._api_base}
        process.link.send({"op": "price", **asked})
        try:
            self._learn(name, _unless_ended(await frames.get()))
        finally:
            process.link.forget(number)

    async def stream(self, request: ModelRequest) -> AsyncGenerator[Chunk, None]:
        """Call a model; closing the generator closes the connection to its server."""
        name = self._checked_name(request.model)
        process = await self._running()
        if self.price(request.model) == UNKNOWN_PRICE:
            await self.prepare(request.model)
        number, frames = process.link.listen()
        process.link.send(self._header(number, name, request), _body(request))
        patience_s = request.deadlines.total_s + GRACE_S
        ends_at = asyncio.get_running_loop().time() + patience_s
        has_ended = False
        try:
            while not has_ended:
                frame = await _next(frames, process, ends_at)
                has_ended = frame.op != "delta"
                yield _chunk(frame)
        finally:
            process.link.forget(number)
            if not has_ended:
                process.link.send({"op": "cancel", "id": number})

    def price(self, model: str) -> Price:
        """What a token costs: nothing on this machine, unknown until it was asked."""
        name = self._name(model)
        if self._is_free(name):
            return FREE
        return self._prices.get(name, UNKNOWN_PRICE)

    def window(self, model: str) -> int | None:
        """Tokens of the longest request, once the model was prepared."""
        return self._windows.get(self._name(model))

    def is_local(self, model: str) -> bool:
        """Whether its server takes one call at a time."""
        name = self._name(model)
        return catalog.is_local(name, self._base_of(name))

    def _is_free(self, name: str) -> bool:
        return catalog.is_free(name, self._base_of(name))

    def _base_of(self, name: str) -> str | None:
        return catalog.effective_base(name, self._api_base, self._environ)

    async def close(self) -> None:
        """End the process; calls that are still out fail as busy."""
        async with self._starting:
            await self._end()

    async def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            await process.stop()

    def _name(self, model: str) -> str:
        return catalog.full_name(model, self._api_base) or model

    def _checked_name(self, model: str) -> str:
        name = catalog.full_name(model, self._api_base)
        if name is None:
            raise ModelError(unknown_model(model))
        key = catalog.missing_key(name, self._environ, api_base=self._api_base)
        if key is not None:
            raise MissingKeyError(catalog.missing_key_message(model, key))
        return name

    async def _running(self) -> ModelProcess:
        async with self._starting:
            if self._process is None or not self._process.is_alive:
                await self._end()
                self._process = await ModelProcess.start(self._environ, self._log_path)
            process = self._process
        try:
            async with asyncio.timeout(START_S):
                await process.link.ready.wait()
        except TimeoutError:
            process.kill()
            raise ModelError(self._no_start("it does not answer")) from None
        if not process.link.is_usable:
            raise ModelError(self._no_start(process.link.broken or "it ended at once"))
        return process

    def _no_start(self, why: str) -> str:
        see = f"; see {self._log_path}" if self._log_path else ""
        return f"the model process cannot start: {why}{see}"

    def _header(self, number: int, name: str, request: ModelRequest) -> dict[str, Any]:
        return {
            "op": "call",
            "id": number,
            "model": name,
            "api_base": self._api_base,
            "first_s": request.deadlines.first_token_s,
            "silence_s": request.deadlines.silence_s,
            "total_s": request.deadlines.total_s,
            "options": dict(request.options or {}),
        }

    def _learn(self, name: str, frame: Frame) -> None:
        header = frame.header
        if header["known"] is not None:
            raise ModelError(unknown_provider(name, header["known"]))
        self._prices[name] = Price(header["input_usd"], header["output_usd"])
        self._windows[name] = header["window"]


def _body(request: ModelRequest) -> bytes:
    messages = [{"role": m.role, "content": m.content} for m in request.messages]
    return json.dumps(messages, ensure_ascii=False).encode("utf-8", "replace")


async def _next(
    frames: asyncio.Queue[Frame | None], process: ModelProcess, ends_at: float
) -> Frame:
    try:
        async with asyncio.timeout_at(ends_at):
            return _unless_ended(await frames.get())
    except TimeoutError:
        # The process keeps the deadlines itself, so that it must be hanging.
        process.kill()
        said = "the model process did not answer; it is ended"
        raise ModelBusyError(said, was_sent=True) from None


def _unless_ended(frame: Frame | None) -> Frame:
    if frame is None:
        said = "the model process has ended; it is started again"
        raise ModelBusyError(said, was_sent=True)
    return frame


def _chunk(frame: Frame) -> Chunk:
    """What a frame brings.

    Raises:
        ModelError: the frame says that the call failed.
    """
    match frame.op:
        case "delta":
            text = frame.body.decode()
            is_text = frame.header["kind"] == "text"
            return Chunk(text=text) if is_text else Chunk(reasoning=text)
        case "done":
            reason = str(frame.header["finish_reason"])
            return Chunk(usage=_usage(frame.header), finish_reason=reason)
        case _:
            raise _error(frame.header)


def _usage(header: Mapping[str, Any]) -> Usage:
    return Usage(
        calls=1,
        input_tokens=header["input_tokens"],
        output_tokens=header["output_tokens"],
        reasoning_tokens=header["reasoning_tokens"],
        cached_tokens=header["cached_tokens"],
        cost=header["cost"],
        unpriced_calls=int(header["cost_state"] == "unknown"),
        free_calls=int(header["cost_state"] == "free"),
        estimated=header["estimated"],
    )


def _error(header: Mapping[str, Any]) -> ModelError:
    message, was_sent = str(header["message"]), bool(header["was_sent"])
    match header["type"]:
        case "busy":
            retry_after_s = header["retry_after_s"]
            return ModelBusyError(
                message, retry_after_s=retry_after_s, was_sent=was_sent
            )
        case "refused":
            return ModelRefusedError(message, was_sent=was_sent)
        case "too_long":
            return TooLongError(message, window=header["window"])
        case "missing_key":
            return MissingKeyError(message)
        case _:
            return ModelError(message, was_sent=was_sent)
