"""RLMAgent: the engine as a library."""

from __future__ import annotations

import asyncio
import copy
import os
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from typing import Unpack

from rlm_tui import interrupting
from rlm_tui.domain.absence import Absence
from rlm_tui.domain.events import (
    ContextInfo,
    RunStarted,
    SessionCreated,
)
from rlm_tui.domain.text import Text
from rlm_tui.domain.values import ContextValue
from rlm_tui.engine.arguments import (
    LimitValues,
    check_functions,
    check_model_options,
    check_texts,
    checked_limits,
    model_name,
    refuse_inside_a_loop,
)
from rlm_tui.engine.assembly import assembled
from rlm_tui.engine.caller import caller_of
from rlm_tui.engine.evaluation import Evaluator
from rlm_tui.engine.handle import RunHandle
from rlm_tui.engine.hooks import PrepareIteration, PrepareSubAgent
from rlm_tui.engine.lifetime import close_at_end, first_question, living, with_partial
from rlm_tui.engine.question import Left, Question, new_id
from rlm_tui.engine.result import RLMResult
from rlm_tui.engine.run import Options
from rlm_tui.engine.schema import OutputSchema, Schema
from rlm_tui.engine.start_repl import starter
from rlm_tui.engine.steering.alone import go_on_alone
from rlm_tui.engine.stream import EventQueue, OnEvent, RunStream, tell
from rlm_tui.engine.tools import Tools
from rlm_tui.errors import RLMError, SettingsError
from rlm_tui.finishing import first_leaf
from rlm_tui.journal import Journal
from rlm_tui.models.base import Model
from rlm_tui.models.router import ModelRouter
from rlm_tui.repl.base import StartRepl
from rlm_tui.repl.isolation.levels import Choice

OFFLINE = "offline"


class RLMAgent:
    """Answers questions over contexts too large for a prompt.

    Without a model it runs on the built-in offline planner: rules, no key, no network.

    Algorithm: Zhang, Kraska, Khattab, "Recursive Language Models", arXiv 2512.24601.

    Args:
        model: of the root: a name as litellm has it, `offline`, `echo`,
            `scripted:FILE.json`, or a `Model` such as `ScriptedModel`.
        sub_model: of sub-queries and children; the same if it is not given.
        api_base: the address of the server, instead of the provider's own.
        tools: functions, sync or async, that code may call as `tools.NAME(...)`: by
            name, or a list of them.
        sub_tools: those of children in their place; `{}` for none.
        output_schema: what the answer must be: a pydantic model, a TypedDict or a
            JSON Schema.
        evaluator: who judges an answer before it is accepted: the name of a model,
            or a function of question, answer and steps.
        min_confidence: answers below it, from 0 to 1, go back to the model.
        prepare_iteration: called before each model call of an RLM node.
        prepare_sub_agent: called before each child RLM starts.
        on_event: told of every event in order.
        isolation: how far code is shut in: `auto`, the strongest that works here,
            `linux`, `seatbelt`, `bwrap`, `container`, or `process`: with your rights.
        start_repl: where code runs, in place of a child process for each node.
        options: settings of the engine that are not limits: instructions, what model
            calls ask for, from which sizes on to do what.
        limits: the fields of `Limits`, such as `max_cost=0.5` (US dollars).

    Raises:
        SettingsError: a limit, a tool, the schema or another argument cannot be used.
    """

    def __init__(
        self,
        model: str | Model = OFFLINE,
        sub_model: str | None = None,
        *,
        api_base: str | None = None,
        tools: Tools | None = None,
        sub_tools: Tools | None = None,
        output_schema: Schema | None = None,
        evaluator: Evaluator | None = None,
        min_confidence: float | None = None,
        prepare_iteration: PrepareIteration | None = None,
        prepare_sub_agent: PrepareSubAgent | None = None,
        on_event: OnEvent | None = None,
        isolation: Choice | None = None,
        start_repl: StartRepl | None = None,
        options: Options | None = None,
        **limits: Unpack[LimitValues],
    ) -> None:
        check_functions(on_event=on_event)
        check_texts(sub_model=sub_model, api_base=api_base)
        if options is not None and not isinstance(options, Options):
            raise SettingsError(f"options must be Options(...); found {options!r:.200}")
        self._options = options or Options()
        check_texts(instructions=self._options.instructions)
        check_model_options(
            model_options=self._options.model_options,
            sub_model_options=self._options.sub_model_options,
        )
        self._name = model_name(model)
        self._model: Model | None = None if isinstance(model, str) else model
        self._sub_name = sub_model or self._name
        self._api_base = api_base
        self._start_repl = starter(start_repl, isolation)
        self._on_event = on_event
        self._limits = checked_limits(limits)
        self._caller = caller_of(
            prepare_iteration=prepare_iteration,
            prepare_sub_agent=prepare_sub_agent,
            tools=tools,
            sub_tools=sub_tools,
            output_schema=output_schema,
            evaluator=evaluator,
            min_confidence=min_confidence,
        )

    async def generate(
        self,
        *,
        query: str,
        context: ContextValue | Left = Left.OUT,
        after: RLMResult | None = None,
        output_schema: Schema | None = None,
        on_event: OnEvent | None = None,
    ) -> RLMResult:
        """Answer a question.

        Args:
            query: the question.
            context: a text, a list or a mapping of JSON values; without one the
                question stands for itself, and code has its text as `context`.
            after: an earlier result, whose session a new one goes on from: with its
                context, its variables and what was said. A context that comes with
                the question is the variable `context_1`, `context_2`, …
            output_schema: for this answer, in place of the agent's.
            on_event: told of this run's events, beside the agent's.

        Raises:
            ContextError: the context is neither a text, a list nor a mapping.
            SettingsError: the question, the model or the schema cannot be used.
            SteeringError: the earlier result is no answer.
            MissingKeyError: the provider needs a key that is not there.
            HookError: `on_event` raised.
            RLMError: something the run could not record as its own end; `partial` has
                what there was.
            CancelledError: the task was cancelled; everything is closed, and `partial`
                has what there was. A `TimeoutError` of `asyncio.timeout` has it in its
                `__cause__`.
        """
        question = Question(query, context, after, output_schema, on_event)
        async with self._asked(question, self._journal(question)) as run:
            return await run.result()

    def generate_sync(
        self,
        *,
        query: str,
        context: ContextValue | Left = Left.OUT,
        after: RLMResult | None = None,
        output_schema: Schema | None = None,
        on_event: OnEvent | None = None,
    ) -> RLMResult:
        """`generate`, for scripts without an event loop.

        Raises:
            RLMError: as `generate`; also where an event loop runs already.
            KeyboardInterrupt: the run was interrupted; everything is closed, and the
                exception's `partial` has what there was.
        """
        refuse_inside_a_loop("generate_sync", "agent.generate")
        question = Question(query, context, after, output_schema, on_event)
        journal = self._journal(question)

        async def answer() -> RLMResult:
            async with self._asked(question, journal) as run:
                return await run.result()

        try:
            return interrupting.run(answer)
        except KeyboardInterrupt as interrupt:
            # Where the event loop stood then is of no interest to anybody.
            raise with_partial(interrupt, journal) from None

    def stream(
        self,
        *,
        query: str,
        context: ContextValue | Left = Left.OUT,
        after: RLMResult | None = None,
        output_schema: Schema | None = None,
        on_event: OnEvent | None = None,
    ) -> AbstractAsyncContextManager[RunStream]:
        """Answer a question and tell what happens; leaving the block ends the run.

        Args and errors are those of `generate`.
        """
        question = Question(query, context, after, output_schema, on_event)
        return self._asked(question, self._journal(question))

    def _journal(self, question: Question) -> Journal:
        question.check()
        return question.journal(self._name, self._sub_name, self._limits)

    @asynccontextmanager
    async def _asked(
        self, question: Question, journal: Journal
    ) -> AsyncIterator[RunStream]:
        schema = question.output_schema
        agent = self if schema is None else self._with_schema(schema)
        models = agent._model or ModelRouter(
            environ=os.environ, api_base=agent._api_base
        )
        try:
            await agent._prepare(models)
            if not journal.events:
                created = agent.created(question.query, question.info)
                await journal.record(created)
            async with agent._streaming(journal, question, models) as run:
                yield run
        except BaseExceptionGroup as group:
            raise with_partial(first_leaf(group), journal) from group
        except (RLMError, asyncio.CancelledError) as error:
            with_partial(error, journal)
            raise
        finally:
            if agent._model is None:
                await models.close()

    @asynccontextmanager
    async def _streaming(
        self, journal: Journal, question: Question, models: Model
    ) -> AsyncIterator[RunStream]:
        async with self.start(journal, question.about, models=models) as handle:
            run = RunStream(handle, journal)
            hooks = (self._on_event, question.on_event)
            told = [hook for hook in hooks if hook is not None]
            queues = [EventQueue(journal) for _ in told]
            async with asyncio.TaskGroup() as group:
                group.create_task(close_at_end(handle, [run, *queues]))
                for queue, hook in zip(queues, told, strict=True):
                    group.create_task(tell(queue, hook))
                yield run
                await handle.interrupt()

    async def _prepare(self, models: Model) -> None:
        """Find out whether the models can be used before anything begins."""
        if not isinstance(models, ModelRouter):
            return
        names = [self._name, self._sub_name]
        if isinstance(self._caller.evaluator, str):
            names.append(self._caller.evaluator)
        for name in dict.fromkeys(names):
            await models.prepare(name)

    def _with_schema(self, schema: Schema) -> RLMAgent:
        agent = copy.copy(self)
        agent._caller = replace(self._caller, schema=OutputSchema.of(schema))
        return agent

    def created(self, query: str, info: ContextInfo) -> SessionCreated:
        """The event that begins a session of this agent."""
        return SessionCreated(
            session=new_id(),
            question=Text.of(query),
            context=info,
            model=self._name,
            sub_model=self._sub_name,
            limits=self._limits,
        )

    @asynccontextmanager
    async def start(
        self,
        journal: Journal,
        context: ContextValue,
        *,
        models: Model,
        attended: bool | None = None,
        absent: Absence | None = None,
    ) -> AsyncIterator[RunHandle]:
        """Run a session that the journal has created, or take up one that was cut.

        Leaving the block interrupts it. `attended` says whether a person is there
        now, `None`: as before. With `absent` the session goes on without its person:
        pauses end, and what waits becomes what it says.

        Raises:
            RLMError: the session could not go on, for example because an event could
                not be saved.
        """
        run = assembled(
            journal,
            models=models,
            start_repl=self._start_repl,
            options=self._options,
            caller=self._caller,
        )
        question = first_question(journal)
        await journal.record(
            RunStarted(
                attempt=journal.session.attempt + 1,
                isolation=self._start_repl.isolation,
                attended=attended,
                absent=absent,
            )
        )
        if absent is not None:
            await go_on_alone(run.steering, lambda: run.session)
        async with living(run, question, context, journal) as handle:
            yield handle
