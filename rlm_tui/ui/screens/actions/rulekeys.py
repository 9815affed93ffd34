"""Stop rules from the run screen: one for where one stands, and the list of them."""

from __future__ import annotations

from rlm_tui.domain.rules.offers import offers_from
from rlm_tui.ui.screens.actions.ruling import Ruling
from rlm_tui.ui.screens.rules import RulesScreen


class RuleKeys(Ruling):
    """The keys `b` and `L`."""

    def action_run_rule(self) -> None:
        """Ask for a rule, begun with what is under the cursor."""
        if not self.can_act():
            return
        ticket = self.desk.ticket(self.session)
        node = self.desk.selected.node
        self.ask_rule_of(offers_from(self.session, node, ticket))

    def action_run_rules(self) -> None:
        """Show the rules in force."""
        self.app.push_screen(RulesScreen(self.controller, self.options, self.desk))
