"""The model process: `python -m rlm_tui.models.gateway_child FD`.

The gateway starts it. It is the only place that imports litellm, which takes seconds,
prints, and would make the screen wait. It says hello first, and ends with its socket.
"""

from __future__ import annotations

import asyncio
import gc
import json
import logging
import os
import resource
import socket
import sys
from collections.abc import AsyncGenerator, Iterator, Mapping
from contextlib import aclosing, contextmanager, suppress
from typing import Any

from rlm_tui.domain.secrets import hide, secrets_of
from rlm_tui.domain.text import estimate_tokens
from rlm_tui.frames import PREFIX, encode
from rlm_tui.models import catalog
from rlm_tui.models.gateway_calls import Call, Calls, Outcome, Piece, TokenPrice
from rlm_tui.models.gateway_failures import (
    CallFailure,
    Failure,
    causes_of,
    is_garbled,
    lost,
)
from rlm_tui.models.gateway_heard import Heard, listen, overhear
from rlm_tui.models.gateway_odd import oddity, refused
from rlm_tui.models.gateway_said import Said, has_ended
from rlm_tui.privacy import hide_this_process

OPEN_FILES = 4096
"""Every stream is a connection; the usual soft limit of 256 on macOS is too few."""
REPEATED_PIECES = 1000
"""Equal pieces in a row that are a loop; by default 100, which a wide table has."""
PLACEHOLDER_KEY = "none"
"""Servers that need no key still get a header; clients refuse to send none."""


def _load_litellm() -> Any:
    import litellm

    overhear()
    return litellm


class LiteLLM:
    """The one user of litellm. Its answers are dynamic; they are checked as read."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._litellm = _load_litellm()
        self._environ = environ
        self._litellm.suppress_debug_info = True
        self._litellm.drop_params = True
        self._litellm.disable_hf_tokenizer_download = True
        self._litellm.telemetry = False
        self._litellm.REPEATED_STREAMING_CHUNK_LIMIT = REPEATED_PIECES
        self.names = {
            str(getattr(name, "value", name)) for name in self._litellm.provider_list
        }

    def is_served(self, model: str, api_base: str | None) -> bool:
        """Whether its provider is known, or the name alone tells who that is."""
        if api_base or catalog.provider_name(model) in self.names:
            return True
        try:
            self._litellm.get_llm_provider(model)
        except self._litellm.BadRequestError:
            return False
        return True

    def price(self, model: str) -> TokenPrice:
        """The list price; providers that list no price are not taken for free."""
        entry = self._entry(model)
        prices = entry.get("input_cost_per_token"), entry.get("output_cost_per_token")
        if not any(prices) and not model.endswith(":free"):
            return TokenPrice(None, None)
        input_usd, output_usd = (None if p is None else float(p) for p in prices)
        return TokenPrice(input_usd, output_usd)

    def window(self, model: str) -> int | None:
        """Tokens of the longest request, as the list has it."""
        entry = self._entry(model)
        listed = entry.get("max_input_tokens") or entry.get("max_tokens")
        return listed if isinstance(listed, int) else None

    async def stream(self, call: Call) -> AsyncGenerator[Piece | Outcome, None]:
        """Call a model and yield what it sends, and what it used last."""
        self._check_key(call)
        heard, said = listen(), Said()
        with self._as_heard(call, heard, said):
            stream = await self._open(call)
            if stream is None:  # so litellm tells a 422
                secrets = secrets_of(self._environ)
                raise CallFailure(refused(heard, call.model, secrets=secrets))
            async with aclosing(stream):
                async for chunk in stream:
                    piece = said.note(chunk)
                    if piece is not None:
                        yield piece
        if said.is_silent and (whole := heard.whole_reply) is not None:
            yield said.note_whole(self._litellm.ModelResponse(**whole))
        yield self._outcome(call, stream, said, heard)

    @contextmanager
    def _as_heard(self, call: Call, heard: Heard, said: Said) -> Iterator[None]:
        """Have an error that the server told in its reply stand for what a client
        makes of it."""
        try:
            yield
        except CallFailure:
            raise
        except Exception as error:
            if not said.is_silent and is_garbled(causes_of(error)):
                broken = Failure("busy", lost(call.model), was_sent=True)
                raise CallFailure(broken) from error
            if heard.error is None or (odd := self._oddity(call, heard)) is None:
                raise
            raise CallFailure(odd) from error

    def _oddity(self, call: Call, heard: Heard) -> Failure | None:
        secrets = secrets_of(self._environ)
        return oddity(heard, call.model, self._base_of(call), secrets=secrets)

    def _entry(self, model: str) -> Mapping[str, Any]:
        prices = self._litellm.model_cost
        if model in prices:
            return dict(prices[model])
        provider, _, name = model.partition("/")
        entry = prices.get(name, {})
        return entry if entry.get("litellm_provider") == provider else {}

    def _check_key(self, call: Call) -> None:
        # Without this a missing key comes back as a server error, and would be retried.
        key = catalog.missing_key(call.model, self._environ, api_base=call.api_base)
        if key is not None:
            message = catalog.missing_key_message(call.model, key)
            raise CallFailure(Failure("missing_key", message))

    async def _open(self, call: Call) -> Any:
        options = self._options(call)
        try:
            return await self._litellm.acompletion(
                **options, stream_options={"include_usage": True}
            )
        except self._litellm.BadRequestError as error:
            if "stream_options" not in str(error) and "include_usage" not in str(error):
                raise
        return await self._litellm.acompletion(**options)

    def _options(self, call: Call) -> dict[str, Any]:
        model = call.model
        if call.api_base and catalog.provider_name(model) not in self.names:
            model = f"openai/{model}"
        options: dict[str, Any] = {
            **call.options,
            "model": model,
            "messages": call.messages,
            "stream": True,
            "num_retries": 0,
            "max_retries": 0,
            "timeout": call.total_s,
        }
        base = catalog.effective_base(model, call.api_base, self._environ)
        if base is not None:
            options["api_base"] = base
            if not self._has_key(model):
                options["api_key"] = PLACEHOLDER_KEY
        return options

    def _has_key(self, model: str) -> bool:
        names = catalog.key_variables(model)
        names += (f"{catalog.provider_name(model).upper()}_API_KEY",)
        return any(self._environ.get(name, "").strip() for name in names)

    def _outcome(self, call: Call, stream: Any, said: Said, heard: Heard) -> Outcome:
        told = [getattr(chunk, "usage", None) for chunk in stream.chunks]
        counted = [usage for usage in told if said.is_told_by(usage)]
        if said.is_silent:
            said.note_again(heard.deltas)
        if said.is_silent and (
            said.is_odd or not counted or _is_cut_off(counted, said)
        ):
            odd = self._oddity(call, heard) or said.wordless(call.model)
            raise CallFailure(odd)
        if not counted and not (said.has_ended or has_ended(stream)):
            raise CallFailure(Failure("busy", lost(call.model), was_sent=True))
        every = [said.usage, *reversed(counted)]
        usage = next(filter(said.is_told_by, every), None) or self._estimate(call, said)
        cost = _amount(heard.told_cost)
        if cost is None:
            cost = self._cost(call, usage)
        return Outcome(
            input_tokens=_count(usage, "prompt_tokens"),
            output_tokens=_count(usage, "completion_tokens"),
            reasoning_tokens=_detail(usage, "completion_tokens", "reasoning_tokens"),
            cached_tokens=_detail(usage, "prompt_tokens", "cached_tokens"),
            cost=cost or 0.0,
            cost_state=self._cost_state(call, cost),
            estimated=not (counted or said.has_usage),
            finish_reason=said.finish_reason,
        )

    def _estimate(self, call: Call, said: Said) -> Any:
        sent = sum(len(message["content"]) for message in call.messages)
        return self._litellm.Usage(
            prompt_tokens=estimate_tokens(sent),
            completion_tokens=estimate_tokens(said.chars),
        )

    def _cost_state(self, call: Call, cost: float | None) -> Any:
        if not cost and self._is_free(call):
            return "free"
        return "unknown" if cost is None else "known"

    def _is_free(self, call: Call) -> bool:
        return catalog.is_free(call.model, self._base_of(call))

    def _base_of(self, call: Call) -> str | None:
        return catalog.effective_base(call.model, call.api_base, self._environ)

    def _cost(self, call: Call, usage: Any) -> float | None:
        """US dollars, by the client or the list; `None` if nobody knows."""
        if self._is_free(call):
            return 0.0
        said = _amount(getattr(usage, "cost", None))
        if said is not None:
            return said
        if self.price(call.model) == TokenPrice(None, None):
            return None
        try:
            parts = self._litellm.cost_per_token(model=call.model, usage_object=usage)
        # Its price list raises bare exceptions for models that it does not know.
        except Exception:
            logging.getLogger(__name__).exception("no price for %s", call.model)
            return None
        return float(sum(parts))


def _amount(said: Any) -> float | None:
    """What a server says of a cost; `None` if it can be none."""
    if not isinstance(said, int | float) or isinstance(said, bool):
        return None
    return float(said) if 0 <= said < float("inf") else None


def _is_cut_off(counted: list[Any], said: Said) -> bool:
    """Whether nothing was written for want of room."""
    wrote = _count(counted[-1], "completion_tokens")
    return said.finish_reason == "length" and not wrote


def _count(usage: Any, name: str) -> int:
    return int(getattr(usage, name, None) or 0)


def _detail(usage: Any, kind: str, name: str) -> int:
    return _count(getattr(usage, f"{kind}_details", None), name)


class _Discreet(logging.Formatter):
    """Writes log lines without the keys of providers."""

    def __init__(self, secrets: tuple[str, ...]) -> None:
        super().__init__("%(asctime)s %(name)s %(levelname)s %(message)s")
        self._secrets = secrets

    def format(self, record: logging.LogRecord) -> str:
        """The line, with every key hidden."""
        return hide(super().format(record), self._secrets)


def _quieten(secrets: tuple[str, ...]) -> None:
    """Send warnings of litellm to our standard error, which is a file or nowhere."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Discreet(secrets))
    for name in ("LiteLLM", "LiteLLM Router", "LiteLLM Proxy"):
        logger = logging.getLogger(name)
        logger.handlers = []
        logger.setLevel(logging.WARNING)
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)


def _raise_open_files() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = OPEN_FILES if hard == resource.RLIM_INFINITY else min(OPEN_FILES, hard)
    if soft < wanted:
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


async def serve(connection: socket.socket, environ: Mapping[str, str]) -> None:
    """Say hello, load litellm, and run calls until the host is gone."""
    reader, writer = await asyncio.open_unix_connection(sock=connection)
    writer.write(encode({"op": "hello"}))
    await writer.drain()
    secrets = secrets_of(environ)
    _quieten(secrets)
    try:
        provider = LiteLLM(environ)
    # A broken installation raises anything; the host has to hear of it.
    except Exception as error:
        said = hide(f"{type(error).__name__}: {error!s:.300}", secrets)
        logging.getLogger(__name__).exception("litellm cannot be loaded")
        writer.write(encode({"op": "broken", "message": said}))
        return await writer.drain()
    _quieten(secrets)  # once more: litellm has set up loggers of its own
    gc.collect()
    gc.freeze()
    writer.write(encode({"op": "ready"}))
    await Calls(provider, writer, secrets=secrets).serve(reader)


def _take_environ(connection: socket.socket) -> None:
    """Read the environment that the host sends first, keys included."""
    head_size, body_size = PREFIX.unpack(_exactly(connection, PREFIX.size))
    body = _exactly(connection, head_size + body_size)[head_size:]
    os.environ.clear()
    os.environ.update(json.loads(body))


def _exactly(connection: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        part = connection.recv(size - len(data))
        if not part:
            os._exit(0)  # the host is gone
        data += part
    return data


def main() -> None:
    """Serve the socket whose number is the only argument."""
    hide_this_process()
    _raise_open_files()
    connection = socket.socket(fileno=int(sys.argv[1]))
    _take_environ(connection)
    with suppress(ConnectionError, KeyboardInterrupt):
        asyncio.run(serve(connection, dict(os.environ)))
    sys.stdout.flush()
    sys.stderr.flush()
    # Threads and exit hooks of clients would keep a process that has nothing to do.
    os._exit(0)


if __name__ == "__main__":
    main()
