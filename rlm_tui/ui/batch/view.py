"""How a person looks at a batch: filter, order, marks; values and pure functions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from rlm_tui.domain.rules.facts import Facts, facts_of_node
from rlm_tui.domain.rules.parse import parse_filter
from rlm_tui.domain.session import URGENCY, Session
from rlm_tui.errors import RuleError
from rlm_tui.ui.rows.elements import Element
from rlm_tui.ui.rows.sieve import is_plain

Column: TypeAlias = Literal["idx", "state", "tokens", "cost", "time", "model", "text"]
COLUMNS: tuple[Column, ...] = (
    "idx",
    "state",
    "tokens",
    "cost",
    "time",
    "model",
    "text",
)


@dataclass(frozen=True, slots=True)
class View:
    """What is shown of a batch, and in which order."""

    filter: str = ""
    order: Column = "idx"
    is_reversed: bool = False
    marked: frozenset[str] = frozenset()
    """Nodes of the marked rows."""
    cursor: str = ""
    """The node of the row that is looked at."""

    def toggled(self, node: str) -> View:
        """With the mark of one row changed."""
        return replace(self, marked=self.marked ^ {node})

    def all_toggled(self, shown: Sequence[str]) -> View:
        """With all shown rows marked; if they are already, with none of them."""
        rows = frozenset(shown)
        is_all = rows <= self.marked
        return replace(
            self, marked=self.marked - rows if is_all else self.marked | rows
        )

    def ordered_by_next(self) -> View:
        """In the order of the next column."""
        at = COLUMNS.index(self.order) + 1
        return replace(self, order=COLUMNS[at % len(COLUMNS)], is_reversed=False)

    def reversed(self) -> View:
        """In the same order from its end."""
        return replace(self, is_reversed=not self.is_reversed)

    def ordered_by(self, column: Column) -> View:
        """In the order of a column; in that of the same one from its end."""
        if column == self.order:
            return self.reversed()
        return replace(self, order=column, is_reversed=False)


@dataclass(frozen=True, slots=True)
class Narrowing:
    """A filter that has been read."""

    says: str
    """How it is understood, in words."""
    fits: Callable[[Facts], bool]


def narrowing_of(text: str) -> Narrowing | None:
    """Read a filter: the language of stop rules, or plain words.

    Gives back nothing for an empty line.

    Raises:
        RuleError: it is meant as a filter of the language and is none.
    """
    text = text.strip()
    if not text:
        return None
    try:
        found = parse_filter(text)
    except RuleError:
        if not is_plain(text):
            raise
        return Narrowing(f"with the words {text}", _has_words(text.lower().split()))
    return Narrowing(found.says(), lambda facts: found.matches(facts) is True)


def _has_words(words: list[str]) -> Callable[[Facts], bool]:
    def fits(facts: Facts) -> bool:
        texts = " ".join(text.preview for text in facts.texts["any"]).lower()
        return all(word in texts for word in words)

    return fits


def facts_of_element(session: Session, element: Element, view: View) -> Facts:
    """What a filter may ask of a row: what would go out stands for the prompt."""
    node, ticket = element.node, element.ticket
    facts = facts_of_node(session, node, ticket=ticket)
    is_marked = node.id in view.marked or bool(facts.flags["marked"])
    flags = {**facts.flags, "edited": element.is_edited, "marked": is_marked}
    if ticket is None or ticket.gate != "query":
        return replace(facts, flags=flags)
    prompt = (ticket.outgoing,)
    texts = {**facts.texts, "prompt": prompt, "any": (*prompt, *facts.texts["any"])}
    return replace(facts, flags=flags, texts=texts)


class Shown:
    """Which rows are shown; a filter is asked again only where something changed."""

    def __init__(self, narrowing: Narrowing | None = None) -> None:
        self.narrowing = narrowing
        self._marked: frozenset[str] = frozenset()
        self._fits: dict[str, tuple[Element, bool]] = {}

    def of(
        self, session: Session, elements: Sequence[Element], view: View
    ) -> list[Element]:
        """The rows that the filter lets through, in the order of the view."""
        rows = list(elements)
        if self.narrowing is not None:
            rows = self._narrowed(session, rows, view, self.narrowing)
        if view.order != "idx":
            rows.sort(key=_KEYS[view.order])
        if view.is_reversed:
            rows.reverse()
        return rows

    def _narrowed(
        self, session: Session, rows: list[Element], view: View, narrowing: Narrowing
    ) -> list[Element]:
        if view.marked != self._marked:
            self._marked = view.marked
            self._fits.clear()
        found: list[Element] = []
        for row in rows:
            known = self._fits.get(row.node.id)
            if known is None or known[0] is not row:
                fits = narrowing.fits(facts_of_element(session, row, view))
                known = self._fits[row.node.id] = (row, fits)
            if known[1]:
                found.append(row)
        return found


_URGENCY = {state: place for place, state in enumerate(URGENCY)}

_KEYS: dict[Column, Callable[[Element], float | str]] = {
    "idx": lambda row: row.index,
    "state": lambda row: _URGENCY[row.node.state],
    "tokens": lambda row: -row.tokens,
    "cost": lambda row: -(row.cost or 0.0),
    "time": lambda row: -(row.seconds(0.0) or 0.0) if row.node.has_ended else 0.0,
    "model": lambda row: row.node.model,
    "text": lambda row: (row.reply or row.prompt).lower(),
}
"""What rows are ordered by; the largest amounts come first."""
