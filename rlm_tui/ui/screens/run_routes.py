"""Where the messages of the run screen's panes lead."""

from __future__ import annotations

from functools import partial

from textual import on

from rlm_tui.controller import Controller
from rlm_tui.ui.batch.view import View
from rlm_tui.ui.detail.subject import Tab
from rlm_tui.ui.rows.stops import Stop
from rlm_tui.ui.rows.tree import RowKey
from rlm_tui.ui.screens.actions.commanding import Commanding
from rlm_tui.ui.screens.batch import BatchScreen
from rlm_tui.ui.screens.run_options import RunOptions
from rlm_tui.ui.widgets.bar import Bar
from rlm_tui.ui.widgets.detail_pane import DetailPane
from rlm_tui.ui.widgets.tree_pane import TreePane


class RunRoutes(Commanding):
    """Routes what the person chose in a pane; draws nothing itself."""

    def __init__(self, controller: Controller, options: RunOptions) -> None:
        super().__init__(controller, options)
        self.drawn_row: RowKey | None = None
        """The selected row, as the tree was last told."""
        self._views: dict[str, View] = {}
        """How each batch was looked at the last time."""

    def choose_row(self, row: RowKey) -> None:
        """Show the row that the person went to in the tree."""
        self.desk.choose(self.session, row)
        self.drawn_row = row
        self.forget_message()
        self.draw()

    def go_to(self, row: RowKey, tab: Tab | None = None) -> None:
        """Select a row of the tree, if its node is there, and show a tab of it."""
        if row.node in self.session.nodes:
            self.desk.choose(self.session, row)
            self.tab = tab or self.tab
            self.draw()

    def choose_stop(self, stop: Stop) -> None:
        """Show the stop that the person went to in the queue."""
        self.desk.choose_stop(self.session, stop)
        self.forget_message()
        self.draw()

    def on_tree_pane_nowhere(self, message: TreePane.Nowhere) -> None:
        """Say why the cursor stays."""
        self.say(message.words)

    @on(Bar.Clicked, "#side-scope")
    @on(Bar.Clicked, "#side-log")
    @on(Bar.Clicked, "#side-rules")
    def _show_all_of_a_box(self, message: Bar.Clicked) -> None:
        """What a box of the third column is the beginning of."""
        message.stop()
        match message.bar.id:
            case "side-scope":
                self.show_tab("vars")
            case "side-log":
                self.show_tab("events")
            case _:
                self.action_run_rules()

    def on_detail_pane_tab_chosen(self, message: DetailPane.TabChosen) -> None:
        """Show the tab that the mouse chose."""
        self.show_tab(message.tab)

    def action_tree_open(self) -> None:
        """The same, from a hint that was clicked."""
        self.open_selected()

    def on_text_view_opened(self) -> None:
        """Enter in the text: into the table of a batch, or the variables shown."""
        if not self._open_table() and self.tab == "vars":
            self.open_variables(self.desk.selected.node)

    def open_selected(self) -> None:
        """Go to the text of the selected row; a batch has a table."""
        if not self._open_table():
            self.focus_detail()

    def _open_table(self) -> bool:
        """Open the table, if a batch is selected, and tell whether one is."""
        node = self.session.nodes.get(self.desk.selected.node)
        if node is None or node.kind != "batch":
            return False
        self.with_whole(partial(self._open_batch, node.id))
        return True

    def _open_batch(self, batch: str) -> None:
        screen = BatchScreen(
            self.controller,
            self.options,
            desk=self.desk,
            batch=batch,
            views=self._views,
            session=self.session,
        )
        self.app.push_screen(screen, self._show_element)

    def _show_element(self, node: object) -> None:
        """Show the element that was chosen in a table."""
        if isinstance(node, str):
            self.desk.choose(self.session, RowKey(node))
            self.draw()
            self.focus_detail()

    def on_text_view_left(self) -> None:
        """Back to the tree."""
        self.focus_tree()
