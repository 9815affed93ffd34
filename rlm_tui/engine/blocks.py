"""The code blocks of one reply: gates, REPL, and what the model reads of the output."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace

from rlm_tui.domain.decisions import refusal
from rlm_tui.domain.events_of_code import (
    CodeExecuted,
    CodeInterrupted,
    CodeStarted,
    OutputDelta,
    OutputReplaced,
)
from rlm_tui.domain.events_of_tickets import TicketFlag
from rlm_tui.domain.limits import Limits
from rlm_tui.domain.text import Text
from rlm_tui.engine import prompts
from rlm_tui.engine.node_repl import DIED, NodeRepl
from rlm_tui.engine.run import Run
from rlm_tui.engine.steering.crossing import Crossing, Verdict
from rlm_tui.engine.task import NodeTask
from rlm_tui.engine.variables import shown
from rlm_tui.models.base import ChatMessage
from rlm_tui.repl.base import BlockResult, Final, Query, Reply

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
    flags: tuple[TicketFlag, ...]


class Blocks:
    """Runs blocks in one node's REPL, and hands on what came of them."""

    def __init__(self, run: Run, task: NodeTask, ask: Ask, repl: NodeRepl) -> None:
        self._run = run
        self._task = task
        self._node = task.node
        self._ask = ask
        self._repl = repl
        self._max_output_chars: int | None = None
        self._extra = 0
        """Blocks of the reply that ran once more; they count on behind the others."""
        self._seen: set[str] = set()
        """Code that has come to its gate."""

    @property
    def _limits(self) -> Limits:
        return self._task.limits_in(self._run.limits_of(self._node))

    async def final_var(self, expression: str) -> Final | str:
        """The value of a variable as an answer, or words that say why not."""
        return await self._repl.final_var(expression)

    async def run(
        self,
        iteration: int,
        codes: tuple[str, ...],
        *,
        history: Sequence[ChatMessage],
        stands_beside_answer: bool = False,
        max_output_chars: int | None = None,
    ) -> BlocksOutcome:
        """Run blocks in order until one ends the run, fails or loses the process.

        The model sees so many characters of an output; `None`: as the limits say.
        """
        self._max_output_chars = max_output_chars
        self._extra = 0
        outcome = BlocksOutcome(lost=await self._repl.prepare(history))
        for number, code in enumerate(codes, 1):
            if outcome.final or outcome.has_failed:
                outcome.skipped.append(number)
                continue
            flags = self._flags(code, stands_beside_answer=stands_beside_answer)
            block = _Block(iteration, number, len(codes), code, flags)
            await self._one(block, outcome)
        return outcome

    def _flags(
        self, code: str, *, stands_beside_answer: bool
    ) -> tuple[TicketFlag, ...]:
        """What is odd about a block before it runs."""
        flags: list[TicketFlag] = ["literal"] if stands_beside_answer else []
        if code in self._seen:
            flags.append("repeat")
        self._seen.add(code)
        return tuple(flags)

    async def _one(self, block: _Block, outcome: BlocksOutcome) -> None:
        verdict = await self._run.steering.cross(
            Crossing(
                node=self._node,
                gate="exec",
                payload=block.code,
                iteration=block.iteration,
                block=block.number,
                blocks=block.of,
                flags=block.flags,
            )
        )
        if verdict.verb != "approve":
            await self._not_run(block, verdict, outcome)
            return
        outcome.lost = await self._repl.bring_back(DIED) or outcome.lost
        while True:
            result = await self._execute(block, verdict)
            if result.status == "killed":
                reason = result.error or "it ended"
                outcome.lost = await self._repl.bring_back(reason) or outcome.lost
            if not self._is_cancelled(result):
                break
            verdict = await self._ask_about_end(block, verdict)
            if verdict.verb == "answer":
                await self._replaced(block, verdict.text)
                result = BlockResult("ok", verdict.text)
                break
            if verdict.verb == "reject":
                break
            self._extra += 1
            block = replace(block, number=block.of + self._extra, code=verdict.text)
        await self._hand_on(block, result, outcome)

    def _is_cancelled(self, result: BlockResult) -> bool:
        """Whether a person had the block stopped, and is asked what follows."""
        if result.status not in ("interrupted", "killed"):
            return False
        was_asked = self._run.recording.gate_ahead(self._node) == "error"
        return was_asked or self._repl.was_cancelled

    async def _ask_about_end(self, block: _Block, verdict: Verdict) -> Verdict:
        stopped = Crossing(
            node=self._node,
            gate="error",
            payload=verdict.text,
            iteration=block.iteration,
            block=block.number,
            blocks=block.of,
        )
        return await self._run.ask_about_error(stopped, "cancelled by you")

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

        async def ask(query: Query) -> tuple[Reply, ...]:
            return await self._ask(query, block.iteration, block.number)

        name = f"<iteration {block.iteration}, block {block.number}>"
        where = (self._node, block.iteration, block.number)
        past = self._run.recording.executed(where)
        if past is not None:
            result = await self._repl.take(
                verdict.text, name=name, executed=past, ask=ask
            )
            await self._run.emit(past)
            return result

        async def on_output(text: str) -> None:
            await self._run.emit(
                OutputDelta(
                    node=self._node,
                    iteration=block.iteration,
                    block=block.number,
                    text=text,
                )
            )

        async def on_stop(reason: str, grace_s: float) -> None:
            await self._run.emit(
                CodeInterrupted(
                    node=self._node,
                    iteration=block.iteration,
                    block=block.number,
                    reason=reason,
                    grace_s=grace_s,
                )
            )

        result = await self._repl.execute(
            verdict.text,
            name=name,
            timeout_s=self._limits.code_timeout,
            ask=ask,
            on_output=on_output,
            on_stop=on_stop,
        )
        await self._run.end_unasked(where)
        self._run.put_off(self._executed(block, code, result))
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
            variables=tuple(map(shown, result.variables)),
            reads=result.reads,
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
        where = f"_out[{self._repl.blocks}]"
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

    async def _replaced(self, block: _Block, text: str) -> None:
        await self._run.emit(
            OutputReplaced(
                node=self._node,
                iteration=block.iteration,
                block=block.number,
                stdout=Text.of(text),
            )
        )
