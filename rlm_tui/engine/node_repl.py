"""The REPL of one node, over all the processes that it may take."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict
from types import TracebackType
from typing import Self

from rlm_tui.domain.events_of_code import ReplLost, VariableSet
from rlm_tui.domain.text import Text
from rlm_tui.domain.variables import Variable, VariablePage
from rlm_tui.engine import prompts
from rlm_tui.engine.playback import Record
from rlm_tui.engine.run import Run
from rlm_tui.engine.task import NodeTask
from rlm_tui.errors import ReplError, SteeringError
from rlm_tui.models.base import ChatMessage
from rlm_tui.repl.base import (
    AskHost,
    BlockResult,
    Final,
    OnOutput,
    OnStop,
    Page,
    Repl,
    VariableSummary,
)

DIED = "it ended by itself while no code ran"
MAX_VALUE_CHARS = 1 << 20
"""Of a value that a person gives a variable, as JSON."""
PAGE_ITEMS = 200
PAGE_CHARS = 20_000
_PREVIEW = 200


class NodeRepl:
    """Runs blocks and lets people look between them; brings a new process to where
    one was that is gone."""

    def __init__(self, run: Run, task: NodeTask) -> None:
        self._run = run
        self._task = task
        self._node = task.node
        self._repl: Repl | None = None
        self._history: Sequence[ChatMessage] = ()
        self._told = 0
        """How many messages of the history the process has."""
        self._news: list[dict[str, str]] = []
        """Those of them that no block has seen yet."""
        self._record = Record()
        self._runs_block = False
        # Keeps a person's look or change apart from a block and from a process that
        # is being replaced: each needs an idle process, and the record their order.
        self._turn = asyncio.Lock()

    async def __aenter__(self) -> Self:
        await self._start()
        self._run.repls[self._node] = self
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        del self._run.repls[self._node]
        await self._open.close()

    @property
    def _open(self) -> Repl:
        assert self._repl is not None, "used outside its async with"
        return self._repl

    @property
    def blocks(self) -> int:
        """How many blocks have begun in it; `_out` counts as this does."""
        return len(self._record)

    async def _start(self) -> None:
        self._repl = await self._run.start_repl(self._task.context)
        if self._run.caller.tools:
            await self._repl.offer_tools(self._run.caller.tools.usages)

    async def prepare(self, history: Sequence[ChatMessage]) -> str | None:
        """Make the process ready for the blocks of a reply.

        It may have died while its node called a model or waited for a person: then
        the words for the model say so.
        """
        async with self._turn:
            self._history = history
            words = None if self._open.is_alive else await self._replace(DIED)
            await self._tell_history()
        return words

    async def execute(
        self,
        code: str,
        *,
        name: str,
        timeout_s: float,
        ask: AskHost,
        on_output: OnOutput,
        on_stop: OnStop,
    ) -> BlockResult:
        """Run a block, and keep what is needed to run it again."""
        async with self._turn, self._running():
            played = self._record.begin(code, name, self._news)
            self._news = []
            result = await self._open.execute(
                code,
                name=name,
                timeout_s=timeout_s,
                ask=played.listen(ask),
                on_output=on_output,
                on_stop=on_stop,
            )
            played.end(result)
        return result

    @asynccontextmanager
    async def _running(self) -> AsyncIterator[None]:
        self._runs_block = True
        try:
            yield
        finally:
            self._runs_block = False

    async def bring_back(self, reason: str) -> str | None:
        """Put a new process in the place of one that is gone; words for the model."""
        async with self._turn:
            return None if self._open.is_alive else await self._replace(reason)

    async def _replace(self, reason: str) -> str:
        await self._start_anew()
        rebuilt = await self._record.play(self._open)
        words = prompts.repl_replaced(
            reason, rebuilt.problem, rebuilt.missing, ended_block=reason != DIED
        )
        if rebuilt.problem is None:
            await self._open.add_history(self._news)
        else:
            await self._start_anew()
            await self._forget_all()
            reason = f"{reason}; {rebuilt.problem}"
        await self._run.emit(
            ReplLost(
                node=self._node,
                reason=reason,
                rebuilt=rebuilt.problem is None,
                missing=rebuilt.missing,
                variables=tuple(map(shown, rebuilt.variables)),
            )
        )
        return words

    async def _start_anew(self) -> None:
        await self._open.close()
        await self._start()

    async def _forget_all(self) -> None:
        """Begin anew with a process in which nothing has run."""
        self._record.clear()
        self._told = 0
        self._news = []
        await self._tell_history()

    async def _tell_history(self) -> None:
        """Send what the process does not have yet, not the whole each time."""
        news = [asdict(message) for message in self._history[self._told :]]
        await self._open.add_history(news)
        self._told = len(self._history)
        self._news += news

    async def final_var(self, expression: str) -> Final | str:
        """The value of a variable as an answer, or words that say why not."""
        async with self._turn:
            lost = "" if self._open.is_alive else await self._replace(DIED)
            found = await self._open.final_var(expression)
        return f"{lost}\n{found}" if lost and isinstance(found, str) else found

    async def set_variable(self, name: str, value_json: str) -> None:
        """Give a variable a value for the blocks to come, as a person asked.

        The change is recorded when the process has it: it alone knows whether it can
        be made, and nothing sees it before the record does.

        Raises:
            SteeringError: a block runs, or the variable cannot have the value.
        """
        value_json = _checked(value_json)
        async with self._between_blocks("set a variable") as repl:
            before = await _summary(repl, name)
            if problem := await repl.set_variable(name, value_json):
                raise SteeringError(problem)
            after = await _summary(repl, name)
            if after is None:
                raise SteeringError(f"{name} cannot be read after it was set")
            self._record.set_variable(after, value_json)
            await self._run.emit(
                VariableSet(
                    node=self._node,
                    name=name,
                    value=Text.of(value_json),
                    before=None if before is None else shown(before),
                    after=shown(after),
                )
            )

    async def variable_page(self, expression: str, start: int) -> VariablePage:
        """A stretch of a value.

        Raises:
            SteeringError: a block runs, or there is no such value.
        """
        async with self._between_blocks("look into a variable") as repl:
            page = await repl.page(expression, offset=start, limit=PAGE_ITEMS)
            if isinstance(page, Page) and page.kind == "text":
                page = await repl.page(expression, offset=start, limit=PAGE_CHARS)
        if isinstance(page, str):
            raise SteeringError(page)
        return _shown_page(expression, page)

    @asynccontextmanager
    async def _between_blocks(self, what: str) -> AsyncIterator[Repl]:
        if self._runs_block:
            raise SteeringError(
                f"{self._node} runs code: {what} when it waits at a stop, or between "
                "two blocks"
            )
        async with self._turn:
            if not self._open.is_alive:
                raise SteeringError(
                    f"the process of {self._node} is gone; its variables are rebuilt "
                    "before its next block"
                )
            try:
                yield self._open
            except ReplError as error:
                raise SteeringError(f"{self._node}: {error}") from error


def _checked(value_json: str) -> str:
    """The value as one line of JSON.

    Raises:
        SteeringError: it is none.
    """
    if len(value_json) > MAX_VALUE_CHARS:
        raise SteeringError(
            f"a value of {len(value_json):,} characters; at most {MAX_VALUE_CHARS:,}"
        )
    try:
        value = json.loads(value_json, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise SteeringError(f"the value is not JSON: {error}") from error
    return json.dumps(value, ensure_ascii=False)


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


async def _summary(repl: Repl, name: str) -> VariableSummary | None:
    """A variable in one line, also one that the list of variables leaves out."""
    for variable in await repl.variables():
        if variable.name == name:
            return variable
    page = await repl.page(name, offset=0, limit=_PREVIEW)
    if isinstance(page, str):
        return None
    preview = page.text or ", ".join(item.preview for item in page.items)
    return VariableSummary(name, page.type, page.total, preview[:_PREVIEW])


def shown(variable: VariableSummary) -> Variable:
    """A variable as events carry it."""
    return Variable(
        name=variable.name,
        type=variable.type,
        length=variable.length,
        preview=variable.preview,
    )


def _shown_page(expression: str, page: Page) -> VariablePage:
    return VariablePage(
        expression=expression,
        type=page.type,
        kind=page.kind,
        start=page.offset,
        end=page.offset + page.count,
        total=page.total,
        text=page.text,
        items=tuple(map(shown, page.items)),
    )
