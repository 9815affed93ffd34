"""The lines around the panes of the run screen: header, status, hints, messages."""

from __future__ import annotations

from dataclasses import replace

from textual import getters

from rlm_tui.controller import Controller
from rlm_tui.domain.events import ANSWERED
from rlm_tui.domain.session import Node
from rlm_tui.insight.calls import Calls
from rlm_tui.sanitize import safe_line
from rlm_tui.ui.desk.scrubber import scrubber_line
from rlm_tui.ui.hints.help import HelpTopic
from rlm_tui.ui.hints.row import asking_row, hint_row
from rlm_tui.ui.hints.situation import Situation, run_verbs, ticket_verbs
from rlm_tui.ui.hints.topics import topic_of
from rlm_tui.ui.keys.keymap import with_keys
from rlm_tui.ui.labels.sparkline import bars_in, spending_line
from rlm_tui.ui.labels.status import (
    NOTE_ROWS,
    Standing,
    header_line,
    note_rows,
    status_line,
)
from rlm_tui.ui.labels.tickets import batch_help, ticket_help
from rlm_tui.ui.labels.views import view_line
from rlm_tui.ui.rows.rules import holds_off
from rlm_tui.ui.screens.run_options import RunOptions
from rlm_tui.ui.screens.run_routes import RunRoutes
from rlm_tui.ui.text.lines import Line, Span, line
from rlm_tui.ui.widgets.bar import Bar
from rlm_tui.wording import end_line, review_line

_LEAST = "40x10 is the least; 80x24 is comfortable"


class RunLines(RunRoutes):
    """Draws the lines; they say nothing of their own accord."""

    header = getters.query_one("#header", Bar)
    status = getters.query_one("#status", Bar)
    hints = getters.query_one("#hints", Bar)
    note = getters.query_one("#note", Bar)
    too_small = getters.query_one("#too-small", Bar)

    def __init__(self, controller: Controller, options: RunOptions) -> None:
        super().__init__(controller, options)
        self._calls = Calls()

    def situation(self) -> Situation:
        """What decides which verbs are offered."""
        ticket = self.desk.ticket(self.session)
        return Situation(
            session=self.session,
            ticket=ticket,
            is_live=self.controller.is_live,
            is_review=self.is_review,
            was_cut=self.is_review and self.controller.session.status is None,
            has_answered=self.controller.session.status in ANSWERED,
            has_stops=bool(self.controller.session.tickets),
            is_walking=self.position is not None,
            has_answer=ticket is not None and ticket.id in self.desk.answers,
            has_draft=ticket is not None and ticket.id in self.desk.drafts,
            batch=self.batch_shown,
        )

    def help_topic(self) -> HelpTopic:
        """What help says first here."""
        return topic_of(self.situation())

    def draw_lines(self) -> None:
        width, situation = self.size.width, self.situation()
        standing = replace(self._standing(), spending=self._spending())
        self.header.show(header_line(self.session, width, standing))
        self.draw_views()
        self.draw_status()
        self.hints.show(*self._hint_rows(situation, width))
        self.too_small.show(line(_LEAST if width >= len(_LEAST) else _LEAST[:18]))
        self.draw_note()

    @property
    def node_shown(self) -> Node:
        """The node of the selected row."""
        return self.session.nodes.get(self.desk.selected.node, Node("0", "rlm"))

    def draw_status(self) -> None:
        """Draw the status line."""
        width, standing = self.size.width, self._standing()
        self.status.show(status_line(self.session, self.node_shown, width, standing))

    def draw_views(self) -> None:
        """Draw the row of views, which only a small window shows."""
        said = ""
        if self.sieve is not None and self.front == "tree":
            wanted = safe_line(self.sieve.wanted.text)
            said = with_keys("{view.filter}: ") + wanted
        self.views.show(
            view_line(
                self.front,
                waiting=len(self.stops),
                has_ticket=self.desk.ticket(self.session) is not None,
                said=said,
                width=self.size.width,
            )
        )

    def _hint_rows(self, situation: Situation, width: int) -> tuple[Line, ...]:
        if self.is_asking:
            return (self._asking_row(),)
        on_ticket, on_run = ticket_verbs(situation), run_verbs(situation)
        run_row = hint_row("Run", on_run, width)
        if self.has_class("-low"):
            only = [*on_ticket, ("app.help", "help")]
            return (hint_row("Ticket", only, width) if on_ticket else run_row,)
        return hint_row("Ticket", on_ticket, width), run_row

    def _asking_row(self) -> Line:
        question = self.ask_bar.question
        if question is None:
            return ()
        width = self.size.width
        return asking_row(question.title, question.enter, question.escape, width)

    def _standing(self) -> Standing:
        at = ""
        if self.position is not None:
            at = f"event {self.position} of {len(self.timeline)}"
        return Standing(self.options.glyphs, self._now(), self.is_review, at)

    def _spending(self) -> Line:
        """What the calls used so far, where the window has room for it.

        It takes a look at all events, so that they must be at hand.
        """
        most = bars_in(self.size.width)
        if not most or not self.controller.whole.is_at_hand:
            return ()
        events = self.controller.events
        per_call = self._calls.per_call(events, most, position=self.position)
        return spending_line(per_call, self.options.glyphs)

    def _now(self) -> float:
        """The time; in a saved session, when what is shown happened."""
        return self.session.saved_at if self.is_review else self.options.clock()

    def draw_note(self) -> None:
        """Draw the message line."""
        if self.position is not None and not self.message:
            self.note.show(self._scrubber(self.position))
            return
        said = Span(self._note(), "failed" if self.note_is_error else "")
        # What stands there of its own accord takes no rows from the panes.
        most = NOTE_ROWS if self.message else 1
        saved_at, width = self.session.saved_at, self.size.width
        self.note.show(*note_rows(said, saved_at, width, most=most))

    def _scrubber(self, position: int) -> Line:
        events = self.controller.events
        return scrubber_line(
            position,
            len(events),
            landmarks=self.landmarks.of(events),
            speed=self.replay_speed,
            width=self.size.width,
            glyphs=self.options.glyphs,
        )

    def _ended(self) -> str:
        """How a saved session ended; what can be done with one that did not."""
        if self.session.status is not None:
            return review_line(self.session)
        goes_on = "not ended: {ticket.reject} goes on with it, unless it runs in "
        return with_keys(f"{goes_on}another window")

    def _note(self) -> str:
        if self.message:
            return self.message
        ticket = self.desk.ticket(self.session)
        if ticket is not None and not self.is_review:
            return ticket_help(ticket, self.size.width)
        if self.batch_shown is not None:
            return batch_help(self.batch_shown.tickets, self.size.width)
        if self.is_review and self.position is None:
            return self._ended()
        if self.session.status is not None:
            whole = self.end_words()
            return whole if len(whole) < self.size.width else self._way_back()
        return self._switched_off()

    def _switched_off(self) -> str:
        """What would stop the run and does not, for as long as that is so."""
        off = holds_off(self.session.rules)
        if not off:
            return ""
        number, rule = off[0]
        says = f"rule {number} is off, it would {replace(rule, off=False).says()}"
        return with_keys(f"{says}; {{run.rules}}: the rules")

    def end_words(self) -> str:
        """How the run ended, and how one gets back to it."""
        if self.is_review:
            return end_line(self.session)
        return f"{end_line(self.session)}; {self._way_back()}"

    def _way_back(self) -> str:
        return f"see it again: rlm-tui review {self.session.id}"
