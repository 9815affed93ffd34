"""The third column of a wide window."""

from __future__ import annotations

from collections.abc import Sequence

from textual import getters
from textual.app import ComposeResult
from textual.containers import Vertical

from rlm_tui.domain.events import Event
from rlm_tui.domain.session import Node, Session
from rlm_tui.ui.keys.keymap import with_keys
from rlm_tui.ui.labels.side import log_lines, path_lines, scope_lines, side_rule_lines
from rlm_tui.ui.style.glyphs import Glyphs
from rlm_tui.ui.widgets.bar import Bar


class SideColumn(Vertical):
    """Path and variables, rules, and the newest events; it takes no keys."""

    scope = getters.query_one("#side-scope", Bar)
    rules = getters.query_one("#side-rules", Bar)
    log_bar = getters.query_one("#side-log", Bar)

    def compose(self) -> ComposeResult:
        """Three boxes."""
        for name, title in (
            ("side-scope", "Path and variables"),
            ("side-rules", "Stop rules (first match wins)"),
            ("side-log", "Log, newest first"),
        ):
            bar = Bar(id=name)
            bar.border_title = title
            if name == "side-log":
                bar.border_subtitle = with_keys("{tab.events} shows all")
            yield bar

    def show(
        self, session: Session, node: Node, events: Sequence[Event], glyphs: Glyphs
    ) -> None:
        """Draw a session, where there is room for the column."""
        if not self.display:
            return
        width = self.scope.content_size.width - 1
        self.scope.show(
            *path_lines(session, node, glyphs),
            *scope_lines(session, node, glyphs, width),
        )
        self.rules.show(*side_rule_lines(session))
        self.log_bar.show(*log_lines(events))
