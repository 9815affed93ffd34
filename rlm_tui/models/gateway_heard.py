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
MAX_REFUSAL = 16 << 10
"""Bytes of what came with another status."""
BOM = b"\xef\xbb\xbf"
TAIL = 16 << 10
"""Bytes of a stream, whose last event says how it ended."""


@dataclass(slots=True)
class Heard:
    """What came over the wire for one call."""

    content_type: str = ""
    kept: bytearray = field(default_factory=bytearray)
    refused: int | None = None
    """The status of an answer that was no success."""
    refusal: bytearray = field(default_factory=bytearray)
    """What came with it."""

    def note_refusal(self, status: int, part: bytes) -> None:
        """Take in a piece of what came with another status than success."""
        if self.refused != status:
            self.refusal.clear()
        self.refused = status
        self.refusal += part
        del self.refusal[MAX_REFUSAL:]

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
    def _events(self) -> list[str]:
        lines = self.text.splitlines()
        events = [line[5:].strip() for line in lines if line.startswith("data:")]
        return [event for event in events if event != "[DONE]"]

    @property
    def deltas(self) -> list[dict[str, Any]]:
        """The last pieces of a stream, with what clients leave out of them."""
        found: list[dict[str, Any]] = []
        for event in self._events:
            match _json(event):
                case {"choices": [{"delta": dict(delta)}, *_]}:
                    found.append(delta)
        return found

    @property
    def value(self) -> object:
        """What was sent as JSON, or as the last event of a stream; `None`: no JSON."""
        events = self._events
        value = _json(events[-1] if events else self.text)
        if isinstance(value, list) and len(value) == 1:
            return value[0]  # as Google's servers wrap what they say
        return value

    @property
    def told_cost(self) -> object:
        """What the server says that the call cost; a client may reckon for itself."""
        for text in reversed(self._events or [self.text]):
            match _json(text):
                case {"usage": {"cost": cost}}:
                    return cost
        return None

    @property
    def error(self) -> object:
        """What stands for an error in what was sent; `None`: there is none."""
        match self.value:
            case {"error": error}:
                return error
            case {"message": str() as message, **rest} if "choices" not in rest:
                return message
        return None

    @property
    def whole_reply(self) -> dict[str, Any] | None:
        """A reply that came at once although a stream was asked for."""
        value = self.value
        if isinstance(value, dict):
            match value.get("choices"):
                case [{"message": {"content": str()}}, *_]:
                    return value
        return None


def _json(text: str) -> object:
    """A value; `None`: the text is no JSON."""
    try:
        value: object = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value


_HEARD: ContextVar[Heard] = ContextVar("heard")


def overhear() -> None:
    """Have every answer noted that arrives in a task which listens.

    All providers' clients read it through this one class, each in its own way.
    """
    import httpx

    read = httpx.Response.aiter_bytes

    async def aiter_bytes(
        response: httpx.Response, chunk_size: int | None = None
    ) -> AsyncIterator[bytes]:
        heard = _HEARD.get(None)
        async for part in read(response, chunk_size):
            if heard is None:
                yield part
            elif response.is_success:
                # What some put before a stream hides its first event from clients.
                part = part if heard.kept else part.removeprefix(BOM)
                heard.note(response.headers.get("content-type", ""), part)
                yield part
            else:
                heard.note_refusal(response.status_code, part)
                yield part

    setattr(httpx.Response, "aiter_bytes", aiter_bytes)  # noqa: B010  # not ours


def listen() -> Heard:
    """Note what arrives in this task from now on."""
    heard = Heard()
    _HEARD.set(heard)
    return heard
