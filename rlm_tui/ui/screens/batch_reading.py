"""Moving, marking, sorting and filtering in the table of a batch."""

from __future__ import annotations

from dataclasses import replace

from textual import getters, on

from rlm_tui.errors import RLMError
from rlm_tui.ui.keys.keymap import with_keys
from rlm_tui.ui.screens.actions.sets import SetActions
from rlm_tui.ui.text.lines import Line, Span, line
from rlm_tui.ui.typed.questions import Question
from rlm_tui.ui.widgets.bar import Bar
from rlm_tui.ui.widgets.batch_preview import BatchPreview


class BatchReading(SetActions, inherit_bindings=False):
    """What a person does to find rows; nothing here acts on the run."""

    preview = getters.query_one(BatchPreview)

    _filter_before = ""

    def draw_row(self) -> None:
        """Draw what depends on the row under the cursor and on the marks."""
        raise NotImplementedError

    def move_cursor(self) -> None:
        """Move the table's cursor if it was not the table that moved it."""
        if self.desk.at != self.table.at:
            self.table.put(self.desk.at)

    def go_to_row(self, at: int) -> None:
        """Show the row that the person went to."""
        self.desk.go(at)
        self.view = replace(self.view, cursor=self.desk.selected.node)
        self.forget_message()
        self.draw_row()

    def mark_row(self) -> None:
        """Mark the row, and go on to the next."""
        self.mark(self.view.toggled(self.desk.selected.node))
        self.table.action_cursor_down()

    def open_row(self) -> None:
        """Show the element in the run; while a line is typed, Enter is not for here."""
        if self.desk.row is not None and not self.is_asking:
            self.dismiss(self.desk.row.node.id)

    def action_batch_mark_all(self) -> None:
        """Mark all that is shown."""
        self.mark(self.view.all_toggled([row.node.id for row in self.rows]))

    def action_batch_sort(self) -> None:
        """Order by the next column."""
        self.desk.grace.end()
        self.mark(self.view.ordered_by_next())

    def action_batch_reverse(self) -> None:
        """The same order from its end."""
        self.desk.grace.end()
        self.mark(self.view.reversed())

    @on(Bar.Clicked, "#batch-head")
    def _sort_by_what_was_clicked(self, message: Bar.Clicked) -> None:
        message.stop()
        column = self.layout_now.column_at(message.x)
        self.mark(self.view.ordered_by(column))

    def action_batch_filter(self) -> None:
        """Ask for a filter; the rows follow while it is typed."""
        self._filter_before = self.view.filter
        self.ask(
            Question(
                title="Filter",
                prompt="words, or such as idx<10 state:held ~p liability",
                enter="keep it",
                escape="as before",
                answer=self.keep_filter,
                value=self.view.filter,
                read_back=self._read_filter,
            )
        )

    def keep_filter(self, typed: str) -> None:
        """Show only what a filter lets through, until there is another.

        Raises:
            RuleError: it is none.
        """
        self.narrow(typed)
        self._filter_before = self.view.filter

    def _read_filter(self, typed: str) -> Line:
        """Show what it lets through, as long as it can be read."""
        try:
            self.narrow(typed)
        except RLMError as error:
            return line(Span(str(error), "muted"))
        self.call_later(self.draw)
        says = self.narrowing.says if self.narrowing else "all rows"
        return line(Span(says, "muted"))

    def close_question(self) -> None:
        """Put the line away; a filter that was not kept is as before."""
        if self.view.filter != self._filter_before:
            self.narrow(self._filter_before)
        self.substitution = None
        super().close_question()

    def focus_back(self) -> None:
        """Go to the table."""
        self.call_after_refresh(self.table.focus)

    def action_stops_next(self) -> None:
        """Go to the next row that waits."""
        self._step(1)

    def action_stops_previous(self) -> None:
        """Go to the row before that waits."""
        self._step(-1)

    def _step(self, step: int) -> None:
        if self.desk.go_to_waiting(step):
            self.forget_message()
            self.move_cursor()
            self.draw_row()
        else:
            elsewhere = len(self.controller.session.open_tickets)
            back = with_keys(f"; {elsewhere} elsewhere: {{app.back}} goes back")
            self.say(f"nothing that is shown waits{back if elsewhere else ''}")

    def action_view_copy(self) -> None:
        """Copy the preview."""
        copying = self.copy(self.preview.document.source)
        self.run_worker(copying, group="copy", exclusive=True)

    def on_text_view_left(self) -> None:
        """Back to the table."""
        self.table.focus()

    def pane_step(self, step: int) -> None:
        """To the preview, or back to the table."""
        if not self.is_asking:
            self.focus_next() if step > 0 else self.focus_previous()

    def go_back(self) -> bool:
        """Close the line that is asked for, then the filter; false if nothing is."""
        if self.is_asking:
            self.close_question()
        elif self.view.filter:
            self.keep_filter("")
            self.draw()
        else:
            return False
        return True
