"""What a rule would have done in a session so far."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rlm_tui.domain.crossings import crossing_in
from rlm_tui.domain.events import Event
from rlm_tui.domain.reduce import reduce
from rlm_tui.domain.rules.facts import Facts, facts_of_crossing
from rlm_tui.domain.rules.rule import Rule
from rlm_tui.domain.rules.words import Action
from rlm_tui.domain.session import Session

_DEEDS: dict[Action, str] = {
    "hold": "stopped",
    "log": "marked",
    "pass": "let pass",
    "deny": "refused",
    "mock": "answered",
    "route": "sent elsewhere",
}


@dataclass(frozen=True, slots=True)
class Tally:
    """On how many of the recorded crossings a rule would have acted."""

    action: Action
    acted: int
    unsure: int
    """Those of them where nobody knows whether the filter matches."""
    of: int

    def says(self) -> str:
        """As one line, such as `would have stopped 3 of 41 gates`."""
        doubt = f" ({self.unsure} not known)" if self.unsure else ""
        gates = "gate" if self.of == 1 else "gates"
        done = f"would have {_DEEDS[self.action]} {self.acted} of {self.of} {gates}"
        return f"{done}{doubt}"


def crossings_in(events: Iterable[Event]) -> tuple[Facts, ...]:
    """Facts of every crossing of a session, as they were when it happened.

    Folds the events: do it once, then ask any number of rules about the result.
    """
    session = Session()
    found: list[Facts] = []
    for event in events:
        before, session = session, reduce(session, event)
        raised = crossing_in(event)
        if raised is not None:
            around = session if raised is event else before
            found.append(facts_of_crossing(around, raised))
    return tuple(found)


def tally(rule: Rule, crossings: Sequence[Facts]) -> Tally:
    """Ask a rule about crossings, as if it had stood alone from the start."""
    matches = acted = unsure = 0
    for facts in crossings:
        if not rule.applies(facts):
            continue
        matches += 1
        if rule.acts_on(matches):
            acted += 1
            unsure += rule.filter.matches(facts) is None
    return Tally(rule.action, acted, unsure, len(crossings))
