"""Runs one block in the module that all blocks share."""

from __future__ import annotations
import __future__

import ast
import linecache
import sys
import tokenize  # noqa: F401  # a traceback needs it, where no file can be opened too
import traceback
from collections.abc import Callable, Coroutine
from types import CodeType
from typing import Any

from rlm_tui.repl.child_awaits import (
    SETTLED,
    STARTED,
    settled,
    started,
    with_settled_awaits,
)
from rlm_tui.repl.child_interrupt import Interrupts
from rlm_tui.repl.child_loop import Loop
from rlm_tui.repl.child_reads import CONTEXT, READS, Reads, with_noted_reads

CO_COROUTINE = 0x80
"""As in `inspect`, which takes milliseconds to import."""
_HEAD = 2_000
_TAIL = 6_000
_FUTURES = 0
for _name in __future__.all_feature_names:
    _FUTURES |= getattr(__future__, _name).compiler_flag


class Program:
    """A block in two parts: its statements, and the last expression to echo."""

    def __init__(self, source: str, name: str, *, is_text: bool) -> None:
        """Compile a block.

        Args:
            source: the code.
            name: the file that tracebacks name.
            is_text: whether the context is a text.
        """
        tree = ast.parse(source, name)
        if "await" in source or "async" in source:
            tree = with_settled_awaits(tree)
        if CONTEXT in source:
            tree = with_noted_reads(tree, source, is_text=is_text)
        last: ast.expr | None = None
        if tree.body and isinstance(tree.body[-1], ast.Expr):
            last = tree.body[-1].value
            del tree.body[-1]
        flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
        self.statements = compile(tree, name, "exec", flags, dont_inherit=True)
        self.expression: CodeType | None = None
        if last is not None:
            flags |= self.statements.co_flags & _FUTURES
            whole = ast.Expression(last)
            self.expression = compile(whole, name, "eval", flags, dont_inherit=True)

    @property
    def awaits(self) -> bool:
        """Whether either part has an `await` of its own."""
        flags = self.statements.co_flags
        if self.expression is not None:
            flags |= self.expression.co_flags
        return bool(flags & CO_COROUTINE)


class Blocks:
    """Compiles, runs and reports on blocks."""

    def __init__(
        self, namespace: dict[str, object], interrupts: Interrupts, reads: Reads
    ) -> None:
        self._namespace = namespace
        self._reads = reads
        self._interrupts = interrupts
        self._names: set[str] = set()
        self._loop: Loop | None = None

    def run(self, source: str, name: str) -> None:
        """Run a block to its end, and echo its last expression."""
        self._names.add(name)
        self._namespace |= {
            SETTLED: settled,
            STARTED: started,
            READS: self._reads,
        }
        lines = source.splitlines(keepends=True)
        linecache.cache[name] = (len(source), None, lines, name)
        program = Program(source, name, is_text=self._reads.is_text)
        if program.awaits:
            value = self._await(self._run_awaiting(program))
        else:
            value = self._run(program)
        if value is not None:
            sys.stdout.write(f"{value!r}\n")

    def _run(self, program: Program) -> object:
        eval(program.statements, self._namespace)
        if program.expression is None:
            return None
        return eval(program.expression, self._namespace)

    async def _run_awaiting(self, program: Program) -> object:
        value: object = None
        for part in (program.statements, program.expression):
            if part is not None:
                value = eval(part, self._namespace)
                if part.co_flags & CO_COROUTINE:
                    value = await value  # type: ignore[misc]  # the flag says so
        return value

    def _await(self, coroutine: Coroutine[Any, Any, object]) -> object:
        if self._loop is None:
            self._loop = Loop(self._interrupts, self._names)
        return self._loop.run(coroutine)

    def explain(self, error: BaseException) -> str:
        """The traceback in lines of the blocks, ending in the exception."""
        report = traceback.TracebackException.from_exception(error, compact=True)
        self._keep_frames_of_blocks(report)
        lines = report.format() if report.stack else report.format_exception_only()
        return _clip("".join(lines) + self._hint(error))

    def _hint(self, error: BaseException) -> str:
        """How a tool is called, to code that calls it by its bare name."""
        name = error.name if isinstance(error, NameError) else None
        tools = getattr(self._namespace.get("tools"), "__dict__", {})
        if name is None or name not in tools:
            return ""
        return f"(it is a tool: write tools.{name}(...))\n"

    def _keep_frames_of_blocks(self, report: traceback.TracebackException) -> None:
        pending = [report]
        while pending:
            part = pending.pop()
            part.stack[:] = [f for f in part.stack if f.filename in self._names]
            linked = (part.__cause__, part.__context__, *(part.exceptions or ()))
            pending += [other for other in linked if other is not None]


def guarded(work: Callable[[], str], instead: str) -> str:
    """What the work gives, or a text in its place when the block's classes fail it."""
    try:
        return work()
    except BaseException as error:  # an exception's own methods may raise anything
        return f"{instead} <{type(error).__name__} while it was shown>"


def _clip(text: str) -> str:
    left_out = len(text) - _HEAD - _TAIL
    if left_out <= 0:
        return text
    return f"{text[:_HEAD]}\n… [{left_out:,} characters left out] …\n{text[-_TAIL:]}"
