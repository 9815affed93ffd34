"""What is kept of a reply beside its text, without any client."""

from __future__ import annotations

from types import SimpleNamespace as Given

import pytest

from rlm_tui.models.gateway_heard import Heard
from rlm_tui.models.gateway_said import Said


def chunk(text: str, index: int = 0) -> Given:
    """A piece as litellm gives it."""
    choice = Given(index=index, delta=Given(content=text), finish_reason=None)
    return Given(choices=[choice])


def heard(*events: str, content_type: str = "text/event-stream") -> Heard:
    """What came over the wire."""
    found = Heard()
    found.note(content_type, "".join(f"data: {event}\n\n" for event in events).encode())
    return found


@pytest.mark.parametrize(
    ("tokens", "is_told"),
    [
        ((3, 2), True),
        (("3", "2"), True),
        ((3, None), False),
        ((0, 0), False),
        ((None, None), False),
        ((-5, 7), False),
        ((3, 10**30), False),
    ],
)
def test_a_count_that_cannot_be_of_the_reply_is_none(
    tokens: tuple[object, object], is_told: bool
) -> None:
    said = Said()
    said.note(chunk("words"))

    usage = Given(prompt_tokens=tokens[0], completion_tokens=tokens[1])
    assert said.is_told_by(usage) is is_told
    assert not said.is_told_by(None)


def test_of_a_reply_without_words_the_request_alone_may_count() -> None:
    assert Said().is_told_by(Given(prompt_tokens=9_000, completion_tokens=0))


def test_a_second_reply_is_not_mixed_into_the_first() -> None:
    said = Said()

    pieces = [said.note(chunk(text, index)) for index, text in enumerate("ab")]

    assert [piece and piece.text for piece in pieces] == ["a", None]


def test_what_clients_leave_out_is_found_in_what_was_sent() -> None:
    said = Said()

    said.note_again(
        heard(
            '{"choices": [{"delta": {"refusal": "I "}}]}',
            '{"choices": [{"delta": {"refusal": "won\'t"}}]}',
            '{"choices": [{"delta": {}}]}',
            "nonsense",
            "[DONE]",
        ).deltas
    )

    assert said.wordless("m").message == "m: the model refused: I won't"


def test_a_function_that_was_called_is_named() -> None:
    said = Said()

    said.note_again([{"function_call": {"name": "run", "arguments": "{}"}}])

    assert "called tools (run)" in said.wordless("m").message


def test_no_room_for_a_reply_is_a_request_that_is_too_long() -> None:
    said = Said()
    said.finish_reason = "length"

    assert said.wordless("m").type == "too_long"


@pytest.mark.parametrize(
    ("sent", "error"),
    [
        ('{"error": {"message": "no"}}', {"message": "no"}),
        ('{"message": "overloaded"}', "overloaded"),
        ('{"message": "no error", "choices": []}', None),
        ("[1]", None),
    ],
)
def test_an_error_is_known_by_its_form(sent: str, error: object) -> None:
    assert heard(sent).error == error


def test_only_what_came_with_the_last_status_is_kept() -> None:
    found = Heard()

    for status, part in ((422, b"a"), (422, b"b"), (400, b"c")):
        found.note_refusal(status, part)

    assert (found.refused, bytes(found.refusal)) == (400, b"c")
