"""Questions for what stands before or after something, and for how long it took."""

from __future__ import annotations

import pytest

from rlm_tui.models.offline.timelines import order_ask, timing_ask
from tests.models.offline.conftest import Ask

LOG = """\
2025-01-07T03:00:00Z INFO  nightly  backup of vault started
2025-01-07T03:00:09Z INFO  mailer   digest sent in 940ms
2025-01-07T03:04:10Z INFO  nightly  backup of vault finished
2025-01-07T03:05:00Z INFO  importer file a.csv read in 3.2s
2025-01-07T03:06:00Z WARN  disk     volume nearly full
2025-01-07T03:07:30Z ERROR importer file b.csv read in 1m 4s, 3 rows refused
2025-01-07T03:09:00Z INFO  importer file c.csv read in 12s
2025-01-07T03:10:00Z INFO  gate     closing
"""
REPORT = """\
collected 4 items

tests/test_a.py::test_one PASSED        [ 25%]
tests/test_a.py::test_two FAILED        [ 50%]
tests/test_b.py::test_three PASSED      [ 75%]
tests/test_b.py::test_four PASSED       [100%]

===== slowest 3 durations =====
4.10s call     tests/test_b.py::test_four
0.90s call     tests/test_a.py::test_two
820ms setup    tests/test_a.py::test_one
===== short test summary info =====
FAILED tests/test_a.py::test_two - AssertionError
===== 1 failed, 3 passed in 6.01s =====
"""
STEPS = """\
# Bread

1. Mix the flour with the water.
2. Rest the dough for an hour.
3. Shape the loaf.
4. Bake it.
"""


@pytest.mark.parametrize(
    ("context", "question", "said"),
    [
        (LOG, "What happened right before the volume was nearly full?", "a.csv"),
        (LOG, "what came directly after the volume nearly full warning", "b.csv"),
        (LOG, "What error followed the warning about the volume?", "b.csv"),
        (LOG, "What was the last thing logged?", "gate     closing"),
        (LOG, "Which file took the longest to read?", "b.csv"),
        (LOG, "Which file was read fastest?", "a.csv"),
        (LOG, "How long did the backup of vault take?", "250 seconds"),
        (LOG, "How long did the digest take?", "940ms"),
        (REPORT, "What is the slowest test?", "test_four"),
        (REPORT, "Which test ran just before test_three?", "test_two"),
        (STEPS, "What comes after resting the dough?", "Shape the loaf"),
        (STEPS, "What is the step before baking it?", "Shape the loaf"),
    ],
)
def test_order_and_times_are_read(
    ask: Ask, context: str, question: str, said: str
) -> None:
    played = ask(context, question)

    assert not played.refused
    assert said in played.first_line


@pytest.mark.parametrize(
    ("context", "question"),
    [
        (LOG, "What happened after the importer read a file?"),
        (LOG, "What happened before the database crashed?"),
        (LOG, "What happened before the backup of vault started?"),
        (LOG, "Which backup took the longest?"),
        (REPORT, "Which is the fastest test?"),
        (REPORT, "How long did test_three take?"),
        (STEPS, "What comes after baking it?"),
    ],
)
def test_what_no_entry_tells_is_refused(ask: Ask, context: str, question: str) -> None:
    assert ask(context, question).refused


def test_a_log_that_begins_with_its_newest_line_is_read_from_its_end(ask: Ask) -> None:
    newest_first = "\n".join(LOG.splitlines()[::-1])

    played = ask(newest_first, "What happened right after the volume was nearly full?")

    assert "b.csv" in played.first_line


@pytest.mark.parametrize(
    "question",
    [
        "What happened after 2021?",
        "Which orders were placed before Omar's?",
        "What is the deadline after renewal?",
    ],
)
def test_a_bound_in_time_asks_for_no_neighbour(question: str) -> None:
    assert order_ask(question) is None


def test_a_length_asks_for_no_time() -> None:
    assert timing_ask("How long is the river?") is None
