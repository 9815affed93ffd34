"""One reply of a scripted model, written in Python or read from JSON."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated, Any, Literal, assert_never

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from rlm_tui.errors import (
    MissingKeyError,
    ModelBusyError,
    ModelError,
    ModelRefusedError,
)


@dataclass(frozen=True, slots=True)
class ScriptedReply:
    """What a scripted model does with one request."""

    text: str = ""
    reasoning: str = ""
    input_tokens: int | None = None
    """`None` estimates them from the messages."""
    output_tokens: int | None = None
    """`None` estimates them from the reply."""
    reasoning_tokens: int | None = None
    cached_tokens: int = 0
    cost: float | None = None
    """US dollars; `None` takes the price of the script."""
    delay_s: float = 0.0
    """Seconds that the whole reply takes, in equal parts before each piece."""
    chunks: int = 1
    """Pieces that the text arrives in."""
    error: ModelError | None = None
    """Raised after the text, if there is any."""
    match: str | None = None
    """A pattern for the last user message; replies without one go in order."""
    times: int | None = None
    """How often it may be used: `None` is once in order, and always for a pattern."""
    wait_for: str | None = None
    """Held until `ScriptedModel.release` is called with this name."""
    hold_after: int = 0
    """How many pieces go out before `wait_for` holds."""
    finish_reason: str = "stop"

    def pieces(self) -> Iterator[str]:
        """The text in `chunks` pieces of nearly equal length."""
        count = max(1, min(self.chunks, len(self.text)))
        bounds = [len(self.text) * i // count for i in range(count + 1)]
        for start, end in pairwise(bounds):
            yield self.text[start:end]


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ErrorEntry(_Entry):
    """A failure, as a script file has it."""

    type: Literal["busy", "refused", "missing_key", "other"] = "busy"
    message: str = "the script says that this call fails"
    retry_after_s: float | None = Field(default=None, ge=0)

    def error(self) -> ModelError:
        """The exception that it stands for."""
        match self.type:
            case "busy":
                return ModelBusyError(self.message, retry_after_s=self.retry_after_s)
            case "refused":
                return ModelRefusedError(self.message)
            case "missing_key":
                return MissingKeyError(self.message)
            case "other":
                return ModelError(self.message)
            case _:
                assert_never(self.type)


def _pattern(value: str) -> str:
    try:
        re.compile(value)
    except re.error as error:
        raise ValueError(f"not a regular expression: {error}") from error
    return value


class ReplyEntry(_Entry):
    """A reply, as a script file has it."""

    text: str = ""
    reasoning: str = ""
    input_tokens: int | None = Field(default=None, ge=0)
    output_tokens: int | None = Field(default=None, ge=0)
    reasoning_tokens: int | None = Field(default=None, ge=0)
    cached_tokens: int = Field(default=0, ge=0)
    cost: float | None = Field(default=None, ge=0)
    delay_s: float = Field(default=0.0, ge=0)
    chunks: int = Field(default=1, ge=1)
    error: ErrorEntry | str | None = None
    match: Annotated[str, AfterValidator(_pattern)] | None = None
    times: int | None = Field(default=None, ge=1)
    wait_for: str | None = None
    hold_after: int = Field(default=0, ge=0)
    finish_reason: str = "stop"

    def reply(self) -> ScriptedReply:
        """The reply that it stands for."""
        fields = {name: getattr(self, name) for name in ReplyEntry.model_fields}
        return ScriptedReply(**fields | {"error": _error(self.error)})


def _error(entry: ErrorEntry | str | None) -> ModelError | None:
    if isinstance(entry, str):
        entry = ErrorEntry(message=entry)
    return entry.error() if entry is not None else None


def as_reply(reply: str | dict[str, Any] | ScriptedReply) -> ScriptedReply:
    """A reply from any of the forms that a script may have it in.

    Raises:
        pydantic.ValidationError: a dict has a wrong field or value.
    """
    if isinstance(reply, str):
        return ScriptedReply(reply)
    if isinstance(reply, ScriptedReply):
        return reply
    return ReplyEntry.model_validate(reply).reply()
