"""What stop rules do to a run, and what they leave to the person."""

from __future__ import annotations

from rlm_tui.models.scripted import ScriptedModel
from tests.engine.live import Live, code, live, said_to

PAIR = code("FINAL(llm_query_batched(['a', 'b']))")
WORDS = {"match": "^.$", "text": "x"}


def gates(run: Live) -> list[tuple[str, str]]:
    """Node and gate of all that waits."""
    return [(ticket.node, ticket.gate) for ticket in run.session.open_tickets]


class TestActions:
    """Each action of the language at a gate."""

    async def test_pass_lets_through_what_a_later_rule_would_hold(self) -> None:
        rules = ["pass gate:query idx:0", "hold gate:query"]

        async with live(ScriptedModel(PAIR, WORDS), rules=rules) as run:
            ticket = await run.held("query")
            await run.handle.approve(ticket.id)
            await run.end()

        assert ticket.node == "0.1.2"
        assert ticket.why == "rule 2: hold gate:query"
        assert ticket.rule == 2

    async def test_deny_refuses_without_asking(self) -> None:
        model = ScriptedModel(PAIR)
        rules = ['deny "too broad" gate:query idx:0', 'mock "42" gate:query']

        async with live(model, rules=rules) as run:
            result = await run.end()

        assert result.text.startswith("['[The operator refused this query")
        assert '"too broad"' in result.text
        assert result.text.endswith("'42']")
        assert len(model.requests) == 1
        assert run.node("0.1.1").flags == {"rejected"}
        assert run.node("0.1.2").state == "answered"

    async def test_what_a_rule_decided_is_recorded_with_its_number(self) -> None:
        async with live(ScriptedModel(PAIR), rules=['mock "42" gate:query']) as run:
            await run.end()

        decided = [e for e in run.events if e.kind == "ticket_raised" and e.verb]
        assert [(e.rule, e.verb, e.hold) for e in decided] == [(1, "answer", None)] * 2

    async def test_a_mocked_turn_is_that_of_a_rule(self) -> None:
        model = ScriptedModel()

        async with live(model, rules=['mock "FINAL(7)" gate:call']) as run:
            result = await run.end()

        assert result.text == "7"
        assert model.requests == []
        assert run.node("0").iterations[0].by == "rule"

    async def test_a_gate_that_does_not_offer_the_verb_is_passed(self) -> None:
        async with live(ScriptedModel("FINAL(1)"), rules=['mock "x" gate:final']) as r:
            result = await r.end()

        assert result.text == "1"

    async def test_route_sends_to_another_model_and_goes_on(self) -> None:
        model = ScriptedModel(PAIR, WORDS)
        rules = ["route scripted/other gate:query idx:1", "hold gate:query idx:1"]

        async with live(model, rules=rules) as run:
            ticket = await run.held("query")
            await run.handle.approve(ticket.id)
            await run.end()

        assert ticket.model == "scripted/other"
        assert run.node("0.1.2").model == "scripted/other"
        assert run.node("0.1.1").model != "scripted/other"
        asked = [request.model for request in model.requests]
        assert asked.count("scripted/other") == 1

    async def test_log_marks_the_node_and_goes_on(self) -> None:
        rules = ["log gate:query idx:0"]

        async with live(ScriptedModel(PAIR, WORDS), rules=rules) as run:
            await run.end()

        assert "marked" in run.node("0.1.1").flags
        assert "marked" not in run.node("0.1.2").flags


class TestCounting:
    """A rule counts a crossing once, and its options say which count."""

    async def test_hits_are_counted_by_line(self) -> None:
        rules = ["log gate:query", "hold gate:final"]

        async with live(ScriptedModel(PAIR, WORDS), rules=rules) as run:
            await run.let_go("final")
            await run.end()

        assert dict(run.session.rule_hits) == {
            "log gate:query": 2,
            "hold gate:final": 1,
        }

    async def test_once_every_and_after(self) -> None:
        asks = code(f"FINAL(len(llm_query_batched({list('abcdef')})))")
        rules = ["hold gate:query once", "hold gate:query every 2 after 2"]

        async with live(ScriptedModel(asks, WORDS), rules=rules) as run:
            # The second rule is asked about all but the first: b c d e f.
            held = await run.all_held(2)
            await run.until(lambda s: s.usage.calls == 5)

        assert [ticket.node for ticket in held] == ["0.1.1", "0.1.5"]

    async def test_a_ticket_that_is_asked_again_is_counted_once(self) -> None:
        model = ScriptedModel("FINAL(1)")

        async with live(model, rules=["pass gate:call"], paused=True) as run:
            await run.held("call")
            await run.handle.resume()
            await run.end()

        assert dict(run.session.rule_hits) == {"pass gate:call": 1}

    async def test_a_query_that_waited_for_its_turn_is_counted_once(self) -> None:
        model = ScriptedModel(PAIR, {"match": "^.$", "text": "x", "wait_for": "go"})

        async with live(
            model, rules=["log gate:query"], limits={"max_concurrency": 1}
        ) as run:
            await model.received(2)
            await run.handle.pause()
            model.release("go")
            await run.all_held(2)
            await run.handle.resume()
            await run.end()

        assert dict(run.session.rule_hits) == {"log gate:query": 2}


class TestOrder:
    """Limits and failures, rules, the step, rules that hold, pauses, the rest."""

    async def test_under_a_pause_not_even_a_rule_decides(self) -> None:
        model = ScriptedModel(PAIR)

        async with live(
            model, rules=["hold gate:exec once", 'mock "42" gate:query']
        ) as run:
            ticket = await run.held("exec")
            await run.handle.pause()
            await run.handle.approve(ticket.id)
            held = await run.all_held(2)
            await run.handle.resume()
            result = await run.end()

        assert [ticket.hold for ticket in held] == ["pause", "pause"]
        assert result.text == "['42', '42']"
        assert {run.session.tickets[t.id].actor for t in held} == {"rule"}

    async def test_a_rule_made_under_a_pause_catches_what_goes_on(self) -> None:
        async with live(ScriptedModel("FINAL(1)"), paused=True) as run:
            await run.held("call")
            await run.handle.set_rules(["hold gate:call"])
            await run.handle.resume()

            [ticket] = run.session.open_tickets
            assert (ticket.hold, ticket.rule) == ("rule", 1)

    async def test_a_rule_beats_a_step_and_going_on_leaves_it(self) -> None:
        model = ScriptedModel(PAIR, WORDS)

        async with live(model, paused=True, rules=["hold gate:query depth>=1"]) as run:
            call = await run.held("call")
            await run.handle.step("iteration", "0", ticket=call.id)
            held = await run.all_held(2)
            plan = run.session.plan
            await run.handle.resume()

            assert plan is None
            assert {ticket.hold for ticket in held} == {"rule"}
            assert len(run.session.waiting) == 2

    async def test_a_route_does_not_send_under_a_pause(self) -> None:
        model = ScriptedModel("FINAL(1)")

        async with live(model, rules=["route other gate:call"], paused=True) as run:
            ticket = await run.held("call")
            sent = len(model.requests)
            await run.handle.resume()
            await run.end()

        assert (sent, ticket.model) == (0, "other")
        assert model.requests[0].model == "other"

    async def test_doubt_holds(self) -> None:
        model = ScriptedModel({"text": "FINAL(1)", "cost": 0.1})

        async with live(model, rules=["hold cost>5"], context="x") as run:
            result = await run.end()

        assert result.text == "1"  # the price is known, and lower


class TestRepeats:
    """What a person refused does not come again unseen."""

    ASK = code("try:\n    llm_query('q')\nexcept QueryRejected:\n    pass")

    async def test_the_same_query_is_held_even_without_a_rule(self) -> None:
        model = ScriptedModel(self.ASK, self.ASK, "FINAL(1)")

        async with live(model, rules=["hold gate:query once"]) as run:
            first = await run.held("query")
            await run.handle.reject(first.id, "no")
            second = await run.held("query", "0.2")
            await run.handle.resume()
            still = run.session.waiting
            await run.handle.reject(second.id)
            await run.end()

        assert (second.hold, second.refused) == ("repeat", 1)
        assert second.why == "refused 1 time before"
        assert still == (second.id,)

    async def test_a_rule_that_lets_it_pass_is_followed(self) -> None:
        model = ScriptedModel(self.ASK, self.ASK, "y", "FINAL(1)")
        rules = ["hold gate:query once", "pass gate:query"]

        async with live(model, rules=rules) as run:
            first = await run.held("query")
            await run.handle.reject(first.id, "no")
            result = await run.end()

        assert result.text == "1"

    async def test_the_same_code_is_held_again(self) -> None:
        same = code("x = 1")
        model = ScriptedModel(same, same, "FINAL(1)")

        async with live(model, rules=["hold gate:exec once"]) as run:
            first = await run.held("exec")
            await run.handle.reject(first.id, "no")
            second = await run.held("exec")
            await run.handle.approve(second.id)
            await run.end()

        assert second.why == "refused 1 time before"
        assert "repeat" in second.flags

    async def test_a_refused_answer_is_held_again(self) -> None:
        model = ScriptedModel("FINAL(1)", "FINAL(1)")

        async with live(model, rules=["hold gate:final once"]) as run:
            first = await run.held("final")
            await run.handle.reject(first.id, "no")
            second = await run.held("final")
            await run.handle.approve(second.id)
            await run.end()

        assert second.hold == "repeat"
        assert said_to(model, 2).endswith("Go on and answer again.")


class TestFlags:
    """What is odd about a crossing is written on it."""

    async def test_an_answer_beside_code_that_nobody_has_seen(self) -> None:
        model = ScriptedModel(code("print(1)") + "\nFINAL(42)", "FINAL(42)")

        async with live(model, rules=["hold gate:exec"]) as run:
            ticket = await run.let_go("exec")
            await run.end()

        assert ticket.flags == ("literal",)

    async def test_the_same_code_again(self) -> None:
        model = ScriptedModel(code("x = 1"), code("x = 1"), "FINAL(1)")

        async with live(model, rules=["hold gate:exec"]) as run:
            first = await run.let_go("exec")
            second = await run.let_go("exec")
            await run.end()

        assert (first.flags, second.flags) == ((), ("repeat",))

    async def test_a_child_with_its_parents_context(self) -> None:
        whole = "word " * 200
        ask = code("FINAL(rlm_query('q', context=context))")
        model = ScriptedModel(ask, "FINAL(x)")

        async with live(model, rules=["hold gate:query"], context=whole) as run:
            ticket = await run.let_go("query")
            await run.end()

        assert ticket.flags == ("samecontext",)
