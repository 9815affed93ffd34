"""Warnings: signs of a loop, of too many queries, of work that is not divided."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rlm_tui.domain.events import Event, Warned
from rlm_tui.domain.reduce import replay
from rlm_tui.domain.values import JSON, ContextValue
from rlm_tui.engine.loops import is_nearly_whole
from rlm_tui.models.scripted import ScriptedModel
from tests.engine.live import code, play
from tests.fakes import FakeRepls

LONG = "".join(f"line {number}\n" for number in range(1_000))
XS: list[JSON] = ["x"] * 100
ABC: list[JSON] = [*"abc" * 20]


async def warnings_of(
    model: ScriptedModel, context: ContextValue = LONG, **limits: object
) -> list[Warned]:
    """What a run with fake REPLs warns of."""
    _, events = await play(
        model, context=context, start_repl=FakeRepls(), options=None, **limits
    )
    check_that_they_are_shown(events)
    return [event for event in events if isinstance(event, Warned)]


def check_that_they_are_shown(events: list[Event]) -> None:
    """Each is on its node."""
    session = replay(events)
    for event in events:
        if isinstance(event, Warned):
            assert event.message in session.nodes[event.node].warnings


async def test_the_same_code_three_times_in_a_row_is_a_loop() -> None:
    same = code("print(1)")

    [warning] = await warnings_of(ScriptedModel(same, same, same, "FINAL(1)"))

    assert (warning.warning, warning.node) == ("loop", "0")
    assert "same code" in warning.message


async def test_other_code_between_is_no_loop() -> None:
    one, other = code("print(1)"), code("print(2)")

    assert await warnings_of(ScriptedModel(one, one, other, one, "FINAL(1)")) == []


async def test_a_loop_that_goes_on_is_told_again_at_its_sixth_turn() -> None:
    same = [code("print(1)")] * 6

    assert len(await warnings_of(ScriptedModel(*same, "FINAL(1)"))) == 2


async def test_three_turns_without_code_are_a_loop() -> None:
    [warning] = await warnings_of(ScriptedModel("Hm.", "Hm!", "Hm?", "FINAL(1)"))

    assert "three turns without code" in warning.message


async def test_code_between_begins_the_count_anew() -> None:
    model = ScriptedModel("Hm.", "Hm.", code("print(1)"), "Hm.", "Hm.", "FINAL(1)")

    assert await warnings_of(model) == []


async def test_a_large_batch_is_told_before_any_of_it_is_sent() -> None:
    ask = "r = await llm_query_batched([str(n) for n in range(51)])"
    model = ScriptedModel(code(ask), {"match": r"^\d+$", "text": "x"}, "FINAL(1)")

    warnings = await warnings_of(model, max_llm_calls=1_000)

    [fanout] = [w for w in warnings if w.warning == "fanout"]
    assert "51" in fanout.message


async def test_a_batch_of_fifty_is_nothing_special() -> None:
    ask = "r = await llm_query_batched([str(n) for n in range(50)])"
    model = ScriptedModel(code(ask), {"match": r"^\d+$", "text": "x"}, "FINAL(1)")

    assert await warnings_of(model, max_llm_calls=1_000) == []


async def test_a_child_with_its_parents_context_is_told() -> None:
    ask = "r = await rlm_query('all of it', context=context[10:])"
    model = ScriptedModel(code(ask), "FINAL(child)", "FINAL(1)")

    [warning] = await warnings_of(model)

    assert (warning.warning, warning.node) == ("context", "0.1")


async def test_a_child_with_half_of_it_is_not() -> None:
    ask = "r = await rlm_query('a half', context=context[:len(context) // 2])"
    model = ScriptedModel(code(ask), "FINAL(child)", "FINAL(1)")

    assert await warnings_of(model) == []


NEARLY: dict[str, tuple[ContextValue, ContextValue, bool]] = {
    "the same text": (LONG, LONG, True),
    "all but the end": (LONG[:-100], LONG, True),
    "all but the beginning": (LONG[100:], LONG, True),
    "a middle": (LONG[100:-100], LONG, True),
    "too little of it": (LONG[: int(0.94 * len(LONG))], LONG, False),
    "more than it": (LONG + "x", LONG, False),
    "as long but different": (LONG[:-1].replace("7", "8"), LONG, False),
    "a different end": (LONG[:-200] + "x" * 100, LONG, False),
    "the same list": (["a", "b"], ["a", "b"], True),
    "most of a list": (XS[:97], XS, True),
    "a list without the first": (ABC[1:], ABC, True),
    "another list": ([*XS[:99], "y"], XS, False),
    "half of a list": (XS[:50], XS, False),
    "the same mapping": ({"a": LONG}, {"a": LONG}, True),
    "a mapping without a trifle": ({"a": LONG}, {"a": LONG, "b": "x"}, True),
    "another value": ({"a": LONG[1:]}, {"a": LONG}, False),
    "another key": ({"b": LONG}, {"a": LONG}, False),
    "another type": ([LONG], LONG, False),
    "nothing of nothing": ("", "", False),
}


@pytest.mark.parametrize(("part", "whole", "is_so"), NEARLY.values(), ids=NEARLY.keys())
def test_what_is_nearly_the_whole(
    part: ContextValue, whole: ContextValue, is_so: bool
) -> None:
    assert is_nearly_whole(part, whole) is is_so


@given(st.text(min_size=100), st.integers(0, 3), st.integers(0, 2))
def test_a_piece_that_leaves_out_little_is_found(
    text: str, before: int, after: int
) -> None:
    assert is_nearly_whole(text[before : len(text) - after], text)
