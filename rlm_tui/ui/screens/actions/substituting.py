"""One change of all the prompts of a batch, shown before it is made."""

from __future__ import annotations

from collections.abc import Sequence

from rlm_tui.domain.session import Ticket
from rlm_tui.domain.substitute import (
    Substitution,
    changes_in,
    parse_substitution,
    with_beginning,
)
from rlm_tui.errors import SteeringError
from rlm_tui.ui.screens.actions.batch_commands import BatchCommands
from rlm_tui.ui.text.lines import Line, Span, line
from rlm_tui.ui.typed.questions import Question
from rlm_tui.wording import count

BEGINNING = (
    "s/old/new/: a pattern, and what takes its place; g at the end: everywhere, "
    "i: in any case"
)
"""What is said before anything is typed."""


class Substituting(BatchCommands):
    """The key `%`."""

    substitution: Substitution | None = None
    """What is being typed after `%`, once it can be read."""
    originals: dict[str, str]
    """The texts that it is about, by ticket."""

    def is_too_early(self, *, opens_box: bool = False) -> bool:
        """Whether what is shown has just changed; then it says so."""
        if self.desk.grace.is_on:
            self.too_early(opens_box=opens_box)
        return self.desk.grace.is_on

    def action_batch_substitute(self) -> None:
        """Ask for a substitution in what waits to be sent."""
        if not self.can_act() or self.is_too_early(opens_box=True):
            return
        targets = [ticket for ticket in self.targets if ticket.gate == "query"]
        if targets:
            self.open_box(self._ask_substitution(targets))
        else:
            self.say("nothing that is shown waits to be sent")

    async def _ask_substitution(self, targets: Sequence[Ticket]) -> None:
        self.originals = {
            ticket.id: await self.controller.text(ticket.outgoing) for ticket in targets
        }
        self.ask(
            Question(
                title=f"Change {count(len(targets), 'prompt')}",
                prompt="s/old/new/ with g for every place, i for any case",
                enter="keep, send nothing",
                escape="change nothing",
                answer=self._substitute,
                lapse=self.lapse_of(*targets),
                value="s/",
                is_replaced=True,
                read_back=self._read_substitution,
            )
        )

    def _read_substitution(self, typed: str) -> Line:
        """Show what it would change, and say how many."""
        self.substitution = None
        if with_beginning(typed).rstrip() in ("s", "s/"):
            self.call_later(self.draw)
            return line(Span(BEGINNING, "muted"))
        try:
            self.substitution = parse_substitution(with_beginning(typed))
            changed = len(self.substitution.changed(self.originals))
        except SteeringError as error:
            self.substitution = None
            self.call_later(self.draw)
            return line(Span(str(error), "muted"))
        self.call_later(self.draw)
        verb = "changes" if changed == 1 else "change"
        said = f"{changed} of {count(len(self.originals), 'prompt')} {verb}"
        return line(Span(said, "strong" if changed else "muted"))

    def _substitute(self, typed: str) -> None:
        changed = changes_in(self.originals, with_beginning(typed))
        for ticket in changed:
            self.desk.drafts.pop(ticket, None)
        self.perform(self.controller.edit_all(changed))
