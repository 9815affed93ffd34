"""Which nodes of a tree a filter leaves, kept up to date piece by piece."""

from __future__ import annotations

import re
from collections.abc import Mapping

from rlm_tui.domain.rules.facts import facts_of_node
from rlm_tui.domain.rules.filters import Filter
from rlm_tui.domain.rules.parse import parse_filter
from rlm_tui.domain.session import Node, Session, Ticket, ancestors
from rlm_tui.errors import RuleError


def is_plain(text: str) -> bool:
    """Whether a line that is no filter can be words to look for."""
    return not any(sign in text for sign in '<>=:!&|~"()')


def filter_of(text: str) -> Filter:
    """A filter of the language; plain words are looked for in any text.

    Raises:
        RuleError: it is meant as a filter of the language and is none.
    """
    try:
        return parse_filter(text)
    except RuleError:
        if not is_plain(text):
            raise
    return parse_filter(" ".join(f'~ "{re.escape(word)}"' for word in text.split()))


class Sieve:
    """Asks a filter only about nodes that are others than before."""

    def __init__(self, wanted: Filter) -> None:
        self.wanted = wanted
        self._asked: dict[str, tuple[Node, Ticket | None, bool]] = {}
        self._shown: frozenset[str] = frozenset()
        self.count = 0
        """Nodes that match."""

    def shown(self, session: Session, waiting: Mapping[str, Ticket]) -> frozenset[str]:
        """Paths of the nodes that match and of those above them; the root always.

        What is not known to match is not shown. The same set again means that
        nothing has changed.
        """
        found: set[str] = set()
        for node in session.nodes.values():
            if self._matches(session, node, waiting.get(node.id)):
                found.add(node.id)
        self.count = len(found)
        for path in tuple(found):
            found.update(ancestors(path))
        shown = frozenset(found | {"0"})
        if shown != self._shown:
            self._shown = shown
        return self._shown

    def _matches(self, session: Session, node: Node, ticket: Ticket | None) -> bool:
        known = self._asked.get(node.id)
        if known is not None and known[0] is node and known[1] is ticket:
            return known[2]
        facts = facts_of_node(session, node, ticket=ticket)
        is_match = self.wanted.matches(facts) is True
        self._asked[node.id] = (node, ticket, is_match)
        return is_match
