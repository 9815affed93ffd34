"""The batch screen: a table of the elements, a preview, and what keys act on."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from textual import getters
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.events import Resize

from rlm_tui.errors import RLMError
from rlm_tui.ui.batch.columns import head_line
from rlm_tui.ui.batch.hints import (
    BatchSituation,
    deciding_verbs,
    narrow_verbs,
    reading_verbs,
)
from rlm_tui.ui.batch.labels import (
    RowLook,
    counts_line,
    header_line,
    named,
    target_line,
    why_replies_wait,
)
from rlm_tui.ui.batch.preview import (
    element_subject,
    preview_lines,
    preview_title,
    substitution_lines,
)
from rlm_tui.ui.hints.help import HelpTopic
from rlm_tui.ui.hints.row import asking_row, hint_row
from rlm_tui.ui.keys import keymap
from rlm_tui.ui.labels.status import Standing, note_rows, status_line
from rlm_tui.ui.rows.elements import Element, row_name
from rlm_tui.ui.screens.batch_reading import BatchReading
from rlm_tui.ui.text.estimates import Estimates
from rlm_tui.ui.text.lines import Line, Span, line
from rlm_tui.ui.text.paragraphs import Shown
from rlm_tui.ui.widgets.ask_bar import AskBar
from rlm_tui.ui.widgets.bar import Bar
from rlm_tui.ui.widgets.batch_preview import BatchPreview
from rlm_tui.ui.widgets.batch_table import BatchTable

_ROOMY = 60
"""Cells from which on there is room for more than what matters most."""
_FEW = 8
"""Elements of a batch whose table does not need half of the screen."""


class BatchScreen(BatchReading, inherit_bindings=False):
    """One row for each element of a batch."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *keymap.bindings("ticket", "batch"),
        *keymap.bindings_of(
            *("stops.next", "stops.previous", "view.copy", "run.pause"),
            *("run.continue", "run.abort_node", "run.command"),
        ),
    ]
    header = getters.query_one("#header", Bar)
    counts = getters.query_one("#batch-counts", Bar)
    filter_line = getters.query_one("#batch-filter", Bar)
    head = getters.query_one("#batch-head", Bar)
    target = getters.query_one("#batch-target", Bar)
    status = getters.query_one("#status", Bar)
    hints = getters.query_one("#hints", Bar)
    note = getters.query_one("#note", Bar)

    def compose(self) -> ComposeResult:
        """The table between its head and the preview, and the lines below."""
        yield Bar(id="header")
        yield Bar(id="batch-counts")
        yield Bar(id="batch-filter")
        yield Bar(id="batch-head")
        yield BatchTable(
            went=self.go_to_row,
            marked=self.mark_row,
            opened=self.open_row,
            id="batch-table",
        )
        yield BatchPreview(id="batch-preview")
        yield Bar(id="batch-target")
        yield Bar(id="status")
        yield Bar(id="hints")
        yield Bar(id="note")
        yield AskBar(id="ask")

    def on_mount(self) -> None:
        """Begin to follow the session."""
        self.follow(ticks=True)
        self.table.focus()
        self.call_after_refresh(self.draw)

    def on_resize(self, _event: Resize) -> None:
        """Lines are cut to the new width."""
        self.call_after_refresh(self.draw)

    def draw(self) -> None:
        """Draw the newest session."""
        if not self.is_mounted:
            return
        self.note_drawing()
        if self.is_covered:
            return
        self.lay_out()
        glyphs, width = self.options.glyphs, self.size.width
        self.set_class(len(self.node.children) <= _FEW, "-few")
        self._draw_table()
        self.move_cursor()
        self.head.show(head_line(self.layout_now, self.view, glyphs))
        self.header.show(header_line(self.session, self.node, width, glyphs))
        shown = len(self.rows)
        self.counts.show(
            counts_line(self.session, self.node, shown, width=width, glyphs=glyphs)
        )
        self._draw_filter()
        self._draw_status()
        self.draw_row()

    def draw_clocks(self) -> None:
        """The time of the run; that of the elements whose calls are under way."""
        if self.session.in_flight:
            self._draw_table()
        self._draw_status()

    def _draw_table(self) -> None:
        glyphs, answers = self.options.glyphs, self.desk.answers
        look = RowLook(glyphs, self.layout_now, self._now(), self.shared, answers)
        self.table.show(self.rows, self.view.marked, look)

    def _draw_status(self) -> None:
        standing = Standing(self.options.glyphs, self._now(), self.is_review)
        width = self.size.width
        self.status.show(status_line(self.session, self.node, width, standing))

    def draw_row(self) -> None:
        """What depends on the row under the cursor and on the marks."""
        self._draw_preview()
        waiting = self.waiting_shown
        marked = self.waiting_marked
        shown_nodes = {ticket.node for ticket in waiting}
        estimate = Estimates.of(waiting).says(self.options.glyphs) if waiting else ""
        self.target.show(
            ()
            if self.is_asking
            else target_line(
                row=self.desk.row,
                marked=named(self.session, marked) if marked else "",
                hidden=sum(ticket.node not in shown_nodes for ticket in marked),
                waiting=f"{len(waiting)} shown that wait  {estimate}".rstrip(),
                width=self.size.width,
            )
        )
        self.target.display = self.controller.is_live
        self._draw_hints()
        self.draw_note()

    def _draw_filter(self) -> None:
        narrowing = self.narrowing
        self.filter_line.display = narrowing is not None
        if narrowing is not None:
            self.filter_line.show(
                line(Span(" filter ", "muted"), Span(narrowing.says, "here"))
            )

    def _situation(self) -> BatchSituation:
        ticket = self.desk.ticket(self.session)
        return BatchSituation(
            is_live=self.controller.is_live,
            waiting=len(self.waiting_shown),
            marked=len(self.waiting_marked),
            row_waits=ticket is not None,
            is_edited=ticket is not None and ticket.edit is not None,
            has_answer=ticket is not None and ticket.id in self.desk.answers,
            is_written=any(map(self.is_written, self.waiting_marked)),
            order=self.view.order,
        )

    def _draw_hints(self) -> None:
        width, situation = self.size.width, self._situation()
        deciding, reading = deciding_verbs(situation), reading_verbs(situation)
        if self.is_asking:
            self.hints.show(self._asking_row(), ())
        elif self.has_class("-low"):
            self.hints.show(hint_row("Batch", narrow_verbs(situation), width))
        else:
            rows = (
                hint_row("Batch", deciding, width),
                hint_row("Rows", reading, width),
            )
            self.hints.show(*rows)

    def _asking_row(self) -> Line:
        question = self.ask_bar.question
        if question is None:
            return ()
        width = self.size.width
        return asking_row(question.title, question.enter, question.escape, width)

    def _draw_preview(self) -> None:
        change = self.substitution if self.is_asking else None
        self.set_class(change is not None, "-changing")
        if change is not None:
            self.preview.present(
                "what would change", ("changes", change), self._changes
            )
            return
        row = self.desk.row
        if row is None:
            self.preview.present("", ("",), list)
            return
        answer = self.desk.answers.get(row.ticket.id) if row.ticket else None
        marked = self.waiting_marked
        is_meant = not marked or row.ticket in marked
        about = (row.node.id, row, answer, self.texts.version, is_meant)
        title = preview_title(row, has_answer=answer is not None, is_meant=is_meant)
        self.preview.present(title, about, partial(self._element_lines, row, answer))
        if not self.texts.is_complete:
            self.run_worker(self._fetch_texts(), group="texts", exclusive=True)

    def _element_lines(self, row: Element, answer: str | None) -> list[Shown]:
        glyphs, read = self.options.glyphs, self.texts.read
        subject = element_subject(
            self.session, row, answer=answer, glyphs=glyphs, read=read
        )
        return preview_lines(subject, row)

    def _changes(self) -> list[Shown]:
        if self.substitution is None:
            return []
        tickets, nodes = self.session.tickets, self.session.nodes
        changed = self.substitution.changed(self.originals)
        return substitution_lines(
            self.originals,
            changed,
            names={t: row_name(nodes[tickets[t].node]) for t in changed},
            ascii_only=self.options.glyphs.is_ascii,
        )

    async def _fetch_texts(self) -> None:
        try:
            await self.texts.fetch()
        except RLMError as error:
            self.say(str(error), is_error=True)
        self.draw()

    def _now(self) -> float:
        return self.session.saved_at if self.is_review else self.options.clock()

    def draw_note(self) -> None:
        """Draw the message line."""
        said = Span(self._note(), "failed" if self.note_is_error else "")
        self.note.show(*note_rows(said, self.session.saved_at, self.size.width))

    def _note(self) -> str:
        if self.message:
            return self.message
        if self.is_review:
            return "a saved session: nothing here can be decided"
        if self.node.has_ended:
            return "the batch has ended: its replies went to the code, in order"
        order = "the code goes on when all have an outcome"
        if self.size.width > _ROOMY:
            order += ", in their order"
        return why_replies_wait(self.session, self.rows) or order

    def help_topic(self) -> HelpTopic:
        """What help says first here."""
        situation = self._situation()
        verbs = (*deciding_verbs(situation), *reading_verbs(situation))
        return HelpTopic(
            "a batch",
            "One row for each prompt that the code sent together. Keys act on the "
            "marked rows if any waits, else on the row; nothing is sent before. "
            "Rows count from 0 (idx), as in the code's list; paths count from 1.",
            ("batch", "ticket", "table", "anywhere"),
            tuple((verb, "") for verb, _ in verbs if verb != "app.help"),
        )
