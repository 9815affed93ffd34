"""The code blocks of one reply: gates, REPL, and what the model reads of the output."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass, field
from types import TracebackType
from typing import Self

from rlm_tui.domain.decisions import refusal
from rlm_tui.domain.events import (
    CodeExecuted,
    CodeStarted,
    OutputDelta,
    OutputReplaced,
    ReplLost,
    Variable,
)
from rlm_tui.domain.limits import Limits
from rlm_tui.domain.text import Text
from rlm_tui.engine import prompts
from rlm_tui.engine.playback import Record
from rlm_tui.engine.run import Run
from rlm_tui.engine.steering.crossing import Crossing, Verdict
from rlm_tui.engine.task import NodeTask
from rlm_tui.models.base import ChatMessage
from rlm_tui.repl.base import BlockResult, Final, Query, Repl, Reply

DIED = "it ended by itself while no code ran"
MAX_ERROR_CHARS = 2_000
"""Of a traceback, to the model; its end is kept."""

Ask = Callable[[Query, int, int], Awaitable[tuple[Reply, ...]]]
"""Answers a query that the code of an iteration and block makes."""


@dataclass(slots=True)
class BlocksOutcome:
    """What the blocks of one reply came to."""

    reports: list[str] = field(default_factory=list)
    skipped: list[int] = field(default_factory=list)
    has_failed: bool = False
    final: Final | None = None
    lost: str | None = None
    """Words on the REPL process that was replaced by a new one, if it was."""
    last_output: str = ""

    def message(self, *notes: str) -> str:
        """What the model reads next."""
        lost = [self.lost] if self.lost else []
        return prompts.blocks_message(
            self.reports, skipped=self.skipped, notes=[*lost, *notes]
        )


@dataclass(frozen=True, slots=True)
class _Block:
    iteration: int
    number: int
    of: int
    code: str


class Blocks:
    """Runs blocks in one node's REPL, which it opens and closes."""

    def __init__(self, run: Run, task: NodeTask, ask: Ask) -> None:
        self._run = run
        self._task = task
        self._node = task.node
        self._ask = ask
        self._repl: Repl | None = None
        self._history: Sequence[ChatMessage] = ()
        self._told = 0
        """How many messages of the history the process has."""
        self._news: list[dict[str, str]] = []
        """Those of them that no block has seen yet."""
        self._record = Record()
        self._max_output_chars: int | None = None

    async def __aenter__(self) -> Self:
        await self._start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._open_repl.close()

    @property
    def _limits(self) -> Limits:
        return self._task.limits_in(self._run.limits)

    @property
    def _open_repl(self) -> Repl:
        assert self._repl is not None, "used outside its async with"
        return self._repl

    async def _start(self) -> None:
        self._repl = await self._run.start_repl(self._task.context)
        if self._run.caller.tools:
            await self._repl.offer_tools(self._run.caller.tools.usages)

    async def _replace(self, reason: str) -> str:
        """Put a new process in the place of one that is gone, and bring it to where
        that was; the words for the model say what it finds there."""
        await self._start_anew()
        rebuilt = await self._record.play(self._open_repl)
        words = prompts.repl_replaced(
            reason,
            rebuilt.problem,
            rebuilt.missing,
            ended_block=reason != DIED,
        )
        if rebuilt.problem is None:
            await self._open_repl.add_history(self._news)
        else:
            await self._start_anew()
            await self._forget_all()
            reason = f"{reason}; {rebuilt.problem}"
        await self._run.emit(
            ReplLost(node=self._node, reason=reason, rebuilt=rebuilt.problem is None)
        )
        return words

    async def _start_anew(self) -> None:
        await self._open_repl.close()
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
        await self._open_repl.add_history(news)
        self._told = len(self._history)
        self._news += news

    async def _make_sure_it_is_alive(self, outcome: BlocksOutcome) -> None:
        """A process may die while its node calls a model or waits for a person."""
        if not self._open_repl.is_alive:
            outcome.lost = await self._replace(DIED)

    async def final_var(self, expression: str) -> Final | str:
        """The value of a variable as an answer, or words that say why not."""
        if not self._open_repl.is_alive:
            await self._replace(DIED)
            return prompts.REPL_LOST.format(reason=DIED)
        return await self._open_repl.final_var(expression)

    async def run(
        self,
        iteration: int,
        codes: tuple[str, ...],
        *,
        history: Sequence[ChatMessage],
        max_output_chars: int | None = None,
    ) -> BlocksOutcome:
        """Run blocks in order until one ends the run, fails or loses the process.

        The model sees so many characters of an output; `None`: as the limits say.
        """
        outcome = BlocksOutcome()
        self._max_output_chars = max_output_chars
        self._history = history
        await self._make_sure_it_is_alive(outcome)
        await self._tell_history()
        for number, code in enumerate(codes, 1):
            if outcome.final or outcome.has_failed:
                outcome.skipped.append(number)
                continue
            await self._one(_Block(iteration, number, len(codes), code), outcome)
        return outcome

    async def _one(self, block: _Block, outcome: BlocksOutcome) -> None:
        verdict = await self._run.steering.cross(
            Crossing(
                node=self._node,
                gate="exec",
                payload=block.code,
                iteration=block.iteration,
                block=block.number,
                blocks=block.of,
            )
        )
        if verdict.verb != "approve":
            await self._not_run(block, verdict, outcome)
            return
        await self._make_sure_it_is_alive(outcome)
        result = await self._execute(block, verdict)
        await self._hand_on(block, result, outcome)

    async def _not_run(
        self, block: _Block, verdict: Verdict, outcome: BlocksOutcome
    ) -> None:
        """A person refused the block, or wrote its output by hand."""
        by_hand = verdict.verb == "answer"
        output = verdict.text if by_hand else refusal("code", verdict.text)
        await self._run.emit(
            CodeExecuted(
                node=self._node,
                iteration=block.iteration,
                block=block.number,
                blocks=block.of,
                code=Text.of(block.code),
                stdout=Text.of(output),
                status="ok" if by_hand else "refused",
            )
        )
        outcome.reports.append(prompts.block_report(block.number, output, None))

    async def _execute(self, block: _Block, verdict: Verdict) -> BlockResult:
        code = Text.of(verdict.text)
        await self._run.emit(
            CodeStarted(
                node=self._node,
                iteration=block.iteration,
                block=block.number,
                blocks=block.of,
                code=code,
                proposed=Text.of(block.code) if verdict.edited else None,
            )
        )
        name = f"<iteration {block.iteration}, block {block.number}>"
        played = self._record.begin(verdict.text, name, self._news)
        self._news = []

        async def ask(query: Query) -> tuple[Reply, ...]:
            return await self._ask(query, block.iteration, block.number)

        async def on_output(text: str) -> None:
            await self._run.emit(
                OutputDelta(
                    node=self._node,
                    iteration=block.iteration,
                    block=block.number,
                    text=text,
                )
            )

        result = await self._open_repl.execute(
            verdict.text,
            name=name,
            timeout_s=self._limits.code_timeout,
            ask=played.listen(ask),
            on_output=on_output,
        )
        played.end(result)
        await self._run.emit(self._executed(block, code, result))
        return result

    def _executed(self, block: _Block, code: Text, result: BlockResult) -> CodeExecuted:
        return CodeExecuted(
            node=self._node,
            iteration=block.iteration,
            block=block.number,
            blocks=block.of,
            code=code,
            stdout=Text.of(result.stdout),
            error=result.error,
            status=result.status,
            elapsed_s=result.elapsed_s,
            variables=tuple(
                Variable(
                    name=variable.name,
                    type=variable.type,
                    length=variable.length,
                    preview=variable.preview,
                )
                for variable in result.variables
            ),
        )

    async def _hand_on(
        self, block: _Block, result: BlockResult, outcome: BlocksOutcome
    ) -> None:
        """Cross the `result` gate with the output and note what the model reads."""
        shown, error = result.stdout, result.error
        verdict = await self._run.steering.cross(
            Crossing(
                node=self._node,
                gate="result",
                of="exec",
                payload=shown if error is None else f"{shown}\n{error}".lstrip("\n"),
                iteration=block.iteration,
                block=block.number,
                blocks=block.of,
            )
        )
        if verdict.edited or verdict.verb == "reject":
            shown, error = verdict.text, None
            if verdict.verb == "reject":
                shown = refusal("output", verdict.text)
            await self._replaced(block, shown)
        limit = self._max_output_chars or self._limits.max_output_chars
        where = f"_out[{len(self._record)}]"
        outcome.reports.append(
            prompts.block_report(
                block.number,
                prompts.bounded(shown, limit, name=where),
                error[-MAX_ERROR_CHARS:] if error else None,
            )
        )
        outcome.last_output = shown
        outcome.has_failed = result.status in ("error", "interrupted", "killed")
        outcome.final = result.final if result.status == "final" else None
        if result.status == "killed":
            outcome.lost = await self._replace(result.error or "it ended")

    async def _replaced(self, block: _Block, text: str) -> None:
        await self._run.emit(
            OutputReplaced(
                node=self._node,
                iteration=block.iteration,
                block=block.number,
                stdout=Text.of(text),
            )
        )
