"""Logs of fast-rlm, whose lines stand in any order, become trees."""

from __future__ import annotations

import random

from tests.exchange.reading_back import Imported, lines

USAGE = {
    "prompt_tokens": 100,
    "completion_tokens": 10,
    "total_tokens": 110,
    "cached_tokens": 50,
    "reasoning_tokens": 5,
    "cost": 0.25,
}
LOOK = "Context type:  <class 'str'>\nContext length: 2048\nFirst 500 characters"


def entry(run: str, second: int, **changes: object) -> dict[str, object]:
    values = {
        "level": 30,
        "time": f"2026-02-01T10:00:{second:02d}.000Z",
        "run_id": run,
        "depth": 0,
    }
    return {**values, **changes}


def step(run: str, second: int, number: int, **changes: object) -> dict[str, object]:
    values = {
        "step": number,
        "event_type": "execution_result",
        "code": f"print({number})",
        "output": LOOK if number == 0 else f"out {number}",
        "hasError": False,
        "usage": USAGE,
    }
    return entry(run, second, **{**values, **changes})


def final(run: str, second: int, value: object, **changes: object) -> dict[str, object]:
    return entry(run, second, event_type="final_result", result=value, **changes)


def log(**child: object) -> list[dict[str, object]]:
    """A root that asks a child in its second step."""
    below = {"depth": 1, **child}
    return [
        step("root", 0, 0),
        step("root", 5, 1, reasoning="I look first."),
        step("kid", 6, 0, **below),
        step("kid", 8, 1, **below),
        step("kid", 9, 2, output=None, event_type="code_generated", **below),
        final("kid", 9, "found", depth=1),
        step("root", 12, 2),
        step("root", 15, 3, output=None, event_type="code_generated"),
        final("root", 15, {"year": 1999}),
    ]


def test_a_log_becomes_a_tree() -> None:
    session = Imported(lines(*log(parent_run_id="root"))).session

    root, child = session.nodes["0"], session.nodes["0.1"]
    assert session.answer is not None
    assert session.answer.whole == '{"year": 1999}'
    assert [turn.number for turn in root.iterations] == [1, 2, 3]
    assert root.iterations[0].reasoning.whole == "I look first."
    assert child.place is not None
    assert child.place.iteration == 2
    assert child.answer is not None
    assert child.answer.whole == "found"
    assert session.context.chars == 2048


def test_the_order_of_lines_does_not_matter() -> None:
    ordered = log(parent_run_id="root")
    shuffled = random.Random(7).sample(ordered, len(ordered))

    assert Imported(lines(*shuffled)).session == Imported(lines(*ordered)).session


def test_a_parent_that_is_not_named_is_inferred() -> None:
    assert Imported(lines(*log())).session == (
        Imported(lines(*log(parent_run_id="root"))).session
    )


def test_usage_is_that_of_the_log() -> None:
    total = Imported(lines(*log())).session.usage

    assert (total.calls, total.input_tokens, total.cost) == (5, 500, 1.25)
    assert total.cached_tokens == 250
    assert not total.estimated


def test_an_error_is_taken_from_the_output() -> None:
    failed = step("root", 5, 1, output="half\nError: no such name ", hasError=True)

    [turn] = Imported(lines(step("root", 0, 0), failed)).session.nodes["0"].iterations

    assert turn.executions[0].error == "Error: no such name"
    assert turn.executions[0].status == "error"


def test_runs_without_a_parent_are_sessions() -> None:
    found = Imported(lines(step("one", 0, 1), step("two", 20, 1)))

    assert [session.status for session in found.sessions] == ["interrupted"] * 2


def test_a_child_without_a_result_has_failed() -> None:
    unfinished = [line for line in log() if line.get("result") != "found"]

    assert Imported(lines(*unfinished)).session.nodes["0.1"].state == "failed"


def test_a_line_that_was_cut_off_is_left_out() -> None:
    found = Imported(lines(*log())[:-20])

    assert found.notices
    assert found.session.status == "interrupted"
