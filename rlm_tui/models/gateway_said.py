"""What a stream has said so far, as the client of a provider gives it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from rlm_tui.models.gateway_calls import Piece
from rlm_tui.models.gateway_failures import Failure
from rlm_tui.models.gateway_odd import wordless

MAX_TOKENS = 1_000_000_000
"""Of one call; a larger count is none."""
_COUNTS = ("prompt_tokens", "completion_tokens")


class Said:
    """Takes the chunks of a reply, and remembers all but its text."""

    def __init__(self) -> None:
        self.chars = 0
        self.usage: Any = None
        self.has_usage = False
        """Whether the server told it."""
        self.has_ended = False
        """Whether the reply came whole, and not in a stream."""
        self.finish_reason = "stop"
        self.tools: list[str] = []
        """Names of tools that the model called; none are offered to it."""
        self._refusal = ""

    @property
    def is_silent(self) -> bool:
        """Whether it has neither text nor reasoning."""
        return self.chars == 0

    @property
    def is_odd(self) -> bool:
        """Whether it did something else than to write."""
        is_held_back = self.finish_reason == "content_filter"
        return bool(self.tools or self._refusal or is_held_back)

    def note(self, chunk: Any) -> Piece | None:
        """Take a chunk and give back what there is to pass on."""
        self.usage = getattr(chunk, "usage", None) or self.usage
        if not chunk.choices:
            return None
        [choice, *_] = chunk.choices
        if choice.index:
            return None  # another reply, for which nobody asked
        self.finish_reason = str(choice.finish_reason or self.finish_reason)
        return self._passed(choice.delta)

    def note_whole(self, reply: Any) -> Piece:
        """Take a reply that came at once."""
        [choice, *_] = reply.choices
        self.usage = getattr(reply, "usage", None)
        self.has_usage = bool(self.usage and self.usage.prompt_tokens)
        if not self.has_usage:
            self.usage = None
        self.has_ended = True
        self.finish_reason = str(choice.finish_reason or self.finish_reason)
        return self._passed(choice.message)

    def _passed(self, said: Any) -> Piece:
        text = getattr(said, "content", None) or ""
        reasoning = getattr(said, "reasoning_content", None) or ""
        for call in getattr(said, "tool_calls", None) or ():
            name = getattr(getattr(call, "function", None), "name", None)
            self.tools += [str(name)] if name else []
        self._refusal += getattr(said, "refusal", None) or ""
        self.chars += len(text) + len(reasoning)
        return Piece(str(text), str(reasoning))

    def note_again(self, deltas: Iterable[Mapping[str, Any]]) -> None:
        """Take from what was sent what the client has left out."""
        refusal = ""
        for delta in deltas:
            match delta.get("function_call"):
                case {"name": str(name)}:
                    self.tools.append(name)
            refusal += str(delta.get("refusal") or "")
        self._refusal = refusal or self._refusal

    def is_told_by(self, usage: Any) -> bool:
        """Whether a server's count can be of this reply: some send zeros."""
        try:
            tokens = [int(getattr(usage, name) or 0) for name in _COUNTS]
        except (AttributeError, TypeError, ValueError):
            return False
        is_sane = all(0 <= count < MAX_TOKENS for count in tokens)
        return is_sane and any(tokens) and (self.is_silent or tokens[1] > 0)

    def wordless(self, model: str) -> Failure:
        """What to say of a reply that is silent."""
        return wordless(
            model,
            finish_reason=self.finish_reason,
            tools=self.tools,
            refusal=self._refusal,
        )


def has_ended(stream: Any) -> bool:
    """Whether the server said that it had finished; litellm says so in any case."""
    if getattr(stream, "received_finish_reason", None):
        return True
    if getattr(stream, "intermittent_finish_reason", None):
        return True
    return any(
        choice.finish_reason for chunk in stream.chunks for choice in chunk.choices
    )
