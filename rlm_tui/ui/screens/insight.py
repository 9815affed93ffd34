"""Insight: exact messages, times, costs, and what of the context was ever looked at."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Literal, TypeAlias

from rich.text import Text as RichText
from textual import getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.events import Resize

from rlm_tui.controller import Controller
from rlm_tui.domain.session import Node, Session
from rlm_tui.errors import RLMError
from rlm_tui.insight.context_use import coverage_of
from rlm_tui.insight.coverage import Coverage
from rlm_tui.insight.lanes import lanes
from rlm_tui.ui.hints.help import HelpTopic
from rlm_tui.ui.keys import keymap
from rlm_tui.ui.keys.keymap import LIVE
from rlm_tui.ui.labels.insight import (
    cost_lines,
    coverage_lines,
    lane_lines,
    sent_in,
)
from rlm_tui.ui.rows.tree import RowKey
from rlm_tui.ui.screens.run_options import RunOptions
from rlm_tui.ui.screens.searching import SearchingScreen
from rlm_tui.ui.text.lines import (
    Line,
    Span,
    line,
    screen_title,
    span_at,
    spread,
    width_of,
)
from rlm_tui.ui.text.paragraphs import Paragraphs, Shown
from rlm_tui.ui.text.stored import Texts
from rlm_tui.ui.widgets.ask_bar import AskBar
from rlm_tui.ui.widgets.bar import Bar
from rlm_tui.ui.widgets.hint_bar import HintBar
from rlm_tui.ui.widgets.text_view import TextView

View: TypeAlias = Literal["messages", "times", "costs", "context"]
VIEWS: tuple[View, ...] = ("messages", "times", "costs", "context")

_FRAME = 5
"""Cells of the border, the padding and the scroll bar."""


class InsightScreen(SearchingScreen):
    """One of four views of a session; they are of the moment it was opened."""

    BINDINGS: ClassVar[list[BindingType]] = keymap.bindings("insight")
    header = getters.query_one("#insight-header", Bar)
    tabs = getters.query_one("#insight-tabs", Bar)
    body = getters.query_one("#insight-body", TextView)
    hints = getters.query_one(HintBar)

    def __init__(
        self, controller: Controller, options: RunOptions, selected: RowKey
    ) -> None:
        super().__init__()
        self._controller = controller
        self._options = options
        self.environ = options.environ
        self._session: Session = controller.session
        self._texts = Texts(controller.text)
        self._view: View = "messages"
        self._node = _called_node(self._session, selected.node)
        self._number = _called_turn(self._node, selected.iteration)
        self._coverage: Coverage | None = None
        self._why_not = ""
        self._seeks_news = True
        """Whether the view is to begin with what is new."""

    def compose(self) -> ComposeResult:
        """From top to bottom."""
        yield Bar(id="insight-header")
        yield Bar(id="insight-tabs")
        yield TextView(id="insight-body")
        yield HintBar(id="insight-hints")
        yield AskBar(id="ask")

    @property
    def searched(self) -> TextView:
        """The view."""
        return self.body

    def on_mount(self) -> None:
        """Show the messages first."""
        self.body.focus()
        self.call_after_refresh(self.show_lines, is_new=True)

    def on_resize(self, _event: Resize) -> None:
        """Bars are as wide as the screen."""
        self.call_after_refresh(self.show_lines, is_new=False)

    def help_topic(self) -> HelpTopic:
        """What its help says first."""
        return HelpTopic(
            "insight",
            "Four views of the session, as it was when this was opened.",
            ("insight", "text", "anywhere"),
        )

    def action_insight_messages(self) -> None:
        """Exactly what was sent."""
        self.show_view("messages")

    def action_insight_times(self) -> None:
        """A bar of time for each node."""
        self.show_view("times")

    def action_insight_costs(self) -> None:
        """By model, and by subtree."""
        self.show_view("costs")

    def action_insight_context(self) -> None:
        """What of the context was looked at."""
        self.show_view("context")

    @on(Bar.Clicked, "#insight-tabs")
    def _show_what_was_clicked(self, message: Bar.Clicked) -> None:
        message.stop()
        place = span_at(message.line, message.x)
        if place is not None:
            self.show_view(VIEWS[place])

    def show_view(self, view: View) -> None:
        """Show another view."""
        self._view = view
        if view == "context" and self._coverage is None and not self._why_not:
            self.run_worker(self._compare(), group="compare", exclusive=True)
        self.show_lines(is_new=True)

    def action_insight_earlier(self) -> None:
        """The iteration before."""
        self._step_turn(-1)

    def action_insight_later(self) -> None:
        """The next iteration."""
        self._step_turn(1)

    def _step_turn(self, step: int) -> None:
        """Show the messages of the iteration before or after."""
        numbers = _called_turns(self._node)
        if self._view == "messages" and self._number in numbers:
            at = numbers.index(self._number) + step
            self._number = numbers[min(max(0, at), len(numbers) - 1)]
            self.show_lines(is_new=True)

    def show_lines(self, *, is_new: bool) -> None:
        """The view that is chosen; another one from its beginning."""
        if not self.is_mounted:
            return
        width = self.size.width
        title = screen_title("insight")
        self.header.show(spread(title, line(f"{self._session.id} "), width))
        self.tabs.show(self._tab_line())
        self._seeks_news = is_new or self._seeks_news
        if self._view == "messages" and self._node is not None:
            self._show_messages(self._node, is_new=is_new)
        else:
            self.body.border_title = None
            lines = tuple(self._lines(max(20, width - _FRAME)))
            self.body.show(Paragraphs(lines), is_new=is_new, is_growing=False)
        self.draw()
        if not self._texts.is_complete:
            self.run_worker(self._fetch(), group="texts", exclusive=True)

    def _show_messages(self, node: Node, *, is_new: bool) -> None:
        """What an iteration sent; another one from where it differs from the last."""
        sent = sent_in(node, self._number, self._texts.read, self._options.glyphs)
        document = Paragraphs(sent.lines)
        self.body.border_title = RichText(sent.title)
        self.body.show(document, is_new=is_new, is_growing=False)
        if self._seeks_news and self._texts.is_complete:
            self._seeks_news = False
            self.body.show_from(document.place(sent.news, self.body.row_width))

    def draw(self) -> None:
        """The keys."""
        question = self.ask_bar.question
        if self.is_asking and question is not None:
            self.hints.show_hints(
                ("enter", question.enter), ("app.back", question.escape)
            )
            return
        turns = [(f"insight.{step}", step) for step in ("earlier", "later")]
        self.hints.show_hints(
            *((f"insight.{view}", view) for view in VIEWS if view != self._view),
            *(turns if self._view == "messages" else ()),
            ("app.back", "back"),
            *(("view.search", "search"), ("view.copy", "copy")),
            *(("app.help", "help"), ("app.quit", "quit")),
        )

    def _tab_line(self) -> Line:
        whole = self._tabs(with_words=True)
        return whole if width_of(whole) <= self.size.width else self._tabs()

    def _tabs(self, *, with_words: bool = False) -> Line:
        """The views; where they have no room, only the one that is shown has a word."""
        spans = []
        for view in VIEWS:
            key = LIVE[f"insight.{view}"].shown
            text = f"  {key} {view} " if with_words else f"  {key} "
            is_here = view == self._view
            style = "strong" if is_here else "muted"
            spans.append(Span(f" [{key} {view}]" if is_here else text, style))
        return tuple(spans)

    def _lines(self, width: int) -> Sequence[Shown]:
        glyphs = self._options.glyphs
        match self._view:
            case "messages":
                return [line(Span("no model was called yet", "muted"))]
            case "times":
                return lane_lines(lanes(self._controller.events), width, glyphs)
            case "costs":
                return cost_lines(self._session, width, glyphs)
            case "context":
                return self._context_lines(width)

    def _context_lines(self, width: int) -> list[Line]:
        if self._coverage is not None:
            return coverage_lines(self._coverage, width, self._options.glyphs)
        said = (
            self._why_not or "comparing what was sent and printed with the context ..."
        )
        return [line(Span(said, "muted"))]

    async def _fetch(self) -> None:
        try:
            await self._texts.fetch()
        except RLMError as error:
            self._why_not = str(error)
        self.show_lines(is_new=False)

    async def _compare(self) -> None:
        try:
            self._coverage = await coverage_of(self._session, self._controller.text)
            if self._coverage is None:
                self._why_not = "the context was not kept with this session"
        except (RLMError, ValueError) as error:
            self._why_not = f"the context cannot be compared: {error}"
        self.show_lines(is_new=True)


def _called_node(session: Session, wanted: str) -> Node | None:
    """The node, or the nearest above it that has called a model."""
    node = session.nodes.get(wanted)
    while node is not None and not _called_turns(node):
        node = session.nodes.get(node.parent_id or "")
    return node


def _called_turns(node: Node | None) -> list[int]:
    if node is None:
        return []
    return [turn.number for turn in node.iterations if turn.called_at is not None]


def _called_turn(node: Node | None, wanted: int | None) -> int:
    """The iteration, if it called; else the last one that did."""
    numbers = _called_turns(node)
    if wanted in numbers:
        return wanted
    return numbers[-1] if numbers else 0
