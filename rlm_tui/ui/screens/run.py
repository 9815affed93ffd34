"""The run screen: draws the newest session once per frame and routes what is chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from textual import getters
from textual.app import ComposeResult
from textual.events import Resize
from textual.message import Message

from rlm_tui.controller import Controller
from rlm_tui.domain.events import Event, IterationStarted, NodeStarted
from rlm_tui.domain.events_of_calls import CallStarted
from rlm_tui.domain.events_of_code import CodeExecuted, CodeStarted
from rlm_tui.domain.session import Node, Session
from rlm_tui.errors import RLMError
from rlm_tui.sanitize import safe_line
from rlm_tui.ui.detail.subject import TAB_OF
from rlm_tui.ui.hints.situation import Situation
from rlm_tui.ui.keys.keymap import with_keys
from rlm_tui.ui.labels.beginnings import Beginnings
from rlm_tui.ui.labels.folded import above
from rlm_tui.ui.labels.look import Look
from rlm_tui.ui.labels.status import window_title
from rlm_tui.ui.rows.tree import RowKey
from rlm_tui.ui.screens.looking import Looking
from rlm_tui.ui.screens.run_lines import RunLines
from rlm_tui.ui.screens.run_options import RunOptions
from rlm_tui.ui.widgets.ask_bar import AskBar
from rlm_tui.ui.widgets.bar import Bar
from rlm_tui.ui.widgets.detail_pane import DetailPane
from rlm_tui.ui.widgets.keeping import Below, Beside
from rlm_tui.ui.widgets.queue_pane import QueuePane
from rlm_tui.ui.widgets.side_column import SideColumn
from rlm_tui.ui.widgets.titles import literal
from rlm_tui.ui.widgets.tree_pane import TreePane
from rlm_tui.wording import count

_CORNERS = 4
"""Cells of a border beside what is written on it."""


class RunScreen(RunLines):
    """Tree, queue and detail pane of one session, live or saved."""

    @dataclass
    class TitleChanged(Message):
        """What the title of the window should say."""

        title: str

    @dataclass
    class StopCame(Message):
        """Something waits after a while in which nothing did, and nobody is there."""

        words: str

    tree_pane = getters.query_one(TreePane)
    detail = getters.query_one(DetailPane)
    side = getters.query_one(SideColumn)

    def __init__(self, controller: Controller, options: RunOptions) -> None:
        super().__init__(controller, options)
        self._drawn_ticket: str | None = None
        self._title = ""
        self._beginnings = Beginnings()
        self._looking = Looking()
        self._look_drawn = Look(options.glyphs, 0.0)
        """What the rows told beside the session when they were drawn last."""
        self._has_rung = False
        """Whether something waits that was there at the last drawing."""
        self._had_ended = controller.session.status is not None
        if self._had_ended:
            self.tab = "output"
        elif not self.is_review:
            self.tab = "reasoning"

    def compose(self) -> ComposeResult:
        """Header, panes, and the lines below."""
        yield Bar(id="header")
        yield Bar(id="views")
        with Beside(id="body"):
            with Below(id="left", classes="pane"):
                opened = self.open_selected
                yield TreePane(went=self.choose_row, opened=opened, id="nodes")
                yield QueuePane(went=self.choose_stop, opened=opened, id="queue")
            yield DetailPane(id="detail")
            yield SideColumn(id="side")
        yield Bar(id="status")
        yield Bar(id="hints")
        yield Bar(id="note")
        yield AskBar(id="ask")
        yield Bar(id="too-small")

    def on_mount(self) -> None:
        """Begin to follow the session."""
        self.follow(ticks=True)
        self.detail.add_class("pane")
        self.tree_pane.titles.show("Tree")
        if self.controller.is_live:
            isolation = self.controller.session.isolation
            is_alarm = isolation[:1].isupper()
            runs = (
                isolation if is_alarm else f"the code that it writes runs {isolation}"
            )
            self.say(runs if isolation else "")
            self.run_worker(self._take_up_drafts(), group="drafts")
        self.bring("tree")
        self.tree_pane.focus()
        self.call_after_refresh(self.draw)

    async def _take_up_drafts(self) -> None:
        try:
            await self.options.drafts(self.controller.session.id).load()
        except RLMError as error:
            self.say(str(error), is_error=True)
        self.draw()

    def take(self, session: Session, event: Event) -> None:
        """Note that there is something new; drawing comes later, once for many."""
        match event:
            case NodeStarted():
                self._touched.add(event.node)
            case IterationStarted() | CallStarted() | CodeStarted() | CodeExecuted():
                if session.nodes[event.node].kind == "rlm":  # others show no turns
                    self._touched.add(event.node)
            case _:
                pass
        if event.kind == "node_started" and self.follows:
            self._newest = event.node
        super().take(session, event)

    def on_resize(self, _event: Resize) -> None:
        """Lines are cut to the new width, and what has focus may have gone."""
        self.call_after_refresh(self._settle_in)

    def _settle_in(self) -> None:
        self.draw()
        if self.focused is None and self.is_current:
            self.focus_back()

    def draw(self) -> None:
        """Draw the newest session, or the one at the review position."""
        if not self.is_mounted:
            return
        self.note_drawing()
        self.session = self._newest_session()
        self._call_attention()
        if self.is_covered:
            return
        self.desk.look(self.session)
        self._notice_end()
        stops = self.stops = self.desk.stops(self.session)
        waiting = {
            t.node: t for stop in reversed(stops) for t in reversed(stop.tickets)
        }
        latched = frozenset(
            latch.name for latch in self.session.latches if latch.on == "node"
        )
        batches = {stop.batch: stop for stop in stops if stop.batch is not None}
        edits = above(self.session.edited)
        look = Look(
            self.options.glyphs,
            self._now(),
            waiting,
            batches,
            latched,
            edits,
            self._beginnings,
        )
        self._look_drawn = look
        self._draw_tree(look)
        self.queue_pane.show(self.session, stops, self.desk.current, look)
        self.queue_pane.set_class(not stops, "-empty")
        self.leave_empty_queue()
        self._draw_detail()
        node = self.node_shown
        self.side.show(self.session, node, self._events_shown(), self.options.glyphs)
        self._look_at_variables(node)
        self.draw_lines()

    def draw_clocks(self) -> None:
        """Draw for how long what goes on and what waits has done so."""
        self._look_drawn = look = replace(self._look_drawn, now=self._now())
        if self.session.in_flight:
            self.tree_pane.tell(look)
        self.queue_pane.tell(look)
        self.detail.tell(look.now)
        self._look_at_variables(self.node_shown)
        self.draw_status()

    def _look_at_variables(self, node: Node) -> None:
        """Where variables are in view, ask code that waits for what it has made."""
        in_view = self.tab == "vars" or self.side.display
        if in_view and self.controller.is_live:
            owner = self._looking.due(self.session, node, self._now())
            if owner is not None:
                self.look_at_variables(owner)

    def _newest_session(self) -> Session:
        if self.position is None:
            return self.controller.session
        return self.timeline.at(self.position)

    def _notice_end(self) -> None:
        """When the run ends, show the answer unless the person reads something."""
        if self._had_ended or self.session.status is None:
            return
        self._had_ended = True
        self._drop_drafts()
        if not self.desk.is_chosen:
            self.desk.selected = RowKey("0")
            self.tab = "output"
        self.say(self.end_words(), is_error=self.session.status == "interrupted")

    def _drop_drafts(self) -> None:
        """What was begun for stops of a run that has ended is of no use any more."""
        if self.session.status != "interrupted":
            self.desk.drafts.clear()
            self.desk.answers.clear()
            self.keep_drafts()

    def _call_attention(self) -> None:
        """Say outside the window that something waits; ring once until all is done."""
        title = window_title(self.session, self.options.glyphs)
        if title != self._title:
            self._title = title
            self.post_message(self.TitleChanged(title))
        waits = self.controller.is_live and bool(self.session.waiting)
        is_away = not self.app.app_focus or self.is_at_rest
        if waits and not self._has_rung and is_away:
            self.post_message(self.StopCame(title))
        self._has_rung = waits

    def _draw_tree(self, look: Look) -> None:
        for node in self._touched:
            self.tree_pane.touch(node)
        self._touched.clear()
        if self.follows and self._newest is not None:
            self.desk.choose(self.session, RowKey(self._newest))
            self._newest = None
        sieve = self.sieve
        only = sieve.shown(self.session, look.waiting) if sieve is not None else None
        self.tree_pane.show(self.session, look, only=only)
        wanted = ""
        if sieve is not None:
            wanted = with_keys("  {view.filter}: ") + safe_line(sieve.wanted.text)
        if self.desk.selected != self.drawn_row:
            self.drawn_row = self.desk.selected
            if self.tree_pane.selected != self.desk.selected:
                self.tree_pane.select(self.desk.selected)
        follow = with_keys("{view.follow} follow on") if self.follows else ""
        nodes = count(len(self.session.nodes), "node")
        self.tree_pane.titles.show(literal(f"Tree{wanted}"), follow or nodes)

    def _draw_detail(self) -> None:
        subject = self.subject()
        if subject is None:
            return
        ticket = subject.ticket
        shown = ticket.id if ticket is not None and ticket.is_open else self.desk.batch
        if shown != self._drawn_ticket:
            self._drawn_ticket = shown
            if shown is not None:
                self.tab = TAB_OF[ticket.gate] if ticket is not None else "prompt"
                self.forget_message()
            elif self.controller.is_live and not self.desk.is_chosen:
                self.tab = "reasoning"
        situation = self.situation()
        self.detail.show(
            subject,
            self.tab,
            situation,
            events=self._events_shown(),
            version=self.texts.version,
            now=self._now(),
            tip=self._tip(situation),
        )
        if not self.texts.is_complete:
            self.run_worker(self._fetch_texts(), group="texts", exclusive=True)

    def _tip(self, situation: Situation) -> str:
        """What a newcomer may want to know now."""
        if not self.options.preferences().hints:
            return ""
        return self.options.lessons.tip(situation, self.detail.size.width - _CORNERS)

    async def _fetch_texts(self) -> None:
        try:
            await self.texts.fetch()
        except RLMError as error:
            self.say(str(error), is_error=True)
        self.draw()

    def _events_shown(self) -> Sequence[Event]:
        events = self.controller.events
        return events if self.position is None else events[: self.position]
