"""The tab of the reasoning tells what the model thought; its code has its own tab."""

from __future__ import annotations

from rlm_tui.ui.detail.long_code import MOST_LINES, without_long_code


def reply(lines: int, *, end: str = "```\n") -> str:
    code = "".join(f"x{number} = {number}\n" for number in range(lines))
    return f"First I look.\n\n```repl\n{code}{end}"


def test_long_code_is_one_line_that_says_where_it_is() -> None:
    said = without_long_code(f"{reply(34)}\nThen I ask.")

    assert said == (
        "First I look.\n\n"
        "(code, 34 lines: 3 shows it, W all as it was written)\n\n"
        "Then I ask."
    )


def test_code_that_is_still_written_is_counted() -> None:
    said = without_long_code(reply(34, end="y = "))

    assert said == "First I look.\n\n(writing code, 34 lines so far)"


def test_short_code_and_what_does_not_run_stay() -> None:
    short = reply(MOST_LINES)
    shown = reply(34).replace("```repl", "```json")

    assert without_long_code(short) == short
    assert without_long_code(shown) == shown
