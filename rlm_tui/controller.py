"""The verbs a person has over a run or a saved session; draws nothing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol

from rlm_tui.domain.decisions import EDITABLE, VERBS, Verb
from rlm_tui.domain.events import Event
from rlm_tui.domain.events_of_steering import StepKind
from rlm_tui.domain.session import Session, Ticket
from rlm_tui.domain.text import Text
from rlm_tui.errors import SteeringError
from rlm_tui.journal import Journal, Subscriber


class Handle(Protocol):
    """A run that can be steered: the engine's `RunHandle`."""

    async def pause(self) -> None:
        """Stop every lane at its next gate."""

    async def resume(self) -> None:
        """End pause and step, and release the tickets that only they held."""

    async def step(
        self, kind: StepKind, node: str, *, ticket: str | None = None
    ) -> None:
        """Move the lane of a node to its next stop of a kind.

        Approves the ticket, or else what below the node only a pause or step holds.
        """

    async def approve(self, ticket: str, *, shown_at: float | None = None) -> None:
        """Let a ticket through, as it is or as edited."""

    async def edit(self, ticket: str, text: str) -> None:
        """Keep a changed text with the ticket; nothing is sent."""

    async def revert(self, ticket: str) -> None:
        """Forget the changed text."""

    async def reject(
        self, ticket: str, words: str, *, shown_at: float | None = None
    ) -> None:
        """Refuse a ticket; the words go to the model."""

    async def answer(
        self, ticket: str, text: str, *, shown_at: float | None = None
    ) -> None:
        """Take a text as the result of what the ticket would have done."""

    async def abort(self, node: str) -> None:
        """End a node and all below it; the root ends the run."""

    async def wait(self) -> None:
        """Return when the run has ended.

        Raises:
            RLMError: the engine could not go on.
        """


class Controller:
    """A person's hand on one session: live if it has a handle, else for reading."""

    def __init__(
        self,
        journal: Journal,
        *,
        handle: Handle | None,
        read_text: Callable[[Text], Awaitable[str]],
    ) -> None:
        self._journal = journal
        self._handle = handle
        self._read_text = read_text

    @property
    def session(self) -> Session:
        """The session as it stands."""
        return self._journal.session

    @property
    def events(self) -> list[Event]:
        """The durable events so far."""
        return self._journal.events

    @property
    def is_review(self) -> bool:
        """Whether this is a saved session, opened for reading only."""
        return self._handle is None

    @property
    def is_live(self) -> bool:
        """Whether verbs act: there is a run, and it has not ended."""
        return self._handle is not None and self.session.status is None

    def subscribe(self, subscriber: Subscriber) -> Callable[[], None]:
        """Be told of every event; call the result to stop."""
        return self._journal.subscribe(subscriber)

    async def text(self, text: Text) -> str:
        """The whole of a text, read from the store if need be."""
        whole = text.whole
        return whole if whole is not None else await self._read_text(text)

    async def pause(self) -> str:
        """Hold every lane at its next gate. Gives back a line that says so."""
        handle = self._live()
        await handle.pause()
        flying = self.session.in_flight
        if flying:
            return f"pausing: {flying} in flight, their replies are kept"
        return "paused: nothing moves until c, a or a step"

    async def resume(self) -> str:
        """Go on; tickets held by a rule, a limit or an error stay."""
        handle = self._live()
        await handle.resume()
        still = self.session.open_tickets
        if not still:
            return "continuing"
        reasons = ", ".join(
            dict.fromkeys(ticket.why or ticket.hold for ticket in still)
        )
        return f"continuing; {len(still)} still {_wait(len(still))} ({reasons})"

    async def step(self, kind: StepKind, *, ticket: str | None, node: str) -> str:
        """Approve the ticket, if there is one, and stop its lane as `kind` says."""
        handle = self._live()
        lane = node
        if ticket is not None:
            lane = self._open(ticket).owner
        await handle.step(kind, lane, ticket=ticket)
        return f"stepping {kind} {lane}"

    async def approve(self, ticket: str, *, shown_at: float | None = None) -> str:
        """Let it through."""
        handle = self._live()
        found = self._offers(ticket, "approve")
        await handle.approve(ticket, shown_at=shown_at)
        return f"{found.node}: approved" + (" as edited" if found.edit else "")

    async def edit(self, ticket: str, text: str) -> str:
        """Keep a changed text; it is sent only when approved."""
        handle = self._live()
        found = self._open(ticket)
        if found.gate not in EDITABLE:
            raise SteeringError(f"nothing to edit at a {found.gate} stop")
        if text == await self.text(found.payload):
            await handle.revert(ticket)
            return f"{found.node}: unchanged"
        await handle.edit(ticket, text)
        return f"{found.node}: edit kept, nothing is sent until you press a"

    async def revert(self, ticket: str) -> str:
        """Forget the edit of a ticket."""
        handle = self._live()
        found = self._open(ticket)
        if found.edit is None:
            raise SteeringError(f"{found.node}: there is no edit to take back")
        await handle.revert(ticket)
        return f"{found.node}: edit taken back"

    async def reject(
        self, ticket: str, words: str, *, shown_at: float | None = None
    ) -> str:
        """Refuse it with words for the model."""
        handle = self._live()
        found = self._offers(ticket, "reject")
        await handle.reject(ticket, words, shown_at=shown_at)
        return f"{found.node}: refused"

    async def answer(
        self, ticket: str, text: str, *, shown_at: float | None = None
    ) -> str:
        """Give the result by hand."""
        handle = self._live()
        found = self._offers(ticket, "answer")
        await handle.answer(ticket, text, shown_at=shown_at)
        return f"{found.node}: answered by you"

    async def abort_node(self, node: str) -> str:
        """End one node and all below it; the code that asked goes on."""
        handle = self._live()
        found = self.session.nodes.get(node)
        if found is None or found.has_ended:
            raise SteeringError(f"{node} has already ended")
        await handle.abort(node)
        return f"{node}: aborting"

    async def abort_run(self) -> str:
        """End the run; what is recorded stays."""
        await self._live().abort("0")
        return "aborting the run"

    async def wait(self) -> None:
        """Return when the run has ended; at once for a saved session.

        Raises:
            RLMError: the engine could not go on, for example because an event could
                not be saved.
        """
        if self._handle is not None:
            await self._handle.wait()

    def _live(self) -> Handle:
        if self._handle is None:
            raise SteeringError("this is a saved session: nothing runs in review")
        if self.session.status is not None:
            raise SteeringError("the run has ended")
        return self._handle

    def _open(self, ticket: str) -> Ticket:
        found = self.session.tickets.get(ticket)
        if found is None:
            raise SteeringError(f"there is no ticket {ticket}")
        if found.withdrawn is not None:
            raise SteeringError(f"{found.node} was withdrawn: {found.withdrawn}")
        if not found.is_open:
            raise SteeringError(f"{found.node} was already decided: {found.verb}")
        return found

    def _offers(self, ticket: str, verb: Verb) -> Ticket:
        found = self._open(ticket)
        if verb not in VERBS[found.gate]:
            offered = ", ".join(VERBS[found.gate])
            raise SteeringError(f"a {found.gate} stop offers {offered}, not {verb}")
        return found


def _wait(count: int) -> str:
    return "waits" if count == 1 else "wait"
