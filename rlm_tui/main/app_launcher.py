"""Starts runs for the app, one at a time, and opens saved sessions."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from rlm_tui.collector import collector_goes_on
from rlm_tui.errors import RLMError, SettingsError, StoreError
from rlm_tui.main.asked import Asked
from rlm_tui.main.chosen_text import ChosenText
from rlm_tui.main.importing import imported
from rlm_tui.main.late_store import LateStore
from rlm_tui.main.launch import Workshop, model_choices, request_of
from rlm_tui.tell import Tell, tell_nobody
from rlm_tui.ui.contracts.launcher import (
    AskRequest,
    ModelChoice,
    Says,
    StartRequest,
    TakenUp,
    says_nothing,
)
from rlm_tui.ui.desk.drafts import Keeper, NotKept

if TYPE_CHECKING:  # imported when they are needed: the first screen needs none of them
    from rlm_tui.controller import Controller
    from rlm_tui.domain.branching import Forecast
    from rlm_tui.domain.compare import Comparison
    from rlm_tui.domain.events import ContextInfo
    from rlm_tui.domain.text import Text
    from rlm_tui.engine.handle import RunHandle
    from rlm_tui.main.app_reading import Reading
    from rlm_tui.main.library import SavedSessions
    from rlm_tui.main.reopening import Reopened
    from rlm_tui.models.router import ModelRouter
    from rlm_tui.storage.base import SessionSummary


LATER = (
    "rlm_tui.ui.typed.commands",
    "rlm_tui.ui.screens.run",
    "rlm_tui.engine.agent",
    "rlm_tui.main.reopening",
    "rlm_tui.main.app_reading",
    "rlm_tui.main.library",
    "rlm_tui.contexts.load",
)
"""What no first screen needs, and the next one does."""


@dataclass(frozen=True, slots=True)
class _Begun:
    """A run at work, and what it was made of."""

    handle: RunHandle
    of: Reopened


class AppLauncher:
    """Starts runs for the app, one at a time, in a task group that outlives them."""

    def __init__(
        self,
        workshop: Workshop,
        store: LateStore,
        models: ModelRouter,
        group: asyncio.TaskGroup,
        asked: Asked,
        *,
        environ: Mapping[str, str],
        note: Says = says_nothing,
    ) -> None:
        """Take what runs are made of.

        Args:
            workshop: settings, and what follows from them.
            store: where sessions are saved.
            models: that are asked.
            group: in which runs go on.
            asked: what the command line named.
            environ: the environment.
            note: is told of each session that begins or goes on.
        """
        self._workshop = workshop
        self._store = store
        self._models = models
        self._group = group
        self._text = ChosenText(workshop, group, asked)
        self._question = asked.question
        self._note = note
        self.environ = environ
        self._handle: RunHandle | None = None
        self._keeper: asyncio.Task[None] | None = None
        self.lost: RLMError | None = None
        """Why the last run had to stop, where nothing of it could be saved any more."""
        self._at_work: set[asyncio.Task[object]] = set()
        """What is of no use any more when the app ends."""

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
        from rlm_tui.main.library import SavedSessions

        settings = self._workshop.settings
        return SavedSessions(
            self._store.get, None if settings.no_store else settings.db
        )

    async def open_store(self) -> None:
        """Have the store at hand.

        Raises:
            StoreError: it cannot be opened.
        """
        await self._store.get()

    async def get_ready(self) -> None:
        """Open the store; import beside the loop what comes after the first screen.

        Raises:
            StoreError: it cannot be opened.
        """
        try:
            await self.open_store()
            await imported(*LATER)
        finally:
            collector_goes_on()

    @property
    def names_text(self) -> bool:
        """Whether files were named, or piped in, or none are wanted."""
        return self._text.is_named

    async def context(self) -> ContextInfo | None:
        """What the chosen files hold; `None` if none were named."""
        return (await self._text.load()).info if self.names_text else None

    async def choose_context(self, path: str) -> ContextInfo:
        """Take other files as the context."""
        return (await self._text.choose(path)).info

    async def models(self) -> list[ModelChoice]:
        """The offline planner, keys that were found, servers that are up."""
        return await model_choices(self.environ, self.defaults.model)

    def doubt(self, model: str) -> str:
        """An unknown provider, a missing key: as far as no process has to be asked."""
        return self._models.doubt(model)

    async def start(
        self, request: StartRequest, *, says: Says = says_nothing
    ) -> Controller:
        """Begin a run, which goes on beside the app.

        Raises:
            RLMError: it cannot begin; nothing was started.
        """
        self._check_idle()
        self._text.check_named()
        says("preparing the model")
        await self._workshop.prepare(self._models, request.model, request.sub_model)
        agent = self._workshop.agent(request.model, await self._workshop.repls())
        says("reading the text")
        loaded = await self._text.for_question(request.question)
        size = f"{loaded.info.chars:,} characters"
        says(f"keeping {loaded.info.label} with the session: {size}")
        store = await self._store.get()
        journal = await self._workshop.create(store, loaded, request, attended=True)
        from rlm_tui.main.reopening import Reopened

        says("starting the run")
        ready = Reopened(journal, loaded.value, agent, self._models)
        return (await self._begin_with(ready)).controller

    def _check_idle(self) -> None:
        if self._keeper is not None and not self._keeper.done():
            raise SettingsError("a run is live; end it first")

    async def _begin_with(self, ready: Reopened) -> TakenUp:
        """Begin with a session that nobody else knows of yet."""

        async def make() -> Reopened:
            return ready

        return await self._begin(make, ready.journal.session.id)

    async def _begin(
        self, make: Callable[[], Awaitable[Reopened]], session_id: str
    ) -> TakenUp:
        ready: asyncio.Future[_Begun] = asyncio.get_running_loop().create_future()
        self.lost = None
        self._keeper = self._group.create_task(self._keep(make, session_id, ready))
        begun = await ready
        self._handle = begun.handle
        self._note(session_id)
        from rlm_tui.controller import Controller

        controller = Controller(
            begun.of.journal, handle=begun.handle, read_text=self.read_text
        )
        return TakenUp(controller, begun.of.notice)

    async def _keep(
        self,
        make: Callable[[], Awaitable[Reopened]],
        session_id: str,
        ready: asyncio.Future[_Begun],
    ) -> None:
        """Hold the run's lock and engine until it ends."""
        try:
            store = await self._store.get()
            async with store.running(session_id):
                # Made under the lock: until then another process may write to it.
                found = await make()
                await found.begin(store)
                async with found.agent.start(
                    found.journal, found.context, models=found.models, attended=True
                ) as handle:
                    if ready.cancelled():
                        return  # whoever asked for it is gone; it can be resumed
                    ready.set_result(_Begun(handle, found))
                    await handle.stopped()
                from rlm_tui.main.reviewing import keep_outline

                await keep_outline(store, found.journal)
        except RLMError as error:
            if ready.done():
                self.lost = error  # the screen has shown it
            else:
                ready.set_exception(error)

    async def resume(self, session_id: str) -> TakenUp:
        """Go on with a session that was cut.

        Raises:
            RLMError: it cannot go on; nothing has changed.
        """
        self._check_idle()
        store = await self._store.get()
        id_ = await store.resolve(session_id)
        await imported("rlm_tui.main.reopening")
        from rlm_tui.main.reopening import reopen

        make = partial(reopen, self._workshop, store, self._models, id_)
        return await self._begin(make, id_)

    async def forecast_branch(self, session_id: str, at: int | None) -> Forecast:
        """What a branch would take from its parent and may cost.

        Raises:
            RLMError: there is no such session.
        """
        store = await self._store.get()
        await imported("rlm_tui.main.reopening")
        from rlm_tui.main.reopening import forecast

        return await forecast(store, session_id, at)

    async def branch(self, session_id: str, at: int) -> TakenUp:
        """Make a branch of a session and go on with it; a live run is interrupted.

        Raises:
            RLMError: it cannot be made, or cannot go on.
        """
        from rlm_tui.main.reopening import branch_off

        store = await self._store.get()
        ready = await branch_off(self._workshop, store, self._models, session_id, at)
        return await self._in_place_of_the_live(ready)

    async def _in_place_of_the_live(self, ready: Reopened) -> TakenUp:
        await self._interrupt()
        return await self._begin_with(ready)

    async def ask(self, request: AskRequest) -> TakenUp:
        """Go on from the answer of a session with a question, in one of its own; a
        live run is interrupted.

        Raises:
            RLMError: there is no answer, or it cannot go on.
        """
        from rlm_tui.domain.follow_up import FollowUp
        from rlm_tui.main.reopening import follow

        context = await self._workshop.context_beside(request)
        asked = FollowUp(request.question, context=context, attended=True)
        ready = await follow(
            self._workshop,
            await self._store.get(),
            self._models,
            request.session,
            asked,
        )
        return await self._in_place_of_the_live(ready)

    async def sessions(self) -> list[SessionSummary]:
        """Saved sessions, newest first."""
        return await (await self._store.get()).sessions()

    async def _reading(self) -> Reading:
        store = await self._store.get()
        await imported("rlm_tui.main.app_reading")
        from rlm_tui.main.app_reading import Reading

        return Reading(store, self._beside)

    async def review(self, session_id: str, *, tell: Tell = tell_nobody) -> Controller:
        """Open a saved session for reading; one that another process runs grows."""
        return await (await self._reading()).review(session_id, tell)

    async def review_at_once(self, session_id: str) -> Controller | None:
        """The same, if that takes no time that a person would notice.

        Raises:
            RLMError: there is no such session, or it cannot be read.
        """
        return await (await self._reading()).review_at_once(session_id)

    async def compare(self, one: str, other: str) -> Comparison:
        """Hold two saved sessions against each other."""
        return await (await self._reading()).compare(one, other)

    def _beside(self, work: Coroutine[None, None, None]) -> None:
        """Have something done that a saved session can also be read without."""

        async def done() -> None:
            with suppress(StoreError):
                await work

        task = self._group.create_task(done())
        self._at_work.add(task)
        task.add_done_callback(self._at_work.discard)

    async def read_text(self, text: Text) -> str:
        """The whole of a text of any saved session."""
        return await (await self._store.get()).read_text(text)

    def drafts(self, session_id: str) -> Keeper:
        """Where the drafts of a session are kept: beside the sessions."""
        settings = self._workshop.settings
        if settings.no_store:
            return NotKept()
        from rlm_tui.storage.drafts import DraftFile

        folder = settings.db.with_name(f"{settings.db.name}.drafts")
        return DraftFile(folder / f"{session_id}.json")

    async def stop(self) -> None:
        """Interrupt the run that is live, and wait until all is saved."""
        self._text.give_up()
        for task in self._at_work:
            task.cancel()
        await self._interrupt()

    async def _interrupt(self) -> None:
        if self._handle is not None:
            with suppress(RLMError):
                await self._handle.interrupt()
        if self._keeper is not None:
            await asyncio.wait([self._keeper])
