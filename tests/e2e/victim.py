"""A run in a process of its own, with a person at its stops, that can be killed."""

from __future__ import annotations

import asyncio
import json
import os
import signal
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path

from rlm_tui.domain.events import Event
from rlm_tui.domain.limits import Usage
from rlm_tui.domain.session import Session
from rlm_tui.main.launch import Workshop, request_of
from rlm_tui.main.reopening import Reopened, reopen
from rlm_tui.main.settings import Settings
from rlm_tui.models.base import FREE, Chunk, ModelRequest, Price
from rlm_tui.models.router import ModelRouter
from rlm_tui.storage.store import Store
from tests.endpoint import MODEL
from tests.engine.live import Live

REJECTED, EDITED = "q3", "q2"
"""Prompts that the person does not let out as they are."""
QUESTION = "root"


class WiredModels(ModelRouter):
    """One server on this machine for all names: a model process takes seconds."""

    def __init__(self, port: int) -> None:
        super().__init__(environ={})
        self._port = port

    def at(self, api_base: str | None) -> ModelRouter:
        """It is everywhere the same."""
        return self

    async def prepare(self, model: str) -> None:
        """Nothing is to be prepared."""

    async def stream(self, request: ModelRequest) -> AsyncGenerator[Chunk, None]:
        """Send the messages, and read the reply to its end."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        messages = [{"role": m.role, "content": m.content} for m in request.messages]
        body = json.dumps({"model": request.model, "messages": messages}).encode()
        head = f"POST /v1 HTTP/1.1\r\nContent-Length: {len(body)}\r\n\r\n"
        writer.write(head.encode() + body)
        try:
            _, _, rest = (await reader.read()).partition(b"\r\n\r\n")
        finally:
            writer.close()
        reply = json.loads(rest.split(b"\r\n")[1])
        yield Chunk(reply["choices"][0]["message"]["content"])
        yield Chunk(usage=Usage(calls=1, input_tokens=11, output_tokens=7))

    def price(self, model: str) -> Price:
        """It costs nothing."""
        return FREE

    def is_local(self, model: str) -> bool:
        """It takes many calls at a time."""
        return False


@dataclass(frozen=True)
class Victim:
    """A run in a process of its own, as often as a test wants one."""

    db: Path
    """Where its session is."""
    port: int
    """Of the server that is asked."""

    async def run(self, session: str = "", *, kill_at: int = 0) -> int | None:
        """Begin, or take up a session; killed when an event of a number is saved.

        Gives back how the process ended: a signal is a negative number.
        """
        context = get_context("forkserver")
        context.set_forkserver_preload([__name__])
        process = context.Process(target=_live, args=(self, session, kill_at))
        process.start()
        await asyncio.to_thread(process.join)
        return process.exitcode

    async def live(self, session: str, kill_at: int) -> None:
        """Be that process."""
        settings = Settings(model=MODEL, db=self.db, isolation="process")
        workshop, models = Workshop(settings, {}), WiredModels(self.port)
        async with workshop.store() as store:
            if session:
                found = await reopen(workshop, store, models, session)
            else:
                found = await _begin(workshop, store, models)
            await found.begin(store)
            if kill_at:
                found.journal.subscribe(_killer(kill_at))
            id_ = found.journal.session.id
            async with (
                store.running(id_),
                found.agent.start(
                    found.journal, found.context, models=models
                ) as handle,
            ):
                await decide(Live(handle, found.journal))


async def _begin(workshop: Workshop, store: Store, models: ModelRouter) -> Reopened:
    loaded = await workshop.load_context([], b"some text")
    request = replace(request_of(workshop.settings, QUESTION), ask="query")
    journal = await workshop.create(store, loaded, request, attended=True)
    agent = workshop.agent(MODEL, await workshop.repls())
    return Reopened(journal, loaded.value, agent, models)


def _live(victim: Victim, session: str, kill_at: int) -> None:
    asyncio.run(victim.live(session, kill_at))


def _killer(at: int) -> Callable[[Session, Event], None]:
    def kill(_session: Session, event: Event) -> None:
        if event.seq >= at:
            os.kill(os.getpid(), signal.SIGKILL)

    return kill


async def decide(run: Live) -> None:
    """Be the person: look at whatever waits, until the end."""
    while True:
        session = await run.until(lambda s: s.status is not None or s.waiting)
        if session.status is not None:
            return
        ticket = session.open_tickets[0]
        if ticket.payload.preview == REJECTED:
            await run.handle.reject(ticket.id, "not this one")
        elif ticket.payload.preview == EDITED and ticket.edit is None:
            await run.handle.edit(ticket.id, f"{EDITED} please")
        else:
            await run.handle.approve(ticket.id)
