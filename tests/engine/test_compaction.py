"""A history that nears its model's window is shortened, and nothing is lost."""

from __future__ import annotations

from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rlm_tui.domain.events import Event
from rlm_tui.domain.events_of_calls import CallFailed, CallFinished, CallStarted
from rlm_tui.domain.events_of_history import HistoryCompacted
from rlm_tui.domain.reduce import replay
from rlm_tui.domain.text import estimate_tokens
from rlm_tui.engine.compaction import COMPACT_AT, Conversation
from rlm_tui.engine.run import Options
from rlm_tui.errors import TooLongError
from rlm_tui.models.base import ModelRequest
from rlm_tui.models.scripted import ScriptedModel
from rlm_tui.models.scripted_reply import ScriptedReply
from tests.engine.live import code, play
from tests.fakes import FakeRepls

WINDOW = 4_000
ROLES: tuple[Literal["assistant", "user"], ...] = ("assistant", "user")


def talk(*sizes: int) -> Conversation:
    """A conversation whose messages behind the question have these sizes."""
    conversation = Conversation("be good", "what?")
    for number, size in enumerate(sizes):
        text = f"{number}:".ljust(size, "x")
        if ROLES[number % 2] == "assistant":
            conversation.replied(text)
        else:
            conversation.say(text)
    return conversation


def sizes(conversation: Conversation) -> list[int]:
    """Of what is sent behind the opening."""
    return [len(message.content) for message in conversation.messages[2:]]


def test_what_fits_is_sent_whole() -> None:
    conversation = talk(100, 3_000, 100, 3_000)

    assert conversation.compact(WINDOW) is None
    assert sizes(conversation) == [100, 3_000, 100, 3_000]


def test_old_outputs_are_shortened_first_and_the_oldest_of_them_first() -> None:
    conversation = talk(100, 5_000, 100, 5_000, 100, 5_000)

    compaction = conversation.compact(WINDOW)

    assert compaction is not None
    assert [cut.message for cut in compaction.cuts] == [3, 5]
    assert {cut.role for cut in compaction.cuts} == {"user"}
    assert sizes(conversation)[-1] == 5_000


def test_then_old_replies() -> None:
    conversation = talk(9_000, 100, 9_000, 100, 100, 100)

    compaction = conversation.compact(WINDOW)

    assert compaction is not None
    assert [cut.message for cut in compaction.cuts] == [2, 4]
    assert {cut.role for cut in compaction.cuts} == {"assistant"}


def test_then_the_oldest_are_left_out_in_pairs() -> None:
    conversation = talk(*[500] * 40)

    compaction = conversation.compact(WINDOW)

    assert compaction is not None
    assert [cut.left for cut in compaction.cuts] == [0] * len(compaction.cuts)
    assert "history[2] to history[" in conversation.messages[1].content
    assert [m.role for m in conversation.messages[2:4]] == ["assistant", "user"]


def test_what_was_cut_says_where_the_whole_is() -> None:
    conversation = talk(100, 15_000, 100, 100)

    conversation.compact(WINDOW)

    assert 'history[3]["content"]' in conversation.messages[3].content
    assert len(conversation.history[3].content) == 15_000


def test_the_instructions_the_question_and_the_latest_stay() -> None:
    conversation = talk(9_000, 9_000)

    assert conversation.compact(WINDOW) is None
    assert sizes(conversation) == [9_000, 9_000]


def test_there_is_room_before_it_is_done_again() -> None:
    conversation = talk(*[100, 3_000] * 5)

    assert conversation.compact(WINDOW) is not None
    assert conversation.compact(WINDOW) is None


@given(
    st.lists(st.integers(1, 3_000), min_size=2, max_size=60), st.integers(200, 4_000)
)
def test_it_always_fits_but_for_what_must_stay(lengths: list[int], window: int) -> None:
    conversation = talk(*lengths[: len(lengths) // 2 * 2])
    must_stay = sum(sizes(conversation)[-2:]) + 400

    conversation.compact(window)

    assert conversation.chars == sum(len(m.content) for m in conversation.messages)
    assert conversation.chars <= max(window * 4 * COMPACT_AT + 4, must_stay)
    assert [len(m.content) for m in conversation.history[2:]] == [
        max(length, len(f"{number}:"))
        for number, length in enumerate(lengths[: len(lengths) // 2 * 2])
    ]
    roles = [message.role for message in conversation.messages]
    assert roles == ["system", "user", *ROLES * ((len(roles) - 2) // 2)]


class Windowed(ScriptedModel):
    """Knows how much it reads."""

    def window(self, model: str) -> int | None:
        """A small window."""
        return WINDOW


PRINT = code("print('y' * 5_000)")


async def play_long(model: ScriptedModel) -> list[Event]:
    """A run whose history grows beyond the window."""
    _, events = await play(model, start_repl=FakeRepls(), max_iterations=12)
    return events


async def test_a_long_run_stays_within_its_models_window() -> None:
    model = Windowed(*[PRINT] * 8, "FINAL(1)")

    events = await play_long(model)

    compacted = [event for event in events if isinstance(event, HistoryCompacted)]
    assert compacted
    assert {event.window for event in compacted} == {WINDOW}
    assert max(map(_tokens, model.requests)) < WINDOW


def _tokens(request: ModelRequest) -> int:
    return estimate_tokens(sum(len(message.content) for message in request.messages))


async def test_it_is_shown_on_the_node() -> None:
    events = await play_long(Windowed(*[PRINT] * 8, "FINAL(1)"))

    assert any("history shortened" in w for w in replay(events).nodes["0"].warnings)


async def test_the_repl_has_the_history_whole() -> None:
    ask = code("FINAL([len(m['content']) > 5_000 for m in history].count(True))")

    result, _ = await play(
        Windowed(*[PRINT] * 8, ask), start_repl=FakeRepls(), max_iterations=12
    )

    assert result.text == "8"


async def test_people_can_put_together_what_was_sent() -> None:
    model = Windowed(*[PRINT] * 8, "FINAL(1)")

    events = await play_long(model)

    calls = [event for event in events if isinstance(event, CallStarted)]
    replies = [event for event in events if isinstance(event, CallFinished)]
    sent: list[str | None] = []
    for call, reply, request in zip(calls, replies, model.requests, strict=True):
        sent = [*sent[: call.kept], *[m.content.whole for m in call.messages]]
        assert sent == [message.content for message in request.messages]
        sent.append(reply.reply.whole)


@pytest.mark.parametrize("window", [1_500, 100_000])
async def test_the_window_of_an_unknown_model_is_a_setting(window: int) -> None:
    model = ScriptedModel(*[code("print('y' * 3_000)")] * 4, "FINAL(1)")

    _, events = await play(
        model, start_repl=FakeRepls(), options=Options(window_tokens=window)
    )

    is_compacted = any(isinstance(event, HistoryCompacted) for event in events)
    assert is_compacted is (window == 1_500)


LONG = [code("print('y' * 5_000)")] * 3
TOO_LONG = TooLongError("m: the request is longer", window=3_000)


async def test_what_a_model_refuses_as_too_long_is_shortened_and_sent_again() -> None:
    model = ScriptedModel(*LONG, ScriptedReply(error=TOO_LONG), "FINAL(1)")

    result, events = await play(model, start_repl=FakeRepls())

    [failed] = [event for event in events if isinstance(event, CallFailed)]
    [compacted] = [event for event in events if isinstance(event, HistoryCompacted)]
    assert result.text == "1"
    assert failed.iteration == compacted.iteration == 4
    assert compacted.window == 3_000
    assert _tokens(model.requests[-1]) < _tokens(model.requests[-2])
    assert model.requests[-1].messages[-1] == model.requests[-2].messages[-1]


async def test_a_window_that_was_found_out_holds_from_then_on() -> None:
    model = ScriptedModel(*LONG, ScriptedReply(error=TOO_LONG), *LONG, "FINAL(1)")

    _, events = await play(model, start_repl=FakeRepls())

    later = [e for e in events if isinstance(e, HistoryCompacted) and e.iteration > 4]
    assert {event.window for event in later} == {3_000}
    assert not [e for e in events if isinstance(e, CallFailed) and e.iteration > 4]


async def test_without_a_number_half_of_what_was_sent_is_tried() -> None:
    model = ScriptedModel(
        *LONG, ScriptedReply(error=TooLongError("too long")), "FINAL(1)"
    )

    result, _ = await play(model, start_repl=FakeRepls())

    assert result.text == "1"
    assert _tokens(model.requests[-1]) < 0.8 * _tokens(model.requests[-2])


async def test_what_cannot_be_shortened_fails_with_the_providers_words() -> None:
    model = ScriptedModel(ScriptedReply(error=TOO_LONG))

    result, _ = await play(model, start_repl=FakeRepls())

    assert result.status == "failed"
    assert result.error == str(TOO_LONG)


async def test_a_query_that_no_window_holds_is_not_sent() -> None:
    model = Windowed(
        code(
            f"try: await llm_query('x' * {WINDOW * 6 + 1})\n"
            "except QueryError as e: FINAL(str(e))"
        )
    )

    result, events = await play(model, start_repl=FakeRepls())

    assert result.text == (
        "the prompt has about 6,001 tokens, Windowed reads at most 4,000; "
        "split the text, or use rlm_query"
    )
    assert [e.node for e in events if isinstance(e, CallStarted)] == ["0"]


async def test_a_query_that_may_fit_is_sent() -> None:
    ask = code(f"FINAL(await llm_query('x' * {WINDOW * 6}))")
    model = Windowed(ask, {"match": "^xxx", "text": "it did"})

    result, _ = await play(model, start_repl=FakeRepls())

    assert result.text == "it did"
