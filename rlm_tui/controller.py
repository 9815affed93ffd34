"""The verbs a person has over a run or a saved session; draws nothing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from types import MappingProxyType

from rlm_tui.domain.decisions import (
    EDITABLE,
    Answer,
    Approve,
    Decision,
    Reject,
    Verb,
    no_text_at,
    not_offered,
    verbs_at,
)
from rlm_tui.domain.events import Event
from rlm_tui.domain.events_of_steering import (
    Latch,
    LatchKind,
    NodeMarked,
    NodeNoted,
    Plan,
    StepKind,
)
from rlm_tui.domain.limit_words import allowed, in_words_of_people, limit_now, refusal
from rlm_tui.domain.rules.effects import in_force_words
from rlm_tui.domain.session import Node, Session, Ticket
from rlm_tui.domain.text import Text
from rlm_tui.domain.variables import VariablePage
from rlm_tui.errors import SettingsError, SteeringError
from rlm_tui.hand import Handle
from rlm_tui.journal import Journal, Subscriber
from rlm_tui.whole import ReadWhole, Whole

_NEVER: Mapping[str, float] = MappingProxyType({})
"""When tickets were shown that nobody was shown."""


class Controller:
    """A person's hand on one session: live if it has a handle, else for reading."""

    def __init__(
        self,
        journal: Journal,
        *,
        handle: Handle | None,
        read_text: Callable[[Text], Awaitable[str]],
        read_whole: ReadWhole | None = None,
    ) -> None:
        self._journal = journal
        self.whole = Whole(journal, read_whole)
        self._handle = handle
        self._read_text = read_text

    @property
    def session(self) -> Session:
        """The session as it stands."""
        return self._journal.session

    @property
    def events(self) -> Sequence[Event]:
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
        return "paused: nothing moves until you approve, step or continue"

    async def resume(self) -> str:
        """Go on; tickets held by a rule, a limit or an error stay."""
        handle = self._live()
        held = any(ticket.hold == "step" for ticket in self.session.open_tickets)
        goes = self.session.intent == "run" and not held
        await handle.resume()
        still = self.session.open_tickets
        said = "it is running already" if goes else "continuing"
        if not still:
            return said
        why = dict.fromkeys(in_words_of_people(t.why or t.hold) for t in still)
        waits = f"{len(still)} still {_wait(len(still))} for you"
        return f"{said}; {waits} ({', '.join(why)})"

    async def step(
        self, kind: StepKind, *, ticket: str | None, node: str, count: int = 1
    ) -> str:
        """Approve the ticket, if there is one, and stop its lane as `kind` says."""
        handle = self._live()
        lane = node
        if ticket is not None:
            lane = self._open(ticket).owner
        await handle.step(kind, lane, ticket=ticket, count=count)
        times = f", {count} times" if count > 1 else ""
        return f"stepping {Plan(step=kind, node=lane).says()}{times}"

    async def run_to(self, node: str, *, ticket: str | None = None) -> str:
        """Approve the ticket, if there is one, and pause when a node is at a gate."""
        await self._live().run_to(node, ticket=ticket)
        return f"running to {node}"

    async def until(self, filter_text: str, *, ticket: str | None = None) -> str:
        """Approve the ticket, if there is one, and pause when a crossing matches."""
        handle = self._live()
        try:
            await handle.until(filter_text, ticket=ticket)
        except SettingsError as error:
            raise SteeringError(str(error)) from error
        return f"running until {filter_text}"

    async def approve(self, ticket: str, *, shown_at: float | None = None) -> str:
        """Let it through."""
        handle = self._live()
        found = self._offers(ticket, "approve")
        await handle.approve(ticket, shown_at=shown_at)
        if found.gate == "limit":
            limit = limit_now(found.limit, self.session.limits)
            return f"{found.node} goes on, {limit}"
        return f"{found.node}: approved" + (" as edited" if found.edit else "")

    async def edit(self, ticket: str, text: str) -> str:
        """Keep a changed text; it is sent only when approved."""
        handle = self._live()
        found = self._open(ticket)
        if found.gate not in EDITABLE:
            raise SteeringError(no_text_at(found.gate))
        if text == await self.text(found.payload):
            await handle.revert(ticket)
            return f"{found.node}: unchanged"
        await handle.edit(ticket, text)
        return f"{found.node}: edit kept, nothing is sent until you approve it"

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
        done = "finishes with what there is" if found.gate == "limit" else "refused"
        return f"{found.node}: {done}"

    async def answer(
        self, ticket: str, text: str, *, shown_at: float | None = None
    ) -> str:
        """Give the result by hand."""
        handle = self._live()
        found = self._offers(ticket, "answer")
        await handle.answer(ticket, text, shown_at=shown_at)
        return f"{found.node}: answered by you"

    async def approve_all(
        self, tickets: Sequence[str], *, shown_at: Mapping[str, float] = _NEVER
    ) -> str:
        """Let many through; those that wait no longer are counted."""
        decisions = dict.fromkeys(tickets, Approve())
        return await self._decide_all(decisions, "approved", shown_at)

    async def reject_all(
        self,
        tickets: Sequence[str],
        words: str,
        *,
        shown_at: Mapping[str, float] = _NEVER,
    ) -> str:
        """Refuse many with the same words."""
        decisions = dict.fromkeys(tickets, Reject(words=words))
        return await self._decide_all(decisions, "refused", shown_at)

    async def answer_all(
        self,
        tickets: Sequence[str],
        template: str,
        *,
        shown_at: Mapping[str, float] = _NEVER,
    ) -> str:
        """Answer many by hand; `{idx}` stands for the place in the batch, from 0."""
        answers: dict[str, Decision] = {
            ticket: Answer(text=template.replace("{idx}", str(self._place_of(ticket))))
            for ticket in tickets
        }
        return await self._decide_all(answers, "answered by you", shown_at)

    async def edit_all(self, texts: Mapping[str, str]) -> str:
        """Keep changed texts with many tickets; they are sent only when approved."""
        done = await self._live().edit_all(texts)
        return _counted(done, len(texts), "edited; nothing is sent until you approve")

    async def _decide_all(
        self,
        decisions: Mapping[str, Decision],
        done: str,
        shown_at: Mapping[str, float],
    ) -> str:
        count = await self._live().decide_all(decisions, shown_at=shown_at)
        return _counted(count, len(decisions), done)

    def _place_of(self, ticket: str) -> int | str:
        found = self.session.tickets.get(ticket)
        node = self.session.nodes.get(found.node) if found else None
        return "" if node is None or node.index is None else node.index

    async def retry(
        self, ticket: str, model: str | None = None, *, shown_at: float | None = None
    ) -> str:
        """Have it made once more, by the same model or another one."""
        handle = self._live()
        found = self._offers(ticket, "retry")
        await handle.retry(ticket, model, shown_at=shown_at)
        return f"{found.node}: once more" + (f" with {model}" if model else "")

    async def pick(self, ticket: str, attempt: int) -> str:
        """Choose which of several results is handed on, from 1."""
        handle = self._live()
        found = self._open(ticket)
        await handle.pick(ticket, attempt)
        return f"{found.node}: result {attempt} of {len(found.attempts)} goes on"

    async def choose_model(self, ticket: str, model: str) -> str:
        """Have another model asked by one ticket alone."""
        handle = self._live()
        found = self._open(ticket)
        await handle.choose_model(ticket, model)
        return f"{found.node}: goes to {model}, this time"

    async def guide(self, node: str, text: str) -> str:
        """Give a node words that go out with its next call."""
        number = await self._live().inject(node, text)
        return f"{node}: guidance {number} goes out with its next call"

    async def withdraw(self, node: str, number: int) -> str:
        """Take guidance back that has not gone out."""
        await self._live().withdraw(node, number)
        return f"{node}: guidance {number} taken back"

    async def set_limits(self, **changes: object) -> str:
        """Change limits of the run, at once."""
        for field, value in changes.items():
            if problem := refusal(field, value):
                raise SteeringError(problem)
        await self._live().set_limits(**changes)
        return f"limits: {', '.join(allowed(n, v) for n, v in changes.items())}"

    async def set_rules(self, lines: Sequence[str]) -> str:
        """Put other stop rules in force; what waits already stays."""
        handle, before = self._live(), self.session.rules
        try:
            await handle.set_rules(lines)
        except SettingsError as error:
            raise SteeringError(str(error)) from error
        return in_force_words(before, lines)

    async def decide_as_ruled(
        self,
        decisions: Mapping[str, Decision],
        *,
        shown_at: Mapping[str, float] = _NEVER,
    ) -> str:
        """Decide what waits already as a new rule decides what comes."""
        return await self._decide_all(decisions, "decided as the rule says", shown_at)

    async def latch(self, on: LatchKind, name: str) -> str:
        """Pause a subtree or a model, apart from the run."""
        await self._live().latch(on, name)
        return f"you paused {Latch(on=on, name=name).says()}"

    async def unlatch(self, on: LatchKind, name: str) -> str:
        """Let a subtree or a model go on; no other pause is touched."""
        await self._live().unlatch(on, name)
        return f"you let {Latch(on=on, name=name).says()} go on"

    async def set_variable(self, node: str, name: str, value_json: str) -> str:
        """Give a variable a JSON value, between two blocks of its node."""
        await self._live().set_variable(node, name, value_json)
        return f"{node}: {name} set; its next block finds it"

    async def variable_page(self, node: str, name: str, start: int = 0) -> VariablePage:
        """A stretch of a value, read from the process of a node."""
        return await self._live().variable_page(node, name, start)

    async def look_at_variables(self, node: str) -> None:
        """Have the session show what the code of a node has made so far, while it waits
        for what it asked."""
        await self._live().look_at_variables(node)

    async def mark(self, node: str, marked: bool) -> str:
        """Mark a node or take the mark away, live and in review."""
        self._node(node)
        await self._journal.record(NodeMarked(node=node, marked=marked))
        return f"{node}: {'marked' if marked else 'mark taken away'}"

    async def note(self, node: str, text: str) -> str:
        """Write a note on a node, live and in review; an empty one takes it away."""
        self._node(node)
        await self._journal.record(NodeNoted(node=node, text=Text.of(text.strip())))
        return f"{node}: {'noted' if text.strip() else 'note taken away'}"

    def _node(self, node: str) -> Node:
        found = self.session.nodes.get(node)
        if found is None:
            raise SteeringError(f"there is no node {node}")
        return found

    async def abort_node(self, node: str) -> str:
        """End one node and all below it; the code that asked goes on."""
        handle = self._live()
        found = self.session.nodes.get(node)
        if found is None or found.has_ended:
            raise SteeringError(f"{node} has already ended")
        await handle.abort(node)
        return f"{node}: aborting"

    async def abort_call(self, node: str) -> str:
        """End the call or the code that a node has in flight; then it asks."""
        await self._live().abort_call(node)
        return f"{node}: cancelling what is in flight"

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
            error = in_words_of_people(self.session.error or "")
            why = f": {error}" if error else ""
            raise SteeringError(f"the run has ended{why}")
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
        if verb not in verbs_at(found.gate, found.of):
            raise SteeringError(not_offered(verb, found.gate, found.of))
        return found


def _wait(count: int) -> str:
    return "waits" if count == 1 else "wait"


def _counted(done: int, of: int, words: str) -> str:
    gone = of - done
    late = f"; {gone} no longer {_wait(gone)}" if gone else ""
    return f"{done} {words}{late}"
