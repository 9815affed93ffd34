"""Many tickets decided at once."""

from __future__ import annotations

import json
from collections import Counter

from rlm_tui.domain.decisions import Answer, Approve, Decision, Reject
from rlm_tui.models.scripted import ScriptedModel
from tests.engine.live import code, live, said_to

HUNDRED = [f"p{number}" for number in range(100)]


async def test_order_and_count_for_a_mix_of_verbs_on_a_hundred() -> None:
    ask = code(f"import json\nFINAL(json.dumps(llm_query_batched({HUNDRED})))")
    replies = [{"match": f"^{p}( !)?$", "text": f"<{p}>"} for p in HUNDRED]
    model = ScriptedModel(ask, *replies)

    async with live(
        model, rules=["hold gate:query"], limits={"max_llm_calls": 100}
    ) as run:
        tickets = [ticket.id for ticket in await run.all_held(100)]
        tried = await run.handle.decide_all(
            dict.fromkeys([tickets[0], tickets[50], tickets[99]], Approve())
        )
        await run.until(lambda s: s.usage.calls == 4)
        assert await run.handle.edit_all({tickets[1]: "p1 !"}) == 1
        await run.handle.decide_all(
            {tickets[2]: Reject(words="no"), tickets[3]: Answer(text="mine")}
        )
        rest: dict[str, Decision] = dict.fromkeys(tickets, Approve())
        left = await run.handle.decide_all(rest)
        result = await run.end()

    said = json.loads(result.text)
    assert (tried, left) == (3, 95)
    assert len(model.requests) == 1 + 98
    assert said[2].startswith("[The operator refused")
    assert said[3] == "mine"
    assert [said[n] for n in (0, 1, 4, 99)] == ["<p0>", "<p1>", "<p4>", "<p99>"]
    assert "p1 !" in [said_to(model, n) for n in range(1, 100)]


async def test_each_decision_is_recorded_with_its_ticket() -> None:
    model = ScriptedModel(
        code("FINAL(llm_query_batched(['a', 'b', 'c']))"), {"match": "^.$", "text": "x"}
    )

    async with live(model, rules=["hold gate:query"]) as run:
        tickets = [ticket.id for ticket in await run.all_held(3)]
        seen = {tickets[0]: 7.0, tickets[2]: 9.0}
        decisions: dict[str, Decision] = dict.fromkeys(tickets, Approve())
        await run.handle.decide_all(decisions, shown_at=seen)
        await run.end()

    decided = [e for e in run.events if e.kind == "ticket_decided"]
    assert Counter(e.ticket for e in decided) == Counter(tickets)
    assert {e.actor for e in decided} == {"you"}
    assert {e.ticket: e.shown_at for e in decided} == {**dict.fromkeys(tickets), **seen}


async def test_a_verb_that_a_gate_does_not_offer_leaves_its_ticket() -> None:
    async with live(ScriptedModel("FINAL(1)"), rules=["hold gate:call"]) as run:
        ticket = await run.held("call")

        assert await run.handle.decide_all({ticket.id: Reject(words="no")}) == 0
        assert run.session.waiting == (ticket.id,)


async def test_nothing_to_decide_is_no_event() -> None:
    async with live(ScriptedModel("FINAL(1)"), rules=["hold gate:call"]) as run:
        await run.held("call")
        before = len(run.events)
        await run.handle.decide_all({})
        await run.handle.edit_all({"0:call:9": "x"})

        assert len(run.events) == before


async def test_other_rules_hold_from_now_on() -> None:
    model = ScriptedModel(code("x = 1"), "FINAL(1)")

    async with live(model, rules=["hold gate:call"]) as run:
        first = await run.held("call")
        await run.handle.set_rules(["hold gate:final"])
        still = run.session.waiting
        await run.handle.approve(first.id)
        final = await run.held("final")
        await run.handle.approve(final.id)
        await run.end()

    assert still == (first.id,)
    assert final.why == "rule 1: hold gate:final"
    assert len(model.requests) == 2
