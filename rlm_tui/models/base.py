"""The one protocol that every model speaks: a request in, a stream of pieces out."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Literal, Protocol, runtime_checkable

from rlm_tui.domain.limits import Usage
from rlm_tui.domain.values import JSON

Role = Literal["system", "user", "assistant"]


@dataclass(frozen=True, slots=True)
class ChatMessage:
    """One message as it is sent, whole."""

    role: Role
    content: str


@dataclass(frozen=True, slots=True)
class Deadlines:
    """How long a reply may take, in seconds."""

    first_token_s: float = 120.0
    silence_s: float = 60.0
    """Between two pieces."""
    total_s: float = 600.0


@dataclass(frozen=True, slots=True)
class ModelRequest:
    """One call of a model."""

    model: str
    messages: tuple[ChatMessage, ...]
    node: str = "0"
    """The node that calls; for logs, never sent."""
    deadlines: Deadlines = Deadlines()
    """After which the caller gives up; a model may give up by itself sooner."""
    options: Mapping[str, JSON] | None = None
    """What else is asked for, such as a temperature; models without such pass over it.
    """


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of a reply. The last one of a stream carries the usage."""

    text: str = ""
    reasoning: str = ""
    usage: Usage | None = None
    finish_reason: str | None = None


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars per token; `None` where nobody knows."""

    input_usd: float | None
    output_usd: float | None

    def estimate(self, input_tokens: int, output_tokens: int = 0) -> float | None:
        """The price of a call, or `None` if it cannot be told."""
        if self.input_usd is None or self.output_usd is None:
            return None
        cost = input_tokens * self.input_usd + output_tokens * self.output_usd
        return cost if isfinite(cost) else None


FREE = Price(0.0, 0.0)
UNKNOWN_PRICE = Price(None, None)


class Model(Protocol):
    """Something that replies to messages.

    `stream` raises a `ModelError`: `ModelBusyError` where trying again may help,
    another one where it would not. Closing the generator cancels the call. The last
    chunk carries `usage`; a stream that ends without any text, reasoning or usage is
    a `ModelError`, never an empty answer.
    """

    def stream(self, request: ModelRequest) -> AsyncGenerator[Chunk, None]:
        """Send the messages and yield the reply as it arrives."""
        ...

    def price(self, model: str) -> Price:
        """What a token of this model costs, as far as it is known by now."""
        ...

    def is_local(self, model: str) -> bool:
        """Whether its server takes one call at a time."""
        ...

    async def close(self) -> None:
        """Let go of processes and connections."""
        ...


@runtime_checkable
class Preparable(Protocol):
    """A model that has something to start or to learn before its first call."""

    async def prepare(self, model: str) -> None:
        """Start what the model needs, and learn its price and window.

        Raises:
            RLMError: it cannot be called.
        """
        ...


@runtime_checkable
class KnowsWindow(Protocol):
    """A model that can tell how much it reads at once."""

    def window(self, model: str) -> int | None:
        """Tokens of the longest request, or `None` if nobody knows."""
        ...
