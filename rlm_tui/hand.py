"""What the controller asks of a live run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from rlm_tui.domain.decisions import Decision
from rlm_tui.domain.events_of_steering import LatchKind, StepKind
from rlm_tui.domain.variables import VariablePage


class Handle(Protocol):
    """A run that can be steered: the engine's `RunHandle`."""

    async def pause(self) -> None:
        """Stop every lane at its next gate."""

    async def resume(self) -> None:
        """End pause and step, and release the tickets that only they held."""

    async def step(
        self, kind: StepKind, node: str, *, ticket: str | None = None, count: int = 1
    ) -> None:
        """Move the lane of a node to its next stop of a kind, or a later one.

        Approves the ticket, or else what below the node only a pause or step holds.
        """

    async def approve(self, ticket: str, *, shown_at: float | None = None) -> None:
        """Let a ticket through, as it is or as edited."""

    async def edit(self, ticket: str, text: str) -> None:
        """Keep a changed text with the ticket; nothing is sent."""

    async def revert(self, ticket: str) -> None:
        """Forget the changed text."""

    async def reject(
        self, ticket: str, words: str, *, shown_at: float | None = None
    ) -> None:
        """Refuse a ticket; the words go to the model."""

    async def answer(
        self, ticket: str, text: str, *, shown_at: float | None = None
    ) -> None:
        """Take a text as the result of what the ticket would have done."""

    async def abort(self, node: str) -> None:
        """End a node and all below it; the root ends the run."""

    async def abort_call(self, node: str) -> None:
        """End the call or the code that a node has in flight, not the node."""

    async def decide_all(
        self, decisions: Mapping[str, Decision], *, shown_at: Mapping[str, float]
    ) -> int:
        """Decide many tickets; gives back how many of them still waited."""

    async def edit_all(self, texts: Mapping[str, str]) -> int:
        """Keep changed texts; gives back how many of the tickets still waited."""

    async def run_to(self, node: str, *, ticket: str | None = None) -> None:
        """Let the ticket through, if any, go on to a gate of a node, and pause."""

    async def until(self, filter_text: str, *, ticket: str | None = None) -> None:
        """Let the ticket through, if there is one, go on to a crossing, and pause.

        Raises:
            SettingsError: it is no filter.
        """

    async def retry(
        self, ticket: str, model: str | None = None, *, shown_at: float | None = None
    ) -> None:
        """Have it made once more, by the same model or another one."""

    async def pick(self, ticket: str, attempt: int) -> None:
        """Choose which of several results is handed on, from 1."""

    async def choose_model(self, ticket: str, model: str) -> None:
        """Have another model asked by one ticket alone."""

    async def inject(self, node: str, text: str) -> int:
        """Give guidance to a node; gives back its number."""

    async def withdraw(self, node: str, guidance: int) -> None:
        """Take guidance back that has not gone out."""

    async def set_limits(self, **changes: object) -> None:
        """Change limits of the run."""

    async def set_rules(self, lines: Sequence[str]) -> None:
        """Put other stop rules in force.

        Raises:
            SettingsError: a line is no rule.
        """

    async def latch(self, on: LatchKind, name: str) -> None:
        """Pause a subtree or a model, apart from the run."""

    async def unlatch(self, on: LatchKind, name: str) -> None:
        """Let a subtree or a model go on."""

    async def set_variable(self, node: str, name: str, value_json: str) -> None:
        """Give a variable a JSON value, between two blocks of its node."""

    async def variable_page(self, node: str, name: str, start: int) -> VariablePage:
        """Read a stretch of a value, while no code of its node is at work."""
        ...

    async def look_at_variables(self, node: str) -> None:
        """Have the session show what code has made so far that waits for a query."""

    async def wait(self) -> None:
        """Return when the run has ended.

        Raises:
            RLMError: the engine could not go on.
        """
