"""A REPL with a scripted host behind it, for tests."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from rlm_tui.domain.values import ContextValue
from rlm_tui.repl.base import BlockResult, Query, Reply
from rlm_tui.repl.birth import Birth
from rlm_tui.repl.forked import Forked
from rlm_tui.repl.host import ProcessRepl, ProcessRepls
from rlm_tui.repl.isolation.choice import obstacle_here
from rlm_tui.repl.isolation.levels import Caps, Choice
from rlm_tui.repl.nursery import Nursery

LEVEL: Choice = "process" if obstacle_here("linux") else "linux"
"""Most tests run shut in, as most people do."""

Answering = Callable[[Query], Awaitable[tuple[Reply, ...]]]


async def echo(query: Query) -> tuple[Reply, ...]:
    """Answers every prompt with itself."""
    return tuple(Reply(f"re: {prompt}") for prompt in query.prompts)


class NoNursery(Nursery):
    """One in which nothing is forked, so that each process is started."""

    async def fork(self, python: str, birth: Birth) -> Forked | None:
        """Nothing."""
        return None


@dataclass
class Bench:
    """Runs blocks and writes down what they asked and wrote."""

    repl: ProcessRepl
    answering: Answering = echo
    queries: list[Query] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    has_written: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(
        self, code: str, *, name: str = "<block>", timeout_s: float = 20.0
    ) -> BlockResult:
        """Run one block."""
        return await self.repl.execute(
            code, name=name, timeout_s=timeout_s, ask=self.ask, on_output=self.hear
        )

    async def says(self, code: str) -> str:
        """Run a block that must succeed, and give what it wrote."""
        result = await self.run(code)
        assert result.status == "ok", result.error
        return result.stdout.rstrip("\n")

    async def fails(self, code: str) -> str:
        """Run a block that must fail, and give the error."""
        result = await self.run(code)
        assert result.status == "error", result
        assert result.error is not None
        return result.error

    async def ask(self, query: Query) -> tuple[Reply, ...]:
        """Answer for the engine."""
        self.queries.append(query)
        return await self.answering(query)

    async def hear(self, text: str) -> None:
        """Take output in for the engine."""
        self.pieces.append(text)
        self.has_written.set()

    async def until_written(self, text: str) -> None:
        """Wait until the text, and nothing else, has been written."""
        while "".join(self.pieces) != text:
            self.has_written.clear()
            await self.has_written.wait()


async def open_bench(
    context: ContextValue = "",
    *,
    grace_s: float = 2.0,
    max_output_chars: int = 64 << 20,
    level: Choice = LEVEL,
    caps: Caps = Caps(),
    nursery: Nursery | None = None,
) -> Bench:
    """Start a REPL; the caller closes it."""
    start = ProcessRepls(
        level,
        grace_s=grace_s,
        max_output_chars=max_output_chars,
        caps=caps,
        nursery=nursery or Nursery(),
    )
    return Bench(await start(context))
