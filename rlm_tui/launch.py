"""Puts a run together from settings: what the app and the headless command share."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from random import SystemRandom

from rlm_tui.contexts.load import LoadedContext, load
from rlm_tui.controller import Controller
from rlm_tui.domain.events import ContextInfo, Event, SessionCreated
from rlm_tui.domain.events_of_steering import NodeMarked, NodeNoted
from rlm_tui.domain.rules.modes import rules_for
from rlm_tui.domain.text import Text
from rlm_tui.engine.agent import RLMAgent
from rlm_tui.engine.handle import RunHandle
from rlm_tui.engine.tool_file import load_schema, load_tools
from rlm_tui.errors import ContextError, RLMError, SettingsError, StoreError
from rlm_tui.following import follow
from rlm_tui.journal import Journal
from rlm_tui.library import SavedSessions
from rlm_tui.models import catalog
from rlm_tui.models.local_servers import local_servers_up
from rlm_tui.models.router import ModelRouter
from rlm_tui.repl.host import ProcessRepls
from rlm_tui.repl.isolation.choice import choose
from rlm_tui.rulefiles import read_rule_file
from rlm_tui.settings import OFFLINE, Settings
from rlm_tui.storage.base import SessionSummary
from rlm_tui.storage.drafts import DraftFile
from rlm_tui.storage.store import Store
from rlm_tui.ui.drafts import Keeper, NotKept
from rlm_tui.ui.launcher import ModelChoice, StartRequest


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
        path = None if self.settings.no_store else self.settings.db
        async with Store.open(path, read_only=read_only) as store:
            yield store

    def models(self, *, offline_delay_s: float = 0.0) -> ModelRouter:
        """Every model there is, by name."""
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
        tools, schema = self.settings.tools_file, self.settings.schema_file
        return RLMAgent(
            model,
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
        # The first time, a child tries to get out: longer than a frame.
        await asyncio.to_thread(choose, self.settings.isolation)
        return ProcessRepls(self.settings.isolation)

    async def load_context(
        self, sources: Sequence[str], piped: bytes | None
    ) -> LoadedContext:
        """Read what the command line names, off the loop.

        Raises:
            ContextError: it cannot be read.
        """
        return await asyncio.to_thread(
            load,
            list(sources) or ["-"],
            stdin=piped or b"",
            encoding=self.settings.encoding,
        )

    async def create(
        self,
        store: Store,
        loaded: LoadedContext,
        request: StartRequest,
        *,
        attended: bool,
    ) -> Journal:
        """Begin a session: its context and its first event are saved."""
        session_id = await store.new_id(time.time(), SystemRandom())
        digest = await store.save_context(loaded.value)

        async def save(event: Event) -> None:
            await store.append(session_id, event)

        async def save_all(events: Sequence[Event]) -> None:
            await store.append_all(session_id, events)

        def save_now(events: Sequence[Event]) -> bool:
            return store.append_now(session_id, events)

        journal = Journal(
            save=save, save_all=save_all, save_now=save_now, clock=time.time
        )
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
                start_paused=request.step,
            )
        )
        return journal


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


class AppLauncher:
    """Starts runs for the app, one at a time, in a task group that outlives them."""

    def __init__(
        self,
        workshop: Workshop,
        store: Store,
        models: ModelRouter,
        group: asyncio.TaskGroup,
        *,
        sources: Sequence[str],
        piped: bytes | None,
        question: str,
        environ: Mapping[str, str],
    ) -> None:
        self._workshop = workshop
        self._store = store
        self._models = models
        self._group = group
        self._sources = list(sources)
        self._piped = piped
        self._question = question
        self._environ = environ
        self._loaded: LoadedContext | None = None
        self._handle: RunHandle | None = None
        self._keeper: asyncio.Task[None] | None = None
        self._following: set[asyncio.Task[None]] = set()
        """Of sessions that other processes run."""

    @property
    def defaults(self) -> StartRequest:
        """What flags and settings chose."""
        return request_of(self._workshop.settings, self._question)

    @property
    def database(self) -> str:
        """Where sessions are kept, for people."""
        settings = self._workshop.settings
        return "in memory only" if settings.no_store else str(settings.db)

    @property
    def library(self) -> SavedSessions:
        """What can be done with saved sessions."""
        settings = self._workshop.settings
        return SavedSessions(self._store, None if settings.no_store else settings.db)

    async def context(self) -> ContextInfo | None:
        """What the chosen files hold; `None` if none were named."""
        if not self._sources and self._piped is None:
            return None
        return (await self._load()).info

    async def _load(self) -> LoadedContext:
        if self._loaded is None:
            self._loaded = await self._workshop.load_context(self._sources, self._piped)
        return self._loaded

    async def choose_context(self, path: str) -> ContextInfo:
        """Take other files as the context."""
        expanded = await asyncio.to_thread(os.path.expanduser, path)
        loaded = await self._workshop.load_context([expanded], None)
        self._loaded, self._sources = loaded, [expanded]
        return loaded.info

    async def models(self) -> list[ModelChoice]:
        """The offline planner, keys that were found, servers that are up."""
        return await model_choices(self._environ, self.defaults.model)

    async def start(self, request: StartRequest) -> Controller:
        """Begin a run, which goes on beside the app.

        Raises:
            RLMError: it cannot begin; nothing was started.
        """
        if self._keeper is not None and not self._keeper.done():
            raise SettingsError("a run is live; end it first")
        if not self._sources and self._piped is None:
            raise ContextError("no context: name a file, a folder or - for stdin")
        await self._workshop.prepare(self._models, request.model, request.sub_model)
        agent = self._workshop.agent(request.model, await self._workshop.repls())
        loaded = await self._load()
        journal = await self._workshop.create(
            self._store, loaded, request, attended=True
        )
        ready: asyncio.Future[RunHandle] = asyncio.get_running_loop().create_future()
        self._keeper = self._group.create_task(
            self._keep(agent, journal, loaded, ready)
        )
        self._handle = await ready
        return Controller(journal, handle=self._handle, read_text=self._store.read_text)

    async def _keep(
        self,
        agent: RLMAgent,
        journal: Journal,
        loaded: LoadedContext,
        ready: asyncio.Future[RunHandle],
    ) -> None:
        """Hold the run's lock and engine until it ends."""
        try:
            async with (
                self._store.running(journal.session.id),
                agent.start(journal, loaded.value, models=self._models) as handle,
            ):
                ready.set_result(handle)
                await handle.stopped()
        except RLMError as error:
            # Told through the handle's `wait` once there is one.
            if not ready.done():
                ready.set_exception(error)

    async def sessions(self) -> list[SessionSummary]:
        """Saved sessions, newest first."""
        return await self._store.sessions()

    async def review(self, session_id: str) -> Controller:
        """Open a saved session for reading; one that another process runs grows."""
        journal = await review_journal(self._store, session_id)
        if self._store.is_running(journal.session.id):
            following = self._group.create_task(self._follow(journal))
            self._following.add(following)
            following.add_done_callback(self._following.discard)
        return Controller(journal, handle=None, read_text=self._store.read_text)

    async def _follow(self, journal: Journal) -> None:
        with suppress(StoreError):  # what was read so far can still be read
            await follow(self._store, journal)

    def drafts(self, session_id: str) -> Keeper:
        """Where the drafts of a session are kept: beside the sessions."""
        settings = self._workshop.settings
        if settings.no_store:
            return NotKept()
        folder = settings.db.with_name(f"{settings.db.name}.drafts")
        return DraftFile(folder / f"{session_id}.json")

    async def stop(self) -> None:
        """Interrupt the run that is live, and wait until all is saved."""
        for following in self._following:
            following.cancel()
        if self._handle is not None:
            with suppress(RLMError):
                await self._handle.interrupt()
        if self._keeper is not None:
            await asyncio.wait([self._keeper])


async def review(store: Store, session_id: str) -> Controller:
    """A controller over a saved session: everything can be read, nothing acts but
    marks and notes.

    Raises:
        StoreError: there is no such session, or it cannot be read.
    """
    journal = await review_journal(store, session_id)
    return Controller(journal, handle=None, read_text=store.read_text)


async def review_journal(store: Store, session_id: str) -> Journal:
    """The journal of a saved session, which takes in marks and notes alone.

    Raises:
        StoreError: there is no such session, or it cannot be read.
    """
    id_ = await store.resolve(session_id)

    async def save(event: Event) -> None:
        if not isinstance(event, NodeMarked | NodeNoted):
            raise StoreError("a session in review is not written to")
        async with store.running(id_):
            await store.append(id_, event)

    events = await store.load(id_)
    return Journal(save=save, clock=time.time, events=events)


async def model_choices(environ: Mapping[str, str], chosen: str) -> list[ModelChoice]:
    """What can be used here: no key is spent by looking."""
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
