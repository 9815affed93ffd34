"""Limits: charged as it happens, looked at before each call, asked about once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import pytest

from rlm_tui.domain.event_base import EventBase
from rlm_tui.domain.events import Event, Warned
from rlm_tui.domain.events_of_calls import CallFailed, CallStarted
from rlm_tui.domain.events_of_code import CodeExecuted
from rlm_tui.domain.events_of_steering import LimitsChanged
from rlm_tui.domain.limits import Limits, Usage, nearly
from rlm_tui.engine.arguments import LimitValues
from rlm_tui.engine.subqueries import BEGIN_AT_ONCE
from rlm_tui.errors import ModelBusyError, ModelRefusedError
from rlm_tui.models.base import FREE, UNKNOWN_PRICE, Price
from rlm_tui.models.scripted import ScriptedModel
from rlm_tui.models.scripted_reply import ScriptedReply
from tests.engine.live import Live, code, live, of_kind, play
from tests.fakes import FakeRepls

DEAR = Price(0.001, 0.001)
ASK_20 = "r = await llm_query_batched([f'q{n}' for n in range(20)])"
T = TypeVar("T", bound=EventBase)


def limit_warnings(events: Sequence[Event]) -> list[str]:
    """What was said of limits."""
    return [e.message for e in of_kind(events, Warned) if e.warning == "limit"]


class TestAhead:
    """A person is warned before a limit is reached."""

    async def test_most_of_a_limit_is_told_once(self) -> None:
        model = ScriptedModel(
            {"text": "Hm.", "cost": 0.085},
            {"text": "Hm.", "cost": 0.005},
            "FINAL(1)",
        )

        _, events = await play(model, start_repl=FakeRepls(), max_cost=0.1)

        assert limit_warnings(events) == ["85% of max_cost used: $0.085 of $0.100"]

    async def test_a_raised_limit_is_told_of_anew(self) -> None:
        model = ScriptedModel(
            {"text": "Hm.", "cost": 0.11}, {"text": "Hm.", "cost": 0.02}, "FINAL(1)"
        )

        async with live(model, start_repl=FakeRepls(), limits={"max_cost": 0.1}) as run:
            await run.let_go("limit")
            await run.end()

        assert limit_warnings(run.events) == [
            "max_cost reached: $0.110 of $0.100",
            "87% of max_cost used: $0.130 of $0.150",
        ]

    @pytest.mark.parametrize(
        ("usage", "expected"),
        [
            (Usage(cost=0.79), []),
            (Usage(cost=0.8), ["max_cost"]),
            (Usage(cost=1.0), []),
            (Usage(input_tokens=60, output_tokens=30), ["max_tokens"]),
        ],
    )
    def test_which_are_nearly_used(self, usage: Usage, expected: list[str]) -> None:
        limits = Limits(max_cost=1.0, max_tokens=100)

        near = nearly(limits, usage, sub_queries=0, active_s=0.0)

        assert [one.limit for one in near] == expected

    def test_sub_queries_and_time_are_told_too(self) -> None:
        near = nearly(Limits(), Usage(), sub_queries=40, active_s=500.0)

        assert [one.limit for one in near] == ["max_time", "max_llm_calls"]


class TestUnpriced:
    """What nobody can price cannot be limited by money, and that is said first."""

    async def test_it_is_told_before_the_first_call(self) -> None:
        model = ScriptedModel("FINAL(1)", price=UNKNOWN_PRICE)

        _, events = await play(model, start_repl=FakeRepls())

        [warning] = of_kind(events, Warned)
        [call] = of_kind(events, CallStarted)
        assert "max_cost cannot be enforced" in warning.message
        assert warning.seq < call.seq

    async def test_it_is_told_once_for_all_calls(self) -> None:
        model = ScriptedModel(
            code(ASK_20), {"match": "^q", "text": "x"}, "FINAL(1)", price=UNKNOWN_PRICE
        )

        _, events = await play(model, start_repl=FakeRepls())

        assert len(limit_warnings(events)) == 1

    @pytest.mark.parametrize(
        ("price", "max_cost"), [(FREE, 1.0), (DEAR, 1.0), (UNKNOWN_PRICE, None)]
    )
    async def test_otherwise_nothing_is_said(
        self, price: Price, max_cost: float | None
    ) -> None:
        model = ScriptedModel("FINAL(1)", price=price)

        _, events = await play(model, start_repl=FakeRepls(), max_cost=max_cost)

        assert not any("enforced" in said for said in limit_warnings(events))

    async def test_the_price_is_asked_for_first(self) -> None:
        class Asked(ScriptedModel):
            """Knows its price when it was asked."""

            async def prepare(self, model: str) -> None:
                self._price = DEAR

        model = Asked("FINAL(1)", price=UNKNOWN_PRICE)

        result, events = await play(model, start_repl=FakeRepls(), max_cost=5.0)

        assert limit_warnings(events) == []
        assert result.cost


class TestTogether:
    """All nodes draw on the same limits."""

    async def test_a_batch_stops_when_the_money_is_gone(self) -> None:
        model = ScriptedModel(code(ASK_20), {"match": "^q", "text": "x", "cost": 0.1})

        result, events = await play(
            model, start_repl=FakeRepls(), max_cost=0.45, max_concurrency=2
        )

        assert result.status == "limit"
        assert result.usage.cost <= 0.45 + 2 * 0.1
        assert len(of_kind(events, CallStarted)) <= 1 + 6

    async def test_what_a_limit_cut_short_is_no_answer(self) -> None:
        gone = "FINAL(sum(not text.startswith('Error') for text in r))"
        model = ScriptedModel(
            code(f"{ASK_20}\n{gone}"), {"match": "^q", "text": "x", "cost": 0.1}
        )

        result, _ = await play(model, max_cost=0.45, max_concurrency=2)

        assert result.status == "limit"
        assert result.text in ("5", "6")
        assert (result.error or "").startswith("max_cost reached")

    async def test_it_is_said_once_that_the_money_is_gone(self) -> None:
        model = ScriptedModel(code(ASK_20), {"match": "^q", "text": "x", "cost": 0.1})

        _, events = await play(
            model, start_repl=FakeRepls(), max_cost=0.15, max_concurrency=2
        )

        said = limit_warnings(events)
        assert sum("reached" in message for message in said) == 1

    async def test_lanes_that_meet_a_limit_together_ask_once(self) -> None:
        model = ScriptedModel(
            code(ASK_20), {"match": "^q", "text": "x", "cost": 0.1}, "FINAL(1)"
        )
        limits: LimitValues = {"max_cost": 1.5, "max_llm_calls": 99}

        async with live(model, start_repl=FakeRepls(), limits=limits) as run:
            await run.let_go("limit")
            result = await run.end()

        assert result.status == "answered"
        assert len(_limit_tickets(run)) == 1
        assert len(of_kind(run.events, LimitsChanged)) == 1

    async def test_a_refusal_holds_for_all_lanes(self) -> None:
        model = ScriptedModel(
            code(ASK_20), {"match": "^q", "text": "x", "cost": 0.1}, "FINAL(1)"
        )
        limits: LimitValues = {"max_cost": 0.5, "max_llm_calls": 99}

        async with live(model, start_repl=FakeRepls(), limits=limits) as run:
            ticket = await run.held("limit")
            await run.handle.reject(ticket.id)
            result = await run.end()

        assert result.status == "forced"
        assert len(_limit_tickets(run)) == 1

    async def test_a_child_has_what_its_parent_has_left(self) -> None:
        ask = "print(await rlm_query('part', context='x'))"
        child = "FINAL(await llm_query_batched(['q1', 'q2', 'q3']))"
        model = ScriptedModel(
            {"match": "<question>\npart", "text": code(child)},
            {"match": "^q", "text": "x"},
            code("await llm_query('q0')", ask),
            "FINAL(1)",
        )

        _, events = await play(model, start_repl=FakeRepls(), max_llm_calls=4)

        assert "3 sub-queries asked for, 2 of 4 left" in str(events)


def _limit_tickets(run: Live) -> list[str]:
    return [t.id for t in run.session.tickets.values() if t.gate == "limit"]


class TestCharges:
    """What the provider will charge for is charged, and nothing else."""

    async def test_a_call_that_was_cancelled(self) -> None:
        model = ScriptedModel({"text": "x", "wait_for": "never"}, price=DEAR)

        async with live(model, start_repl=FakeRepls()) as run:
            await model.received(1)
            await run.handle.abort()
            result = await run.end()

        assert result.usage.input_tokens > 0
        assert result.usage.estimated
        assert result.cost

    @pytest.mark.parametrize(
        ("error", "is_charged"),
        [
            (ModelRefusedError("nothing listens there"), False),
            (ModelBusyError("too many requests"), False),
            (ModelBusyError("no reply in time", was_sent=True), True),
        ],
    )
    async def test_a_call_that_failed(
        self, error: ModelBusyError, is_charged: bool
    ) -> None:
        model = ScriptedModel(ScriptedReply(error=error), price=DEAR)

        result, _ = await play(model, start_repl=FakeRepls(), max_retries=0)

        assert bool(result.usage.input_tokens) is is_charged


class TestRetries:
    """Between two attempts a person can stop them."""

    BUSY = ScriptedReply(error=ModelBusyError("busy", retry_after_s=0.05))
    LATER = ScriptedReply(error=ModelBusyError("busy", retry_after_s=3_600.0))

    async def test_a_pause_holds_the_next_attempt(self) -> None:
        async with live(
            ScriptedModel(self.BUSY, "FINAL(1)"), start_repl=FakeRepls()
        ) as run:
            await run.until(lambda _: of_kind(run.events, CallFailed))
            await run.handle.pause()
            ticket = await run.held("call")
            assert ticket.hold == "pause"
            await run.handle.resume()
            result = await run.end()

        assert result.status == "answered"
        assert [c.attempt for c in of_kind(run.events, CallStarted)] == [1, 2]

    async def test_an_approval_covers_one_attempt(self) -> None:
        async with live(
            ScriptedModel(self.BUSY, "FINAL(1)"), start_repl=FakeRepls(), paused=True
        ) as run:
            first = await run.let_go("call")
            second = await run.held("call")
            await run.handle.resume()
            await run.end()

        assert first.id != second.id

    async def test_an_abort_ends_the_wait(self) -> None:
        async with live(
            ScriptedModel(self.LATER, "FINAL(1)"), start_repl=FakeRepls()
        ) as run:
            await run.until(lambda _: of_kind(run.events, CallFailed))
            await run.handle.abort()
            result = await run.end()

        assert result.status == "stopped"

    async def test_whoever_waits_to_try_again_keeps_nobody_from_calling(self) -> None:
        model = ScriptedModel(
            code("r = await llm_query_batched(['slow', 'quick'])"),
            ScriptedReply(match="slow", error=self.LATER.error),
            {"match": "quick", "text": "done"},
        )
        limits: LimitValues = {"max_concurrency": 1}

        async with live(model, start_repl=FakeRepls(), limits=limits) as run:
            await run.until(lambda s: "0.1.2" in s.nodes and s.nodes["0.1.2"].has_ended)
            await run.handle.abort("0.1.1")
            await run.handle.abort()
            await run.end()


async def test_a_batch_begins_before_all_its_nodes_are_made() -> None:
    count = 3 * BEGIN_AT_ONCE
    model = ScriptedModel(
        code(f"await llm_query_batched(['q'] * {count})"),
        {"text": "a", "match": "^q$"},
        "FINAL(1)",
    )

    _, events = await play(model, start_repl=FakeRepls())

    kinds = [e.kind for e in events if getattr(e, "node", "").startswith("0.1.")]
    first_call = kinds.index("call_started")
    assert kinds[:first_call].count("node_started") < count
    assert kinds.count("node_finished") == count


async def test_elements_that_are_still_to_begin_count_against_the_limit() -> None:
    count = 2 * BEGIN_AT_ONCE
    both = (
        f"b = asyncio.create_task(llm_query_batched(['q'] * {count}))\n"
        "await asyncio.sleep(0)\n"
        "print(await llm_query_batched(['late', 'late']))\n"
        "await b"
    )
    model = ScriptedModel(
        code(f"import asyncio\n{both}"),
        {"text": "a", "match": "^q$"},
        "FINAL(1)",
    )

    _, events = await play(model, start_repl=FakeRepls(), max_llm_calls=count + 1)

    [ran] = of_kind(events, CodeExecuted)
    assert "max_llm_calls reached: 2 sub-queries asked for, 1 of" in ran.stdout.preview
