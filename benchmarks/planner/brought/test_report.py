"""What a test runner prints: each test, failures, durations, a summary."""

from __future__ import annotations

import random

from benchmarks.planner.brought.asks import Brought, told, untold


def bring(chance: random.Random, size: int) -> Brought:
    """The document, and what people ask of it."""
    n = max(20, size // 62)
    names = [
        f"tests/test_{chance.choice(('store', 'parse', 'views'))}.py::test_case_{i}"
        for i in range(n)
    ]
    bad, skipped = (
        "tests/test_store.py::test_locked_file",
        "tests/test_views.py::test_resize",
    )
    lines = [
        f"{name} PASSED {' ' * (60 - len(name))}[{100 * i // n:3}%]"
        for i, name in enumerate(names)
    ]
    lines.insert(3, f"{bad} FAILED")
    lines.insert(9, f"{skipped} SKIPPED (needs a display)")
    slow = round(chance.uniform(9, 30), 2)
    text = (
        "============ test session starts ============\n"
        f"platform linux -- Python 3.11.4, pytest-8.1.0\ncollected {n + 2} items\n\n"
        + "\n".join(lines)
        + "\n\n================= FAILURES =================\n"
        "______________ test_locked_file ______________\n\n"
        "    def test_locked_file(tmp_path):\n>       assert open_store(tmp_path).is_locked\n"
        "E       AssertionError: assert False\n\n"
        "tests/test_store.py:88: AssertionError\n"
        "=========== slowest durations ===========\n"
        f"{slow}s call     tests/test_parse.py::test_huge_file\n"
        "1.02s call     tests/test_store.py::test_many_rows\n"
        "0.31s setup    tests/test_views.py::test_theme\n"
        "=========== short test summary info ===========\n"
        f"FAILED {bad} - AssertionError: assert False\n"
        f"====== 1 failed, {n} passed, 1 skipped in 48.70s ======\n"
    )
    return Brought(
        text,
        [
            told("Which test failed?", "What test failed?", "test_locked_file"),
            told("How many tests passed?", "How many passed?", str(n)),
            told(
                "Why did test_locked_file fail?",
                "What is the error of test_locked_file?",
                "AssertionError",
            ),
            told(
                "Which test was skipped?",
                "Which test did not run because it needs a display?",
                "test_resize",
            ),
            told(
                "Which test was the slowest?",
                "What is the slowest test?",
                "test_huge_file",
            ),
            told(
                "How long did the tests take?",
                "What was the total time of the run?",
                "48.70",
            ),
            told(
                "Which Python version was used?",
                "On which version of Python did the tests run?",
                "3.11.4",
            ),
            told(
                "How many tests were collected?",
                "How many items were collected?",
                str(n + 2),
            ),
            told(
                "In which line does test_locked_file fail?",
                "On what line is the failure of test_locked_file?",
                "88",
            ),
            untold("What is the test coverage?", "How many tests were flaky?"),
            untold(
                "Why did test_open_socket fail?", "Which line does test_rename fail in?"
            ),
        ],
    )
