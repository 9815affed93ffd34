"""Going into the variables of a node, and into what the log tells."""

from __future__ import annotations

from functools import partial

from rlm_tui.insight.scope import owner_of
from rlm_tui.ui.screens.actions.acting import RunActing
from rlm_tui.ui.screens.insight import InsightScreen
from rlm_tui.ui.screens.variables import VariablesScreen


class Inspecting(RunActing):
    """The keys that lead to what a pane has no room for."""

    def action_view_insight(self) -> None:
        """Show messages, times, costs and what of the context was looked at."""
        self.with_whole(self._open_insight)

    def _open_insight(self) -> None:
        screen = InsightScreen(self.controller, self.options, self.desk.selected)
        self.app.push_screen(screen)

    def open_variables(self, node: str) -> None:
        """Show the variables of a node."""
        self.with_whole(partial(self._open_variables, node))

    def _open_variables(self, node: str) -> None:
        owner = owner_of(self.session, self.session.nodes[node])
        if owner is not None:
            node = owner.id
        self.app.push_screen(
            VariablesScreen(self.controller, self.options, self.desk, node=node)
        )
