"""Crossings that nothing holds: told by what comes of them, or else by themselves."""

from __future__ import annotations

from typing import Any

from rlm_tui.domain.crossings import crossing_in
from rlm_tui.domain.events import Event
from rlm_tui.domain.text import PREVIEW_CHARS
from rlm_tui.engine.planning import Planning
from rlm_tui.engine.run import Options
from rlm_tui.models.scripted import ScriptedModel
from tests.engine.live import code, live, play


def tickets(events: list[Event], node: str) -> list[tuple[str, str]]:
    """The crossings of a node, and which events tell of them."""
    return [
        (raised.ticket, event.kind)
        for event in events
        if (raised := crossing_in(event)) and raised.node == node
    ]


async def played(prompt: str = "q", **limits: Any) -> list[Event]:
    """A run with one query."""
    model = ScriptedModel(code(f"a = llm_query({prompt!r})"), "yes", "FINAL(1)")
    _, events = await play(model, **limits)
    return events


async def test_they_stand_in_the_events_of_call_and_end() -> None:
    assert tickets(await played(), "0.1") == [
        ("0.1:query:1", "call_started"),
        ("0.1:result:1", "node_finished"),
    ]


async def test_a_long_payload_has_an_event_of_its_own() -> None:
    found = tickets(await played("x" * (PREVIEW_CHARS + 1)), "0.1")

    assert found[0] == ("0.1:query:1", "ticket_raised")


async def test_before_a_word_on_a_limit_it_has_one_too() -> None:
    model = ScriptedModel(code("for q in 'abcd': llm_query(q)"), *"abcd", "FINAL(1)")

    _, events = await play(model, max_llm_calls=5)

    kinds = [event.kind for event in events if getattr(event, "node", "") == "0.4"]
    assert kinds[:4] == ["node_started", "ticket_raised", "warned", "call_started"]


async def test_what_waits_for_its_turn_has_one_too() -> None:
    model = ScriptedModel(code("llm_query_batched(['a', 'b'])"), "x", "y", "FINAL(1)")

    _, events = await play(model, max_concurrency=1)

    [first, second] = [tickets(events, f"0.1.{n}")[0] for n in (1, 2)]
    assert first == ("0.1.1:query:1", "call_started")
    assert second == ("0.1.2:query:1", "ticket_raised")


async def test_what_is_too_long_to_be_sent_has_one_too() -> None:
    options = Options(planning=Planning(max_prompt_chars=3))

    events = await played("four", options=options)

    assert tickets(events, "0.1") == [("0.1:query:1", "ticket_raised")]


async def test_where_there_are_rules_each_has_one() -> None:
    model = ScriptedModel(code("a = llm_query('q')"), "yes", "FINAL(1)")

    async with live(model, rules=["log gate:query"], attended=False) as run:
        await run.end()

    assert {kind for _, kind in tickets(run.events, "0.1")} == {"ticket_raised"}
