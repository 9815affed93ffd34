"""What guidance, hooks, tools and verdicts change of a session."""

from __future__ import annotations

from rlm_tui.domain.events import NodeStarted
from rlm_tui.domain.events_of_answers import (
    AnswerJudged,
    GuidanceDelivered,
    GuidanceGiven,
    GuidanceWithdrawn,
    HookActed,
    ToolCalled,
)
from rlm_tui.domain.text import Text
from tests.factories import created, folded

ROOT = NodeStarted(node="0", node_kind="rlm")


def test_guidance_is_undelivered_until_it_goes_out_or_is_taken_back() -> None:
    session = folded(
        created(),
        ROOT,
        GuidanceGiven(node="0", guidance=1, text=Text.of("a")),
        GuidanceGiven(node="0", guidance=2, text=Text.of("b")),
        GuidanceGiven(node="0", guidance=3, text=Text.of("c")),
        GuidanceDelivered(node="0", guidance=1, iteration=4),
        GuidanceWithdrawn(node="0", guidance=2),
    )

    node = session.nodes["0"]
    assert [said.number for said in node.guidance] == [1, 3]
    assert [said.number for said in node.undelivered] == [3]
    assert node.guidance[0].delivered_in == 4


def test_a_child_that_becomes_a_query_is_shown_as_one() -> None:
    session = folded(
        created(),
        ROOT,
        NodeStarted(node="0.1", node_kind="rlm"),
        HookActed(
            node="0.1",
            hook="prepare_sub_agent",
            outcome="fallback",
            prompt=Text.of("shorter"),
        ),
    )

    node = session.nodes["0.1"]
    assert (node.kind, node.prompt.preview) == ("llm", "shorter")
    assert node.notes == ("prepare_sub_agent: fallback",)


def test_a_tool_at_work_is_in_flight_and_counted() -> None:
    session = folded(
        created(),
        ROOT,
        NodeStarted(node="0.1", node_kind="tool"),
        ToolCalled(node="0.1", tool="search"),
    )

    assert session.nodes["0.1"].state == "executing"
    assert (session.in_flight, session.tool_calls, session.sub_queries) == (1, 1, 0)


def test_verdicts_on_answers_are_kept_in_order() -> None:
    first, second = (
        AnswerJudged(
            node="0",
            iteration=number,
            by="evaluator",
            accepted=number == 2,
            answer=Text.of("x"),
            confidence=0.5,
            words="no",
        )
        for number in (1, 2)
    )

    judgements = folded(created(), ROOT, first, second).nodes["0"].judgements

    assert [(found.iteration, found.accepted) for found in judgements] == [
        (1, False),
        (2, True),
    ]
