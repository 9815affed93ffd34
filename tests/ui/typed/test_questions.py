"""Lines are completed, brought back, and refused with a mark at the place."""

from __future__ import annotations

import pytest

from rlm_tui.errors import CommandError, RuleError, SettingsError
from rlm_tui.ui.text.beginning import common_beginning
from rlm_tui.ui.text.lines import plain
from rlm_tui.ui.typed.problems import placed, problem_line
from rlm_tui.ui.typed.questions import Completion, History


def test_tab_takes_the_common_beginning_and_then_goes_round() -> None:
    words = ["depth", "deny", "cost"]
    completion = Completion(lambda said: [w for w in words if w.startswith(said)])

    lines = ["d"]
    for _ in range(4):
        lines.append(completion.next(lines[-1]))

    assert lines == ["d", "de", "depth", "deny", "depth"]


def test_tab_leaves_a_line_that_nothing_completes() -> None:
    assert Completion(lambda said: []).next("zzz") == "zzz"


def test_typing_on_begins_another_completion() -> None:
    completion = Completion(lambda said: [said + "1", said + "2"])
    completion.next("")
    completion.next("")

    assert completion.next("x") == "x1"


def test_the_common_beginning_of_nothing_is_empty() -> None:
    assert common_beginning([]) == ""
    assert common_beginning(["only"]) == "only"
    assert common_beginning(["ab", "abc"]) == "ab"


def test_history_gives_back_the_line_one_left() -> None:
    history = History(["first", "second"])

    walked = [history.step(-1, "typing"), history.step(-1, "second")]
    walked += [history.step(-1, "first"), history.step(1, "first")]
    walked.append(history.step(1, "second"))

    assert walked == ["second", "first", "first", "second", "typing"]


def test_a_caret_stands_at_the_column_of_an_error() -> None:
    error = RuleError("no such field", 5)

    assert plain(problem_line(error, width=40)) == "     ^ no such field"
    assert plain(problem_line(error, width=40, scrolled=3)) == "  ^ no such field"


def test_where_there_is_no_room_behind_it_the_message_stands_before_the_caret() -> None:
    error = RuleError("no such field", 20)

    assert plain(problem_line(error, width=24)) == "      no such field ^"


def test_an_error_without_a_place_is_told_as_it_is() -> None:
    assert plain(problem_line(SettingsError("no\nlist"), width=40)) == "no list"


@pytest.mark.parametrize(
    ("message", "said", "column"),
    [
        ("there is no node 0.99", "goto 0.99", 5),
        ("theme cannot be 'neon'", ":set theme neon", 5),
        ("'mony' cannot be set", "  set mony 3", 6),
    ],
)
def test_a_caret_stands_at_the_word_that_an_error_names(
    message: str, said: str, column: int
) -> None:
    found = placed(SettingsError(message), said)

    assert isinstance(found, CommandError)
    assert (found.message, found.column) == (message, column)


def test_an_error_about_the_whole_line_has_no_caret() -> None:
    error = SettingsError("nothing waits")

    assert placed(error, "approve @all") is error
