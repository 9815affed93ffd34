"""Stands in for what costs time or cannot be made to fail: a REPL and a store."""

from __future__ import annotations

import ast
import inspect
import json
from collections.abc import Awaitable, Callable
from types import CodeType, SimpleNamespace
from typing import NoReturn

from rlm_tui.domain.events import Event
from rlm_tui.domain.values import ContextValue
from rlm_tui.errors import ReplError, StoreError
from rlm_tui.repl.base import (
    AskHost,
    BlockResult,
    Final,
    OnOutput,
    OnStop,
    Page,
    Query,
    Reply,
    VariableSummary,
)
from rlm_tui.repl.child_queries import QueryAborted, QueryError, QueryRejected


class FakeRepls:
    """Starts REPLs inside the process of the tests."""

    isolation = "none: the process of the tests"

    def __init__(self, *, fails: str | None = None) -> None:
        self._fails = fails
        self.started: list[FakeRepl] = []

    async def __call__(self, context: ContextValue) -> FakeRepl:
        """Start one, unless it is made to fail."""
        if self._fails is not None:
            raise ReplError(self._fails)
        self.started.append(FakeRepl(context))
        return self.started[-1]

    @property
    def open(self) -> list[FakeRepl]:
        """Those that nobody has closed."""
        return [repl for repl in self.started if not repl.is_closed]


class _Ended(BaseException):
    """The code gave its answer."""

    def __init__(self, answer: str) -> None:
        super().__init__(answer)
        self.answer = answer


class FakeRepl:
    """Runs blocks at once; in them, the query functions are awaited."""

    isolation = FakeRepls.isolation

    def __init__(self, context: ContextValue) -> None:
        self._names: dict[str, object] = {"context": context, "FINAL": _final}
        self._names |= {"QueryError": QueryError, "QueryRejected": QueryRejected}
        self._history: list[dict[str, str]] = []
        self._tools: list[str] = []
        self.is_closed = False

    @property
    def is_alive(self) -> bool:
        """Until it is closed."""
        return not self.is_closed

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
        """Run one block."""
        said: list[str] = []
        self._names["tools"] = _tools(ask, self._tools)
        self._names |= _queries(ask) | {
            "print": lambda *values: said.append(" ".join(map(str, values)) + "\n")
        }
        try:
            flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
            compiled = compile(code, name, "exec", flags, dont_inherit=True)
            await self._run(compiled)
        except _Ended as ended:
            return BlockResult("final", "".join(said), final=Final(ended.answer))
        except (Exception, QueryAborted) as error:  # whatever a block raises
            words = f"{type(error).__name__}: {error}"
            return BlockResult("error", "".join(said), words)
        if said:
            await on_output("".join(said))
        return BlockResult("ok", "".join(said))

    async def _run(self, compiled: CodeType) -> None:
        waiting = eval(compiled, self._names)
        if inspect.isawaitable(waiting):
            await waiting

    async def add_history(self, messages: list[dict[str, str]]) -> None:
        """Append to `history`."""
        self._history += json.loads(json.dumps(messages))
        self._names["history"] = self._history

    async def offer_tools(self, usages: dict[str, str]) -> None:
        """Bind `tools`."""
        self._tools = list(usages)

    async def final_var(self, expression: str) -> Final | str:
        """Read a plain name."""
        if expression not in self._names:
            return f"no variable {expression!r}"
        return Final(str(self._names[expression]))

    async def variables(self) -> tuple[VariableSummary, ...]:
        """None: this one does not look."""
        return ()

    async def page(self, expression: str, *, offset: int, limit: int) -> Page | str:
        """Has no pages."""
        return f"there is no variable {expression!r}"

    async def set_variable(self, name: str, value_json: str) -> str | None:
        """Bind a JSON value."""
        self._names[name] = json.loads(value_json)
        return None

    async def interrupt(self) -> None:
        """Nothing runs here for long."""

    async def close(self) -> None:
        """Be closed."""
        self.is_closed = True


def _final(value: object) -> NoReturn:
    raise _Ended(str(value))


def _queries(ask: AskHost) -> dict[str, object]:
    async def llm_query(prompt: str) -> str:
        return _only(await ask(Query("llm_query", (prompt,))))

    async def rlm_query(prompt: str, context: ContextValue | None = None) -> str:
        return _only(await ask(Query("rlm_query", (prompt,), (context,))))

    async def llm_query_batched(prompts: list[str]) -> list[str]:
        replies = await ask(Query("llm_query_batched", tuple(prompts)))
        return [reply.text for reply in replies]

    async def rlm_query_batched(prompts: list[str]) -> list[str]:
        contexts = (None,) * len(prompts)
        replies = await ask(Query("rlm_query_batched", tuple(prompts), contexts))
        return [reply.text for reply in replies]

    return dict(locals(), ask=None)


def _tools(ask: AskHost, names: list[str]) -> SimpleNamespace:
    def called(name: str) -> Callable[..., Awaitable[object]]:
        async def tool(*args: object, **kwargs: object) -> object:
            arguments = json.dumps({"args": args, "kwargs": kwargs})
            reply = _only(await ask(Query("tool", (arguments,), tool=name)))
            value: object = json.loads(reply)
            return value

        return tool

    return SimpleNamespace(**{name: called(name) for name in names})


def _only(replies: tuple[Reply, ...]) -> str:
    [reply] = replies
    match reply.failure:
        case None:
            return reply.text
        case "error":
            raise QueryError(reply.text)
        case "rejected":
            raise QueryRejected(reply.text)
        case "aborted":
            raise QueryAborted(reply.text)


class MemoryStore:
    """Keeps events, and fails when it is told to."""

    def __init__(self, *, fails_at: str | None = None) -> None:
        self.fails_at = fails_at
        """The kind of event with which the disk is full."""
        self.saved: list[Event] = []
        self._is_full = False

    async def save(self, event: Event) -> None:
        """Keep an event.

        Raises:
            StoreError: the disk is full.
        """
        self._keep(event)

    def _keep(self, event: Event) -> None:
        self._is_full = self._is_full or event.kind == self.fails_at
        if self._is_full:
            raise StoreError(f"the disk is full at {event.kind}")
        self.saved.append(event)
