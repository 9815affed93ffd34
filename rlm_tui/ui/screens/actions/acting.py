"""What every verb on a run needs: may it act, on what, and what came of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import cached_property, partial

from textual.events import Key
from textual.widget import Widget

from rlm_tui.domain.decisions import Verb, not_offered, verbs_at
from rlm_tui.domain.session import Ticket
from rlm_tui.errors import RLMError
from rlm_tui.ui.keys.keymap import with_keys
from rlm_tui.ui.screens.run_base import RunBase
from rlm_tui.ui.screens.session_screen import SessionScreen
from rlm_tui.ui.typed.lapses import Lapse, node_lapse, run_lapse, ticket_lapse


def _key_name(event: Key) -> str:
    """As it is on the keyboard; one that is held with another is no letter."""
    character = event.character or ""
    is_alone = "+" not in event.key and bool(character.strip())
    return character if is_alone else event.key


class Acting(SessionScreen, inherit_bindings=False):
    """Everything built on this acts on a run; in review it says that it cannot."""

    def can_act(self) -> bool:
        """Whether verbs act here; if not, the message line says why."""
        if self.is_review:
            self.say("a saved session: nothing runs here, so there is nothing to steer")
        elif not self.controller.is_live:
            self.say("the run has ended")
        return self.controller.is_live

    def on_key(self, event: Key) -> None:
        """Keep words from acting as keys when the box they are for did not open.

        A key that is bound to nothing here is answered all the same.
        """
        if not event.is_printable:
            return
        if self.desk.grace.is_swallowing:
            event.stop()
            event.prevent_default()
            self.desk.grace.drop()
        elif not self._is_bound(event.key):
            shows = with_keys("{app.help} shows the keys")
            self.say(f"{_key_name(event)} does nothing here; {shows}")

    def _is_bound(self, key: str) -> bool:
        """Whether a key does something where the focus is; in a line it is a letter.

        Textual asks of each binding whether it may act; which there are stays the same.
        """
        if self.is_asking:
            return True
        if self.focused not in self._bound:
            self._bound[self.focused] = frozenset(self.active_bindings)
        return key in self._bound[self.focused]

    @cached_property
    def _bound(self) -> dict[Widget | None, frozenset[str]]:
        """The keys that are bound to something, by what has the focus."""
        return {}

    def refuse_key(self, why: str, *, opens_box: bool) -> None:
        """Say why a key does nothing; words for the box it would open are dropped."""
        if opens_box:
            self.desk.grace.drop(opens_box=True)
        self.say(why)

    def too_early(self, *, opens_box: bool = False) -> None:
        """Drop a key that came right after the shown ticket changed."""
        self.desk.grace.drop(opens_box=opens_box)
        self.say("what is shown had just changed: press the key again if you mean it")

    def perform(
        self, verb: Awaitable[str], *, refused: Callable[[], None] | None = None
    ) -> None:
        """Wait for a verb beside the screen, and say what it answered."""
        self.run_worker(self._answer_to(verb, refused), group="verbs")

    async def _answer_to(
        self, verb: Awaitable[str], refused: Callable[[], None] | None
    ) -> None:
        try:
            self.say(await verb)
        except RLMError as error:
            if refused is not None:
                refused()
            self.say(str(error), is_error=True)
        self.draw()

    def ticket_for(self, verb: Verb | None = None) -> Ticket | None:
        """The ticket that a key would decide now, or a line that says why none."""
        if not self.can_act():
            return None
        ticket = self.desk.ticket(self.session)
        opens_box = verb != "approve"
        if ticket is None:
            self.refuse_key(self.why_no_ticket(), opens_box=opens_box)
        elif self.desk.grace.is_on:
            self.too_early(opens_box=opens_box)
        elif verb is not None and verb not in verbs_at(ticket.gate, ticket.of):
            self.refuse_key(
                not_offered(verb, ticket.gate, ticket.of), opens_box=opens_box
            )
        else:
            return ticket
        return None

    def lapse_of_run(self) -> str:
        """Why a question about the run asks about nothing any more."""
        return run_lapse(self.controller.session)

    def lapse_of_nodes(self, nodes: Sequence[str]) -> Lapse:
        """Why a question about ending nodes would ask about nothing any more."""
        return lambda: node_lapse(self.controller.session, nodes)

    def lapse_of(self, *tickets: Ticket) -> Lapse:
        """Why a question about tickets would ask about nothing any more."""
        return lambda: ticket_lapse(self.controller.session, tickets)

    def keep_drafts(self) -> None:
        """Keep what the person has begun to write beyond this process."""
        self.run_worker(self._keep_drafts(), group="drafts")

    async def _keep_drafts(self) -> None:
        try:
            await self.options.drafts(self.controller.session.id).save()
        except RLMError as error:
            self.say(str(error), is_error=True)

    def why_no_ticket(self) -> str:
        """Why a verb finds nothing to decide here."""
        waits = bool(self.desk.open_tickets(self.session))
        goes = with_keys("{stops.next} goes to what waits")
        return goes if waits else "nothing waits here"

    def when_shown(self, tickets: Sequence[Ticket]) -> dict[str, float]:
        """When each was first seen; those seen only as part of a set, just now."""
        seen, now = self.desk.first_shown, self.options.clock()
        return {ticket.id: seen.get(ticket.id, now) for ticket in tickets}

    def decide(self, ticket: Ticket, verb: Awaitable[str]) -> None:
        """Send a decision on its way and show the next ticket."""
        if self.desk.forget(ticket):
            self.keep_drafts()
        self.desk.decide(self.session, ticket)
        self.perform(verb, refused=partial(self.desk.take_back, ticket))
        self.draw()


class RunActing(RunBase, Acting):
    """The same for verbs that only the run screen has."""

    def why_no_ticket(self) -> str:
        """A batch is decided one by one in its table, or as a whole."""
        if not self.batch_shown:
            return super().why_no_ticket()
        size = len(self.batch_shown.tickets)
        shows = with_keys("{tree.open} shows them, there choose one")
        return f"that key is for one of the {size}: {shows}"
