"""A record tells each node what it did, in its order, and says when it is over."""

from __future__ import annotations

import pytest

from rlm_tui.domain.events import IterationStarted, Warned
from rlm_tui.domain.events_of_answers import QuestionAsked
from rlm_tui.domain.events_of_calls import CallFinished, CallStarted
from rlm_tui.domain.events_of_code import VariableSet
from rlm_tui.domain.text import Text
from rlm_tui.domain.variables import Variable
from rlm_tui.engine.recorded.lane import PastReply
from rlm_tui.engine.recorded.recording import Recording
from rlm_tui.errors import ReplayError
from tests import factories

STARTED = factories.root_started()
TURN = IterationStarted(node="0", iteration=1)
CALL = CallStarted(node="0", iteration=1, model="m")
REPLY = CallFinished(node="0", iteration=1, reply=Text.of("yes"))
LIMIT = Warned(node="0", warning="limit", message="80% of max_cost used: 8 of 10")


def test_a_new_run_has_no_record() -> None:
    recording = Recording()

    assert not recording.is_playing("0")
    assert not recording.takes(TURN)


def test_steps_are_taken_in_their_order_until_it_is_over() -> None:
    recording = Recording(factories.numbered(factories.created(), STARTED, TURN))

    assert recording.takes(STARTED)
    assert recording.takes(TURN)
    assert not recording.is_playing("0")
    assert not recording.takes(TURN), "the second one is new"


def test_another_step_than_the_recorded_one_is_an_error() -> None:
    recording = Recording(factories.numbered(factories.created(), STARTED, TURN))

    with pytest.raises(
        ReplayError, match=r"goes on with iteration_started \(event 3\)"
    ):
        recording.takes(CALL)


def test_a_reply_is_given_back_and_a_call_that_was_out_is_sent_again() -> None:
    events = factories.numbered(factories.created(), STARTED, CALL, REPLY, CALL)
    recording = Recording(events)

    assert recording.call("0") == PastReply("yes")
    assert recording.call("0") is None
    assert recording.takes(CALL), "that it left is recorded already"


def test_a_warning_is_said_once() -> None:
    events = factories.numbered(factories.created(), STARTED, LIMIT, TURN)
    recording = Recording(events)

    assert recording.takes(LIMIT)
    assert recording.takes(TURN)
    assert not recording.takes(LIMIT)


def test_what_came_with_a_question_is_no_variable_of_the_same_name() -> None:
    def given(value: str) -> VariableSet:
        after = Variable(name="context_1", type="str", length=1, preview=value)
        text = Text.of(value)
        return VariableSet(
            node="0", name="context_1", value=text, before=None, after=after
        )

    asked = QuestionAsked(node="0", question=Text.of("And?"), variable="context_1")
    events = factories.numbered(
        factories.created(), STARTED, given("before"), given("came"), asked, given("by")
    )

    found = Recording(events).given("0", "context_1")

    assert found is not None
    assert found.value.whole == "came"
