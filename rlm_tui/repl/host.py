"""Runs the code of RLM nodes in child processes that do what we say, or end."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from dataclasses import dataclass, field

from rlm_tui.domain.values import ContextValue
from rlm_tui.errors import ReplError
from rlm_tui.repl import protocol
from rlm_tui.repl.base import AskHost, BlockResult, Final, OnOutput, Query, Reply
from rlm_tui.repl.context_file import context_file
from rlm_tui.repl.worker import Worker

NOT_CONFINED = "NOT CONFINED: code runs with your rights"

_LOOKUP = 0
"""The cell of `final_var`; blocks count from 1."""
_LOOKUP_S = 5.0


@dataclass(frozen=True, slots=True)
class ProcessRepls:
    """Starts one child process for each RLM node."""

    python: str = field(default_factory=lambda: sys.executable)
    grace_s: float = 2.0
    """How long a block may take to stop before its process is killed."""
    start_s: float = 20.0
    """How long a process may take to start."""
    max_output_chars: int = 64 << 20
    """What one block may write, and what is kept of it in `_out`."""

    @property
    def isolation(self) -> str:
        """How the code is confined, in words for the status line."""
        return NOT_CONFINED

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
        worker = Worker(grace_s=self.grace_s)
        try:
            async with context_file(context) as written, asyncio.timeout(self.start_s):
                await worker.start(self.python, written, self.max_output_chars)
        except TimeoutError as error:
            await worker.close()
            raise ReplError(
                f"Python did not start within {self.start_s:g} s; try again when the "
                "machine is less busy"
            ) from error
        except BaseException:
            await worker.close()
            raise
        return ProcessRepl(worker)


class ProcessRepl:
    """The REPL of one node, in a process of its own. Made by `ProcessRepls`."""

    isolation = NOT_CONFINED

    def __init__(self, worker: Worker) -> None:
        self._worker = worker
        self._blocks = 0

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
    ) -> BlockResult:
        """Run one block; see `Repl`."""
        self._worker.check_idle()
        self._blocks += 1
        run = await self._worker.run(
            {"op": "exec", "name": name},
            protocol.text_bytes(code),
            cell=self._blocks,
            timeout_s=timeout_s,
            ask=ask,
            on_output=on_output,
        )
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
        )

    async def add_history(self, messages: list[dict[str, str]]) -> None:
        """Append to `history` before the next block."""
        self._worker.tell({"op": "history"}, json.dumps(messages).encode())

    async def offer_tools(self, usages: dict[str, str]) -> None:
        """Bind `tools`, with how each is called by its name."""
        self._worker.tell({"op": "tools"}, json.dumps(usages).encode())

    async def final_var(self, expression: str) -> Final | str:
        """Read `name`, `a.b`, `a["k"]` or `a[0]`; a `str` says why it cannot be."""
        run = await self._worker.run(
            {"op": "final_var"},
            protocol.text_bytes(expression),
            cell=_LOOKUP,
            timeout_s=_LOOKUP_S,
            ask=_no_query,
            on_output=_no_output,
        )
        if run.done is None:
            return await self._worker.explain_end(run)
        if run.done.final is not None:
            return run.done.final
        return _explained(run.done, run.block.stop_reason) or "it cannot be read"

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
