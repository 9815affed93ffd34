"""Which pane of the run screen is in front, and how one goes to another."""

from __future__ import annotations

from textual import getters, on
from textual.events import DescendantFocus
from textual.widget import Widget

from rlm_tui.controller import Controller
from rlm_tui.ui.labels.views import View, view_at, views_of
from rlm_tui.ui.rows.stops import Stop
from rlm_tui.ui.screens.run_options import RunOptions
from rlm_tui.ui.screens.walking import Walking
from rlm_tui.ui.widgets.ask_bar import AskLine
from rlm_tui.ui.widgets.bar import Bar
from rlm_tui.ui.widgets.queue_pane import QueuePane
from rlm_tui.ui.widgets.text_view import TextView

_ONE_AT_A_TIME = ("-one-pane", "-low", "-zoomed")
"""Classes of a screen that shows one pane, or one column."""


class Panes(Walking, inherit_bindings=False):
    """Tree, text and queue: all of them, or the one in front where only one fits."""

    main_text = getters.query_one("#main", TextView)
    queue_pane = getters.query_one(QueuePane)
    views = getters.query_one("#views", Bar)

    def __init__(self, controller: Controller, options: RunOptions) -> None:
        super().__init__(controller, options)
        self.stops: list[Stop] = []
        """What waits, as drawn."""
        self.front: View = "tree"

    def bring(self, view: View) -> None:
        """Have a pane in front."""
        self.front = view
        self.set_class(view == "detail", "-detail-front")
        self.set_class(view == "queue", "-queue-front")
        self.draw_views()

    def draw_views(self) -> None:
        """Draw the row of views."""
        raise NotImplementedError

    def focus_view(self, view: View) -> None:
        """Go to a pane."""
        self.bring(view)
        panes: dict[View, Widget] = {
            "tree": self.tree_pane,
            "detail": self.main_text,
            "queue": self.queue_pane,
        }
        if self.is_one_at_a_time:  # hidden until it is in front
            self.call_after_refresh(panes[view].focus)
        else:
            self.set_focus(panes[view])

    @property
    def is_one_at_a_time(self) -> bool:
        """Whether only the pane in front is to be seen."""
        return any(self.has_class(name) for name in _ONE_AT_A_TIME)

    def reveal_text(self) -> None:
        """Have the text before one, wherever one is."""
        if self.is_one_at_a_time and self.front != "detail":
            self.focus_detail()

    def focus_detail(self) -> None:
        """Go to the text of the detail pane."""
        self.focus_view("detail")

    def focus_tree(self) -> None:
        """Go to the tree."""
        self.focus_view("tree")

    def focus_queue(self) -> None:
        """Go to what waits."""
        self.focus_view("queue")

    def focus_back(self) -> None:
        """Focus the pane in front."""
        self.focus_view(self.front)

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """Remember which pane is in front."""
        if isinstance(event.widget, TextView):
            self.bring("detail")
        elif isinstance(event.widget, QueuePane):
            self.bring("queue")
        elif not isinstance(event.widget, AskLine):
            self.bring("tree")

    def pane_step(self, step: int) -> None:
        """Focus the next or previous pane; where only one fits, show it."""
        if self.is_asking:
            return
        if self.is_one_at_a_time:
            views = views_of(len(self.stops))
            at = views.index(self.front) if self.front in views else 0
            self.focus_view(views[(at + step) % len(views)])
        elif step > 0:
            self.focus_next()
        else:
            self.focus_previous()

    @on(Bar.Clicked, "#views")
    def _choose_view(self, message: Bar.Clicked) -> None:
        message.stop()
        view = view_at(message.line, message.x, waiting=len(self.stops))
        if view is not None:
            self.focus_view(view)

    def leave_empty_queue(self) -> None:
        """Nothing waits any more, so that there is nothing to see in its view."""
        if self.front == "queue" and not self.stops and not self.is_asking:
            self.focus_tree()
