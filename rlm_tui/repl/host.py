"""Runs the code of RLM nodes in child processes that do what we say, or end."""

from __future__ import annotations

import asyncio
import functools
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

from rlm_tui.domain.values import ContextValue
from rlm_tui.errors import ReplError
from rlm_tui.frames import FrameError
from rlm_tui.privacy import hide_this_process
from rlm_tui.repl import protocol
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
from rlm_tui.repl.context_file import write_context
from rlm_tui.repl.isolation import container
from rlm_tui.repl.isolation.choice import choose
from rlm_tui.repl.isolation.levels import Caps, Choice, Confinement
from rlm_tui.repl.nursery import Nursery
from rlm_tui.repl.process import ChildProcess
from rlm_tui.repl.scratch import sweep
from rlm_tui.repl.shared_context import Lender, Shelf
from rlm_tui.repl.worker import Run, Worker

_LOOKUP = 0
"""The cell of `final_var`; blocks count from 1."""
_LOOKUP_S = 5.0
_BYTES_A_SECOND = 20 << 20
"""As slowly may a context be loaded before its process is given up."""


class _OrphanedError(Exception):
    """A process ended at its start because the one that forked it did."""


@dataclass(frozen=True, slots=True)
class ProcessRepls:
    """Starts one child process for each RLM node."""

    level: Choice = "auto"
    """How far code is shut in; `auto` takes the strongest that works here."""
    python: str = field(default_factory=lambda: sys.executable)
    grace_s: float = 2.0
    """How long a block may take to stop before its process is killed."""
    start_s: float = 20.0
    """How long a process may take to start, beside the loading of a large context."""
    max_output_chars: int = 64 << 20
    """What one block may write, and what is kept of it in `_out`."""
    caps: Caps = Caps()
    """What a process may use before it is killed."""
    shelf: Shelf = field(default_factory=Shelf)
    """What the children share with theirs."""
    nursery: Nursery = field(default_factory=Nursery)
    """Where the processes are forked, if they can be."""

    @property
    def isolation(self) -> str:
        """How the code is confined, in words for the status line.

        Asked for the first time it takes a moment: the level is tried.

        Raises:
            ReplError: the level does not work here.
        """
        return choose(self.level).label

    async def __call__(self, context: ContextValue) -> ProcessRepl:
        """Start a process that holds the context.

        Raises:
            ReplError: it does not start; the message has reason and remedy.
        """
        if os.name != "posix":
            raise ReplError(
                "code cannot run in a process of its own on this system; "
                "use Linux, macOS or WSL2"
            )
        confinement = await asyncio.to_thread(choose, self.level)
        await asyncio.to_thread(_prepare_this_process)
        try:
            return await self._start(context, confinement, self.nursery)
        except _OrphanedError:
            return await self._start(context, confinement, None)

    async def _start(
        self,
        context: ContextValue,
        confinement: Confinement,
        nursery: Nursery | None,
    ) -> ProcessRepl:
        process = ChildProcess.prepare(confinement, self.caps, nursery)
        worker = Worker(process, Lender(self.shelf), grace_s=self.grace_s)
        patience_s = self.start_s
        try:
            source = self.shelf.window(context) or await write_context(context)
            patience_s += source.whole_size // _BYTES_A_SECOND
            async with asyncio.timeout(patience_s):
                await worker.start(self.python, source, self.max_output_chars)
        except TimeoutError as error:
            await worker.close()
            raise ReplError(
                f"Python did not start within {patience_s:g} s; try again when the "
                "machine is less busy"
            ) from error
        except ReplError as error:
            await worker.close()
            if process.is_orphan:
                raise _OrphanedError from error
            raise
        except BaseException:
            await worker.close()
            raise
        return ProcessRepl(worker, confinement.label)


@functools.cache
def _prepare_this_process() -> None:
    """Keep our keys to ourselves, and clear up after hosts that were killed."""
    hide_this_process()
    sweep(container.remove_left)


class ProcessRepl:
    """The REPL of one node, in a process of its own. Made by `ProcessRepls`."""

    def __init__(self, worker: Worker, isolation: str) -> None:
        self.isolation = isolation
        self._worker = worker
        self._blocks = 0
        self._runs_block = False
        # Keeps what a person reads between blocks apart from the next block.
        self._turn = asyncio.Lock()

    @property
    def is_alive(self) -> bool:
        """Whether its process is there, with the variables."""
        return self._worker.is_alive

    @property
    def pid(self) -> int | None:
        """The process, for those who watch its memory."""
        return self._worker.pid

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
        """Run one block; see `Repl`."""
        async with self._between_blocks():
            self._runs_block = True
            try:
                self._worker.check_idle()
                self._blocks += 1
                run = await self._worker.run(
                    {"op": "exec", "name": name},
                    protocol.text_bytes(code),
                    cell=self._blocks,
                    timeout_s=timeout_s,
                    ask=ask,
                    on_output=on_output,
                    on_stop=on_stop,
                )
                return await self._result(run)
            finally:
                self._runs_block = False

    async def _result(self, run: Run) -> BlockResult:
        if run.done is None:
            reason = await self._worker.explain_end(run)
            return BlockResult("killed", run.told, reason, run.elapsed_s)
        return BlockResult(
            status=run.done.status,
            stdout=run.told,
            error=_explained(run.done, run.block.stop_reason),
            elapsed_s=run.elapsed_s,
            final=run.done.final,
            variables=run.done.variables,
            reads=run.done.reads,
        )

    async def add_history(self, messages: list[dict[str, str]]) -> None:
        """Append to `history` before the next block."""
        async with self._between_blocks():
            self._worker.tell({"op": "history"}, json.dumps(messages).encode())

    async def offer_tools(self, usages: dict[str, str]) -> None:
        """Bind `tools`, with how each is called by its name."""
        async with self._between_blocks():
            self._worker.tell({"op": "tools"}, json.dumps(usages).encode())

    async def final_var(self, expression: str) -> Final | str:
        """Read `name`, `a.b`, `a["k"]` or `a[0]`; a `str` says why it cannot be."""
        done = await self._do({"op": "final_var"}, expression)
        if isinstance(done, str):
            return done
        return done.final or done.error or "it cannot be read"

    async def variables(self) -> tuple[VariableSummary, ...]:
        """The variables that code made; see `Repl`."""
        done = await self._look({"op": "variables"}, "")
        if isinstance(done, str):
            raise ReplError(done)
        return done.variables

    async def page(self, expression: str, *, offset: int, limit: int) -> Page | str:
        """Read a stretch of a value; see `Repl`."""
        header = {"op": "page", "offset": max(offset, 0), "limit": max(limit, 0)}
        done = await self._look(header, expression)
        if isinstance(done, str):
            return done
        try:
            return done.error or protocol.page_of(done.body)
        except FrameError as error:
            return f"the process gave something else ({error})"

    async def set_variable(self, name: str, value_json: str) -> str | None:
        """Give a variable a value; see `Repl`."""
        done = await self._do({"op": "set", "name": name}, value_json)
        return done if isinstance(done, str) else done.error

    async def _look(self, header: dict[str, object], text: str) -> protocol.Done | str:
        """Ask what is there, also of a process whose block waits for a query."""
        if self._runs_block:
            return await self._worker.look(header, protocol.text_bytes(text))
        return await self._do(header, text)

    async def _do(self, header: dict[str, object], text: str) -> protocol.Done | str:
        """Ask something of the idle process; a `str` tells how it came to its end."""
        async with self._between_blocks():
            run = await self._worker.run(
                header,
                protocol.text_bytes(text),
                cell=_LOOKUP,
                timeout_s=_LOOKUP_S,
                ask=_no_query,
                on_output=_no_output,
            )
            if run.done is None:
                return await self._worker.explain_end(run)
        return replace(run.done, error=_explained(run.done, run.block.stop_reason))

    @asynccontextmanager
    async def _between_blocks(self) -> AsyncIterator[None]:
        if self._runs_block:
            raise ReplError("a block is running already; wait for its end")
        async with self._turn:
            yield

    async def interrupt(self) -> None:
        """Begin to stop the running block; `execute` tells how it went."""
        self._worker.interrupt()

    async def close(self) -> None:
        """End the process and remove what it left."""
        await self._worker.close()


def _explained(done: protocol.Done, stop_reason: str | None) -> str | None:
    if done.status != "interrupted" or stop_reason is None:
        return done.error
    return f"{(done.error or '').rstrip()}\n({stop_reason})".lstrip()


async def _no_query(query: Query) -> tuple[Reply, ...]:
    refusal = Reply("no queries while a variable is read", failure="error")
    return tuple(refusal for _ in query.prompts)


async def _no_output(_text: str) -> None:
    """What reading a variable prints belongs to no block."""
