"""The loop of one RLM node: ask the model, run its code, look for an answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Literal

from rlm_tui.domain.events import (
    CallFinished,
    IterationFinished,
    IterationStarted,
    Warned,
)
from rlm_tui.domain.limits import Exceeded
from rlm_tui.domain.text import Text
from rlm_tui.domain.values import ContextValue
from rlm_tui.engine import prompts
from rlm_tui.engine.blocks import Blocks, BlocksOutcome
from rlm_tui.engine.calls import Call
from rlm_tui.engine.parsing import ParsedReply, ProseFinal, parse_reply
from rlm_tui.engine.planning import context_info
from rlm_tui.engine.run import Run
from rlm_tui.engine.steering import Crossing
from rlm_tui.errors import LimitError, ModelError
from rlm_tui.models.base import ChatMessage
from rlm_tui.repl.base import Final, Query, Reply

NUDGES_BEFORE_WARNING = 3
REPEATS_BEFORE_WARNING = 3


@dataclass(frozen=True, slots=True)
class NodeTask:
    """What an RLM node has to do."""

    node: str
    depth: int
    model: str
    sub_model: str
    question: str
    context: ContextValue


@dataclass(frozen=True, slots=True)
class NodeAnswer:
    """What an RLM node came to."""

    text: str
    confidence: float | None = None
    is_forced: bool = False


class NodeLimitError(LimitError):
    """A limit ended a node; `partial` is the best there was."""

    def __init__(self, message: str, partial: str) -> None:
        super().__init__(message)
        self.partial = partial


@dataclass(slots=True)
class _Progress:
    """What the loop remembers beside the messages."""

    iteration: int = 0
    kept: int = 0
    nudges: int = 0
    failures: int = 0
    codes: list[str] = field(default_factory=list)
    best: str = ""


class RlmNode:
    """One RLM invocation at work, with a REPL of its own."""

    def __init__(
        self,
        run: Run,
        task: NodeTask,
        ask: Callable[[Query, int, int], Awaitable[tuple[Reply, ...]]],
    ) -> None:
        self._run = run
        self._task = task
        self._blocks = Blocks(run, task.node, task.context, ask)
        self._progress = _Progress()
        self._messages: list[ChatMessage] = []

    async def answer(self) -> NodeAnswer:
        """Iterate to an answer.

        Raises:
            NodeLimitError: a limit ended it first.
            ModelError: the model could not be reached.
            ReplError: no process could be started for the code.
        """
        self._begin()
        try:
            async with self._blocks:
                return await self._iterate()
        except LimitError as error:
            raise NodeLimitError(str(error), self._progress.best) from error

    def _begin(self) -> None:
        task, options = self._task, self._run.options
        limits = self._run.limits
        system = prompts.system_prompt(
            limits, may_recurse=task.depth + 1 < limits.max_depth
        )
        info = context_info(task.context, options.planning)
        self._messages = [
            ChatMessage("system", system),
            ChatMessage("user", prompts.first_message(task.question, info)),
        ]

    async def _iterate(self) -> NodeAnswer:
        while True:
            is_last = self._progress.iteration >= self._run.limits.max_iterations
            if is_last and not await self._more_iterations():
                return await self._forced_answer()
            answer = await self._iteration()
            if answer is not None:
                return answer

    async def _more_iterations(self) -> bool:
        """Whether a person, asked at the last iteration, allows more."""
        if not self._run.session.attended:
            return False
        limit = self._run.limits.max_iterations
        try:
            await self._run.meet_limit(
                self._task.node,
                Exceeded("max_iterations", self._progress.iteration, limit),
            )
        except LimitError:
            return False
        return True

    async def _iteration(self) -> NodeAnswer | None:
        number = await self._open_iteration()
        text = await self._reply(number)
        reply = parse_reply(text)
        self._progress.best = reply.prose or self._progress.best
        if reply.blocks:
            answer, message = await self._run_blocks(number, reply)
        else:
            answer, message = await self._read_prose(number, reply)
        outcome = _outcome(reply, has_answer=answer is not None)
        if answer is None:
            self._say(message)
        await self._run.emit(
            IterationFinished(node=self._task.node, iteration=number, outcome=outcome)
        )
        return answer

    async def _open_iteration(self, *, forced: bool = False) -> int:
        await self._run.check_limits(self._task.node)
        self._progress.iteration += 1
        number = self._progress.iteration
        await self._run.emit(
            IterationStarted(node=self._task.node, iteration=number, forced=forced)
        )
        return number

    def _say(self, text: str) -> None:
        self._messages.append(ChatMessage("user", text))

    async def _reply(self, number: int) -> str:
        """The model's turn, or a person's in its place."""
        last = self._messages[-1].content
        verdict = await self._run.steering.cross(self._call_crossing(number, last))
        if verdict.verb == "answer":
            text = await self._written_by_hand(number, verdict.text)
        else:
            self._messages[-1] = ChatMessage("user", verdict.text)
            text = await self._call(number)
        self._progress.kept = len(self._messages)
        self._messages.append(ChatMessage("assistant", text))
        await self._run.check_limits(self._task.node)
        return text

    def _call_crossing(self, number: int, last: str) -> Crossing:
        chars = sum(len(message.content) for message in self._messages)
        return Crossing(
            node=self._task.node,
            gate="call",
            payload=last,
            iteration=number,
            model=self._task.model,
            input_tokens=(chars + 3) // 4,
            cost=self._run.estimate_cost(self._task.model, chars),
        )

    async def _call(self, number: int) -> str:
        call = Call(
            node=self._task.node,
            iteration=number,
            model=self._task.model,
            messages=tuple(self._messages),
            kept=self._progress.kept,
        )
        while True:
            try:
                return await self._run.calls.send(call)
            except ModelError as error:
                verdict = await self._run.ask_about_error(self._task.node, str(error))
                if verdict.verb == "answer":
                    return await self._written_by_hand(number, verdict.text)
                if verdict.verb != "approve":
                    raise

    async def _written_by_hand(self, number: int, text: str) -> str:
        """Record a turn that a person wrote in the model's place."""
        await self._run.emit(
            CallFinished(
                node=self._task.node,
                iteration=number,
                reply=Text.of(text),
                actor="you",
            )
        )
        return text

    async def _run_blocks(
        self, number: int, reply: ParsedReply
    ) -> tuple[NodeAnswer | None, str]:
        self._progress.nudges = 0
        await self._warn_of_repetition(reply)
        history = [{"role": m.role, "content": m.content} for m in self._messages]
        outcome = await self._blocks.run(number, reply.blocks, history=history)
        self._progress.best = outcome.last_output.strip() or self._progress.best
        if outcome.final is not None:
            return await self._accept(number, outcome.final, outcome.message())
        await self._count_failures(outcome)
        return await self._final_beside_code(number, reply, outcome)

    async def _final_beside_code(
        self, number: int, reply: ParsedReply, outcome: BlocksOutcome
    ) -> tuple[NodeAnswer | None, str]:
        """An answer in prose counts beside code only where it was seen or computed."""
        final = reply.final
        if final is None or outcome.has_failed:
            return None, outcome.message()
        if final.form == "FINAL" and not self._run.options.accept_unseen_final:
            return None, outcome.message(prompts.UNSEEN)
        value = await self._prose_value(final)
        if isinstance(value, str):
            return None, outcome.message(value)
        return await self._accept(number, value, outcome.message())

    async def _read_prose(
        self, number: int, reply: ParsedReply
    ) -> tuple[NodeAnswer | None, str]:
        if reply.final is not None:
            self._progress.nudges = 0
            value = await self._prose_value(reply.final)
            if isinstance(value, str):
                return None, value
            return await self._accept(number, value, "")
        if reply.is_cut:
            return None, prompts.CUT
        await self._warn_of_silence()
        return None, prompts.NUDGE

    async def _prose_value(self, final: ProseFinal) -> Final | str:
        """The answer, or the words that say why it is none."""
        if final.form == "FINAL":
            return Final(final.content) if final.content else prompts.EMPTY_ANSWER
        return await self._blocks.final_var(final.content)

    async def _accept(
        self, number: int, final: Final, report: str
    ) -> tuple[NodeAnswer | None, str]:
        """Cross the `final` gate; words of refusal go on to the model."""
        verdict = await self._run.steering.cross(
            Crossing(
                node=self._task.node,
                gate="final",
                payload=final.text,
                iteration=number,
                model=self._task.model,
            )
        )
        if verdict.verb == "reject":
            words = prompts.answer_refused(verdict.text)
            return None, "\n\n".join(part for part in (report, words) if part)
        return NodeAnswer(verdict.text, final.confidence), ""

    async def _count_failures(self, outcome: BlocksOutcome) -> None:
        if not outcome.has_failed:
            self._progress.failures = 0
            return
        self._progress.failures += 1
        allowed = self._run.limits.max_errors
        if self._progress.failures >= allowed:
            exceeded = Exceeded("max_errors", self._progress.failures, allowed)
            await self._run.meet_limit(self._task.node, exceeded)
            self._progress.failures = 0

    async def _warn_of_repetition(self, reply: ParsedReply) -> None:
        code = "\n".join(reply.blocks)
        self._progress.codes.append(code)
        last = self._progress.codes[-REPEATS_BEFORE_WARNING:]
        if len(last) == REPEATS_BEFORE_WARNING and len(set(last)) == 1:
            await self._warn("the same code three times in a row")
            self._progress.codes.clear()

    async def _warn_of_silence(self) -> None:
        self._progress.nudges += 1
        if self._progress.nudges == NUDGES_BEFORE_WARNING:
            await self._warn("three turns without code or answer")
            self._progress.nudges = 0

    async def _warn(self, message: str) -> None:
        await self._run.emit(
            Warned(node=self._task.node, warning="loop", message=message)
        )

    async def _forced_answer(self) -> NodeAnswer:
        """One more turn, which asks for an answer from what there is."""
        self._messages[-1] = ChatMessage(
            "user", f"{self._messages[-1].content}\n\n{prompts.ANSWER_NOW}"
        )
        number = await self._open_iteration(forced=True)
        text = await self._reply(number)
        reply = parse_reply(text)
        value = await self._forced_value(number, reply)
        await self._run.emit(
            IterationFinished(
                node=self._task.node,
                iteration=number,
                outcome="continue" if value is None else "final",
            )
        )
        if value is None:
            raise LimitError(
                f"max_iterations reached: {self._run.limits.max_iterations} turns "
                "without an answer"
            )
        return NodeAnswer(value.text, value.confidence, is_forced=True)

    async def _forced_value(self, number: int, reply: ParsedReply) -> Final | None:
        if reply.blocks:
            outcome = await self._blocks.run(number, reply.blocks, history=[])
            if outcome.final is not None:
                return outcome.final
        if reply.final is not None:
            value = await self._prose_value(reply.final)
            return None if isinstance(value, str) else value
        return Final(reply.prose) if reply.prose and not reply.blocks else None


def _outcome(
    reply: ParsedReply, *, has_answer: bool
) -> Literal["continue", "final", "nudged", "cut"]:
    if has_answer:
        return "final"
    if reply.blocks or reply.final is not None:
        return "continue"
    return "cut" if reply.is_cut else "nudged"
