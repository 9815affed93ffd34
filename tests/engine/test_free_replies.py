"""When a reply of a sub-query is saved: before the code has it, unless it is free."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from rlm_tui.domain.events import Event, NodeFinished, Warned
from rlm_tui.domain.events_of_calls import CallFinished
from rlm_tui.domain.values import ContextValue
from rlm_tui.engine.arguments import LimitValues
from rlm_tui.models.base import FREE, Price
from rlm_tui.models.scripted import ScriptedModel
from rlm_tui.repl.base import AskHost, BlockResult, Query, Reply
from tests.engine.live import code, live
from tests.fakes import FakeRepl, FakeRepls

ASK_TWICE = code("await llm_query('a')\nawait llm_query('b')\nFINAL(1)")


class Watched(FakeRepl):
    """Notes what is saved at the moment at which its code has a reply."""

    def __init__(self, context: ContextValue, saved: list[Event]) -> None:
        super().__init__(context)
        self._saved = saved
        self.had: list[list[Event]] = []

    async def execute(self, code: str, *, ask: AskHost, **how: Any) -> BlockResult:
        async def note(query: Query) -> tuple[Reply, ...]:
            replies = await ask(query)
            self.had.append(list(self._saved))
            return replies

        return await super().execute(code, ask=note, **how)


class WatchedRepls(FakeRepls):
    """Starts REPLs that note what is saved."""

    def __init__(self) -> None:
        super().__init__()
        self.saved: list[Event] = []

    async def __call__(self, context: ContextValue) -> Watched:
        repl = Watched(context, self.saved)
        self.started.append(repl)
        return repl

    async def save(self, event: Event) -> None:
        """Keep it, as a store does."""
        self.saved.append(event)


async def saved_when_had(price: Price) -> tuple[list[set[str]], list[Event]]:
    """The nodes whose ends were saved when the code had each reply, and in the end."""
    repls = WatchedRepls()
    model = ScriptedModel(ASK_TWICE, "yes", "no", price=price)

    async with live(model, start_repl=repls, attended=False, save=repls.save) as run:
        await run.end()

    [repl] = repls.started
    assert isinstance(repl, Watched)
    had = [{e.node for e in at if isinstance(e, NodeFinished)} for at in repl.had]
    return had, repls.saved


async def test_what_was_paid_for_is_saved_before_the_code_has_it() -> None:
    had, _ = await saved_when_had(Price(0.001, 0.001))

    assert had == [{"0.1"}, {"0.1", "0.2"}]


async def test_a_free_reply_is_saved_before_the_next_request_leaves() -> None:
    had, saved = await saved_when_had(FREE)

    assert had == [set(), {"0.1"}]
    assert {e.node for e in saved if isinstance(e, NodeFinished)} == {"0.1", "0.2", "0"}


async def test_its_cost_is_counted_all_the_same() -> None:
    _, saved = await saved_when_had(FREE)

    calls = [e for e in saved if isinstance(e, CallFinished) and e.node != "0"]
    assert [call.usage.free_calls for call in calls] == [1, 1]


class HandedRepl(FakeRepl):
    """Takes replies that are handed on, and notes which they were."""

    def __init__(self, context: ContextValue) -> None:
        super().__init__(context)
        self.handed: list[str] = []
        self.returned: list[str] = []

    async def execute(self, code: str, *, ask: AskHost, **how: Any) -> BlockResult:
        async def take(query: Query) -> tuple[Reply, ...]:
            def hand_on(reply: Reply) -> None:
                self.handed.append(reply.text)

            replies = await ask(replace(query, hand_on=hand_on))
            self.returned += [reply.text for reply in replies]
            return replies

        return await super().execute(code, ask=take, **how)


class HandedRepls(FakeRepls):
    """Starts REPLs that take replies early."""

    async def __call__(self, context: ContextValue) -> HandedRepl:
        repl = HandedRepl(context)
        self.started.append(repl)
        return repl

    @property
    def repl(self) -> HandedRepl:
        """The one that was started."""
        [repl] = self.started
        assert isinstance(repl, HandedRepl)
        return repl


async def test_the_code_has_a_free_reply_before_it_is_recorded() -> None:
    repls = HandedRepls()
    model = ScriptedModel(ASK_TWICE, "yes", "no", price=FREE)

    async with live(model, start_repl=repls, attended=False) as run:
        await run.end()

    assert repls.repl.handed == repls.repl.returned == ["yes", "no"]
    kinds = [event.kind for event in run.events if getattr(event, "node", "") == "0.1"]
    assert kinds == [
        "node_started",
        "call_started",
        "call_finished",
        "node_finished",
    ]


async def test_what_was_paid_for_is_not_handed_on_before() -> None:
    repls = HandedRepls()
    model = ScriptedModel(ASK_TWICE, "yes", "no", price=Price(0.001, 0.001))

    async with live(model, start_repl=repls, attended=False) as run:
        await run.end()

    assert (repls.repl.handed, repls.repl.returned) == ([], ["yes", "no"])


async def test_a_reply_that_a_rule_holds_is_not_handed_on_before() -> None:
    repls = HandedRepls()
    model = ScriptedModel(ASK_TWICE, "yes", "no", price=FREE)

    async with live(model, start_repl=repls, rules=["hold gate:result node:0.1"]) as r:
        ticket = await r.held("result", "0.1")
        assert repls.repl.handed == []
        await r.handle.edit(ticket.id, "changed")
        await r.handle.approve(ticket.id)
        await r.end()

    assert repls.repl.returned == ["changed", "no"]


async def test_of_two_results_none_is_handed_on_before_one_is_picked() -> None:
    repls = HandedRepls()
    ask = code("await llm_query('a')\nFINAL(1)")
    model = ScriptedModel(ask, "yes", "again", price=FREE)

    async with live(model, start_repl=repls, rules=["hold gate:result of:query"]) as r:
        await r.handle.retry((await r.held("result")).id)
        await r.handle.set_rules([])
        ticket = await r.held("result")
        assert repls.repl.handed == []
        await r.handle.approve(ticket.id)
        await r.end()

    assert repls.repl.returned == ["again"]


@pytest.mark.parametrize("share", [0.79, 0.81])
async def test_the_limit_of_tokens_is_told_of_ahead_all_the_same(share: float) -> None:
    repls = HandedRepls()
    ask = code("await llm_query('a')\nFINAL(1)")
    model = ScriptedModel(ask, "y" * 4_000, price=FREE)
    probe = ScriptedModel(ask, "y" * 4_000, price=FREE)
    async with live(probe, start_repl=HandedRepls(), attended=False) as before:
        used = (await before.end()).usage.total_tokens

    limits = LimitValues(max_tokens=int(used / share))
    async with live(model, start_repl=repls, attended=False, limits=limits) as run:
        await run.end()

    warned = [event for event in run.events if isinstance(event, Warned)]
    assert any("max_tokens" in event.message for event in warned) == (share > 0.8)
