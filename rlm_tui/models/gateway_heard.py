"""What a server sent, as it was: read again where a client made no reply of it.

Clients pass over what is no event of a stream, so that a web page, an error or a whole
reply with status 200 all look like an empty one.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

MAX_KEPT = 4 << 20
"""Bytes of an answer that is no stream; a longer one is no reply."""
TAIL = 16 << 10
"""Bytes of a stream, whose last event says how it ended."""


@dataclass(slots=True)
class Heard:
    """What came over the wire for one call."""

    content_type: str = ""
    kept: bytearray = field(default_factory=bytearray)

    def note(self, content_type: str, part: bytes) -> None:
        """Take in a piece as it arrives."""
        self.content_type = content_type.partition(";")[0].strip().lower()
        self.kept += part
        if self.content_type == "text/event-stream":
            del self.kept[:-TAIL]
        else:
            del self.kept[MAX_KEPT:]

    @property
    def text(self) -> str:
        """As far as it is kept."""
        return self.kept.decode("utf-8", "replace").strip()

    @property
    def value(self) -> object:
        """What was sent as JSON, or as the last event of a stream; `None`: no JSON."""
        text = self.text
        events = [line for line in text.splitlines() if line.startswith("data:")]
        events = [event[5:].strip() for event in events]
        found = [event for event in events if event != "[DONE]"]
        try:
            value: object = json.loads(found[-1] if found else text)
        except (ValueError, RecursionError):
            return None
        if isinstance(value, list) and len(value) == 1:
            return value[0]  # as Google's servers wrap what they say
        return value

    @property
    def error(self) -> object:
        """What stands for an error in what was sent; `None`: there is none."""
        value = self.value
        return value.get("error") if isinstance(value, dict) else None

    @property
    def whole_reply(self) -> dict[str, Any] | None:
        """A reply that came at once although a stream was asked for."""
        value = self.value
        if isinstance(value, dict):
            match value.get("choices"):
                case [{"message": {"content": str()}}, *_]:
                    return value
        return None


_HEARD: ContextVar[Heard] = ContextVar("heard")


def overhear() -> None:
    """Have every answer with status 200 noted that arrives in a task which listens.

    All providers' clients read it through this one class, each in its own way.
    """
    import httpx

    read = httpx.Response.aiter_bytes

    async def aiter_bytes(
        response: httpx.Response, chunk_size: int | None = None
    ) -> AsyncIterator[bytes]:
        heard = _HEARD.get(None) if response.is_success else None
        async for part in read(response, chunk_size):
            if heard is not None:
                heard.note(response.headers.get("content-type", ""), part)
            yield part

    setattr(httpx.Response, "aiter_bytes", aiter_bytes)  # noqa: B010  # not ours


def listen() -> Heard:
    """Note what arrives in this task from now on."""
    heard = Heard()
    _HEARD.set(heard)
    return heard
