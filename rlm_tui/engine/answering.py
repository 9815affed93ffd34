"""One sub-query from its gate to its reply, made once or several times."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import NamedTuple

from rlm_tui.domain.decisions import refusal
from rlm_tui.domain.text import estimate_tokens, storable
from rlm_tui.domain.values import ContextValue
from rlm_tui.engine.asking import AnswerChild, SubQuery
from rlm_tui.engine.calls import Call, HeldBackError, Received
from rlm_tui.engine.child_hook import prepared_child
from rlm_tui.engine.children import Children
from rlm_tui.engine.planning import with_context
from rlm_tui.engine.prompt_size import check_size
from rlm_tui.engine.run import Run
from rlm_tui.engine.steering.crossing import Crossing, Made, Verdict
from rlm_tui.errors import ModelError
from rlm_tui.models.base import ChatMessage
from rlm_tui.repl.base import Reply


class _Attempt(NamedTuple):
    """One of the replies that a sub-query had."""

    made: Made
    sent: Verdict
    """What was let out for it."""
    confidence: float | None = None


class Answering:
    """Answers sub-queries that have their nodes."""

    def __init__(self, run: Run, children: Children, answer_child: AnswerChild) -> None:
        self._run = run
        self._children = children
        self._answer_child = answer_child
        self._turns: Counter[str] = Counter()
        """Turns that nodes have taken in the attempts that are over."""
        self._handed_on: dict[str, Verdict] = {}
        """What let replies pass that code has before they are recorded, by node."""

    async def answer(self, sub: SubQuery) -> Reply:
        """Cross the gate, let out what may go, and hand on what it came to."""
        if sub.kind == "rlm":
            sub = await prepared_child(self._run, sub)
        while True:
            crossing = self._query_crossing(sub)
            verdict = self._let_pass(sub, crossing)
            verdict = verdict or await self._run.steering.cross(crossing)
            try:
                return await self._act_on(verdict, sub, crossing)
            except HeldBackError:
                continue

    def _let_pass(self, sub: SubQuery, crossing: Crossing) -> Verdict | None:
        """Let a plain query go on of which the start of its call will tell."""
        if sub.kind == "rlm":
            return None
        return self._run.steering.let_pass(crossing)

    async def _act_on(
        self, verdict: Verdict, sub: SubQuery, crossing: Crossing
    ) -> Reply:
        match verdict.verb:
            case "reject":
                text = refusal("query", verdict.text)
                await self._children.finish(sub.node, "rejected", error=text)
                return Reply(text, "rejected")
            case "answer":
                await self._children.finish(sub.node, "answered", answer=verdict.text)
                return Reply(verdict.text)
            case _:
                return await self._let_out(sub, verdict, crossing)

    def _query_crossing(self, sub: SubQuery) -> Crossing:
        chars = len(sub.prompt) + (sub.kind == "llm" and _chars(sub.context))
        return Crossing(
            node=sub.node,
            owner=sub.owner,
            gate="query",
            payload=self._outgoing(sub),
            iteration=sub.place.iteration,
            block=sub.place.block,
            model=sub.model,
            input_tokens=estimate_tokens(chars),
            cost=self._run.estimate_cost(sub.model, chars),
            flags=sub.flags,
        )

    def _outgoing(self, sub: SubQuery) -> str:
        """The text that leaves: a plain query carries its sub-context."""
        if sub.kind == "rlm":
            return sub.prompt
        return with_context(sub.prompt, sub.context)

    async def _let_out(
        self, sub: SubQuery, verdict: Verdict, crossing: Crossing
    ) -> Reply:
        sub = _with_model(sub, verdict.model)
        attempts: list[_Attempt] = []
        while True:
            attempts.append(await self._obtain(sub, verdict, crossing))
            made = tuple(attempt.made for attempt in attempts)
            result = await self._cross_with_result(sub, made)
            if result.verb != "retry":
                break
            # The same question once more, which is what the person asked for.
            # There will be two to choose from.
            sub = _with_model(sub, result.model)._replace(hand_on=None)
            sent = attempts[-1].sent
            verdict = sent._replace(actor=result.actor, model=sub.model, passing=None)
        handed_on = result.text
        confidence = attempts[(result.attempt or 0) - 1].confidence
        if result.verb == "reject":
            handed_on = refusal("reply", result.text)
        await self._children.finish(
            sub.node,
            "done",
            answer=handed_on,
            confidence=confidence,
            can_wait=self._is_free(sub),
            passing=result.passing,
        )
        if sub.hand_on is not None:
            await self._run.budget.warn_ahead(sub.node)
        return Reply(handed_on)

    async def _cross_with_result(
        self, sub: SubQuery, made: tuple[Made, ...]
    ) -> Verdict:
        handed_on = self._handed_on.pop(sub.node, None)
        if handed_on is not None:
            return handed_on
        crossing = _result_crossing(sub, made)
        passed = self._run.steering.let_pass(crossing)
        return passed or await self._run.steering.cross(crossing)

    def _is_free(self, sub: SubQuery) -> bool:
        """Whether an answer cost nothing, so that it may be had once more.

        The code may have it before it is saved: what comes of that leaves no earlier
        than the next event, with which it is. What was paid for is saved first.
        """
        return sub.kind == "llm" and self._run.session.nodes[sub.node].usage.is_free

    async def _obtain(
        self, sub: SubQuery, verdict: Verdict, crossing: Crossing
    ) -> _Attempt:
        if sub.kind == "rlm":
            async with self._run.child_slot(sub.depth):
                answer = await self._answer_child(
                    sub, verdict.text, turns_before=self._turns[sub.node]
                )
            self._turns[sub.node] = answer.turns
            return _Attempt(Made(sub.model, answer.text), verdict, answer.confidence)
        turn = self._turns[sub.node] + 1
        while True:
            asked_of = _with_model(sub, verdict.model)
            try:
                text = await self._call(asked_of, turn, verdict, crossing)
            except ModelError as error:
                again = self._run.changed(crossing, verdict.text, asked_of.model)
                asked = await self._run.ask_about_error(again, str(error))
                if asked.verb == "answer":
                    return _Attempt(Made("", asked.text), verdict)
                if asked.verb == "reject":
                    raise
                verdict = asked
            else:
                self._turns[sub.node] = turn
                return _Attempt(Made(asked_of.model, text), verdict)

    async def _call(
        self, sub: SubQuery, turn: int, verdict: Verdict, crossing: Crossing
    ) -> str:
        self._check_size(sub, verdict)
        return await self._run.calls.send(
            Call(sub.node, turn, sub.model, (ChatMessage("user", verdict.text),)),
            may_leave=partial(self._run.steering.may_leave, crossing, verdict),
            on_reply=None if sub.hand_on is None else partial(self._hand_on, sub),
            passing=verdict.passing,
        )

    def _check_size(self, sub: SubQuery, verdict: Verdict) -> None:
        try:
            check_size(
                verdict.text,
                sub.model,
                max_chars=self._run.options.planning.max_prompt_chars,
                window=self._run.known_window(sub.model),
            )
        except ModelError:
            if verdict.passing is not None:
                self._run.put_off(verdict.passing.alone())
            raise

    def _hand_on(self, sub: SubQuery, reply: Received) -> bool:
        """Let the code go on with a free reply that nothing holds, while that is
        recorded; whether it may."""
        if sub.hand_on is None or not reply.usage.is_free:
            return False
        text = storable(reply.text)
        crossing = _result_crossing(sub, (Made(sub.model, text),))
        verdict = self._run.steering.let_pass(crossing)
        if verdict is None:
            return False
        self._handed_on[sub.node] = verdict
        sub.hand_on(Reply(text))
        return True


def _with_model(sub: SubQuery, model: str) -> SubQuery:
    """The query to a model that was chosen for it, if one was."""
    return sub._replace(model=model) if model and model != sub.model else sub


def _result_crossing(sub: SubQuery, made: tuple[Made, ...]) -> Crossing:
    return Crossing(
        node=sub.node,
        owner=sub.owner,
        gate="result",
        of="query",
        payload=made[-1].text,
        iteration=sub.place.iteration,
        model=sub.model,
        attempts=made if len(made) > 1 else (),
    )


def _chars(context: ContextValue | None) -> int:
    return 0 if context is None else len(with_context("", context))
