"""When a reply of a sub-query is saved: before the code has it, unless it is free."""

from __future__ import annotations

from typing import Any

from rlm_tui.domain.events import Event, NodeFinished
from rlm_tui.domain.events_of_calls import CallFinished
from rlm_tui.domain.values import ContextValue
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
