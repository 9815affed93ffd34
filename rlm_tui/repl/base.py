"""What the engine asks of a REPL, and what a REPL asks of the engine."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Literal, Protocol, TypeAlias

from rlm_tui.domain.values import ContextValue, Span


@dataclass(frozen=True, slots=True)
class Query:
    """Code called one of the query functions; a batch has several prompts."""

    function: Literal[
        "llm_query", "llm_query_batched", "rlm_query", "rlm_query_batched", "tool"
    ]
    prompts: tuple[str, ...]
    """For a tool: its arguments, as JSON with `args` and `kwargs`."""
    contexts: tuple[ContextValue | None, ...] = ()
    """For `rlm_query*`: one for each prompt; `None` where none was given."""
    model: str | None = None
    line: int | None = None
    """Line of the running block, from 1."""
    tool: str = ""
    """Name of the tool, where one is called; the reply is JSON then."""
    hand_on: HandOn | None = field(default=None, compare=False, repr=False)
    """Gives the code the reply to its only prompt before all is done about it."""

    @property
    def is_batch(self) -> bool:
        """Whether a list of texts goes back, and not one text."""
        return self.function.endswith("_batched")


HandOn: TypeAlias = Callable[["Reply"], None]
"""Hands a reply to the code that waits for it, once."""


@dataclass(frozen=True, slots=True)
class Reply:
    """The outcome of one prompt of a query."""

    text: str
    failure: Literal["error", "rejected", "aborted"] | None = None
    """Raises `QueryError`, `QueryRejected` or `QueryAborted` for a single query; in
    a batch the text stands in its place."""


@dataclass(frozen=True, slots=True)
class VariableSummary:
    """A variable, as far as a person needs to see it."""

    name: str
    type: str
    length: int | None
    preview: str


@dataclass(frozen=True, slots=True)
class Page:
    """A stretch of a value: of its text, or of its items or fields."""

    type: str
    kind: Literal["text", "items", "fields"]
    offset: int
    """Where the stretch begins, in characters (or bytes), items or fields."""
    count: int
    """How many of them it has."""
    total: int | None
    """What there is of them."""
    text: str = ""
    items: tuple[VariableSummary, ...] = ()
    """Named by their index, key or field name."""


@dataclass(frozen=True, slots=True)
class Final:
    """The answer that code gave with FINAL, FINAL_VAR, SUBMIT or `answer`."""

    text: str
    value_json: str | None = None
    """The value as JSON, where it is not a text and can be written so."""
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class BlockResult:
    """What became of one block."""

    status: Literal["ok", "error", "interrupted", "final", "killed"]
    stdout: str
    """Everything it wrote, stderr included, in order; the middle is cut beyond the
    caps of the protocol, with a mark that says so."""
    error: str | None = None
    """Traceback in lines of the block, ending in the exception; for `killed` the
    reason in words."""
    elapsed_s: float = 0.0
    final: Final | None = None
    variables: tuple[VariableSummary, ...] = ()
    reads: tuple[Span, ...] = ()
    """What it read of the context, by its own account."""


AskHost: TypeAlias = Callable[[Query], Awaitable[tuple[Reply, ...]]]
"""Answers a query with one reply for each prompt; may run many at the same time. It
is cancelled when the block that asked is interrupted or killed."""

OnOutput: TypeAlias = Callable[[str], Awaitable[None]]
"""Receives output as it is written, at most some twenty times a second."""

OnStop: TypeAlias = Callable[[str, float], Awaitable[None]]
"""Is told once that the block was asked to stop: why, and after how many seconds it is
killed if it runs on."""


class Repl(Protocol):
    """The place where one RLM node's code runs; its variables persist."""

    isolation: str
    """How the code is confined, in words for the status line."""

    @property
    def is_alive(self) -> bool:
        """Whether its process is there, with the variables."""
        ...

    async def execute(
        self,
        code: str,
        *,
        name: str,
        timeout_s: float,
        ask: AskHost,
        on_output: OnOutput,
        on_stop: OnStop | None = None,
    ) -> BlockResult:
        """Run one block; `name` is the file name that tracebacks show.

        The time limit does not run while the block waits for a query. A block that
        will not stop is killed, and with it the process: status `killed`.

        Raises:
            ReplError: the process is not there, or broke the protocol.
        """
        ...

    async def add_history(self, messages: list[dict[str, str]]) -> None:
        """Append to `history`, the messages so far, before the next block."""
        ...

    async def offer_tools(self, usages: dict[str, str]) -> None:
        """Bind `tools`, with how each is called by its name."""
        ...

    async def final_var(self, expression: str) -> Final | str:
        """Read `name`, `a.b`, `a["k"]` or `a[0]`; a `str` says why it cannot be."""
        ...

    async def variables(self) -> tuple[VariableSummary, ...]:
        """The variables that code made: between blocks, or while one waits for a query.

        Raises:
            ReplError: a block is at work, or the process is not there.
        """
        ...

    async def page(self, expression: str, *, offset: int, limit: int) -> Page | str:
        """Read a stretch of `name`, `a.b`, `a["k"]` or `a[0]`, at most 1,000 items or
        65,536 characters; a `str` says why it cannot be.

        It shows what is there and runs no code of the blocks for it; between blocks,
        or while one waits for a query.
        """
        ...

    async def set_variable(self, name: str, value_json: str) -> str | None:
        """Give a variable a value between two blocks; a `str` says why not."""
        ...

    async def interrupt(self) -> None:
        """Stop the running block; it keeps its variables if it stops in time."""
        ...

    async def close(self) -> None:
        """End the process and remove what it left."""
        ...


class StartRepl(Protocol):
    """Starts the REPL of one node."""

    @property
    def isolation(self) -> str:
        """How the code is confined, in words for the status line."""
        ...

    async def __call__(self, context: ContextValue) -> Repl:
        """Start a process that holds the context.

        Raises:
            ReplError: it does not start; the message has reason and remedy.
        """
        ...
