"""What a person at a gate can do to a run, and what nobody can."""

from __future__ import annotations

import pytest

from rlm_tui.errors import SteeringError
from rlm_tui.models.scripted import ScriptedModel
from tests.engine.gated import ALL, CATCH, QUERY, asks, gates
from tests.engine.live import Live, code, live, said_to


class TestHolding:
    """A rule holds at its gate, and nothing behind it has happened."""

    async def test_the_five_gates_of_a_turn_in_their_order(self) -> None:
        model = ScriptedModel(code("FINAL(llm_query('q'))"), "y")

        async with live(model, rules=[ALL]) as run:
            stops = []
            for _ in range(6):
                [ticket] = await run.all_held(1)
                stops.append((ticket.node, ticket.gate, len(model.requests)))
                await run.handle.approve(ticket.id)
            result = await run.end()

        assert stops == [
            ("0", "call", 0),
            ("0", "exec", 1),
            ("0.1", "query", 1),
            ("0.1", "result", 2),
            ("0", "result", 2),
            ("0", "final", 2),
        ]
        assert result.text == "y"

    async def test_a_ticket_says_what_would_leave_and_why_it_waits(self) -> None:
        model = ScriptedModel(code("llm_query('the prompt')"))

        async with live(model, rules=[QUERY]) as run:
            ticket = await run.held("query")

        assert ticket.payload.preview == "the prompt"
        assert ticket.why == f"rule 1: {QUERY}"
        assert ticket.owner == "0"

    async def test_a_plain_query_is_one_stop_and_not_two(self) -> None:
        model = ScriptedModel(code("FINAL(llm_query('q'))"), "y")

        async with live(model, rules=["hold gate:query,call"]) as run:
            await run.let_go("call", "0")
            await run.let_go("query", "0.1")
            result = await run.end()

        assert result.text == "y"

    async def test_a_plain_query_shows_the_context_that_goes_with_it(self) -> None:
        model = ScriptedModel(code("FINAL(rlm_query('q', context='part'))"), "y")

        async with live(model, rules=[QUERY], limits={"max_depth": 1}) as run:
            ticket = await run.let_go("query")
            await run.end()

        assert ticket.payload.preview == "q\n\nText:\npart"
        assert said_to(model, 2) == ticket.payload.preview

    async def test_no_rule_holds_nothing(self) -> None:
        async with live(ScriptedModel(code("FINAL(llm_query('q'))"), "y")) as run:
            result = await run.end()

        assert result.text == "y"
        assert not run.session.tickets

    async def test_a_thousand_may_wait_while_few_may_be_out(self) -> None:
        model = ScriptedModel(asks(*map(str, range(60))))

        async with live(
            model, rules=[QUERY], limits={"max_llm_calls": 60, "max_concurrency": 2}
        ) as run:
            held = await run.all_held(60)

        assert len({ticket.id for ticket in held}) == 60


class TestEditing:
    """An edit stays with its ticket until that is approved."""

    async def test_an_edit_sends_nothing_until_it_is_approved(self) -> None:
        model = ScriptedModel(code("FINAL(llm_query('q'))"), "y")

        async with live(model, rules=[QUERY]) as run:
            ticket = await run.held("query")
            await run.handle.edit(ticket.id, "q PLEASE")
            sent_early = len(model.requests)
            await run.handle.approve(ticket.id)
            await run.end()

        assert sent_early == 1
        assert said_to(model, 2) == "q PLEASE"
        assert "edited" in run.node("0.1").flags

    async def test_a_reverted_edit_sends_the_original(self) -> None:
        model = ScriptedModel(code("FINAL(llm_query('q'))"), "y")

        async with live(model, rules=[QUERY]) as run:
            ticket = await run.held("query")
            await run.handle.edit(ticket.id, "other")
            await run.handle.revert(ticket.id)
            await run.handle.approve(ticket.id)
            await run.end()

        assert said_to(model, 2) == "q"
        assert "edited" not in run.node("0.1").flags

    async def test_an_edited_message_is_what_the_model_receives(self) -> None:
        model = ScriptedModel("FINAL(42)")

        async with live(model, rules=["hold gate:call"]) as run:
            ticket = await run.held("call")
            await run.handle.edit(ticket.id, "Say 42.\n\n  exactly ")
            await run.handle.approve(ticket.id)
            await run.end()

        assert said_to(model, 1) == "Say 42.\n\n  exactly "

    async def test_edited_code_is_what_runs_and_both_are_kept(self) -> None:
        model = ScriptedModel(code("FINAL(1)"))

        async with live(model, rules=["hold gate:exec"]) as run:
            ticket = await run.held("exec")
            await run.handle.edit(ticket.id, "FINAL(2)")
            await run.handle.approve(ticket.id)
            result = await run.end()

        [execution] = run.node("0").iterations[0].executions
        assert execution.proposed is not None
        assert execution.proposed.preview == "FINAL(1)"
        assert result.text == "2"

    async def test_an_edited_output_is_what_the_model_reads(self) -> None:
        model = ScriptedModel(code("print('secret')"), "FINAL(1)")

        async with live(model, rules=["hold gate:result"]) as run:
            ticket = await run.held("result")
            await run.handle.edit(ticket.id, "public")
            await run.handle.approve(ticket.id)
            await run.end()

        assert "public" in said_to(model, 2)
        assert "secret" not in said_to(model, 2)

    async def test_an_edited_reply_is_what_the_code_receives(self) -> None:
        model = ScriptedModel(code("FINAL(llm_query('q'))"), "y")

        async with live(model, rules=["hold gate:result"]) as run:
            ticket = await run.held("result", "0.1")
            await run.handle.edit(ticket.id, "z")
            await run.handle.approve(ticket.id)
            await run.let_go("result", "0")
            result = await run.end()

        assert result.text == "z"

    async def test_an_edited_answer_is_the_answer(self) -> None:
        async with live(ScriptedModel("FINAL(1)"), rules=["hold gate:final"]) as run:
            ticket = await run.held("final")
            await run.handle.edit(ticket.id, "2")
            await run.handle.approve(ticket.id)
            result = await run.end()

        assert result.text == "2"


class TestRejecting:
    """The words of a refusal reach whoever asked."""

    async def test_a_refused_query_raises_its_words_in_the_code(self) -> None:
        model = ScriptedModel(code(CATCH, "FINAL(r)"))

        async with live(model, rules=[QUERY]) as run:
            ticket = await run.held("query")
            await run.handle.reject(ticket.id, "too broad")
            result = await run.end()

        assert result.text.startswith("caught [The operator refused this query")
        assert '"too broad"' in result.text
        assert len(model.requests) == 1
        assert run.node("0.1").state == "rejected"

    async def test_a_bare_refusal_has_no_empty_quotes(self) -> None:
        async with live(ScriptedModel(code(CATCH, "FINAL(r)")), rules=[QUERY]) as run:
            ticket = await run.held("query")
            await run.handle.reject(ticket.id)
            result = await run.end()

        assert '""' not in result.text

    async def test_a_refused_element_is_text_in_its_place(self) -> None:
        model = ScriptedModel(asks("a", "b"), {"match": "^b$", "text": "B"})

        async with live(model, rules=[QUERY]) as run:
            first, second = await run.all_held(2)
            await run.handle.reject(first.id, "no")
            await run.handle.approve(second.id)
            result = await run.end()

        assert result.text.startswith("['[The operator refused this query")
        assert result.text.endswith(", 'B']")

    async def test_refused_code_does_not_run_and_the_others_do(self) -> None:
        model = ScriptedModel(code("x = 1", "print('x' in globals())"), "FINAL(1)")

        async with live(model, rules=["hold gate:exec"]) as run:
            ticket = await run.held("exec")
            await run.handle.reject(ticket.id, "not this")
            await run.let_go("exec")
            await run.end()

        assert "refused this code" in said_to(model, 2)
        assert '<output block="2">\nFalse' in said_to(model, 2)

    async def test_a_refused_output_is_replaced_by_the_words(self) -> None:
        model = ScriptedModel(code("print('secret')"), "FINAL(1)")

        async with live(model, rules=["hold gate:result"]) as run:
            ticket = await run.held("result")
            await run.handle.reject(ticket.id, "too much")
            await run.end()

        assert "secret" not in said_to(model, 2)
        assert "too much" in said_to(model, 2)

    async def test_a_refused_reply_is_replaced_by_the_words(self) -> None:
        model = ScriptedModel(code("FINAL(llm_query('q'))"), "y")

        async with live(model, rules=["hold gate:result"]) as run:
            ticket = await run.held("result", "0.1")
            await run.handle.reject(ticket.id, "nonsense")
            await run.let_go("result", "0")
            result = await run.end()

        assert "nonsense" in result.text

    async def test_a_refused_answer_goes_back_with_words(self) -> None:
        model = ScriptedModel("FINAL(1)", "FINAL(2)")

        async with live(model, rules=["hold gate:final"]) as run:
            ticket = await run.held("final")
            await run.handle.reject(ticket.id, "look again")
            await run.let_go("final")
            result = await run.end()

        assert "look again" in said_to(model, 2)
        assert result.text == "2"

    async def test_a_refused_forced_answer_leaves_none(self) -> None:
        model = ScriptedModel("Hm.", "FINAL(1)")

        async with live(
            model, rules=["hold gate:final"], limits={"max_iterations": 1}
        ) as run:
            limit = await run.held("limit")
            await run.handle.reject(limit.id)
            ticket = await run.held("final")
            await run.handle.reject(ticket.id, "no")
            result = await run.end()

        assert result.status == "limit"


class TestAnswering:
    """A person's text stands for what would have been done."""

    async def test_a_turn_of_the_model(self) -> None:
        model = ScriptedModel()

        async with live(model, rules=["hold gate:call"]) as run:
            ticket = await run.held("call")
            await run.handle.answer(ticket.id, "FINAL(mine)")
            result = await run.end()

        assert result.text == "mine"
        assert model.requests == []
        assert run.node("0").iterations[0].by == "you"

    async def test_the_output_of_code(self) -> None:
        model = ScriptedModel(code("import os\nos._exit(1)"), "FINAL(1)")

        async with live(model, rules=["hold gate:exec"]) as run:
            ticket = await run.held("exec")
            await run.handle.answer(ticket.id, "it printed 7")
            await run.end()

        assert '<output block="1">\nit printed 7\n</output>' in said_to(model, 2)

    async def test_the_reply_to_a_query(self) -> None:
        model = ScriptedModel(code("FINAL(llm_query('q'))"))

        async with live(model, rules=[QUERY]) as run:
            ticket = await run.held("query")
            await run.handle.answer(ticket.id, "42")
            result = await run.end()

        assert result.text == "42"
        assert len(model.requests) == 1
        assert run.node("0.1").state == "answered"
        assert run.session.sub_queries == 0


class TestDeciding:
    """A ticket is decided once."""

    async def test_a_second_decision_says_that_nothing_waits(self) -> None:
        model = ScriptedModel(code("FINAL(llm_query('q'))"), "y")

        async with live(model, rules=[QUERY]) as run:
            ticket = await run.held("query")
            await run.handle.approve(ticket.id)
            with pytest.raises(SteeringError, match="does not wait"):
                await run.handle.reject(ticket.id, "too late")
            result = await run.end()

        assert result.text == "y"

    @pytest.mark.parametrize("verb", ["approve", "reject", "edit", "step"])
    async def test_a_withdrawn_ticket_takes_no_verb(self, verb: str) -> None:
        model = ScriptedModel(code("llm_query('q')"), "FINAL(1)")

        async with live(model, rules=[QUERY]) as run:
            ticket = await run.held("query")
            await run.handle.abort("0.1")
            with pytest.raises(SteeringError, match="does not wait"):
                await _do(run, verb, ticket.id)
            await run.end()

        assert run.session.tickets[ticket.id].withdrawn is not None
        assert run.session.intent == "run"

    async def test_a_gate_takes_only_the_verbs_that_it_offers(self) -> None:
        model = ScriptedModel()

        async with live(model, rules=["hold gate:call"]) as run:
            ticket = await run.held("call")
            with pytest.raises(SteeringError, match="cannot be rejected, only"):
                await run.handle.reject(ticket.id, "no")

            assert gates(run) == [("0", "call")]
        assert model.requests == []

    async def test_an_unknown_ticket_is_an_error(self) -> None:
        async with live(ScriptedModel(), rules=["hold gate:call"]) as run:
            await run.held("call")
            with pytest.raises(SteeringError, match="no ticket 0:call:99"):
                await run.handle.approve("0:call:99")

    async def test_a_decision_names_who_took_it(self) -> None:
        async with live(ScriptedModel("FINAL(1)"), rules=["hold gate:call"]) as run:
            ticket = await run.held("call")
            await run.handle.approve(ticket.id, shown_at=5.0)
            await run.end()

        [decided] = [e for e in run.events if e.kind == "ticket_decided"]
        assert (decided.actor, decided.shown_at) == ("you", 5.0)


async def _do(run: Live, verb: str, ticket: str) -> None:
    match verb:
        case "approve":
            await run.handle.approve(ticket)
        case "reject":
            await run.handle.reject(ticket, "no")
        case "edit":
            await run.handle.edit(ticket, "other")
        case _:
            await run.handle.step("into", "0", ticket=ticket)


async def test_what_waits_when_a_run_is_left_waits_still() -> None:
    async with live(ScriptedModel(asks("a", "b")), rules=[QUERY]) as run:
        await run.all_held(2)

    assert run.session.status is None
    assert len(run.session.waiting) == 2


async def test_time_at_a_gate_is_not_charged() -> None:
    async with live(ScriptedModel("FINAL(1)"), rules=["hold gate:call"]) as run:
        ticket = await run.held("call")
        active = run.session.active_s
        assert run.session.active_at(ticket.raised_at + 500) == active
        await run.handle.approve(ticket.id)
        await run.end()
