"""Going to a node, an event or a part of a node by its name."""

from __future__ import annotations

import re

from rlm_tui.commands.values import Show, ShownPart
from rlm_tui.errors import SteeringError
from rlm_tui.ui.detail.subject import Tab
from rlm_tui.ui.rows.stops import Stop
from rlm_tui.ui.rows.tree import RowKey
from rlm_tui.ui.screens.actions.targeting import RunTargeting

_TAB: dict[ShownPart, Tab] = {
    "prompt": "prompt",
    "messages": "prompt",
    "thinking": "reasoning",
    "code": "code",
    "output": "output",
    "answer": "output",
}


_EVENT = re.compile("[0-9]{1,9}")


class Going(RunTargeting):
    """What `:goto` and `:show` do."""

    def go_to_node(self, node: str) -> None:
        """Put the cursor on a node.

        Raises:
            SteeringError: there is no such node.
        """
        if node not in self.session.nodes:
            raise SteeringError(f"there is no node {node}")
        self.desk.choose(self.session, RowKey(node))
        self.forget_message()
        self.draw()

    def show_log(self, node: str) -> None:
        """Show what happened at a node; without one, where one stands.

        Raises:
            SteeringError: there is no such node.
        """
        if node:
            self.go_to_node(node)
        self.show_tab("events")

    def go_to_place(self, place: str) -> None:
        """Go to a node by its path, or in a saved session to an event by its number.

        Raises:
            SteeringError: there is neither.
        """
        if place in self.session.nodes:
            self.go_to_node(place)
        elif _EVENT.fullmatch(place) and self.is_review:
            self.go_to_event(int(place))
        elif _EVENT.fullmatch(place):
            raise SteeringError(
                f"event {place}: events are gone to in a saved session; this is live"
            )
        else:
            raise SteeringError(f"there is no node or event {place}")

    def do_show(self, command: Show) -> None:
        """Show a node, a part of it, or the text of a ticket.

        Raises:
            SteeringError: there is none.
        """
        if command.target.kind == "node":
            self.go_to_node(command.target.node)
        elif command.target.kind == "number" or command.part == "ticket":
            found = self.tickets_meant(command.target)
            self.desk.choose_stop(self.session, Stop((found[0],)))
        if command.part in _TAB:
            self.show_tab(_TAB[command.part])
        self.focus_detail()
        self.draw()
