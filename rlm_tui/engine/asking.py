"""Who asks, and what is asked: the values that sub-queries are made of."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Literal, NamedTuple, Protocol

from rlm_tui.domain.events import Place
from rlm_tui.domain.events_of_tickets import TicketFlag
from rlm_tui.domain.values import ContextValue
from rlm_tui.engine.task import NodeAnswer
from rlm_tui.repl.base import HandOn


class Asker(NamedTuple):
    """The RLM node whose code asks, and where in it."""

    node: str
    depth: int
    place: Place
    sub_model: str
    context: ContextValue

    @property
    def where(self) -> tuple[str, int, int]:
        """Which block of which turn asks."""
        return self.node, self.place.iteration, self.place.block


class SubQuery(NamedTuple):
    """One prompt on its way to a child node."""

    node: str
    owner: str
    """The lane that its gates belong to: the asker, or itself within a batch."""
    kind: Literal["llm", "rlm"]
    depth: int
    model: str
    prompt: str
    context: ContextValue | None
    function: str
    place: Place
    index: int | None = None  # type: ignore[assignment]  # tuples have a method
    flags: tuple[TicketFlag, ...] = ()
    settings: Mapping[str, Any] = MappingProxyType({})
    """What a hook set for this child alone."""
    hand_on: HandOn | None = None
    """Gives the code the reply before it is recorded."""


class AnswerChild(Protocol):
    """Runs a child RLM to its answer."""

    async def __call__(
        self, sub: SubQuery, prompt: str, *, turns_before: int
    ) -> NodeAnswer:
        """Give back what it came to."""
        ...
