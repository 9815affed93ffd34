"""What an answer must pass: the schema, the evaluator, the confidence, the gate."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

from rlm_tui.domain.events import Warned
from rlm_tui.domain.events_of_answers import AnswerJudged, Judge
from rlm_tui.domain.events_of_tickets import TicketFlag
from rlm_tui.domain.text import Text
from rlm_tui.engine import prompts
from rlm_tui.engine.evaluation import Accept, Opinion, SendBack
from rlm_tui.engine.run import Run
from rlm_tui.engine.schema import Checked
from rlm_tui.engine.steering.crossing import Crossing, Verdict
from rlm_tui.engine.task import NodeAnswer, NodeTask
from rlm_tui.errors import LimitError
from rlm_tui.repl.base import Final

Evaluation = Callable[[str, int], Awaitable[Opinion | None]]
"""What the evaluator says of an answer given in an iteration; `None`: nothing."""


class Acceptance:
    """Decides on the answers of one node, and keeps the best that was sent back.

    Schema, evaluator and confidence are asked for the answer of the run, which is the
    root's; a child's answer crosses the gate alone.
    """

    def __init__(
        self, run: Run, task: NodeTask, evaluate: Evaluation | None = None
    ) -> None:
        self._run = run
        self._task = task
        self._evaluate = evaluate if task.is_root else None
        self._schema = run.caller.schema if task.is_root else None
        self._min_confidence = run.caller.min_confidence if task.is_root else None
        self.asks_again = ""
        """The model that a person wants to answer again; whoever asks it clears it."""
        self.best: NodeAnswer | None = None
        """Of the answers that met the schema and were sent back all the same."""

    async def offer(
        self, number: int, final: Final, *, flags: tuple[TicketFlag, ...] = ()
    ) -> NodeAnswer | str:
        """The accepted answer, or the words that send it back."""
        checked = await self._checked(number, final)
        if checked.errors:
            return prompts.schema_errors(checked.errors)
        opinion: Opinion = Accept(final.confidence)
        if self._evaluate is not None:
            opinion = await self._judged(number, final)
        answer = NodeAnswer(
            final.text, opinion.confidence, structured=checked.json
        )  # fmt: skip
        words = await self._objection(number, answer, opinion)
        if words is not None:
            self._remember(answer)
            return words
        return await self.pass_gate(number, answer, flags=flags)

    async def offer_last(self, number: int, final: Final) -> NodeAnswer | str:
        """As `offer`, for an answer that was asked for when there is no turn left:
        what it lacks in confidence is shown and not sent back."""
        checked = await self._checked(number, final)
        if checked.errors:
            return prompts.schema_errors(checked.errors)
        answer = NodeAnswer(final.text, final.confidence, structured=checked.json)
        return await self.pass_gate(number, answer)

    async def pass_gate(
        self, number: int, answer: NodeAnswer, *, flags: tuple[TicketFlag, ...] = ()
    ) -> NodeAnswer | str:
        """Cross the `final` gate; words of refusal go on to the model."""
        crossing = Crossing(
            node=self._task.node,
            gate="final",
            payload=answer.text,
            iteration=number,
            model=self._task.model,
            flags=flags,
        )
        while True:
            verdict = await self._run.steering.cross(crossing)
            if verdict.verb == "reject":
                return prompts.answer_refused(verdict.text)
            if verdict.verb == "retry":
                return self._ask_again(verdict)
            if verdict.text == answer.text:
                return answer
            checked = await self._checked(number, Final(verdict.text))
            if not checked.errors:
                return replace(answer, text=verdict.text, structured=checked.json)
            # An edit that does not meet the schema: its author may edit again.
            words = prompts.schema_errors(checked.errors)
            crossing = crossing._replace(payload=verdict.text)
            verdict = await self._run.ask_about_error(crossing, words)
            if verdict.verb == "reject":
                return prompts.answer_refused(verdict.text)
            crossing = crossing._replace(payload=verdict.text)

    def _ask_again(self, verdict: Verdict) -> str:
        self.asks_again = verdict.model or self._task.model
        return prompts.ANSWER_AGAIN

    async def _checked(self, number: int, final: Final) -> Checked:
        if self._schema is None:
            return Checked(None)
        checked = self._schema.check(final)
        past = self._run.recording.schema_errors(self._task.node)
        if past is not None:
            # What was asked of an earlier answer may not be what is asked now.
            is_met = bool(not past and checked.errors)
            checked = Checked(None) if is_met else replace(checked, errors=past)
        if checked.errors:
            words = "; ".join(checked.errors)
            await self._judge(number, "schema", final.text, words=words)
        return checked

    async def _judged(self, number: int, final: Final) -> Opinion:
        assert self._evaluate is not None
        try:
            opinion = self._past_opinion()
            if opinion is None:
                opinion = await self._evaluate(final.text, number)
        except LimitError:
            # There is nothing left to judge it with: it is what the run has.
            self._remember(NodeAnswer(final.text, final.confidence))
            raise
        if opinion is None:
            await self._warn("the evaluator said nothing that can be read")
            return Accept(final.confidence)
        if isinstance(opinion, Accept) and opinion.confidence is None:
            opinion = Accept(final.confidence)
        await self._judge(
            number,
            "evaluator",
            final.text,
            accepted=isinstance(opinion, Accept),
            confidence=opinion.confidence,
            words=opinion.critique if isinstance(opinion, SendBack) else "",
        )
        return opinion

    def _past_opinion(self) -> Opinion | None:
        past = self._run.recording.evaluation(self._task.node)
        if past is None:
            return None
        if past.accepted:
            return Accept(past.confidence)
        return SendBack(past.words, past.confidence)

    async def _objection(
        self, number: int, answer: NodeAnswer, opinion: Opinion
    ) -> str | None:
        """Why an answer goes back although it meets the schema, if it does."""
        if isinstance(opinion, SendBack):
            return prompts.critique(opinion.critique)
        wanted, found = self._min_confidence, answer.confidence
        if wanted is None or (found is not None and found >= wanted):
            return None
        words = prompts.unsure(found, wanted)
        await self._judge(
            number, "min_confidence", answer.text, confidence=found, words=words
        )
        return words

    def _remember(self, answer: NodeAnswer) -> None:
        if self.best is None or _rank(answer) >= _rank(self.best):
            self.best = answer

    async def _judge(
        self,
        number: int,
        by: Judge,
        answer: str,
        *,
        accepted: bool = False,
        confidence: float | None = None,
        words: str = "",
    ) -> None:
        await self._run.emit(
            AnswerJudged(
                node=self._task.node,
                iteration=number,
                by=by,
                accepted=accepted,
                answer=Text.of(answer),
                confidence=confidence,
                words=words,
            )
        )

    async def _warn(self, message: str) -> None:
        await self._run.emit(
            Warned(node=self._task.node, warning="answer", message=message)
        )


def _rank(answer: NodeAnswer) -> float:
    return -1.0 if answer.confidence is None else answer.confidence
