"""Other models, and several results beside each other."""

from __future__ import annotations

import pytest

from rlm_tui.engine.retrying import retry_delay_s
from rlm_tui.errors import ModelBusyError, ModelRefusedError, SteeringError
from rlm_tui.models.scripted import ScriptedModel
from rlm_tui.models.scripted_reply import ScriptedReply
from tests.engine.live import code, live, said_to

ASK = code("FINAL(llm_query('q'))")
RESULT = ["hold gate:result of:query"]


def models(model: ScriptedModel) -> list[str]:
    """Which models were asked, in order."""
    return [request.model for request in model.requests]


class TestResults:
    """A reply that was made again stands beside the first; a person chooses."""

    async def test_the_last_one_is_handed_on_unless_another_is_picked(self) -> None:
        model = ScriptedModel(ASK, "first", "second")

        async with live(model, rules=RESULT) as run:
            first = await run.held("result")
            await run.handle.retry(first.id)
            second = await run.held("result")
            await run.handle.approve(second.id)
            result = await run.end()

        assert [made.text.preview for made in second.attempts] == ["first", "second"]
        assert (second.hold, second.why) == ("retry", "attempt 2")
        assert result.text == "second"
        assert "retried" in run.node("0.1").flags

    async def test_an_earlier_one_can_be_picked(self) -> None:
        model = ScriptedModel(ASK, "first", "second", "third")

        async with live(model, rules=RESULT) as run:
            for _ in range(2):
                await run.handle.retry((await run.held("result")).id)
                await run.until(lambda s: s.waiting)
            ticket = await run.held("result")
            await run.handle.pick(ticket.id, 1)
            shown = run.session.tickets[ticket.id].outgoing.preview
            await run.handle.approve(ticket.id)
            result = await run.end()

        assert shown == result.text == "first"
        decided = [e for e in run.events if e.kind == "ticket_decided"][-1]
        assert (decided.attempt, decided.text.preview if decided.text else "") == (
            1,
            "first",
        )

    async def test_another_model_can_make_it(self) -> None:
        model = ScriptedModel(ASK, "first", "second")

        async with live(model, rules=RESULT) as run:
            await run.handle.retry((await run.held("result")).id, "other")
            second = await run.held("result")
            await run.handle.approve(second.id)
            await run.end()

        assert models(model)[1:] == [run.session.sub_model, "other"]
        assert [made.model for made in second.attempts] == [
            run.session.sub_model,
            "other",
        ]
        assert said_to(model, 2) == said_to(model, 3) == "q"

    async def test_each_result_is_charged(self) -> None:
        model = ScriptedModel(
            ASK, {"text": "first", "cost": 0.1}, {"text": "second", "cost": 0.2}
        )

        async with live(model, rules=RESULT) as run:
            await run.handle.retry((await run.held("result")).id)
            await run.handle.approve((await run.held("result")).id)
            await run.end()

        assert run.node("0.1").total.cost == pytest.approx(0.3)
        assert [turn.number for turn in run.node("0.1").iterations] == [1, 2]

    async def test_a_child_can_work_again_from_the_start(self) -> None:
        model = ScriptedModel(
            code("FINAL(rlm_query('part'))"),
            code("x = 1"),
            "FINAL(first)",
            "FINAL(second)",
        )

        async with live(model, rules=RESULT) as run:
            await run.handle.retry((await run.held("result", "0.1")).id)
            ticket = await run.held("result", "0.1")
            await run.handle.approve(ticket.id)
            result = await run.end()

        assert result.text == "second"
        assert [turn.number for turn in run.node("0.1").iterations] == [1, 2, 3]
        assert said_to(model, 2) == said_to(model, 4)

    async def test_going_on_does_not_release_it(self) -> None:
        model = ScriptedModel(ASK, "first", "second")

        async with live(model, rules=["hold gate:result once"]) as run:
            await run.handle.retry((await run.held("result")).id)
            second = await run.held("result")
            await run.handle.resume()

            assert run.session.waiting == (second.id,)

    async def test_there_is_no_such_result(self) -> None:
        async with live(ScriptedModel(ASK, "first"), rules=RESULT) as run:
            ticket = await run.held("result")
            with pytest.raises(SteeringError, match="has 0 results, not 1"):
                await run.handle.pick(ticket.id, 1)

    async def test_the_output_of_code_is_not_made_again(self) -> None:
        model = ScriptedModel(code("print(1)"))

        async with live(model, rules=["hold gate:result"]) as run:
            ticket = await run.held("result")
            with pytest.raises(SteeringError, match="cannot be run again, only"):
                await run.handle.retry(ticket.id)

    async def test_a_tool_is_called_again(self) -> None:
        said = iter(["first", "second"])

        def look() -> str:
            """Looks."""
            return next(said)

        model = ScriptedModel(code("FINAL(tools.look())"))

        async with live(model, rules=RESULT, brings={"tools": {"look": look}}) as run:
            await run.handle.retry((await run.held("result")).id)
            ticket = await run.held("result")
            await run.handle.pick(ticket.id, 1)
            await run.handle.approve(ticket.id)
            result = await run.end()

        assert result.text == "first"
        assert run.session.tool_calls == 2


class TestModels:
    """One ticket can go to another model; the next one goes where it would have."""

    async def test_of_a_query(self) -> None:
        model = ScriptedModel(ASK, "y")

        async with live(model, rules=["hold gate:query"]) as run:
            ticket = await run.held("query")
            await run.handle.choose_model(ticket.id, "other")
            shown = run.session.tickets[ticket.id].model
            await run.handle.approve(ticket.id)
            await run.end()

        assert shown == "other"
        assert models(model)[1] == "other"
        assert run.node("0.1").model == "other"

    async def test_of_one_turn(self) -> None:
        model = ScriptedModel("Hm.", "FINAL(1)")

        async with live(model, rules=["hold gate:call once"]) as run:
            ticket = await run.held("call")
            await run.handle.choose_model(ticket.id, "other")
            await run.handle.approve(ticket.id)
            await run.end()

        assert models(model) == ["other", run.session.model]

    async def test_of_a_child_for_all_its_turns(self) -> None:
        model = ScriptedModel(code("FINAL(rlm_query('p'))"), "Hm.", "FINAL(1)")

        async with live(model, rules=["hold gate:query"]) as run:
            ticket = await run.held("query")
            await run.handle.choose_model(ticket.id, "other")
            await run.handle.approve(ticket.id)
            await run.end()

        assert models(model)[1:] == ["other", "other"]

    async def test_after_a_failure(self) -> None:
        refusal = ScriptedReply(error=ModelRefusedError("no such model"))
        model = ScriptedModel(refusal, "FINAL(1)")

        async with live(model) as run:
            ticket = await run.held("error")
            await run.handle.retry(ticket.id, "other")
            result = await run.end()

        assert models(model) == [run.session.model, "other"]
        assert result.text == "1"

    async def test_not_where_no_model_is_asked(self) -> None:
        async with live(ScriptedModel(code("x = 1")), rules=["hold gate:exec"]) as run:
            ticket = await run.held("exec")
            with pytest.raises(SteeringError, match="no model is asked"):
                await run.handle.choose_model(ticket.id, "other")


class TestAfterFailures:
    """What failed can be changed before it goes again."""

    async def test_a_turn(self) -> None:
        refusal = ScriptedReply(error=ModelRefusedError("too long"))
        model = ScriptedModel(refusal, "FINAL(1)")

        async with live(model) as run:
            ticket = await run.held("error")
            await run.handle.edit(ticket.id, "shorter")
            await run.handle.approve(ticket.id)
            await run.end()

        assert (ticket.why, said_to(model, 2)) == ("too long", "shorter")
        assert ticket.payload.preview == said_to(model, 1)

    async def test_a_failing_query_under_a_pause_keeps_what_was_changed(self) -> None:
        refusal = ScriptedReply(error=ModelRefusedError("no"))
        model = ScriptedModel(ASK, refusal, "y")

        async with live(model) as run:
            ticket = await run.held("error", "0.1")
            await run.handle.pause()
            await run.handle.edit(ticket.id, "other words")
            await run.handle.approve(ticket.id)
            await run.held("result", "0.1")

        assert said_to(model, 3) == "other words"


class TestAnswers:
    """An answer can be asked for again, of the same model or another one."""

    async def test_the_model_is_asked_again(self) -> None:
        model = ScriptedModel("FINAL(1)", "FINAL(2)")

        async with live(model, rules=["hold gate:final"]) as run:
            await run.handle.retry((await run.held("final")).id, "other")
            await run.let_go("final")
            result = await run.end()

        assert result.text == "2"
        assert models(model) == [run.session.model, "other"]
        assert "asks for another answer" in said_to(model, 2)

    async def test_at_the_last_turn_too(self) -> None:
        model = ScriptedModel("Hm.", "FINAL(1)", "FINAL(2)")

        async with live(
            model, rules=["hold gate:final"], limits={"max_iterations": 1}
        ) as run:
            await run.handle.reject((await run.held("limit")).id)
            await run.handle.retry((await run.held("final")).id)
            await run.let_go("final")
            result = await run.end()

        assert (result.text, result.status) == ("2", "forced")


@pytest.mark.parametrize(
    ("said", "least_s", "most_s"),
    [
        (None, 0.75, 1.25),
        (7.0, 7.0, 7.0),
        (-5.0, 0.0, 0.0),
        (1e12, 3600.0, 3600.0),
        (float("nan"), 0.75, 1.25),
        (float("inf"), 0.75, 1.25),
    ],
)
def test_no_wait_is_absurd(said: float | None, least_s: float, most_s: float) -> None:
    error = ModelBusyError("busy", retry_after_s=said)

    assert least_s <= retry_delay_s(1, error) <= most_s
