"""What is told on standard error of a run without a screen."""

from __future__ import annotations

import io

import pytest

from rlm_tui.domain.events import Event, IterationStarted, NodeStarted
from rlm_tui.domain.events_of_calls import CallFailed
from rlm_tui.domain.events_of_code import CodeExecuted, CodeInterrupted
from rlm_tui.domain.text import Text
from rlm_tui.main.progress import Progress, progress_line
from tests.factories import created

LIMIT = "the time limit of 1 s was reached"
STOPPED = f"Traceback (most recent call last):\n  x\nKeyboardInterrupt\n({LIMIT})"


def executed(error: str, status: str = "error") -> CodeExecuted:
    return CodeExecuted.model_validate(
        {
            **{"node": "0", "iteration": 1, "block": 2, "code": Text.of("x")},
            **{
                "stdout": Text.of(""),
                "error": error,
                "elapsed_s": 1.0,
                "status": status,
            },
        }
    )


@pytest.mark.parametrize(
    ("event", "line"),
    [
        (NodeStarted(node="0", node_kind="rlm", model="m"), ""),
        (NodeStarted(node="0.1", node_kind="rlm", model="m"), "0.1: child RLM, m"),
        (
            NodeStarted(node="0.1", node_kind="batch", model="m", elements=3),
            "0.1: batch of 3 elements, m",
        ),
        (NodeStarted(node="0.1", node_kind="llm", model="m"), ""),
        (IterationStarted(node="0", iteration=2), "0: iteration 2"),
        (
            IterationStarted(node="0", iteration=3, forced=True),
            "0: iteration 3, the last: it must answer",
        ),
        (
            CodeInterrupted(node="0", iteration=1, block=2, reason=LIMIT, grace_s=1.0),
            f"0: block 2 is being stopped: {LIMIT}",
        ),
        (executed(STOPPED, "interrupted"), "0: block 2 has stopped"),
        (executed("it ended", "killed"), "0: block 2 ended together with its process"),
        (executed("Traceback\n  x\nE: no\n"), "0: block 2 failed: E: no"),
        (executed(f"x\n({LIMIT})"), f"0: block 2 failed: {LIMIT}"),
    ],
)
def test_a_line_says_what_a_waiting_person_wants_to_know(
    event: Event, line: str
) -> None:
    assert progress_line(event) == line


def test_the_first_line_says_what_is_asked_of_whom() -> None:
    begun = created(model="a/b", sub_model="c")

    assert progress_line(begun) == (
        f"{begun.session}: {begun.context.label}, {begun.context.chars:,} characters; "
        "asked of a/b, sub-queries by c"
    )


def test_files_that_were_left_out_are_named() -> None:
    begun = created()
    skipped = {"skipped": ("b.bin is a binary file",)}
    context = begun.context.model_copy(update=skipped)

    line = progress_line(begun.model_copy(update={"context": context}))

    assert line.endswith("; 1 left out: b.bin is a binary file")


def test_what_was_told_is_known_at_the_end() -> None:
    stream = io.StringIO()
    progress = Progress(stream)
    error = "no such\nmodel"
    failed = CallFailed(node="0", iteration=1, error_type="E", error=error)

    progress.tell(failed)

    assert stream.getvalue() == "0: call failed: no such model\n"
    assert progress.has_told(error)
    assert not progress.has_told("another")


def test_of_many_files_that_were_left_out_the_first_are_named() -> None:
    begun = created()
    names = [f"{number}.bin is binary" for number in range(1, 51)]
    further = ["and 1347 more", "3 ignored by .gitignore"]
    skipped = {"skipped": (*names, *further)}
    context = begun.context.model_copy(update=skipped)

    line = progress_line(begun.model_copy(update={"context": context}))

    assert line.endswith("5.bin is binary, and 1,392 more, 3 ignored by .gitignore")
    assert "; 1,400 left out: 1.bin is binary, 2.bin" in line
