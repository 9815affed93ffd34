"""What a person at a gate can do to a run, and what nobody can."""

from __future__ import annotations

import asyncio

import pytest

from rlm_tui.domain.events import Event
from rlm_tui.domain.events_of_steering import StepKind
from rlm_tui.domain.session import Session
from rlm_tui.engine import prompts
from rlm_tui.errors import ModelRefusedError, SteeringError
from rlm_tui.models.scripted import ScriptedModel
from rlm_tui.models.scripted_reply import ScriptedReply
from tests.engine.live import KeptRepls, Live, code, live, said_to

ALL = "hold gate:call,exec,query,result,final"
QUERY = "hold gate:query"
CATCH = (
    "try:\n    r = llm_query('q')\nexcept QueryRejected as e:\n    r = f'caught {e}'"
)


def asks(*prompts: str) -> str:
    """A reply whose code asks in a batch and gives back the list."""
    return code(f"FINAL(llm_query_batched({list(prompts)}))")


def gates(run: Live) -> list[tuple[str, str]]:
    """Node and gate of all that waits."""
    return [(ticket.node, ticket.gate) for ticket in run.session.open_tickets]


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
            with pytest.raises(SteeringError, match="no reject, only approve, answer"):
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


class TestPausing:
    """Nothing is cancelled, and nothing new begins."""

    async def test_a_call_in_flight_keeps_its_reply_and_then_all_stands(self) -> None:
        model = ScriptedModel({"text": "FINAL(42)", "wait_for": "go"})

        async with live(model) as run:
            await model.received(1)
            await run.handle.pause()
            flying = run.session.in_flight
            model.release("go")
            ticket = await run.held("final")
            await run.handle.resume()
            result = await run.end()

        assert flying == 1
        assert ticket.hold == "pause"
        assert result.text == "42"
        assert len(model.requests) == 1

    async def test_a_paused_run_has_nothing_in_flight(self) -> None:
        model = ScriptedModel(asks("a", "b", "c"), {"match": "^.$", "text": "x"})

        async with live(model, rules=["hold gate:exec"]) as run:
            ticket = await run.held("exec")
            await run.handle.pause()
            await run.handle.approve(ticket.id)
            await run.all_held(3)

            assert run.session.in_flight == 0
            assert len(model.requests) == 1

    async def test_children_that_wait_for_a_process_are_not_in_flight(self) -> None:
        ask = "FINAL(rlm_query_batched(['a', 'b', 'c']))"
        model = ScriptedModel(code(ask))

        async with live(model, limits={"max_concurrency": 1}) as run:
            await run.handle.pause()
            await run.let_go("call", "0")
            await run.let_go("exec", "0")
            for ticket in await run.all_held(3):
                await run.handle.approve(ticket.id)
            await run.held("call")

            assert run.session.in_flight == 0

    async def test_queries_that_wait_for_their_turn_are_held_too(self) -> None:
        model = ScriptedModel(
            asks("a", "b", "c"), {"match": "^.$", "text": "x", "wait_for": "go"}
        )

        async with live(model, limits={"max_concurrency": 1}) as run:
            await model.received(2)
            await run.handle.pause()
            model.release("go")
            held = await run.all_held(3)
            sent = len(model.requests)
            await run.handle.resume()
            result = await run.end()

        assert sent == 2
        assert sorted(ticket.gate for ticket in held) == ["query", "query", "result"]
        assert result.text == "['x', 'x', 'x']"

    async def test_going_on_releases_only_what_the_pause_held(self) -> None:
        model = ScriptedModel(asks("a"), {"match": "^a$", "text": "A"})

        async with live(model, rules=[QUERY], paused=True) as run:
            await run.held("call")
            await run.handle.resume()
            ticket = await run.held("query")
            await run.handle.pause()
            await run.handle.resume()

            assert gates(run) == [("0.1.1", "query")]
            await run.handle.approve(ticket.id)
            await run.end()

    async def test_a_rule_catches_what_a_pause_lets_go(self) -> None:
        async with live(ScriptedModel("x"), rules=["hold gate:call"], paused=True) as r:
            first = await r.held("call")
            await r.handle.resume()

            assert first.hold == "rule"
            assert gates(r) == [("0", "call")]

    async def test_a_run_can_begin_paused(self) -> None:
        model = ScriptedModel("FINAL(1)")

        async with live(model, paused=True) as run:
            ticket = await run.held("call")
            assert model.requests == []
            await run.handle.approve(ticket.id)
            await run.held("final")

        assert ticket.hold == "pause"

    async def test_pausing_during_a_step_cancels_its_plan(self) -> None:
        model = ScriptedModel({"text": code("x = 1"), "wait_for": "go"})

        async with live(model, paused=True) as run:
            ticket = await run.held("call")
            await run.handle.step("iteration", "0", ticket=ticket.id)
            await model.received(1)
            await run.handle.pause()
            model.release("go")

            assert (await run.held("exec")).hold == "pause"
            assert run.session.plan is None


TWO_TURNS = (code("x = llm_query('q')\ny = llm_query('q2')"), "a", "b", "FINAL(1)")
CHILD = (code("x = rlm_query('part')"), code("z = llm_query('q')"), "a", "FINAL(c)")


class TestStepping:
    """One lane moves to its next stop of a kind."""

    async def test_into_stops_at_the_query_and_then_in_the_child(self) -> None:
        async with live(ScriptedModel(*CHILD), paused=True) as run:
            assert await _steps(run, "into", 5) == [
                ("0", "exec"),
                ("0.1", "query"),
                ("0.1", "call"),
                ("0.1", "exec"),
                ("0.1.1", "query"),
            ]

    async def test_over_stops_only_in_the_node_itself(self) -> None:
        async with live(ScriptedModel(*CHILD, "FINAL(1)"), paused=True) as run:
            await _steps(run, "into", 2)

            assert await _steps(run, "over", 3) == [
                ("0.1", "result"),
                ("0", "result"),
                ("0", "call"),
            ]

    async def test_iteration_runs_one_whole_turn(self) -> None:
        model = ScriptedModel(*TWO_TURNS)

        async with live(model, paused=True) as run:
            assert await _steps(run, "iteration", 2) == [("0", "call"), ("0", "final")]
            assert len(model.requests) == 4

    async def test_out_stops_where_the_parent_gets_the_reply(self) -> None:
        async with live(ScriptedModel(*CHILD), paused=True) as run:
            await _steps(run, "into", 3)

            assert await _steps(run, "out", 1) == [("0.1", "result")]

    async def test_out_of_the_root_stops_at_its_answer(self) -> None:
        async with live(ScriptedModel(*TWO_TURNS), paused=True) as run:
            assert await _steps(run, "out", 1) == [("0", "final")]

    async def test_the_stop_of_a_step_is_a_pause(self) -> None:
        async with live(ScriptedModel(*TWO_TURNS), paused=True) as run:
            await _steps(run, "into", 1)
            [ticket] = run.session.open_tickets

            assert (ticket.hold, run.session.intent) == ("step", "pause")
            assert run.session.plan is None

    async def test_going_on_releases_what_a_step_held(self) -> None:
        async with live(ScriptedModel(*TWO_TURNS), paused=True) as run:
            await _steps(run, "into", 1)
            await run.handle.resume()
            result = await run.end()

        assert result.text == "1"

    async def test_a_node_that_ends_hands_the_step_to_its_parent(self) -> None:
        model = ScriptedModel(*CHILD, "FINAL(1)")

        async with live(model, paused=True, rules=["hold gate:final"]) as run:
            await _steps(run, "into", 3)
            await run.handle.resume()
            final = await run.held("final", "0.1")
            await run.handle.step("iteration", "0.1", ticket=final.id)
            stop = await run.held("result", "0.1")

            assert (stop.hold, run.session.plan) == ("step", None)

    async def test_other_lanes_are_not_touched(self) -> None:
        model = ScriptedModel(asks("a", "b"), {"match": "^.$", "text": "x"})

        async with live(model, paused=True) as run:
            await _steps(run, "iteration", 0)
            await run.let_go("call")
            await run.let_go("exec")
            first, second = await run.all_held(2)
            await run.handle.step("into", first.owner, ticket=first.id)
            stop = await run.held("result")

        assert stop.node == first.node
        assert run.session.tickets[second.id].verb is None
        assert len(model.requests) == 2

    async def test_a_rule_below_stops_the_step_and_ends_its_plan(self) -> None:
        model = ScriptedModel(*TWO_TURNS)

        async with live(model, paused=True, rules=[QUERY]) as run:
            call = await run.held("call")
            await run.handle.step("iteration", "0", ticket=call.id)
            ticket = await run.held("query")
            await run.handle.resume()

            assert ticket.hold == "rule"
            assert run.session.plan is None
            assert gates(run) == [("0.1", "query")]

    async def test_an_error_below_stops_the_step_and_ends_its_plan(self) -> None:
        model = ScriptedModel(
            TWO_TURNS[0], ScriptedReply(error=ModelRefusedError("no")), "x"
        )

        async with live(model, paused=True) as run:
            call = await run.held("call")
            await run.handle.step("iteration", "0", ticket=call.id)
            await run.held("error")

            assert (run.session.plan, run.session.intent) == (None, "pause")

    async def test_a_step_without_a_ticket_moves_what_a_pause_holds_below(self) -> None:
        model = ScriptedModel(*TWO_TURNS)

        async with live(model, paused=True) as run:
            await run.held("call")
            await run.handle.step("iteration", "0")
            await run.until(lambda s: [t for t in s.open_tickets if t.hold == "step"])

            assert gates(run) == [("0", "call")]
            assert len(model.requests) == 3

    async def test_approving_under_a_pause_moves_one_gate(self) -> None:
        async with live(ScriptedModel(*TWO_TURNS), paused=True) as run:
            await run.let_go("call")
            await run.let_go("exec")
            ticket = await run.held("query")

        assert ticket.hold == "pause"

    async def test_a_step_from_a_ticket_that_is_gone_changes_nothing(self) -> None:
        async with live(ScriptedModel(*TWO_TURNS), paused=True) as run:
            ticket = await run.let_go("call")
            with pytest.raises(SteeringError):
                await run.handle.step("over", "0", ticket=ticket.id)

            assert run.session.intent == "pause"


async def _steps(run: Live, kind: StepKind, count: int) -> list[tuple[str, str]]:
    """Steps from the only ticket, so many times; where each one stopped."""
    stops: list[tuple[str, str]] = []
    [ticket] = await run.all_held(1)
    for _ in range(count):
        await run.handle.step(kind, ticket.owner, ticket=ticket.id)
        [ticket] = await run.all_held(1)
        stops.append((ticket.node, ticket.gate))
    return stops


class TestAborting:
    """A node ends alone; the run ends whole."""

    async def test_siblings_of_an_aborted_element_finish(self) -> None:
        model = ScriptedModel(
            asks("a", "b"),
            {"match": "^a$", "text": "A", "wait_for": "never"},
            {"match": "^b$", "text": "B"},
        )

        async with live(model) as run:
            await run.until(lambda s: _ended(s, "0.1.2"))
            await run.handle.abort("0.1.1")
            result = await run.end()

        assert result.text == "['[aborted by the operator]', 'B']"
        assert run.node("0.1.1").state == "aborted"

    async def test_the_code_gets_an_exception_it_cannot_swallow(self) -> None:
        ask = "try:\n    llm_query('q')\nexcept Exception:\n    print('swallowed')"
        model = ScriptedModel(
            code(ask), {"match": "^q$", "text": "", "wait_for": "never"}, "FINAL(1)"
        )

        async with live(model) as run:
            await model.received(2)
            await run.handle.abort("0.1")
            result = await run.end()

        assert "QueryAborted" in said_to(model, 3)
        assert "swallowed" not in said_to(model, 3).partition("Traceback")[0]
        assert result.text == "1"

    async def test_a_whole_batch(self) -> None:
        async with live(ScriptedModel(asks("a", "b")), rules=[QUERY]) as run:
            await run.all_held(2)
            await run.handle.abort("0.1")
            result = await run.end()

        assert result.text == str(["[aborted by the operator]"] * 2)
        assert [n.state for n in run.session.nodes.values()].count("aborted") == 3

    async def test_a_child_with_all_below_it(self) -> None:
        repls = KeptRepls()
        model = ScriptedModel(*CHILD[:2], "FINAL(1)")

        async with live(model, rules=[QUERY], start_repl=repls) as run:
            await run.let_go("query", "0.1")
            await run.held("query", "0.1.1")
            await run.handle.abort("0.1")
            result = await run.end()

        assert [run.node(n).state for n in ("0.1", "0.1.1")] == ["aborted", "aborted"]
        assert "QueryAborted" in said_to(model, 3)
        assert result.text == "1"
        assert repls.left == []

    async def test_an_element_that_has_not_begun_is_ended_all_the_same(self) -> None:
        model = ScriptedModel(
            asks("a", "b"), {"match": "^.$", "text": "x", "wait_for": "go"}
        )

        async with live(model, limits={"max_concurrency": 1}) as run:
            await run.until(lambda s: "0.1.2" in s.nodes)
            await run.handle.abort("0.1.2")
            model.release("go")
            result = await run.end()

        assert run.node("0.1.2").state == "aborted"
        assert result.text == "['x', '[aborted by the operator]']"

    async def test_the_run_with_eight_held_leaves_nothing_behind(self) -> None:
        repls = KeptRepls()
        prompts = [str(n) for n in range(8)]
        ask = f"rlm_query_batched({prompts})"
        model = ScriptedModel(
            code(ask), {"match": r"<question>\n\d\n", "text": code("llm_query('q')")}
        )

        async with live(model, rules=[QUERY], start_repl=repls) as run:
            for ticket in await run.all_held(8):
                await run.handle.approve(ticket.id)
            await run.until(lambda s: len(s.waiting) == 8 and _all_deep(s))
            await run.handle.abort()
            result = await run.end()

        assert result.status == "stopped"
        assert repls.left == []
        assert not run.session.waiting

    async def test_a_node_that_has_ended_cannot_be_aborted(self) -> None:
        model = ScriptedModel(code("x = llm_query('q')"), "y", "FINAL(1)")

        async with live(model, rules=["hold gate:final"]) as run:
            await run.held("final")
            with pytest.raises(SteeringError, match="already ended"):
                await run.handle.abort("0.1")

    async def test_what_was_spent_before_an_abort_is_kept(self) -> None:
        model = ScriptedModel({"text": code("llm_query('q')"), "cost": 0.5})

        async with live(model, rules=[QUERY]) as run:
            await run.held("query")
            await run.handle.abort()
            result = await run.end()

        assert result.cost == 0.5


def _ended(session: Session, node: str) -> bool:
    return node in session.nodes and session.nodes[node].has_ended


def _all_deep(session: Session) -> bool:
    return all(ticket.node.count(".") == 3 for ticket in session.open_tickets)


class TestLimitGate:
    """With a person there, a limit asks."""

    async def test_a_raise_goes_on_at_once(self) -> None:
        model = ScriptedModel({"text": "Hm.", "cost": 0.02}, "FINAL(42)")

        async with live(model, limits={"max_cost": 0.02}) as run:
            ticket = await run.let_go("limit")
            result = await run.end()

        assert "max_cost" in ticket.why
        assert result.text == "42"
        assert run.session.limits.max_cost == pytest.approx(0.03)

    async def test_finishing_gives_what_there_is(self) -> None:
        model = ScriptedModel({"text": "I think 42.", "cost": 0.02}, "FINAL(42)")

        async with live(model, limits={"max_cost": 0.02}) as run:
            ticket = await run.held("limit")
            await run.handle.reject(ticket.id)
            result = await run.end()

        assert (result.status, result.text) == ("forced", "42")
        assert prompts.ANSWER_NOW in said_to(model, 2)

    async def test_finishing_without_a_model_gives_the_best_words(self) -> None:
        refusal = ScriptedReply(error=ModelRefusedError("no"))
        model = ScriptedModel({"text": "I think 42.", "cost": 0.02}, refusal)

        async with live(model, limits={"max_cost": 0.02}) as run:
            limit = await run.held("limit")
            await run.handle.reject(limit.id)
            error = await run.held("error")
            await run.handle.reject(error.id)
            result = await run.end()

        assert (result.status, result.text) == ("limit", "I think 42.")

    async def test_more_turns_can_be_had(self) -> None:
        model = ScriptedModel("Hm.", "FINAL(42)")

        async with live(model, limits={"max_iterations": 1}) as run:
            await run.let_go("limit")
            result = await run.end()

        assert (result.status, result.text) == ("answered", "42")

    async def test_more_sub_queries_can_be_had(self) -> None:
        model = ScriptedModel(asks("a", "b"), {"match": "^.$", "text": "x"})

        async with live(model, limits={"max_llm_calls": 1}) as run:
            await run.let_go("limit")
            result = await run.end()

        assert result.text == "['x', 'x']"

    async def test_going_on_does_not_release_it(self) -> None:
        model = ScriptedModel({"text": "Hm.", "cost": 0.02}, "FINAL(42)")

        async with live(model, limits={"max_cost": 0.02}) as run:
            await run.held("limit")
            await run.handle.pause()
            await run.handle.resume()

            assert gates(run) == [("0", "limit")]


class TestErrorGate:
    """With a person there, a failed call asks."""

    FAILS = ScriptedReply(error=ModelRefusedError("no such model"))

    async def test_trying_again(self) -> None:
        async with live(ScriptedModel(self.FAILS, "FINAL(42)")) as run:
            ticket = await run.let_go("error")
            result = await run.end()

        assert ticket.why == "no such model"
        assert result.text == "42"

    async def test_a_result_by_hand(self) -> None:
        model = ScriptedModel(code("FINAL(llm_query('q'))"), self.FAILS)

        async with live(model) as run:
            ticket = await run.held("error", "0.1")
            await run.handle.answer(ticket.id, "mine")
            result = await run.end()

        assert result.text == "mine"

    async def test_giving_up_ends_the_run_with_the_reason(self) -> None:
        async with live(ScriptedModel(self.FAILS)) as run:
            ticket = await run.held("error")
            await run.handle.reject(ticket.id)
            result = await run.end()

        assert (result.status, result.error) == ("failed", "no such model")

    async def test_a_failing_child_asks_once_and_not_twice(self) -> None:
        model = ScriptedModel(code("rlm_query('part')"), self.FAILS, "FINAL(1)")

        async with live(model) as run:
            ticket = await run.held("error", "0.1")
            await run.handle.reject(ticket.id)
            result = await run.end()

        assert result.text == "1"
        assert "QueryError: no such model" in said_to(model, 3)


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


class Hesitant:
    """Saves at once, but one kind of event only when it is let."""

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self.begun = asyncio.Event()
        self.let = asyncio.Event()

    async def save(self, event: Event) -> None:
        """Wait, if it is of that kind."""
        if event.kind == self._kind:
            self.begun.set()
            await self.let.wait()


class TestWhoAskedIsGone:
    """What is recorded takes effect, even if whoever asked for it did not wait."""

    async def test_a_decision(self) -> None:
        model, store = ScriptedModel(asks("q"), "y"), Hesitant("ticket_decided")

        async with live(model, rules=[QUERY], save=store.save) as run:
            ticket = await run.held("query")
            asking = asyncio.ensure_future(run.handle.approve(ticket.id))
            await store.begun.wait()
            asking.cancel()
            store.let.set()
            result = await run.end()

        assert asking.cancelled()
        assert result.text == "['y']"

    async def test_an_abort(self) -> None:
        model, store = ScriptedModel(asks("q")), Hesitant("abort_asked")

        async with live(model, rules=[QUERY], save=store.save) as run:
            await run.held("query")
            asking = asyncio.ensure_future(run.handle.abort("0.1.1"))
            await store.begun.wait()
            asking.cancel()
            store.let.set()
            result = await run.end()

        assert asking.cancelled()
        assert result.text == "['[aborted by the operator]']"
