"""What the batch screen holds: the rows as shown, the marks, and what keys act on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from textual import getters

from rlm_tui.controller import Controller
from rlm_tui.domain.session import Node, Session, Ticket
from rlm_tui.ui.batch.columns import Holdings, Layout
from rlm_tui.ui.batch.view import Narrowing, Shown, View, narrowing_of
from rlm_tui.ui.desk.batch import BatchDesk
from rlm_tui.ui.desk.run import Desk
from rlm_tui.ui.labels.beginnings import shared_beginning, shared_by_edited
from rlm_tui.ui.rows.elements import Element, Elements
from rlm_tui.ui.screens.run_options import RunOptions
from rlm_tui.ui.screens.session_screen import SessionScreen
from rlm_tui.ui.text.stored import Texts
from rlm_tui.ui.widgets.batch_table import BatchTable


class BatchBase(SessionScreen, inherit_bindings=False):
    """The state of a batch screen: nothing here acts on the run."""

    desk: BatchDesk
    table = getters.query_one(BatchTable)

    def __init__(
        self,
        controller: Controller,
        options: RunOptions,
        *,
        desk: Desk,
        batch: str,
        views: dict[str, View],
        session: Session,
    ) -> None:
        """Take what the run screen knows.

        Args:
            controller: the person's hand on the session.
            options: marks, grace and clock.
            desk: the desk of the run screen, for drafts and answers.
            batch: the node.
            views: how each batch was looked at the last time; kept up to date.
            session: the session as drawn; in review it stays this one.
        """
        super().__init__(controller, options)
        self.session = session
        self.desk = BatchDesk(desk, grace_s=options.grace_s, clock=options.clock)
        self._views = views
        self.batch_id = batch
        view = self.view
        self.desk.go_to(view.cursor or self._first_waiting())
        self.texts = Texts(controller.text)
        self.rows: list[Element] = []
        """As shown."""
        self._elements = Elements(batch)
        self._holdings = Holdings()
        self._shown = Shown(narrowing_of(view.filter))
        nodes = session.nodes
        children = (nodes[child] for child in nodes[batch].children)
        self._shared = shared_beginning(child.prompt.preview for child in children)
        self.shared: tuple[str, ...] = (self._shared,)
        """What is left out of the prompts: as the code wrote them, and as edited."""

    def _first_waiting(self) -> str:
        """Where a person begins: at what there is to decide."""
        waiting = {ticket.node for ticket in self.session.open_tickets}
        children = self.session.nodes[self.batch_id].children
        return next((child for child in children if child in waiting), "")

    @property
    def view(self) -> View:
        """How the person looks at it."""
        return self._views.get(self.batch_id, View())

    @view.setter
    def view(self, view: View) -> None:
        self._views[self.batch_id] = view

    @property
    def node(self) -> Node:
        """The batch."""
        return self.session.nodes[self.batch_id]

    @property
    def narrowing(self) -> Narrowing | None:
        """The filter as it is understood."""
        return self._shown.narrowing

    def lay_out(self) -> None:
        """Work out the rows of the newest session."""
        if not self.is_review:
            self.session = self.controller.session
        waiting = self.desk.open_tickets(self.session)
        elements = self._elements.of(self.session, waiting)
        self._holdings = Holdings.of(elements, self._shared)
        self.shared = self._shared, shared_by_edited(elements)
        self.rows = self._shown.of(self.session, elements, self.view)
        self.desk.look(self.session, self.rows)
        self.view = replace(self.view, cursor=self.desk.selected.node)

    @property
    def layout_now(self) -> Layout:
        """The columns of the table."""
        region = self.table.scrollable_content_region
        return Layout.of(region.width or self.size.width, self._holdings)

    def narrow(self, text: str) -> None:
        """Show only what a filter lets through.

        Raises:
            RuleError: it is none.
        """
        self._shown = Shown(narrowing_of(text))
        self.view = replace(self.view, filter=text.strip())
        self.desk.grace.end()

    def mark(self, view: View) -> None:
        """Take other marks or another order."""
        self.view = view
        self.draw()

    def unmark(self, tickets: Sequence[Ticket]) -> None:
        """Rows that are decided are not marked any more."""
        decided = {ticket.node for ticket in tickets}
        self.view = replace(self.view, marked=self.view.marked - decided)

    @property
    def waiting_shown(self) -> list[Ticket]:
        """Tickets of the rows that are shown."""
        return [row.ticket for row in self.rows if row.ticket is not None]

    @property
    def waiting_marked(self) -> list[Ticket]:
        """Tickets of the marked rows, shown or not, in their order."""
        if not self.view.marked:
            return []
        tickets = self.desk.open_tickets(self.session)
        return [ticket for ticket in tickets if ticket.node in self.view.marked]

    def is_written(self, ticket: Ticket) -> bool:
        """Whether the person has changed it, or written something for it."""
        texts = (self.desk.answers, self.desk.drafts)
        return ticket.edit is not None or any(ticket.id in kept for kept in texts)

    @property
    def targets(self) -> list[Ticket]:
        """What `T` and `%` are about: the marked rows if any wait, else all shown."""
        return self.waiting_marked or self.waiting_shown

    def tickets_shown(self) -> tuple[Sequence[Ticket], str]:
        """What `A` is about."""
        where = f"{self.batch_id}, a batch of {len(self.node.children)}"
        if self.view.filter:
            where += f", filter {self.view.filter}"
        return self.waiting_shown, where
