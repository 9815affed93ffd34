"""The verbs of a live run, as methods: another program can steer as the app does."""

from __future__ import annotations

import asyncio

from rlm_tui.domain.decisions import Answer, Approve, Reject
from rlm_tui.domain.events import AbortAsked, IntentChanged, StepKind
from rlm_tui.domain.session import Session
from rlm_tui.engine.result import RLMResult, result_of
from rlm_tui.engine.root import ROOT
from rlm_tui.engine.run import Run
from rlm_tui.errors import SteeringError


class RunHandle:
    """A run at work. Every verb is recorded before it takes effect."""

    def __init__(self, run: Run, work: asyncio.Task[None]) -> None:
        self._run = run
        self._work = work

    @property
    def session(self) -> Session:
        """The session as it stands."""
        return self._run.session

    async def pause(self) -> None:
        """Hold every lane at its next gate; calls in flight keep their replies."""
        await self._run.steering.pause()

    async def resume(self) -> None:
        """Go on; tickets held by a rule, a limit or an error stay."""
        await self._run.steering.resume()

    async def step(
        self, kind: StepKind, node: str = ROOT, *, ticket: str | None = None
    ) -> None:
        """Move the lane of a node to its next stop of a kind.

        Approves the ticket, or else what at and below the node only a pause or a step
        holds.
        """
        await self._run.steering.step(kind, node, ticket=ticket)

    async def approve(self, ticket: str, *, shown_at: float | None = None) -> None:
        """Let a ticket through, as it is or as edited."""
        await self._run.steering.decide(ticket, Approve(), shown_at=shown_at)

    async def edit(self, ticket: str, text: str) -> None:
        """Keep a changed text with a ticket; nothing is sent."""
        await self._run.steering.edit(ticket, text)

    async def revert(self, ticket: str) -> None:
        """Forget the changed text."""
        await self._run.steering.revert(ticket)

    async def reject(
        self, ticket: str, words: str = "", *, shown_at: float | None = None
    ) -> None:
        """Refuse a ticket; the words go to the model."""
        await self._run.steering.decide(ticket, Reject(words=words), shown_at=shown_at)

    async def answer(
        self, ticket: str, text: str, *, shown_at: float | None = None
    ) -> None:
        """Take a text as the result of what the ticket would have done."""
        await self._run.steering.decide(ticket, Answer(text=text), shown_at=shown_at)

    async def abort(self, node: str = ROOT, *, reason: str = "") -> None:
        """End a node and all below it; the root ends the run.

        Raises:
            SteeringError: nothing works for that node any more.
        """
        found = self.session.nodes.get(node)
        if found is None or found.has_ended:
            raise SteeringError(f"{node} has already ended")
        await self._run.emit(AbortAsked(node=node, reason=reason))
        if node == ROOT:
            await self._run.emit(IntentChanged(intent="abort", reason=reason))
        self._run.cancel(node)

    async def interrupt(self) -> None:
        """End the engine without an end of the session: it can be resumed."""
        self.cancel()
        await self.stopped()

    def cancel(self) -> None:
        """Begin to end the engine, from a signal handler."""
        self._work.cancel()

    async def stopped(self) -> None:
        """Return when the engine has stopped, whatever the end."""
        await asyncio.wait([self._work])

    async def wait(self) -> None:
        """Wait until the engine has stopped.

        Raises:
            RLMError: it could not go on, for example because an event was not saved.
        """
        await self.stopped()
        if not self._work.cancelled() and (error := self._work.exception()):
            raise error

    async def result(self) -> RLMResult:
        """Wait for the end and give back what there is.

        Raises:
            RLMError: the engine could not go on.
        """
        await self.wait()
        return result_of(self.session)
