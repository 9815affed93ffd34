"""RLMAgent: the engine as a library."""

from __future__ import annotations

import asyncio
import os
import time
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TypedDict, Unpack

from rlm_tui.contexts.describe import describe
from rlm_tui.domain.events import ContextInfo, Event, RunStarted, SessionCreated
from rlm_tui.domain.limits import Limits
from rlm_tui.domain.text import Text
from rlm_tui.domain.values import ContextValue
from rlm_tui.engine.calls import Calls
from rlm_tui.engine.handle import RunHandle
from rlm_tui.engine.limits import Budget
from rlm_tui.engine.result import RLMResult
from rlm_tui.engine.root import answer_question
from rlm_tui.engine.run import Options, Run, first_leaf
from rlm_tui.engine.steering import Steering
from rlm_tui.errors import RLMError
from rlm_tui.journal import Journal, save_nowhere
from rlm_tui.models.base import Deadlines, Model
from rlm_tui.models.router import ModelRouter
from rlm_tui.repl.base import StartRepl
from rlm_tui.repl.host import ProcessRepls

OFFLINE = "offline"


class LimitValues(TypedDict, total=False):
    """The fields of `Limits`, as keyword arguments."""

    max_iterations: int
    max_depth: int
    max_llm_calls: int
    max_concurrency: int
    max_cost: float | None
    max_tokens: int | None
    max_time: float | None
    max_retries: int
    max_errors: int
    code_timeout: float
    call_timeout: float
    silence_timeout: float
    total_timeout: float
    max_output_chars: int


class RunStream:
    """A run as its events, in order, with the verbs to steer it."""

    def __init__(self, handle: RunHandle, journal: Journal) -> None:
        self.handle = handle
        self._events: asyncio.Queue[Event | None] = asyncio.Queue()
        for event in journal.events:
            self._events.put_nowait(event)
        journal.subscribe(lambda _session, event: self._events.put_nowait(event))

    def close(self) -> None:
        """End the iteration after the events that are already there."""
        self._events.put_nowait(None)

    async def __aiter__(self) -> AsyncIterator[Event]:
        while (event := await self._events.get()) is not None:
            yield event

    @property
    async def text_stream(self) -> AsyncIterator[str]:
        """The root's reply text alone, as it arrives."""
        async for event in self:
            if event.kind == "reply_delta" and event.node == "0" and event.text:
                yield event.text

    async def result(self) -> RLMResult:
        """Wait for the end and give back what there is."""
        return await self.handle.result()


class RLMAgent:
    """Answers questions over contexts too large for a prompt.

    Without a model it runs on the built-in offline planner: rules, no key, no network.

    Algorithm: Zhang, Kraska, Khattab, "Recursive Language Models", arXiv 2512.24601.
    """

    def __init__(
        self,
        model: str | Model = OFFLINE,
        sub_model: str | None = None,
        *,
        api_base: str | None = None,
        start_repl: StartRepl | None = None,
        options: Options | None = None,
        **limits: Unpack[LimitValues],
    ) -> None:
        self._name = model if isinstance(model, str) else type(model).__name__
        self._model: Model | None = None if isinstance(model, str) else model
        self._sub_name = sub_model or self._name
        self._api_base = api_base
        self._start_repl = start_repl or ProcessRepls()
        self._options = options or Options()
        self._limits = Limits.model_validate(limits)

    async def generate(self, *, context: ContextValue, query: str) -> RLMResult:
        """Answer a question.

        Raises:
            ContextError: the context is neither a text, a list nor a mapping.
            RLMError: something the run could not record as its own end.
        """
        async with self.stream(context=context, query=query) as run:
            return await run.result()

    def generate_sync(self, *, context: ContextValue, query: str) -> RLMResult:
        """`generate`, for scripts without an event loop."""
        return asyncio.run(self.generate(context=context, query=query))

    @asynccontextmanager
    async def stream(
        self, *, context: ContextValue, query: str
    ) -> AsyncIterator[RunStream]:
        """Answer a question and tell what happens; leaving the block ends the run."""
        journal = Journal(save=save_nowhere, clock=time.time)
        await journal.record(self.created(query, describe(context, "context")))
        models = self._model or ModelRouter(environ=os.environ, api_base=self._api_base)
        try:
            async with self.start(journal, context, models=models) as handle:
                run = RunStream(handle, journal)
                async with asyncio.TaskGroup() as group:
                    group.create_task(_close_at_end(run, handle))
                    yield run
                    await handle.interrupt()
        except BaseExceptionGroup as error:
            raise first_leaf(error) from error
        finally:
            if self._model is None:
                await models.close()

    def created(self, query: str, info: ContextInfo) -> SessionCreated:
        """The event that begins a session of this agent."""
        return SessionCreated(
            session=f"s_{uuid.uuid4().hex[:8]}",
            question=Text.of(query),
            context=info,
            model=self._name,
            sub_model=self._sub_name,
            limits=self._limits,
        )

    @asynccontextmanager
    async def start(
        self, journal: Journal, context: ContextValue, *, models: Model
    ) -> AsyncIterator[RunHandle]:
        """Run a session that the journal has created; leaving the block interrupts it.

        Raises:
            RLMError: the session could not go on, for example because an event could
                not be saved.
        """
        run = self._run(journal, models)
        question = journal.session.question.whole
        if question is None:
            raise RLMError("the question of the session is not at hand")
        await journal.record(
            RunStarted(
                attempt=journal.session.attempt + 1,
                isolation=self._start_repl.isolation,
            )
        )
        try:
            async with asyncio.TaskGroup() as group:
                work = group.create_task(answer_question(run, question, context))
                handle = RunHandle(run, work)
                try:
                    yield handle
                finally:
                    await handle.interrupt()
        except BaseExceptionGroup as error:
            raise first_leaf(error) from error

    def _run(self, journal: Journal, models: Model) -> Run:
        limits = journal.session.limits
        steering = Steering(journal.record, lambda: journal.session)
        budget = Budget(
            emit=journal.record,
            session=lambda: journal.session,
            models=models,
            steering=steering,
            clock=time.time,
        )
        calls = Calls(
            models,
            journal.record,
            budget=budget,
            max_concurrency=limits.max_concurrency,
            max_retries=limits.max_retries,
            deadlines=Deadlines(
                limits.call_timeout, limits.silence_timeout, limits.total_timeout
            ),
            clock=time.monotonic,
        )
        return Run(
            emit=journal.record,
            session=lambda: journal.session,
            models=models,
            start_repl=self._start_repl,
            calls=calls,
            steering=steering,
            budget=budget,
            options=self._options,
        )


async def _close_at_end(run: RunStream, handle: RunHandle) -> None:
    await handle.stopped()
    run.close()
