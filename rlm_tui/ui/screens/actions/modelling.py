"""Another model for one call, and another attempt beside the first."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from rlm_tui.domain.decisions import TAKES_MODEL, no_model_at, verbs_at
from rlm_tui.domain.session import Ticket
from rlm_tui.errors import RLMError, SteeringError
from rlm_tui.ui.contracts.launcher import ModelChoice
from rlm_tui.ui.keys.keymap import with_keys
from rlm_tui.ui.labels.tickets import ticket_title
from rlm_tui.ui.screens.actions.acting import Acting
from rlm_tui.ui.screens.attempts import AttemptChosen, AttemptShown, AttemptsScreen
from rlm_tui.ui.screens.models import ModelScreen

_CHOOSING = "for this and nothing else; {ticket.approve} then sends it"
_AGAIN = "it is sent at once, and its result comes beside the others"


class Modelling(Acting):
    """The keys `M` and `R`."""

    def action_ticket_model(self) -> None:
        """Choose the model for what waits, and for nothing else."""
        ticket = self.ticket_for()
        if ticket is None:
            return
        if ticket.gate not in TAKES_MODEL:
            self.say(no_model_at(ticket.gate))
            return

        def choose(name: str) -> None:
            self.perform(self.controller.choose_model(ticket.id, name))

        self.ask_model(ticket, "takes it", choose, says=_CHOOSING)

    def action_ticket_retry(self) -> None:
        """Run it again, or look at the attempts there are."""
        ticket = self.ticket_for("retry")
        if ticket is not None:
            self.run_again(ticket)

    def run_again(self, ticket: Ticket) -> None:
        """Ask by which model, or show the attempts there are."""
        if len(ticket.attempts) > 1:
            self.open_box(self._show_attempts(ticket))
        else:
            self._ask_retry(ticket)

    def _ask_retry(self, ticket: Ticket) -> None:
        retry = partial(self.retry, ticket)
        self.ask_model(ticket, "runs it again", retry, says=_AGAIN)

    def retry(self, ticket: Ticket, model: str | None) -> None:
        """Have it made once more; the result comes beside those there are.

        Raises:
            SteeringError: that is not offered there.
        """
        if "retry" not in verbs_at(ticket.gate, ticket.of):
            raise SteeringError(f"nothing is run again at a stop {ticket.gate}")
        other = None if model == ticket.model else model
        shown_at = self.desk.first_shown.get(ticket.id)
        verb = self.controller.retry(ticket.id, other, shown_at=shown_at)
        self.decide(ticket, verb)

    def ask_model(
        self,
        ticket: Ticket,
        enter: str,
        use: Callable[[str], None],
        *,
        says: str = _CHOOSING,
    ) -> None:
        """Offer models, the ticket's own first, and use the one that is chosen."""
        self.open_box(self._offer_models(ticket, enter, use, says))

    async def _offer_models(
        self, ticket: Ticket, enter: str, use: Callable[[str], None], says: str
    ) -> None:
        def chosen(name: str | None) -> None:
            if name:
                use(name)

        title = f"{ticket.node}: which model, this time?"
        models = await self._models(ticket)
        glyphs, lapse = self.options.glyphs, self.lapse_of(ticket)
        screen = ModelScreen(
            title,
            models,
            glyphs,
            enter=enter,
            says=with_keys(says),
            doubt=self.options.doubt,
            lapse=lapse,
        )
        await self.app.push_screen(screen, chosen)

    async def _models(self, ticket: Ticket) -> list[ModelChoice]:
        """The ticket's own model first, then those of the run, then what is usable."""
        session = self.session
        names = [ticket.model, session.model, session.sub_model]
        models = {
            name: ModelChoice(name, "as now" if name == ticket.model else "in this run")
            for name in names
            if name
        }
        try:
            usable = await self.options.models()
        except RLMError as error:
            self.say(str(error), is_error=True)
            usable = ()
        return [
            *models.values(),
            *(choice for choice in usable if choice.name not in models),
        ]

    async def _show_attempts(self, ticket: Ticket) -> None:
        shown = [
            AttemptShown(attempt.model, await self.controller.text(attempt.text))
            for attempt in ticket.attempts
        ]
        screen = AttemptsScreen(
            ticket_title(ticket),
            shown,
            self.options.glyphs,
            picked=ticket.picked or len(ticket.attempts),
            lapse=self.lapse_of(ticket),
        )
        await self.app.push_screen(screen, partial(self._attempt_chosen, ticket))

    def _attempt_chosen(self, ticket: Ticket, chosen: AttemptChosen | None) -> None:
        if chosen is None:
            return
        if chosen.deed == "again":
            self._ask_retry(ticket)
        else:
            self.perform(self.controller.pick(ticket.id, chosen.number))
