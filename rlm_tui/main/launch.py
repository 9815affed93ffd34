"""Puts a run together from settings: what the app and the headless command share.

What a run needs is imported when one begins: the first frame of the app comes before.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from random import SystemRandom
from typing import TYPE_CHECKING

from rlm_tui.domain.rules.modes import rules_for
from rlm_tui.main.importing import imported
from rlm_tui.main.late_store import LateStore
from rlm_tui.main.model_options import as_json
from rlm_tui.main.settings import OFFLINE, Settings
from rlm_tui.rulefiles import read_rule_file
from rlm_tui.ui.contracts.launcher import AskRequest, ModelChoice, StartRequest

if TYPE_CHECKING:  # imported when they are needed: the first screen needs none of it
    from rlm_tui.contexts.load import LoadedContext
    from rlm_tui.domain.brought import Brought
    from rlm_tui.domain.events import Event
    from rlm_tui.domain.session import Session
    from rlm_tui.domain.values import JSON, ContextValue
    from rlm_tui.engine.agent import RLMAgent
    from rlm_tui.journal import Journal
    from rlm_tui.models.router import ModelRouter
    from rlm_tui.repl.host import ProcessRepls
    from rlm_tui.storage.store import Store


class Workshop:
    """A store and models from which runs are made; used inside its `async with`."""

    def __init__(
        self, settings: Settings, environ: Mapping[str, str], log: Path | None = None
    ) -> None:
        self.settings = settings
        self._environ = environ
        self._log = log

    @asynccontextmanager
    async def store(self, *, read_only: bool = False) -> AsyncIterator[Store]:
        """The session store that the settings name."""
        await imported("rlm_tui.storage.store")
        from rlm_tui.storage.store import Store

        path = None if self.settings.no_store else self.settings.db
        async with Store.open(path, read_only=read_only) as store:
            yield store

    def late_store(self, *, read_only: bool = False) -> LateStore:
        """The same, opened when something first needs it."""
        return LateStore(lambda: self.store(read_only=read_only))

    def models(self, *, offline_delay_s: float = 0.0) -> ModelRouter:
        """Every model there is, by name."""
        from rlm_tui.models.router import ModelRouter

        return ModelRouter(
            environ=self._environ,
            api_base=self.settings.api_base,
            log_path=self._log,
            offline_delay_s=offline_delay_s,
        )

    async def rules(self) -> tuple[str, ...]:
        """The stop rules of the file that the settings name.

        Raises:
            SettingsError: it cannot be read, or a line of it is no rule.
        """
        file = self.settings.rules_file
        return () if file is None else await asyncio.to_thread(read_rule_file, file)

    def agent(self, model: str, repls: ProcessRepls) -> RLMAgent:
        """The engine with the tools and the schema that the settings name.

        Raises:
            SettingsError: one of their files cannot be used.
        """
        from rlm_tui.engine.agent import RLMAgent
        from rlm_tui.engine.run import Options
        from rlm_tui.engine.tool_file import load_schema, load_tools

        tools, schema = self.settings.tools_file, self.settings.schema_file
        return RLMAgent(
            model,
            options=Options(
                model_options=as_json(self.settings.model_options),
                sub_model_options=_if_given(self.settings.sub_model_options),
            ),
            start_repl=repls,
            tools=None if tools is None else load_tools(tools),
            output_schema=None if schema is None else load_schema(schema),
            evaluator=self.settings.evaluator,
            min_confidence=self.settings.min_confidence,
        )

    async def prepare(
        self, models: ModelRouter, model: str, sub_model: str | None
    ) -> None:
        """Find out whether the models can be used, and start what they need.

        Raises:
            SettingsError: nobody knows a name.
            MissingKeyError: a provider needs a key that is not there.
        """
        for name in (model, sub_model, self.settings.evaluator):
            if name:
                await models.prepare(name)

    async def repls(self) -> ProcessRepls:
        """The processes in which code runs, shut in as the settings say.

        Raises:
            ReplError: the level does not work here.
        """
        await imported("rlm_tui.repl.host", "rlm_tui.engine.agent")
        from rlm_tui.repl.host import ProcessRepls
        from rlm_tui.repl.isolation.choice import choose

        # This takes longer than a frame: the first time a child tries to get out.
        await asyncio.to_thread(choose, self.settings.isolation)
        return ProcessRepls(self.settings.isolation)

    async def load_context(
        self, sources: Sequence[str], piped: bytes | None
    ) -> LoadedContext:
        """Read what the command line names, off the loop.

        Raises:
            ContextError: it cannot be read.
        """
        await imported("rlm_tui.contexts.load")
        from rlm_tui.contexts.load import load

        loaded = await asyncio.to_thread(
            load,
            list(sources) or ["-"],
            stdin=piped or b"",
            encoding=self.settings.encoding,
        )
        return replace(loaded, sources=_whole_paths(sources))

    async def no_context(self, question: str) -> LoadedContext:
        """The text of a question in the place of a context."""
        await imported("rlm_tui.contexts.load")
        from rlm_tui.contexts.load import alone

        return alone(question)

    async def context_beside(self, request: AskRequest) -> ContextValue | None:
        """The context that comes with a question to a saved session, if one does.

        Raises:
            ContextError: it cannot be read.
        """
        if not request.sources and request.piped is None:
            return None
        return (await self.load_context(request.sources, request.piped)).value

    async def create(
        self,
        store: Store,
        loaded: LoadedContext,
        request: StartRequest,
        *,
        attended: bool,
    ) -> Journal:
        """Begin a session: its context and its first event are saved."""
        from rlm_tui.domain.events import SessionCreated
        from rlm_tui.domain.text import Text

        session_id = await store.new_id(time.time(), SystemRandom())
        digest = await store.save_context(loaded.value)
        store.quote(session_id, digest, loaded.value)
        journal = self.journal(store, session_id)
        await journal.record(
            SessionCreated(
                session=session_id,
                question=Text.of(request.question),
                title=self.settings.title,
                context=loaded.info.model_copy(update={"hash": digest}),
                model=request.model,
                sub_model=request.sub_model or request.model,
                limits=request.limits,
                rules=(*await self.rules(), *rules_for(request.ask)),
                attended=attended,
                absent=self.settings.unattended,
                start_paused=request.step,
                brought=self._brought(loaded.sources),
            )
        )
        return journal

    def journal(
        self,
        store: Store,
        session_id: str,
        events: Sequence[Event] = (),
        session: Session | None = None,
    ) -> Journal:
        """The way into a session in the store, behind the events that it has.

        Args:
            store: where it is.
            session_id: which one.
            events: those that it has.
            session: what they lead to, if somebody has folded them already.
        """
        from rlm_tui.journal import Journal

        async def save(event: Event) -> None:
            await store.append(session_id, event)

        async def save_all(events: Sequence[Event]) -> None:
            await store.append_all(session_id, events)

        def save_now(events: Sequence[Event]) -> bool:
            return store.append_now(session_id, events)

        return Journal(
            save=save,
            save_all=save_all,
            save_now=save_now,
            clock=time.time,
            events=tuple(events),
            session=session,
        )

    def _brought(self, sources: tuple[str, ...]) -> Brought:
        from rlm_tui.domain.brought import Brought

        settings = self.settings
        return Brought(
            sources=sources,
            encoding=settings.encoding,
            api_base=settings.api_base,
            model_options=as_json(settings.model_options) or None,
            sub_model_options=_if_given(settings.sub_model_options),
            tools_file=_whole(settings.tools_file),
            schema_file=_whole(settings.schema_file),
            evaluator=settings.evaluator,
            min_confidence=settings.min_confidence,
        )

    def with_brought(self, brought: Brought) -> Workshop:
        """The same with what a session was begun with, where nothing else is set."""
        given = brought.model_dump(exclude={"sources"}, exclude_none=True)
        unset = {name: value for name, value in given.items() if not self._sets(name)}
        return Workshop(self.settings.having(unset), self._environ, self._log)

    def _sets(self, name: str) -> bool:
        return bool(getattr(self.settings, name) != getattr(Settings(), name))


def _whole_paths(sources: Sequence[str]) -> tuple[str, ...]:
    return tuple(str(Path(name).absolute()) for name in sources if name != "-")


def _if_given(options: Mapping[str, object] | None) -> dict[str, JSON] | None:
    return None if options is None else as_json(options)


def _whole(path: Path | None) -> str | None:
    return None if path is None else str(path.absolute())


def request_of(settings: Settings, question: str) -> StartRequest:
    """What the settings ask for."""
    return StartRequest(
        question=question,
        model=settings.model,
        sub_model=settings.sub_model,
        limits=settings.limits,
        ask=settings.ask,
        step=settings.step,
    )


async def model_choices(environ: Mapping[str, str], chosen: str) -> list[ModelChoice]:
    """What can be used here: no key is spent by looking."""
    from rlm_tui.models import catalog
    from rlm_tui.models.local_servers import local_servers_up

    choices = [ModelChoice(OFFLINE, "built-in planner: rules, no key, no network")]
    for provider in catalog.with_keys(environ):
        note = f"{provider.title}: a key was found; used only if you choose it"
        choices.append(ModelChoice(provider.example, note))
    for server in await local_servers_up():
        note = f"{server.title} is up at {server.address}"
        choices.append(ModelChoice(f"{server.name}/{server.example}", note))
    if chosen not in {choice.name for choice in choices}:
        choices.insert(0, ModelChoice(chosen, "chosen by you"))
    return choices
