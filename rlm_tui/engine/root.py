"""From a question to its recorded end: the root node and the recursion below it."""

from __future__ import annotations

import asyncio
from functools import lru_cache, partial

from rlm_tui.domain.event_base import made
from rlm_tui.domain.events import (
    NodeEnd,
    NodeFinished,
    NodeStarted,
    Place,
    SessionFinished,
    SessionStatus,
)
from rlm_tui.domain.text import Text
from rlm_tui.domain.values import ContextValue
from rlm_tui.engine.acceptance import Acceptance
from rlm_tui.engine.asking import Asker, SubQuery
from rlm_tui.engine.cancelling import raised
from rlm_tui.engine.evaluation import (
    Opinion,
    ask_function,
    question_for_model,
    read_opinion,
)
from rlm_tui.engine.hook_calls import child_limits
from rlm_tui.engine.hooks import HookAbortError
from rlm_tui.engine.node import RlmNode
from rlm_tui.engine.result import steps_of
from rlm_tui.engine.run import Run
from rlm_tui.engine.subqueries import SubQueries
from rlm_tui.engine.task import NodeAnswer, NodeLimitError, NodeTask
from rlm_tui.errors import ReplayError, RLMError
from rlm_tui.repl.base import Query, Reply

ROOT = "0"


class Recursion:
    """Makes RLM nodes, whose code makes further ones."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._sub_queries = SubQueries(run, self._answer_child)

    async def answer(self, task: NodeTask) -> NodeAnswer:
        """Run one RLM node to its answer."""

        asker = lru_cache(maxsize=1)(partial(_asker, task))

        async def ask(query: Query, iteration: int, block: int) -> tuple[Reply, ...]:
            return await self._sub_queries.ask(query, asker(iteration, block))

        return await RlmNode(self._run, task, ask, self._acceptance).answer()

    def _acceptance(self, task: NodeTask) -> Acceptance:
        """What decides on the answers to one question."""

        async def evaluate(answer: str, iteration: int) -> Opinion | None:
            return await self._evaluation(task, answer, iteration)

        has_evaluator = self._run.caller.evaluator is not None
        return Acceptance(self._run, task, evaluate if has_evaluator else None)

    async def _evaluation(
        self, task: NodeTask, answer: str, iteration: int
    ) -> Opinion | None:
        """What the evaluator says of an answer; a model that cannot be asked, or is
        not let, says nothing."""
        evaluator = self._run.caller.evaluator
        assert evaluator is not None
        steps = steps_of(self._run.session.nodes[task.node])
        if not isinstance(evaluator, str):
            return await ask_function(evaluator, task.question, answer, steps)
        reply = await self._sub_queries.consult(
            _asker(task, iteration, 0),
            question_for_model(task.question, answer, steps),
            model=evaluator,
            function="evaluator",
        )
        return None if reply.failure else read_opinion(reply.text)

    async def _answer_child(
        self, sub: SubQuery, prompt: str, *, turns_before: int
    ) -> NodeAnswer:
        return await self.answer(
            NodeTask(
                node=sub.node,
                depth=sub.depth,
                model=sub.model,
                sub_model=sub.settings.get("sub_model", sub.model),
                question=prompt,
                context=prompt if sub.context is None else sub.context,
                limits=child_limits(sub.settings),
                turns_before=turns_before,
            )
        )


def _asker(task: NodeTask, iteration: int, block: int) -> Asker:
    place = made(Place, iteration=iteration, block=block)
    return Asker(task.node, task.depth, place, task.sub_model, task.context)


async def answer_question(run: Run, question: str, context: ContextValue) -> None:
    """Run the root node; every end but an interruption is recorded."""
    session = run.session
    await run.emit(
        NodeStarted(
            node=ROOT,
            node_kind="rlm",
            model=session.model,
            prompt=Text.of(question),
            context=session.context,
        )
    )
    await run.end_orphans()
    task = NodeTask(
        node=ROOT,
        depth=0,
        model=session.model,
        sub_model=session.sub_model,
        question=question,
        context=context,
    )
    try:
        answer = await run.in_reach(ROOT, Recursion(run).answer(task))
    except asyncio.CancelledError:
        if not run.was_aborted(ROOT):
            raise
        run.recording.forget(ROOT)
        await _end(run, "aborted", "stopped", error="aborted by the operator")
    except HookAbortError as abort:
        await _end(run, "aborted", "stopped", error=str(abort))
    except NodeLimitError as error:
        await _end(run, "failed", "limit", text=error.best, error=str(error))
    except ReplayError:
        raise  # the session stays as it was
    except RLMError as error:
        await _end(run, "failed", "failed", error=str(error))
    except Exception as error:
        await _end(run, "failed", "failed", error=raised(error))
        raise
    else:
        status: SessionStatus = "forced" if answer.is_forced else "answered"
        await _end(
            run,
            "done",
            status,
            text=answer.text,
            confidence=answer.confidence,
            structured=answer.structured,
        )


async def _end(
    run: Run,
    state: NodeEnd,
    status: SessionStatus,
    *,
    text: str | None = None,
    confidence: float | None = None,
    structured: str | None = None,
    error: str | None = None,
) -> None:
    answer = Text.of(text) if text else None
    await run.end_below(ROOT)
    await run.emit(
        NodeFinished(
            node=ROOT, state=state, answer=answer, confidence=confidence, error=error
        )
    )
    await run.emit(
        SessionFinished(
            status=status,
            answer=answer,
            confidence=confidence,
            structured=None if structured is None else Text.of(structured),
            error=error,
        )
    )
