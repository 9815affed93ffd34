"""The limit of time: it ends what hangs, and is asked about where somebody is."""

from __future__ import annotations

import pytest

from rlm_tui.domain.events_of_calls import CallFailed
from rlm_tui.domain.events_of_code import CodeStarted
from rlm_tui.models.scripted import ScriptedModel
from tests.engine.live import code, live, of_kind, play
from tests.fakes import FakeRepls


class TestTime:
    """Time that is used up ends what is at work, if nobody can be asked."""

    async def test_a_call_that_hangs_is_ended(self) -> None:
        model = ScriptedModel(
            code("print('found 7')"), {"text": "a b", "chunks": 2, "wait_for": "never"}
        )

        async with live(model, attended=False, start_repl=FakeRepls()) as run:
            await model.received(2)
            await run.handle.set_limits(max_time=0.001)
            result = await run.end()

        assert (result.status, result.text) == ("limit", "found 7")
        assert (result.error or "").startswith("max_time reached")
        [failed] = of_kind(run.events, CallFailed)
        assert failed.error_type == "cancelled"

    @pytest.mark.parametrize("before", [600.0, None])
    async def test_less_time_ends_a_call_that_is_out(
        self, before: float | None
    ) -> None:
        model = ScriptedModel({"text": "late", "wait_for": "never"})

        async with live(
            model,
            attended=False,
            start_repl=FakeRepls(),
            limits={"max_time": before},
        ) as run:
            await model.received(1)
            await run.handle.set_limits(max_time=0.001)
            result = await run.end()

        assert result.status == "limit"
        assert (result.error or "").startswith("max_time reached")

    async def test_a_block_that_hangs_is_ended(self) -> None:
        model = ScriptedModel(
            code("print('found 7')"), code("while True:\n    pass"), "no"
        )

        async with live(model, attended=False) as run:
            await run.until(lambda _: len(of_kind(run.events, CodeStarted)) == 2)
            await run.handle.set_limits(max_time=0.001)
            result = await run.end()

        assert (result.status, result.text) == ("limit", "found 7")
        assert len(model.requests) == 2

    async def test_children_end_with_it(self) -> None:
        model = ScriptedModel(
            code("r = await rlm_query_batched(['a', 'b'])"),
            {"match": "<question>", "text": "x", "wait_for": "never"},
        )

        result, _ = await play(model, start_repl=FakeRepls(), max_time=0.2)

        assert result.status == "limit"

    async def test_with_a_person_the_call_goes_on_and_the_next_one_asks(self) -> None:
        model = ScriptedModel({"text": "Hm.", "delay_s": 0.7}, "FINAL(1)")

        # The call must have begun in the time that there is, on a busy machine too.
        async with live(model, start_repl=FakeRepls(), limits={"max_time": 0.6}) as run:
            ticket = await run.held("limit")
            await run.handle.reject(ticket.id)
            result = await run.end()

        assert (result.status, result.text) == ("forced", "1")
        assert of_kind(run.events, CallFailed) == []

    async def test_a_limit_that_was_far_exceeded_is_raised_far_enough(self) -> None:
        model = ScriptedModel({"text": "Hm.", "cost": 1.0}, "FINAL(1)")

        async with live(model, start_repl=FakeRepls(), limits={"max_cost": 0.1}) as run:
            await run.let_go("limit")
            result = await run.end()

        assert result.status == "answered"
        assert (run.session.limits.max_cost or 0) > 1.0
