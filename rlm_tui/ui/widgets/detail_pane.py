"""The detail pane: tabs, facts of a ticket, its text, why it was asked, its verbs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual import getters, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message

from rlm_tui.domain.events import Event
from rlm_tui.domain.session import Ticket
from rlm_tui.insight.scope import owner_of
from rlm_tui.ui.detail.batch import FRONT
from rlm_tui.ui.detail.code import before_lines, why_lines
from rlm_tui.ui.detail.documents import is_growing, lines_of, variables_in
from rlm_tui.ui.detail.facts import (
    fact_lines,
    subtitle_of,
    tab_at,
    tab_line,
    title_of,
    verb_lines,
)
from rlm_tui.ui.detail.subject import TAB_OF, Subject, Tab
from rlm_tui.ui.hints.situation import Situation
from rlm_tui.ui.labels.events import EventLines
from rlm_tui.ui.text.highlight import GUTTER
from rlm_tui.ui.text.paragraphs import Paragraphs, Records
from rlm_tui.ui.widgets.bar import Bar
from rlm_tui.ui.widgets.keeping import Keeping
from rlm_tui.ui.widgets.text_view import TextView
from rlm_tui.ui.widgets.titles import Titled, literal


@dataclass(frozen=True, slots=True)
class _Shown:
    """What the main text was made of; other values mean another text."""

    tab: Tab
    node: str
    turn: int | None
    block: int | None
    ticket: str | None


_BESIDE_EACH_OTHER = 5
"""Cells that two texts on a border take beyond their own."""


class DetailPane(Vertical, Titled, Keeping):
    """Shows one subject in one of six tabs."""

    tabs = getters.query_one("#tabs", Bar)
    facts = getters.query_one("#facts", Bar)
    main = getters.query_one("#main", TextView)
    why = getters.query_one("#why", TextView)
    before = getters.query_one("#before", TextView)
    verbs = getters.query_one("#verbs", Bar)

    @dataclass
    class TabChosen(Message):
        """The mouse chose a tab."""

        tab: Tab

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._shown: _Shown | None = None
        self._inputs: tuple[object, ...] = ()
        self._events: EventLines | None = None
        self._tab_shown: Tab = "prompt"
        self._about: tuple[Subject, Situation] | None = None
        self._tip = ""

    def compose(self) -> ComposeResult:
        """Bars and texts from top to bottom."""
        yield Bar(id="tabs")
        yield Bar(id="facts")
        yield TextView(id="main")
        for name in ("why", "before"):
            beside = TextView(id=name)
            beside.can_focus = False
            yield beside
        yield Bar(id="verbs")

    @on(Bar.Clicked, "#tabs")
    def _choose_tab(self, message: Bar.Clicked) -> None:
        message.stop()
        tab = tab_at(message.line, message.x)
        if tab is not None:
            self.post_message(self.TabChosen(tab))

    def show(
        self,
        subject: Subject,
        tab: Tab,
        situation: Situation,
        *,
        events: Sequence[Event],
        version: int,
        now: float,
        tip: str = "",
    ) -> None:
        """Draw a subject; nothing is done over for what has not changed.

        `version` is another number whenever more of a long text is at hand; `tip`
        stands on the border.
        """
        inputs: tuple[object, ...] = (
            *(subject.node, subject.turn, subject.ticket, subject.answer, tab),
            *(subject.session.status, version, self._parent_of(subject)),
            owner_of(subject.session, subject.node) if tab == "vars" else None,
            *(subject.shows_diff, subject.as_written),
        )
        is_same = len(inputs) == len(self._inputs) and all(
            new is old or (isinstance(new, str | int) and new == old)
            for new, old in zip(inputs, self._inputs, strict=True)
        )
        self._inputs = inputs
        self._tab_shown = tab
        self._about = subject, situation
        self._lay_lines()
        self._tip = tip
        self.tell(now)
        if not is_same:
            self._show_before(subject)
        if tab == "events":
            self._show_events(subject, events)
        elif not is_same:
            self._show_text(subject, tab)

    def tell(self, now: float) -> None:
        """Say on the border what is shown, and for how long it has been going on."""
        if self._about is None:
            return
        subject, tip, width = self._about[0], self._tip, self.size.width
        doing = subtitle_of(subject, width, now)
        told = [words for words in (doing, literal(tip)) if words]
        has_room = len(doing) + len(tip) + _BESIDE_EACH_OTHER <= width
        subtitle = f" {subject.glyphs.dot} ".join(told if has_room else told[:1])
        self.titles.show(title_of(subject, width), subtitle)

    def on_resize(self) -> None:
        """What fits above and below the text is another now."""
        self._lay_lines()

    def _lay_lines(self) -> None:
        width = self.size.width
        self.tabs.show(tab_line(self._tab_shown, width))
        if self._about is not None:
            subject, situation = self._about
            self._show_ticket(subject, situation, width)

    @staticmethod
    def _parent_of(subject: Subject) -> object:
        """The node whose running block is marked in the code tab."""
        return subject.session.nodes.get(subject.node.parent_id or "")

    def _show_ticket(self, subject: Subject, situation: Situation, width: int) -> None:
        ticket = subject.ticket
        is_open = ticket is not None and ticket.is_open
        is_here = ticket is not None and self._tab_shown == TAB_OF[ticket.gate]
        facts = fact_lines(subject, width) if is_open or is_here else []
        self.facts.show(*facts)
        self.facts.display = bool(facts)
        verbs = verb_lines(situation, width) if is_open else []
        self.verbs.show(*verbs)
        self.verbs.set_class(bool(verbs), "-open")
        self._show_why(subject, ticket if is_open else None)

    def _show_why(self, subject: Subject, ticket: Ticket | None) -> None:
        title, lines, at = why_lines(subject) if ticket is not None else ("", [], 0)
        self.why.display = bool(lines)
        if lines:
            self.why.titles.show(title)
            document = Records(lines)
            is_new = document != self.why.document
            if is_new:
                self.why.show(document, is_new=True, is_growing=False)
                self.why.scroll_to(y=max(0, at - 2), animate=False)

    def _show_before(self, subject: Subject) -> None:
        """What the model said when it wrote that code; the style hides it if narrow."""
        is_open = subject.ticket is not None and subject.ticket.is_open
        title, lines = before_lines(subject) if is_open else ("", [])
        self.before.set_class(bool(lines), "-open")
        if lines:
            self.before.titles.show(title)
            document = Paragraphs(tuple(lines))
            if document != self.before.document:
                self.before.show(document, is_new=True, is_growing=False)

    def _show_text(self, subject: Subject, tab: Tab) -> None:
        shown = self._key(subject, tab)
        is_new = shown != self._shown
        self._shown = shown
        lines = lines_of(subject, tab)
        if tab == "vars":
            lines = variables_in(lines, self._width_of_text, subject.glyphs)
        indent = GUTTER if _is_numbered(subject, tab) else 0
        hanging = FRONT if subject.node.kind == "batch" else 0
        document = Paragraphs(tuple(lines), indent, hanging)
        growing = is_growing(subject, tab)
        if is_new or document != self.main.document:
            self.main.show(document, is_new=is_new, is_growing=growing)

    @property
    def _width_of_text(self) -> int:
        return self.main.scrollable_content_region.width

    def _show_events(self, subject: Subject, events: Sequence[Event]) -> None:
        shown = self._key(subject, "events")
        is_new = shown != self._shown or self._events is None
        self._shown = shown
        if self._events is None or is_new or self._events.source is not events:
            self._events = EventLines(events, subject.node.id)
        self._events.update()
        rows: Records = Records(self._events)
        self.main.show(rows, is_new=is_new, is_growing=True)

    @staticmethod
    def _key(subject: Subject, tab: Tab) -> _Shown:
        turn = subject.turn.number if subject.turn and subject.is_turn else None
        ticket = subject.ticket.id if subject.ticket else None
        return _Shown(tab, subject.node.id, turn, subject.block, ticket)


def _is_numbered(subject: Subject, tab: Tab) -> bool:
    ticket = subject.ticket
    return tab == "code" or (ticket is not None and TAB_OF[ticket.gate] == tab)
