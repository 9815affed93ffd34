"""What hooks gave back can be read again from the record."""

from __future__ import annotations

import pytest

from rlm_tui.domain.events_of_answers import HookActed, HookOutcome
from rlm_tui.domain.text import Text
from rlm_tui.engine.hooks import Abort, FallbackToQuery, Finalize, Override
from rlm_tui.engine.recorded.hook_outcomes import Outcome, as_text, past_outcome
from rlm_tui.errors import HookError

LONG = "many words " * 1_000


def acted(outcome: HookOutcome, given: Text | None) -> HookActed:
    """What a hook did."""
    return HookActed(
        node="0", hook="prepare_iteration", outcome=outcome, detail="", given=given
    )


@pytest.mark.parametrize(
    ("outcome", "given"),
    [
        ("finalize", Finalize([1, {"a": None}])),
        ("abort", Abort("a reason of more than\nwords")),
        ("fallback", FallbackToQuery()),
        ("override", Override(model="other", max_output_chars=9)),
        ("override", Override(messages=[{"role": "user", "content": LONG}])),
        ("override", Override(prompt="", context={"a": [LONG]}, settings={})),
        ("override", Override(settings={"model": "m", "max_iterations": 2})),
    ],
)
def test_it_comes_back_as_it_was(outcome: HookOutcome, given: Outcome) -> None:
    assert past_outcome(acted(outcome, as_text(given))) == given


def test_what_an_earlier_version_did_not_keep_is_not_there() -> None:
    assert past_outcome(acted("abort", None)) is None


def test_what_json_cannot_say_is_told_at_once() -> None:
    with pytest.raises(HookError, match="JSON, which cannot say this Override"):
        as_text(Override(settings={"model": object()}))


@pytest.mark.parametrize("text", ["", "[]", "{}", "3"])
def test_a_damaged_record_is_told(text: str) -> None:
    with pytest.raises(HookError, match="cannot be read"):
        past_outcome(acted("finalize", Text.of(text)))


def test_a_field_that_nobody_knows_is_told() -> None:
    with pytest.raises(HookError, match="cannot be read"):
        past_outcome(acted("override", Text.of('{"colour": 1}')))
