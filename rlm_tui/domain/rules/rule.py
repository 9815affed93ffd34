"""A stop rule: what to do with the crossings that a filter matches."""

from __future__ import annotations

from dataclasses import dataclass

from rlm_tui.domain.rules.facts import Facts
from rlm_tui.domain.rules.filters import Filter, quoted
from rlm_tui.domain.rules.words import Action

DOUBTS: frozenset[Action] = frozenset({"hold", "deny", "log"})
"""Actions that are also taken where it is not known whether the filter matches."""


@dataclass(frozen=True, slots=True)
class Rule:
    """An action, the filter that says when, and how often it is taken."""

    line: str
    """As written."""
    action: Action
    argument: str
    """The words of `deny`, the text of `mock`, the model of `route`; else empty."""
    filter: Filter
    once: bool = False
    every: int = 0
    """Only each so manieth match counts; 0 is the same as 1."""
    after: int = 0
    """So many matches do not count."""
    off: bool = False

    def applies(self, facts: Facts) -> bool:
        """Whether it matches; doubt asks, but lets nothing pass and sends nothing."""
        if self.off:
            return False
        found = self.filter.matches(facts)
        return self.action in DOUBTS if found is None else found

    def acts_on(self, match: int) -> bool:
        """Whether the so manieth match, counted from 1, is one it acts on."""
        counted, step = match - self.after, self.every or 1
        if counted <= 0 or counted % step:
            return False
        return not self.once or counted == step

    def says(self) -> str:
        """As English."""
        quote = quoted(self.argument)
        deed = {
            "hold": "hold",
            "log": "mark",
            "pass": "let pass",
            "deny": f"refuse with {quote}",
            "mock": f"answer {quote}",
            "route": f"send to {self.argument}",
        }[self.action]
        return f"{deed} when {self.filter.says()}{self._how_often()}"

    def _how_often(self) -> str:
        parts = [
            f"after {self.after} matches" if self.after else "",
            f"every {self.every} matches" if self.every else "",
            "once only" if self.once else "",
            "switched off" if self.off else "",
        ]
        return "".join(f", {part}" for part in parts if part)

    def __str__(self) -> str:
        """In the one usual way to write it."""
        argument = quoted(self.argument) if self.argument or self.needs_text else ""
        parts = [
            self.action,
            argument,
            str(self.filter),
            f"after {self.after}" if self.after else "",
            f"every {self.every}" if self.every else "",
            "once" if self.once else "",
            "off" if self.off else "",
        ]
        return " ".join(filter(None, parts))

    @property
    def needs_text(self) -> bool:
        """Whether the action is written with a text."""
        return self.action in ("deny", "mock")
