"""Takes a saved session up again: where it was cut, as a branch, or with a question."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import SystemRandom
from typing import TYPE_CHECKING

from rlm_tui.domain.branching import Forecast, branch, forecast_branch, last_stop
from rlm_tui.domain.events import Event, SessionCreated
from rlm_tui.domain.events_of_calls import CallFailed, CallFinished, CallStarted
from rlm_tui.domain.follow_up import FollowUp, follow_up
from rlm_tui.domain.rules.parse import parse_rule
from rlm_tui.domain.session import Session
from rlm_tui.domain.stored_form import digest, pieces_of
from rlm_tui.domain.text import Text
from rlm_tui.domain.values import ContextValue
from rlm_tui.errors import ContextError, SettingsError, StoreError
from rlm_tui.journal import Journal
from rlm_tui.main.launch import Workshop
from rlm_tui.main.reviewing import folded
from rlm_tui.storage.store import Store

if TYPE_CHECKING:  # the engine is imported when something goes on
    from rlm_tui.engine.agent import RLMAgent
    from rlm_tui.models.router import ModelRouter

AT_ONCE = 500
"""Events of a branch that are saved by one statement."""


@dataclass(frozen=True, slots=True)
class Reopened:
    """A session that can go on, with all that it needs."""

    journal: Journal
    context: ContextValue
    agent: RLMAgent
    models: ModelRouter
    """With the server that the session was begun with."""
    notice: str = ""
    """What a person should know before it goes on, such as a changed file."""
    unsaved: Sequence[Event] = ()
    """What it begins with, where it is in no store yet."""

    async def begin(self, store: Store) -> None:
        """Save what is not saved yet; scripted models go on where the record ends."""
        for start in range(0, len(self.unsaved), AT_ONCE):
            some = self.unsaved[start : start + AT_ONCE]
            await store.append_all(self.journal.session.id, some)
        info = self.journal.session.context
        store.quote(self.journal.session.id, info.hash, self.context)
        for name, given in replies_given(self.journal.events).items():
            self.models.go_on_after(name, given)


async def reopen(
    workshop: Workshop, store: Store, models: ModelRouter, session_id: str
) -> Reopened:
    """Make a session ready that was cut; nothing is written yet.

    Raises:
        SettingsError: it has ended, or needs something that is not there.
        StoreError: there is no such session, or it cannot be read.
    """
    id_ = await store.resolve(session_id)
    events = await store.load(id_)
    session = await folded(events)
    if session.status is not None:
        raise SettingsError(
            f"{id_} has ended ({session.status}): there is nothing to go on with; "
            f"rlm-tui branch {id_} --at EVENT goes another way from one of its "
            f"{len(events)} events"
        )
    return await _ready(workshop, store, models, events)


async def _ready(
    workshop: Workshop, store: Store, models: ModelRouter, events: Sequence[Event]
) -> Reopened:
    """What a session needs to go on, each of which may not be there any more."""
    from rlm_tui.engine.recorded.texts import with_whole_texts

    created = events[0]
    assert isinstance(created, SessionCreated), "a session begins with its creation"
    session = await folded(events)
    workshop = workshop.with_brought(created.brought)
    models = models.at(workshop.settings.api_base)
    await workshop.prepare(models, session.model, session.sub_model)
    agent = workshop.agent(session.model, await workshop.repls())
    try:
        context = await store.read_context(session.context)
    except StoreError as error:
        raise StoreError(
            f"the context of {session.id} is not in the store: {error}"
        ) from error
    whole = await with_whole_texts(events, store.read_text)
    journal = workshop.journal(store, session.id, whole, await folded(whole))
    return Reopened(journal, context, agent, models, await _changed(workshop, created))


def replies_given(events: Sequence[Event]) -> dict[str, list[Text | str]]:
    """What each model has given so far: replies, and the types of its errors."""
    given: defaultdict[str, list[Text | str]] = defaultdict(list)
    asked: dict[str, str] = {}
    for event in events:
        match event:
            case CallStarted():
                asked[event.node] = event.model
            case CallFinished(actor="model" | "playback") if event.node in asked:
                given[asked[event.node]].append(event.reply)
            case CallFailed() if event.node in asked:
                given[asked[event.node]].append(event.error_type)
    return dict(given)


async def branch_off(
    workshop: Workshop, store: Store, models: ModelRouter, session_id: str, at: int
) -> Reopened:
    """Make a branch of a session up to an event ready; nothing is written yet.

    Raises:
        SettingsError: it needs something that is not there.
        SteeringError: the session has no such event.
        StoreError: there is no such session, or it cannot be read.
    """
    events = await store.load(await store.resolve(session_id))
    now = time.time()
    id_ = await store.new_id(now, SystemRandom())
    taken = await asyncio.to_thread(branch, events, at, session=id_, now=now)
    return replace(await _ready(workshop, store, models, taken), unsaved=taken)


async def follow(
    workshop: Workshop,
    store: Store,
    models: ModelRouter,
    session_id: str,
    asked: FollowUp,
) -> Reopened:
    """Make a session ready that goes on from the answer of another with a question;
    nothing is written yet.

    Raises:
        SettingsError: it needs something that is not there.
        SteeringError: the other has no answer.
        StoreError: there is no such session, or it cannot be read.
    """
    events = await store.load(await store.resolve(session_id))
    now = time.time()
    id_ = await store.new_id(now, SystemRandom())
    taken = await asyncio.to_thread(follow_up, events, asked, session=id_, now=now)
    return replace(await _ready(workshop, store, models, taken), unsaved=taken)


async def forecast(store: Store, session_id: str, at: int | None) -> Forecast:
    """What a branch takes from its parent and may cost.

    Args:
        store: where the session is.
        session_id: the parent.
        at: the event at which to branch; `None`: where it last waited for a person.

    Raises:
        StoreError: there is no such session.
    """
    events = await store.load(await store.resolve(session_id))
    return await asyncio.to_thread(
        lambda: forecast_branch(events, last_stop(events) if at is None else at)
    )


async def _changed(workshop: Workshop, created: SessionCreated) -> str:
    """What to say if the files of the context are not what they were."""
    sources = created.brought.sources
    label = created.context.label
    if not sources or not created.context.hash:
        return ""
    try:
        loaded = await workshop.load_context(sources, None)
    except ContextError:
        return f"{label} cannot be read any more; the stored context is what runs"
    now = await asyncio.to_thread(lambda: digest(pieces_of(loaded.value)))
    if now == created.context.hash:
        return ""
    return f"{label} has changed since; the stored context is what runs"


def what_waits_for_a_person(session: Session) -> str:
    """Why a session that was cut would not go on by itself; empty if it would."""
    waiting = len(session.waiting)
    if waiting:
        return f"{waiting} stop{'s wait' if waiting > 1 else ' waits'} for a person"
    if session.intent in ("pause", "step"):
        return "it is paused"
    if session.latches:
        return f"{session.latches[0]} is paused"
    holds = any(parse_rule(line).action == "hold" for line in session.rules)
    if holds and session.absent == "hold":
        return "its stop rules ask a person"
    return ""
