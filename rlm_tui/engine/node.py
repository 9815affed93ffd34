"""The loop of one RLM node: ask the model, run its code, look for an answer."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Literal

from rlm_tui.domain.events import IterationFinished, IterationStarted
from rlm_tui.domain.events_of_tickets import TicketFlag
from rlm_tui.domain.limits import Exceeded, Limits
from rlm_tui.engine import prompts
from rlm_tui.engine.acceptance import Acceptance
from rlm_tui.engine.blocks import Blocks, BlocksOutcome
from rlm_tui.engine.briefing import follow_up, opening
from rlm_tui.engine.hooks import Finalize
from rlm_tui.engine.limits import FinishError
from rlm_tui.engine.loops import LoopWatch
from rlm_tui.engine.node_repl import NodeRepl
from rlm_tui.engine.parsing import ParsedReply, ProseFinal, parse_reply
from rlm_tui.engine.run import Run
from rlm_tui.engine.steering.crossing import whole
from rlm_tui.engine.task import NodeAnswer, NodeLimitError, NodeTask
from rlm_tui.engine.turns import Turns
from rlm_tui.errors import HookError, LimitError, ModelError
from rlm_tui.repl.base import Final, Query, Reply

Outcome = Literal["continue", "final", "nudged", "cut"]


@dataclass(slots=True)
class _Progress:
    """What the loop remembers beside the messages."""

    iteration: int = 0
    failures: int = 0
    best: str = ""


class RlmNode:
    """One RLM invocation at work, with a REPL of its own."""

    def __init__(
        self,
        run: Run,
        task: NodeTask,
        ask: Callable[[Query, int, int], Awaitable[tuple[Reply, ...]]],
        accepting: Callable[[NodeTask], Acceptance],
    ) -> None:
        self._run = run
        self._task = task
        self._repl = NodeRepl(run, task)
        self._blocks = Blocks(run, task, ask, self._repl)
        self._progress = _Progress(iteration=task.turns_before)
        self._watch = LoopWatch(run.emit, task.node)
        self._talk = opening(run, task)
        self._turns = Turns(run, task, self._talk)
        self._accepting = accepting
        self._acceptance = accepting(task)

    async def answer(self) -> NodeAnswer:
        """Iterate to an answer.

        Raises:
            NodeLimitError: a limit ended it first.
            ModelError: the model could not be reached.
            ReplError: no process could be started for the code.
        """
        try:
            async with self._run.deadline(self._task.depth), self._repl:
                answer = await self._to_the_end()
                while self._is_asked_more(answer):
                    answer = await self._to_the_end()
                return replace(answer, turns=self._progress.iteration)
        except LimitError as error:
            best = self._acceptance.best
            text = best.text if best else self._progress.best
            raise NodeLimitError(str(error), text) from error

    @property
    def _limits(self) -> Limits:
        return self._task.limits_in(self._run.limits_of(self._task.node))

    def _is_asked_more(self, answer: NodeAnswer) -> bool:
        """Whether another question followed the answer; then it is put."""
        asked = self._run.recording.question_ahead(self._task.node)
        if asked is None:
            return False
        question = whole(asked.question)
        taken = self._progress.iteration
        self._task = replace(self._task, question=question, turns_before=taken)
        self._progress = _Progress(iteration=taken)
        self._turns.go_on(self._task)
        self._acceptance = self._accepting(self._task)
        self._talk.demand(follow_up(self._run, self._task, asked, answer.text))
        return True

    async def _to_the_end(self) -> NodeAnswer:
        try:
            return await self._iterate()
        except FinishError as finish:
            if finish.is_of_run and not self._task.is_root:
                raise  # one last call of the whole run: the root makes it
            return await self._last_words(finish)

    async def _last_words(self, finish: FinishError) -> NodeAnswer:
        """The answer to one last call, which may not do anything more."""
        with self._run.budget.one_last_call(self._task.node):
            try:
                return await self._forced_answer(runs_code=False, why=str(finish))
            except ModelError as error:
                raise LimitError(str(finish)) from error

    @property
    def _turns_taken(self) -> int:
        return self._progress.iteration - self._task.turns_before

    async def _iterate(self) -> NodeAnswer:
        while True:
            is_last = self._turns_taken >= self._limits.max_iterations
            if is_last and not await self._more_iterations():
                return await self._best_answer() or await self._forced_answer()
            answer = await self._iteration()
            if answer is not None:
                return answer

    async def _more_iterations(self) -> bool:
        """Whether a person, asked at the last iteration, allows more."""
        is_set_by_hook = "max_iterations" in self._task.limits
        if is_set_by_hook or not self._may_ask_for_more():
            return False
        limit = self._limits.max_iterations
        try:
            await self._run.meet_limit(
                self._task.node,
                Exceeded("max_iterations", self._turns_taken, limit),
            )
        except LimitError:
            return False
        return True

    def _may_ask_for_more(self) -> bool:
        recording, node = self._run.recording, self._task.node
        if recording.is_playing(node):
            return recording.gate_ahead(node) == "limit"
        return self._run.session.attended

    async def _best_answer(self) -> NodeAnswer | None:
        """The best of the answers that were sent back, if it may be given."""
        best = self._acceptance.best
        if best is None:
            return None
        number = self._progress.iteration
        answer = await self._acceptance.pass_gate(number, best)
        if isinstance(answer, str):
            self._talk.edit_last(f"{self._talk.last}\n\n{answer}")
            return None
        return replace(answer, is_forced=True)

    async def _iteration(self) -> NodeAnswer | None:
        number = await self._open_iteration()
        said = await self._turns.take(number)
        if isinstance(said, Finalize):
            return await self._finalized(number, said)
        reply = await self._read(said)
        if reply.blocks:
            answer, message = await self._run_blocks(number, reply)
        else:
            answer, message = await self._read_prose(number, reply, said)
        if answer is None:
            self._talk.say(message)
        self._close(number, _outcome(reply, has_answer=answer is not None))
        return answer

    async def _finalized(self, number: int, said: Finalize) -> NodeAnswer | None:
        """The answer that a hook gave in place of a turn."""
        final = _final_of(said)
        schema = self._run.caller.schema if self._task.is_root else None
        if schema is not None and (errors := schema.check(final).errors):
            raise HookError(
                "prepare_iteration finalized with an answer that does not meet the "
                f"schema: {'; '.join(errors)}"
            )
        answer = await self._acceptance.offer_last(number, final)
        if isinstance(answer, str):
            self._talk.edit_last(f"{self._talk.last}\n\n{answer}")
            self._close(number, "continue")
            return None
        self._close(number, "final")
        return answer

    def _close(self, number: int, outcome: Outcome) -> None:
        self._run.put_off(
            IterationFinished(node=self._task.node, iteration=number, outcome=outcome)
        )

    async def _open_iteration(self, *, forced: bool = False) -> int:
        await self._run.check_limits(self._task.node)
        self._progress.iteration += 1
        number = self._progress.iteration
        self._run.put_off(
            IterationStarted(node=self._task.node, iteration=number, forced=forced)
        )
        return number

    async def _read(self, said: str) -> ParsedReply:
        reply = parse_reply(said)
        self._progress.best = _words(reply) or self._progress.best
        is_answer = reply.final is not None and not reply.blocks
        await (self._check_alone() if is_answer else self._check())
        return reply

    async def _check(self) -> None:
        await self._run.check_limits(self._task.node)

    async def _check_alone(self) -> None:
        """Where an answer is there, nobody is asked: to take it spends nothing. What a
        limit has cut short is none without a person either."""
        if not self._run.session.attended:
            await self._check()

    async def _run_blocks(
        self, number: int, reply: ParsedReply
    ) -> tuple[NodeAnswer | None, str]:
        await self._watch.saw_code(reply.blocks)
        outcome = await self._run_all(number, reply)
        self._progress.best = outcome.last_output.strip() or self._progress.best
        if outcome.final is not None:
            return await self._accept(number, outcome.final, outcome.message())
        await self._count_failures(outcome)
        return await self._final_beside_code(number, reply, outcome)

    async def _run_all(self, number: int, reply: ParsedReply) -> BlocksOutcome:
        return await self._blocks.run(
            number,
            reply.blocks,
            history=self._talk.history,
            stands_beside_answer=reply.final is not None
            and reply.final.form == "FINAL",
            max_output_chars=self._turns.max_output_chars,
        )

    async def _final_beside_code(
        self, number: int, reply: ParsedReply, outcome: BlocksOutcome
    ) -> tuple[NodeAnswer | None, str]:
        """An answer in prose counts beside code only where it was seen or computed."""
        if reply.is_cut:
            return None, outcome.message(prompts.CUT)
        final = reply.final
        if final is None or outcome.has_failed:
            return None, outcome.message()
        if final.form == "FINAL" and not self._run.options.accept_unseen_final:
            return None, outcome.message(prompts.UNSEEN)
        value = await self._prose_value(final)
        if isinstance(value, str):
            return None, outcome.message(value)
        flags: tuple[TicketFlag, ...] = ("literal",) if final.form == "FINAL" else ()
        return await self._accept(number, value, outcome.message(), flags=flags)

    async def _read_prose(
        self, number: int, reply: ParsedReply, said: str
    ) -> tuple[NodeAnswer | None, str]:
        if reply.is_cut:
            return None, prompts.CUT
        if reply.final is not None:
            self._watch.saw_answer()
            value = await self._prose_value(reply.final)
            if isinstance(value, str):
                return None, value
            return await self._accept(number, value, "")
        await self._watch.saw_nothing()
        return None, prompts.NUDGE if said.strip() else prompts.WORDLESS

    async def _prose_value(self, final: ProseFinal) -> Final | str:
        """The answer, or the words that say why it is none."""
        if final.form == "FINAL":
            if not final.content:
                return prompts.EMPTY_ANSWER
            return Final(final.content, confidence=final.confidence)
        return await self._blocks.final_var(final.content)

    def _ask_again(self) -> bool:
        """Whether a person wants another answer; then the one they chose is asked."""
        self._turns.model_once, self._acceptance.asks_again = (
            self._acceptance.asks_again,
            "",
        )
        return bool(self._turns.model_once)

    async def _accept(
        self,
        number: int,
        final: Final,
        report: str,
        *,
        flags: tuple[TicketFlag, ...] = (),
    ) -> tuple[NodeAnswer | None, str]:
        """Offer an answer; what sends it back goes on to the model."""
        answer: NodeAnswer | str = prompts.EMPTY_ANSWER
        if final.text.strip():
            self._progress.best = final.text
            await self._check_alone()
            answer = await self._acceptance.offer(number, final, flags=flags)
            self._ask_again()
        if isinstance(answer, NodeAnswer):
            return answer, ""
        return None, "\n\n".join(part for part in (report, answer) if part)

    async def _count_failures(self, outcome: BlocksOutcome) -> None:
        if not outcome.has_failed:
            self._progress.failures = 0
            return
        self._progress.failures += 1
        allowed = self._limits.max_errors
        if self._progress.failures >= allowed:
            exceeded = Exceeded("max_errors", self._progress.failures, allowed)
            await self._run.meet_limit(self._task.node, exceeded)
            self._progress.failures = 0

    async def _forced_answer(
        self, *, runs_code: bool = True, why: str = ""
    ) -> NodeAnswer:
        """One more turn, which asks for an answer from what there is; and another one
        each time that a person asks for it. `why`: the limit, unless it is of turns.
        """
        answer: NodeAnswer | str = ""
        wants_turn = True
        while wants_turn:
            answer = await self._forced_turn(runs_code=runs_code)
            wants_turn = self._ask_again()
        if isinstance(answer, str):
            raise LimitError(
                why
                or f"max_iterations reached: {self._limits.max_iterations} turns "
                "without an answer"
            )
        return replace(answer, is_forced=True)

    async def _forced_turn(self, *, runs_code: bool) -> NodeAnswer | str:
        self._talk.demand(prompts.ANSWER_NOW)
        number = await self._open_iteration(forced=True)
        said = await self._turns.take(number, is_forced=True)
        if isinstance(said, Finalize):
            value: Final | None = _final_of(said)
        else:
            value = await self._forced_value(number, said, runs_code=runs_code)
        answer: NodeAnswer | str = ""
        if value is not None:
            answer = await self._acceptance.offer_last(number, value)
        is_answer = isinstance(answer, NodeAnswer)
        self._close(number, "final" if is_answer else "continue")
        return answer

    async def _forced_value(
        self, number: int, said: str, *, runs_code: bool
    ) -> Final | None:
        reply = await self._read(said)
        if reply.blocks and runs_code:
            outcome = await self._run_all(number, reply)
            if outcome.final is not None:
                return outcome.final
        if reply.final is not None:
            value = await self._prose_value(reply.final)
            return None if isinstance(value, str) else value
        # A value may stand in a fence of its own, which is no prose.
        has_schema = self._task.is_root and self._run.caller.schema is not None
        words = said.strip() if has_schema else reply.prose
        return Final(words) if words and not reply.blocks else None


def _words(reply: ParsedReply) -> str:
    """The best that a reply says by itself."""
    if reply.final is None:
        return reply.prose
    return reply.final.content if reply.final.form == "FINAL" else ""


def _final_of(said: Finalize) -> Final:
    if isinstance(said.answer, str):
        return Final(said.answer)
    return Final(str(said.answer), json.dumps(said.answer))


def _outcome(reply: ParsedReply, *, has_answer: bool) -> Outcome:
    if has_answer:
        return "final"
    if reply.is_cut:
        return "cut"
    return "continue" if reply.blocks or reply.final is not None else "nudged"
