"""Stop rules: which crossings wait for a person.

A rule is a line such as `hold gate:query`. The first rule that matches wins.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rlm_tui.domain.decisions import GATES, Gate
from rlm_tui.errors import SettingsError

ASK_MODES: dict[str, tuple[str, ...]] = {
    "watch": (),
    "query": ("hold gate:query",),
    "code": ("hold gate:exec",),
    "all": ("hold gate:call,exec,query,result,final",),
}
"""Named lists of rules that `--ask` chooses from."""

_RULE = re.compile(r"(?:hold\s+)?gate:(?P<gates>[a-z,]+)\s*$")


@dataclass(frozen=True, slots=True)
class Rule:
    """Holds every crossing of some gates."""

    line: str
    gates: frozenset[Gate]

    def matches(self, gate: Gate) -> bool:
        """Whether a crossing of this gate waits."""
        return gate in self.gates


def parse_rule(line: str) -> Rule:
    """Read one rule.

    Raises:
        SettingsError: it is not a rule; the message says what was expected.
    """
    match = _RULE.match(line.strip())
    names = match["gates"].split(",") if match else []
    gates = frozenset(gate for gate in GATES if gate in names)
    if not match or len(gates) != len(set(names)):
        raise SettingsError(
            f"not a stop rule: {line!r}; write it as 'hold gate:query', "
            f"with gates from {', '.join(GATES)}"
        )
    return Rule(line.strip(), gates)


def rules_for(ask: str) -> tuple[str, ...]:
    """The rules of a named mode.

    Raises:
        SettingsError: there is no such mode.
    """
    if ask not in ASK_MODES:
        raise SettingsError(f"--ask takes {', '.join(ASK_MODES)}; found {ask!r}")
    return ASK_MODES[ask]
