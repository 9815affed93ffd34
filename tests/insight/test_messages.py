"""What a model saw in a turn."""

from __future__ import annotations

from rlm_tui.domain.events_of_calls import CallStarted, Message
from rlm_tui.domain.session import Node
from rlm_tui.domain.text import Text
from rlm_tui.insight.messages import Seen, seen_at
from tests.factories import created, folded, root_started, turn


def say(text: str) -> Message:
    return Message(role="user", content=Text.of(text))


def node(*calls: tuple[int, tuple[Message, ...]]) -> Node:
    """A root whose turns sent these messages behind so many that were kept."""
    events = [
        event.model_copy(update={"kept": kept, "messages": messages})
        if isinstance(event, CallStarted)
        else event
        for number, (kept, messages) in enumerate(calls, 1)
        for event in turn(number=number)
    ]
    return folded(created(), root_started(), *events).nodes["0"]


def test_the_first_turn_is_all_new() -> None:
    seen = seen_at(node((0, (say("a"), say("b")))), 1)

    assert seen == Seen((), (say("a"), say("b")), ())


def test_later_turns_keep_a_beginning_and_add_to_it() -> None:
    root = node((0, (say("a"), say("b"))), (2, (say("c"),)))

    assert seen_at(root, 2) == Seen((say("a"), say("b")), (say("c"),), ())


def test_messages_that_were_left_out_are_named() -> None:
    root = node((0, (say("a"), say("b"), say("c"))), (1, (say("short"),)))

    seen = seen_at(root, 2)

    assert seen == Seen((say("a"),), (say("short"),), (say("b"), say("c")))
    assert seen is not None
    assert seen.chars == 6


def test_a_turn_that_is_not_there_saw_nothing() -> None:
    assert seen_at(node((0, (say("a"),))), 7) is None
