"""A controller over a run that stands still, and a hand that notes its verbs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rlm_tui.controller import Controller
from rlm_tui.domain.decisions import Decision
from rlm_tui.domain.events import Event
from rlm_tui.domain.events_of_steering import LatchKind, StepKind
from rlm_tui.domain.rules.parse import parse_filter
from rlm_tui.domain.text import Text
from rlm_tui.domain.variables import VariablePage
from rlm_tui.errors import SettingsError, StoreError
from rlm_tui.journal import Journal, save_nowhere
from tests.factories import (
    numbered,
    waiting_session,
)

FIRST = "0.1:query:1"


class Hand:
    """A handle that only writes down what it is asked to do."""

    def __init__(self) -> None:
        self.did: list[tuple[str, ...]] = []

    async def pause(self) -> None:
        self.did.append(("pause",))

    async def resume(self) -> None:
        self.did.append(("resume",))

    async def step(
        self, kind: StepKind, node: str, *, ticket: str | None = None, count: int = 1
    ) -> None:
        self.did.append(("step", kind, node, str(ticket)) + ("again",) * (count - 1))

    async def abort_call(self, node: str) -> None:
        self.did.append(("abort_call", node))

    async def run_to(self, node: str, *, ticket: str | None = None) -> None:
        self.did.append(("run_to", node))

    async def until(self, filter_text: str, *, ticket: str | None = None) -> None:
        parse_filter(filter_text)
        self.did.append(("until", filter_text))

    async def pick(self, ticket: str, attempt: int) -> None:
        self.did.append(("pick", ticket, str(attempt)))

    async def choose_model(self, ticket: str, model: str) -> None:
        self.did.append(("choose_model", ticket, model))

    async def approve(self, ticket: str, *, shown_at: float | None = None) -> None:
        self.did.append(("approve", ticket, str(shown_at)))

    async def edit(self, ticket: str, text: str) -> None:
        self.did.append(("edit", ticket, text))

    async def revert(self, ticket: str) -> None:
        self.did.append(("revert", ticket))

    async def reject(
        self, ticket: str, words: str, *, shown_at: float | None = None
    ) -> None:
        self.did.append(("reject", ticket, words))

    async def answer(
        self, ticket: str, text: str, *, shown_at: float | None = None
    ) -> None:
        self.did.append(("answer", ticket, text))

    async def abort(self, node: str) -> None:
        self.did.append(("abort", node))

    async def decide_all(
        self, decisions: Mapping[str, Decision], *, shown_at: Mapping[str, float]
    ) -> int:
        self.did += [("all", t, d.verb, str(d)) for t, d in decisions.items()]
        return len(decisions) - 1

    async def edit_all(self, texts: Mapping[str, str]) -> int:
        self.did += [("edit", ticket, text) for ticket, text in texts.items()]
        return len(texts)

    async def retry(
        self, ticket: str, model: str | None = None, *, shown_at: float | None = None
    ) -> None:
        self.did.append(("retry", ticket, str(model)))

    async def inject(self, node: str, text: str) -> int:
        self.did.append(("inject", node, text))
        return 1

    async def withdraw(self, node: str, guidance: int) -> None:
        self.did.append(("withdraw", node, str(guidance)))

    async def set_limits(self, **changes: object) -> None:
        self.did.append(("set_limits", str(changes)))

    async def set_variable(self, node: str, name: str, value_json: str) -> None:
        self.did.append(("set_variable", node, name, value_json))

    async def look_at_variables(self, node: str) -> None:
        self.did.append(("look_at_variables", node))

    async def variable_page(self, node: str, name: str, start: int) -> VariablePage:
        return VariablePage(name, "str", "text", start, start + 1, 2, node)

    async def set_rules(self, lines: Sequence[str]) -> None:
        if "nonsense" in lines:
            raise SettingsError("not a stop rule: 'nonsense'")
        self.did.append(("set_rules", *lines))

    async def latch(self, on: LatchKind, name: str) -> None:
        self.did.append(("latch", on, name))

    async def unlatch(self, on: LatchKind, name: str) -> None:
        self.did.append(("unlatch", on, name))

    async def wait(self) -> None:
        raise StoreError("the disk is full")


async def read(text: Text) -> str:
    """A store that knows every text."""
    return f"whole of {text.chars}"


def over(events: Sequence[Event], hand: Hand | None = None) -> Controller:
    """A controller over a session that these events make."""
    journal = Journal(save=save_nowhere, clock=lambda: 0.0, events=tuple(events))
    return Controller(journal, handle=hand, read_text=read)


def after(*more: Event) -> list[Event]:
    """The session in which two queries wait, and what came then."""
    return numbered(*waiting_session(), *more)
