"""The REPL of one node, over all the processes that it may take."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Self

from rlm_tui.domain.events import Warned
from rlm_tui.domain.events_of_code import CodeExecuted, ReplLost, VariableSet
from rlm_tui.domain.text import Text
from rlm_tui.domain.variables import Variable, VariablePage
from rlm_tui.engine import prompts, variables
from rlm_tui.engine.catching_up import CatchingUp, PastBlock
from rlm_tui.engine.playback import Record
from rlm_tui.engine.run import Run
from rlm_tui.engine.steering.crossing import whole
from rlm_tui.engine.task import NodeTask
from rlm_tui.errors import ReplError, SteeringError
from rlm_tui.finishing import first_leaf
from rlm_tui.models.base import ChatMessage
from rlm_tui.repl.base import (
    AskHost,
    BlockResult,
    Final,
    OnOutput,
    OnStop,
    Repl,
    VariableSummary,
)

DIED = "it ended by itself while no code ran"


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
        self._past = CatchingUp(run, self._node)
        self._is_behind = run.recording.is_playing(self._node)
        """Whether the process has yet to do what the record has."""
        self._given = 0
        """How many of the news the process has although it is behind."""
        self.runs_block = False
        """Whether a block runs now."""
        self.was_cancelled = False
        """Whether a person had the last block stopped."""
        # Keeps a person's look or change apart from a block and from a process that
        # starts or is being replaced: each needs an idle process, and the record their
        # order.
        self._turn = asyncio.Lock()
        self._beginning = asyncio.TaskGroup()
        """The first start: the model is asked meanwhile, and no more if it fails."""
        self._first: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        await self._turn.acquire()
        await self._beginning.__aenter__()
        self._first = self._beginning.create_task(self._begin())
        self._run.repls[self._node] = self
        return self

    async def _begin(self) -> None:
        try:
            await self._start()
        finally:
            self._turn.release()

    async def __aexit__(self, *_: object) -> None:
        del self._run.repls[self._node]
        if self._first is not None:
            self._first.cancel()
        try:
            await self._beginning.__aexit__(None, None, None)
        except BaseExceptionGroup as group:
            raise first_leaf(group) from group
        finally:
            if self._repl is not None:
                await self._repl.close()

    @property
    def _open(self) -> Repl:
        if self._repl is None:
            raise ReplError("the process for the code did not start")
        return self._repl

    @property
    def blocks(self) -> int:
        """How many blocks have begun in it; `_out` counts as this does."""
        return len(self._record)

    async def _start(self) -> None:
        self._repl = await self._run.start_repl(self._task.context)
        if tools := self._run.caller.tools_at(self._task.depth):
            await self._repl.offer_tools(tools.usages)

    async def prepare(self, history: Sequence[ChatMessage]) -> str | None:
        """Make the process ready for the blocks of a reply.

        It may have died while its node called a model or waited for a person: then
        the words for the model say so.
        """
        async with self._turn:
            self._history = history
            if self._is_behind:
                self._note_history()
                return None
            words = None if self._open.is_alive else await self._replace(DIED)
            await self._tell_history()
        return words

    async def take(
        self, code: str, *, name: str, executed: CodeExecuted, ask: AskHost
    ) -> BlockResult:
        """What a block came to that ran before the run was taken up.

        It runs again when the process is needed, which it is at once where the block
        gave an answer.
        """
        async with self._turn:
            self._take_between(executed.seq)
            played = self._record.begin(code, name, self._news)
            played.given, self._given, self._news = self._given, 0, []
            result = _result(executed)
            played.end(result)
            self._past.add(PastBlock(played, executed, ask))
            if result.status != "final":
                return result
            last = await self._catch_up()
            if last is None or last.final is None:
                # A person went on although it gave no answer this time.
                text = self._run.recording.answer_ahead(self._node)
                return replace(result, final=Final(text))
            return replace(result, final=last.final)

    def _take_between(self, before: int | None = None) -> None:
        """Take in what was done to the process between two blocks."""
        for event in self._run.recording.between_blocks(self._node, before):
            if isinstance(event, VariableSet):
                after = VariableSummary(**event.after.model_dump())
                given = self._record.set_variable(after, whole(event.value))
                self._past.add(given)
            elif not event.rebuilt:
                self._record.clear()
                self._past.clear()
                self._told, self._news, self._given = 0, [], 0
                self._note_history()

    async def _catch_up(self) -> BlockResult | None:
        """Bring a process that is behind to where the record is."""
        if not self._is_behind:
            return None
        if not self._run.recording.is_playing(self._node):
            self._take_between()
        last = await self._past.catch_up(self._open)
        if not self._open.is_alive:
            self._past.clear()
            await self._start_anew()
            await self._forget_all()
        else:
            await self._open.add_history(self._news[self._given :])
        self._given = len(self._news)
        self._is_behind = self._run.recording.is_playing(self._node)
        await self._tell_differences()
        return last

    async def _tell_differences(self) -> None:
        """Warn of what came out differently, once warnings are no more of the past."""
        while self._past.differences and not self._is_behind:
            words = self._past.differences.pop(0)
            await self._run.emit(
                Warned(node=self._node, warning="answer", message=words)
            )

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
            await self._catch_up()
            played = self._record.begin(code, name, self._news)
            self._news, self._given = [], 0
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
        self.runs_block = True
        self.was_cancelled = False
        try:
            yield
        finally:
            self.runs_block = False

    async def cancel_block(self) -> None:
        """Begin to stop the block that runs; it may not stop before it is killed."""
        self.was_cancelled = True
        await self._open.interrupt()

    async def bring_back(self, reason: str) -> str | None:
        """Put a new process in the place of one that is gone; words for the model."""
        async with self._turn:
            is_gone = not self._is_behind and not self._open.is_alive
            return await self._replace(reason) if is_gone else None

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
                variables=tuple(map(variables.shown, rebuilt.variables)),
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
        await self._open.add_history(self._note_history())

    def _note_history(self) -> list[dict[str, str]]:
        news = [
            {"role": message.role, "content": message.content}
            for message in self._history[self._told :]
        ]
        self._told = len(self._history)
        self._news += news
        return news

    async def final_var(self, expression: str) -> Final | str:
        """The value of a variable as an answer, or words that say why not."""
        async with self._turn:
            await self._catch_up()
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
        value_json = variables.checked(value_json)
        async with self._between_blocks("set a variable") as repl:
            before = await variables.summary(repl, name)
            if problem := await repl.set_variable(name, value_json):
                raise SteeringError(problem)
            after = await variables.summary(repl, name)
            if after is None:
                raise SteeringError(f"{name} cannot be read after it was set")
            self._record.set_variable(after, value_json)
            await self._run.emit(
                VariableSet(
                    node=self._node,
                    name=name,
                    value=Text.of(value_json),
                    before=None if before is None else variables.shown(before),
                    after=variables.shown(after),
                )
            )

    async def variable_page(self, expression: str, start: int) -> VariablePage:
        """A stretch of a value.

        Raises:
            SteeringError: a block is at work, or there is no such value.
        """
        async with self._at_rest() as repl:
            return await variables.page(repl, expression, start)

    async def variables_now(self) -> tuple[Variable, ...]:
        """What the code has made so far, while it waits for a query.

        Raises:
            SteeringError: it is at work.
        """
        async with self._at_rest() as repl:
            return tuple(map(variables.shown, await repl.variables()))

    @asynccontextmanager
    async def _at_rest(self) -> AsyncIterator[Repl]:
        """The process between blocks, or as its block waits for a query."""
        if not self.runs_block:
            async with self._between_blocks("look into a variable") as repl:
                yield repl
            return
        try:
            yield self._open
        except ReplError as error:
            raise SteeringError(f"{self._node}: {error}") from error

    @asynccontextmanager
    async def _between_blocks(self, what: str) -> AsyncIterator[Repl]:
        if self.runs_block:
            raise SteeringError(
                f"{self._node} runs code: {what} when it waits at a stop, or between "
                "two blocks"
            )
        async with self._turn:
            try:
                await self._catch_up()
                if not self._open.is_alive:
                    raise SteeringError(
                        f"the process of {self._node} is gone; its variables are "
                        "rebuilt before its next block"
                    )
                yield self._open
            except ReplError as error:
                raise SteeringError(f"{self._node}: {error}") from error


def _result(executed: CodeExecuted) -> BlockResult:
    assert executed.status != "refused", "a block that was refused has not run"
    summaries = (VariableSummary(**v.model_dump()) for v in executed.variables)
    return BlockResult(
        executed.status,
        whole(executed.stdout),
        executed.error,
        executed.elapsed_s,
        variables=tuple(summaries),
    )
