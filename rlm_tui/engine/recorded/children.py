"""What the code of a record asked: the same question finds the same node again."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from rlm_tui.domain.events import ContextInfo, NodeStarted
from rlm_tui.domain.text import BEGINNING_CHARS, Text

Where: TypeAlias = tuple[str, int, int]
"""The node whose code asked, the iteration, and the block."""
_Element: TypeAlias = tuple[str, Text, object]
_Key: TypeAlias = tuple[str, int | None]


@dataclass(frozen=True, slots=True)
class PastChild:
    """A node that was made for a question."""

    path: str
    seq: int
    """When it was made, as a number of an event."""


@dataclass(frozen=True, slots=True)
class _Question:
    path: str
    seq: int
    key: _Key
    elements: tuple[_Element, ...]
    """Those that were recorded, which of a batch may be the first ones only."""

    def is_same(self, key: _Key, elements: tuple[_Element, ...]) -> bool:
        return key == self.key and elements[: len(self.elements)] == self.elements


class PastChildren:
    """Finds nodes by what was asked: the k-th same question is the k-th node."""

    def __init__(self, started: Iterable[NodeStarted]) -> None:
        self.counts: Counter[str] = Counter()
        """How many nodes were made below each node."""
        self._questions: defaultdict[Where, list[_Question]] = defaultdict(list)
        self._claimed: set[str] = set()
        self._missed: set[Where] = set()
        nodes = {event.node: event for event in started}
        elements: defaultdict[str, list[_Element]] = defaultdict(list)
        for path, event in nodes.items():
            above, _, number = path.rpartition(".")
            if not above:
                continue
            self.counts[above] = max(self.counts[above], int(number))
            if nodes[above].node_kind == "batch":
                elements[above].append(_element(event))
        for path, event in nodes.items():
            above = path.rpartition(".")[0]
            if event.place is None or nodes[above].node_kind == "batch":
                continue
            place = event.place
            is_batch = event.node_kind == "batch"
            asked = elements[path] if is_batch else [_element(event)]
            self._questions[above, place.iteration, place.block].append(
                _Question(path, event.seq, _key(event), tuple(asked))
            )

    def claim(self, where: Where, asked: Sequence[NodeStarted]) -> PastChild | None:
        """The node that was made for a question.

        Args:
            where: whose code asks.
            asked: the nodes that would be made for it, a batch before its elements;
                their paths do not matter.
        """
        first, *others = asked
        elements = tuple(map(_element, others or [first]))
        for question in self._questions.get(where, ()):
            is_free = question.path not in self._claimed
            if is_free and question.is_same(_key(first), elements):
                self._claimed.add(question.path)
                return PastChild(question.path, question.seq)
        return None

    def has_any(self, where: Where) -> bool:
        """Whether a block asked for anything."""
        return where in self._questions

    def miss(self, where: Where) -> None:
        """Note that a block has asked for what it did not ask for then."""
        self._missed.add(where)

    def has_missed(self, where: Where) -> bool:
        """Whether a block, run again, asked for something else."""
        return where in self._missed

    def unclaimed(self, where: Where) -> list[str]:
        """Nodes for whose questions nobody has asked."""
        return [
            question.path
            for question in self._questions.get(where, ())
            if question.path not in self._claimed
        ]

    def ask_again(self, where: Where) -> None:
        """Let the questions of a block be asked once more."""
        self._missed.discard(where)
        for question in self._questions.get(where, ()):
            self._claimed.discard(question.path)


def _key(event: NodeStarted) -> _Key:
    return event.function, event.elements


def _element(event: NodeStarted) -> _Element:
    return event.model, event.prompt, _shape(event.context)


def _shape(context: ContextInfo | None) -> object:
    """A context as far as it is recorded, without the name that its node gave it."""
    if context is None:
        return None
    beginning = context.preview.preview[:BEGINNING_CHARS]
    return context.type, context.chars, context.items, beginning
