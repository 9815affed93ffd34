"""What a run may spend, and what it has spent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from rlm_tui.domain.bounds import Within, check_bounds

if TYPE_CHECKING:  # the first screen shows limits, and is there before pydantic is
    from pydantic import TypeAdapter

from rlm_tui.domain.copying import made_of
from rlm_tui.domain.money import money

DEFAULT_CONCURRENCY = 8
WARN_AT = 0.8
"""The share of a limit at which a person is warned."""
RUN_LIMITS = frozenset({"max_cost", "max_tokens", "max_time"})
"""What all nodes of a run use up together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a run may spend; `None` means no limit."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    max_iterations: Annotated[int, Within(ge=1)] = 20
    """Turns of each RLM node."""
    max_depth: Annotated[int, Within(ge=0, le=10)] = 2
    """Deepest RLM level below the root; 0 forbids sub-queries altogether."""
    max_llm_calls: Annotated[int, Within(ge=0)] = 50
    """Sub-queries of the whole run; an RLM node's own turns are counted apart."""
    max_concurrency: Annotated[int, Within(ge=1)] = DEFAULT_CONCURRENCY
    """Model calls out at the same time; unless changed, one to a local server."""
    max_cost: Annotated[float, Within(ge=0)] | None = 1.0
    """US dollars over the whole run."""
    max_tokens: Annotated[int, Within(ge=1)] | None = None
    """Input and output tokens over the whole run."""
    max_time: Annotated[float, Within(gt=0)] | None = 600.0
    """Seconds of the run, not counting time parked at gates."""
    max_retries: Annotated[int, Within(ge=0)] = 3
    """How often a call that failed in passing is sent again."""
    max_errors: Annotated[int, Within(ge=1)] = 3
    """Failing blocks in a row, for each RLM node."""
    code_timeout: Annotated[float, Within(gt=0)] = 30.0
    """Seconds a block may run, not counting time inside queries or at gates."""
    tool_timeout: Annotated[float, Within(gt=0)] = 60.0
    """Seconds that one call of a tool may take."""
    call_timeout: Annotated[float, Within(gt=0)] = 120.0
    """Seconds until the first token of a reply."""
    silence_timeout: Annotated[float, Within(gt=0)] = 60.0
    """Seconds between two pieces of a reply."""
    total_timeout: Annotated[float, Within(gt=0)] = 600.0
    """Seconds for a whole reply."""
    max_output_chars: Annotated[int, Within(ge=200)] = 10_000
    """Characters of a block's output that the model sees.

    People see what is recorded: all of it up to about 295,000 characters, beyond that
    the beginning and the end with the number left out between them.
    """

    def __post_init__(self) -> None:
        check_bounds(self)

    @classmethod
    def of(cls, values: Mapping[str, object]) -> Limits:
        """The limits that values from outside make.

        Raises:
            pydantic.ValidationError: a value is of the wrong kind or out of its
                bounds, or there is no such limit.
        """
        return _adapter().validate_python(dict(values))


@cache
def _adapter() -> TypeAdapter[Limits]:
    from pydantic import TypeAdapter

    return TypeAdapter(Limits)


LIMIT_NAMES = tuple(field.name for field in fields(Limits))
"""Their names."""


# Without slots it is made in a third of the time, and each event of a call makes some.
@dataclass(frozen=True)
class Usage:
    """What model calls used. Adding two gives the usage of both."""

    calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    reasoning_tokens: int = 0
    """Part of the output tokens."""
    cached_tokens: int = 0
    """Part of the input tokens."""
    cost: float = 0.0
    """US dollars of the calls whose price is known."""
    unpriced_calls: int = 0
    """Calls that cost something nobody could tell."""
    free_calls: int = 0
    """Calls that cost nothing: local servers and the offline planner."""
    estimated: bool = False
    """Whether any of the token counts is an estimate."""

    @property
    def total_tokens(self) -> int:
        """Input and output together."""
        return self.input_tokens + self.output_tokens

    @property
    def known_cost(self) -> float | None:
        """US dollars, or `None` where a call without a known price is included."""
        return None if self.unpriced_calls else self.cost

    @property
    def is_free(self) -> bool:
        """Whether every call there was is known to be free."""
        return self.calls == self.free_calls and not self.unpriced_calls

    def __add__(self, other: Usage) -> Usage:
        if self is NO_USAGE:
            return other
        sums = {
            "calls": self.calls + other.calls,
            "input_tokens": self.input_tokens + other.input_tokens,
            "output_tokens": self.output_tokens + other.output_tokens,
            "reasoning_tokens": self.reasoning_tokens + other.reasoning_tokens,
            "cached_tokens": self.cached_tokens + other.cached_tokens,
            "cost": self.cost + other.cost,
            "unpriced_calls": self.unpriced_calls + other.unpriced_calls,
            "free_calls": self.free_calls + other.free_calls,
            "estimated": self.estimated or other.estimated,
        }
        return made_of(Usage, sums)


NO_USAGE = Usage()


def amount_of(limit: str, value: float) -> str:
    """What is used or allowed of a limit, in words."""
    match limit:
        case "max_cost":
            return money(value)
        case "max_time":
            return f"{round(value, 1):g} s"
        case _ if limit.endswith("_timeout"):
            return f"{round(value, 1):g} s"
        case "max_tokens" | "max_output_chars":
            return f"{value:,.0f}"
        case _:
            return f"{value:g}"


@dataclass(frozen=True, slots=True)
class Exceeded:
    """A limit that has been reached, or soon will be."""

    limit: str
    """The field of `Limits`."""
    used: float
    allowed: float

    @property
    def key(self) -> tuple[str, float]:
        """The limit as it stands: another one once it is raised."""
        return self.limit, self.allowed

    @property
    def is_of_run(self) -> bool:
        """Whether all nodes share what it allows."""
        return self.limit in RUN_LIMITS

    def is_met_by(self, limits: Limits) -> bool:
        """Whether limits leave room for what was used."""
        allowed: float | None = getattr(limits, self.limit)
        if allowed is None:
            return True
        # Of sub-queries it is what would be used: so many may be.
        is_wish = self.limit == "max_llm_calls"
        return self.used <= allowed if is_wish else self.used < allowed

    def raised_in(self, limits: Limits) -> str:
        """What would be allowed once it is raised, in words."""
        return amount_of(self.limit, getattr(raised(limits, self), self.limit))

    def __str__(self) -> str:
        # Of sub-queries it is what would be used.
        wish = "it would be " if self.limit == "max_llm_calls" else ""
        return f"{self.limit} reached: {wish}{self._share}"

    def ahead(self) -> str:
        """The words before it is reached."""
        share = f"{self.used / self.allowed:.0%}"
        return f"{share} of {self.limit} used: {self._share}"

    def is_told_in(self, message: str) -> bool:
        """Whether a message says of this limit, as it stands, that it is reached or
        soon will be. Messages of older sessions have amounts without their unit."""
        told = (
            f"{self.limit} reached: " in message or f" {self.limit} used: " in message
        )
        return told and message.endswith(
            (f" of {amount_of(self.limit, self.allowed)}", f" of {self.allowed:g}")
        )

    @property
    def _share(self) -> str:
        used, allowed = (amount_of(self.limit, n) for n in (self.used, self.allowed))
        return f"{used} of {allowed}"


def first_exceeded(limits: Limits, usage: Usage, *, active_s: float) -> Exceeded | None:
    """The first limit of the whole run that is used up, if any."""
    for exceeded in _mostly_used(limits, usage, active_s):
        used, allowed = exceeded.used, exceeded.allowed
        if used >= allowed and (used > 0 or allowed > 0):
            return exceeded
    return None


def nearly(
    limits: Limits, usage: Usage, *, sub_queries: int, active_s: float
) -> list[Exceeded]:
    """The limits of the whole run that are mostly, but not wholly, used."""
    found = mostly_used(limits, usage, sub_queries=sub_queries, active_s=active_s)
    return [exceeded for exceeded in found if exceeded.used < exceeded.allowed]


def mostly_used(
    limits: Limits, usage: Usage, *, sub_queries: int, active_s: float
) -> list[Exceeded]:
    """The limits of the whole run of which most is used, or all."""
    found = _mostly_used(limits, usage, active_s)
    allowed = limits.max_llm_calls
    if sub_queries >= WARN_AT * allowed:
        found.append(Exceeded("max_llm_calls", sub_queries, allowed))
    return found


def _mostly_used(limits: Limits, usage: Usage, active_s: float) -> list[Exceeded]:
    """Each limit of the whole run of which most is used, or all."""
    found = []
    allowed = limits.max_cost
    if allowed is not None and usage.cost >= WARN_AT * allowed:
        found.append(Exceeded("max_cost", usage.cost, allowed))
    allowed = limits.max_tokens
    if allowed is not None and usage.total_tokens >= WARN_AT * allowed:
        found.append(Exceeded("max_tokens", usage.total_tokens, allowed))
    allowed = limits.max_time
    if allowed is not None and active_s >= WARN_AT * allowed:
        found.append(Exceeded("max_time", active_s, allowed))
    return found


def raised(limits: Limits, exceeded: Exceeded, *, factor: float = 1.5) -> Limits:
    """The limits with one of them raised as often as it takes to go on."""
    value: float | None = getattr(limits, exceeded.limit)
    if value is None:
        return limits
    raised_limits = limits
    while not exceeded.is_met_by(raised_limits):
        value = _above(value, factor)
        changes: dict[str, Any] = {exceeded.limit: value}
        raised_limits = replace(limits, **changes)
    return raised_limits


def _above(value: float, factor: float) -> float:
    """More, in whole numbers of whole numbers."""
    if isinstance(value, int):
        return max(value + 1, round(value * factor))
    return value * factor or 1.0
