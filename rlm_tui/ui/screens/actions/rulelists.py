"""The list of rules by commands: by number, and under names for other runs."""

from __future__ import annotations

from rlm_tui.commands.values import Rules
from rlm_tui.domain.rules.offers import moved, switched
from rlm_tui.domain.rules.parse import parse_rule
from rlm_tui.errors import SteeringError
from rlm_tui.rulefiles import RuleFolder
from rlm_tui.ui.screens.actions.rulekeys import RuleKeys


class RuleLists(RuleKeys):
    """What `:rules` does."""

    def do_rules(self, command: Rules) -> None:
        """Do what a command says to the list of rules.

        Raises:
            SteeringError: there is no rule of that number.
        """
        match command.deed:
            case "show":
                self.action_run_rules()
            case "delete" | "on" | "off" | "move":
                self._change(command)
            case "save":
                rules = self.controller.session.rules
                self.perform(self._folder().save(command.name, rules))
            case "load":
                self.perform(self._load(command.name))
            case "names":
                self.perform(self._names())

    def _change(self, command: Rules) -> None:
        lines = list(self.controller.session.rules)
        at = command.number - 1
        if not 0 <= at < len(lines):
            raise SteeringError(
                f"there is no rule {command.number}; rules lists the {len(lines)}"
            )
        rule = parse_rule(lines[at])
        if command.deed == "delete":
            del lines[at]
        elif command.deed == "move":
            lines, _ = moved(lines, at, command.to - command.number)
        elif rule.off == (command.deed == "on"):
            lines[at] = switched(rule)
        self.put_rules(lines)

    def _folder(self) -> RuleFolder:
        if self.options.rule_lists is None:
            raise SteeringError("lists of rules have no folder here")
        return self.options.rule_lists

    async def _load(self, name: str) -> str:
        return await self.controller.set_rules(await self._folder().load(name))

    async def _names(self) -> str:
        names = await self._folder().names()
        return f"lists of rules: {', '.join(names)}" if names else "no list is saved"
