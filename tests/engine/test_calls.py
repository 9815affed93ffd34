"""One model call: when it is sent again, what it is charged, how it ends."""

from __future__ import annotations

import asyncio

import pytest

from rlm_tui.domain.events import Event, NodeStarted, RunStarted
from rlm_tui.domain.events_of_calls import CallFailed, ReplyDelta
from rlm_tui.domain.session import Session
from rlm_tui.engine.calls import Call, Calls, HeldBackError
from rlm_tui.engine.draft import Screen, Screens
from rlm_tui.engine.limits import Budget
from rlm_tui.engine.patience import Patience
from rlm_tui.engine.steering.gates import Steering
from rlm_tui.errors import ModelBusyError, ModelError, ModelRefusedError
from rlm_tui.journal import Journal, save_nowhere
from rlm_tui.models.base import ChatMessage, Chunk, Deadlines
from rlm_tui.models.scripted import ScriptedModel
from rlm_tui.models.scripted_reply import ScriptedReply
from tests.factories import created

CALL = Call("0", 1, "m", (ChatMessage("user", "hi"),))


class Desk:
    """Sends calls, and sleeps without any time going by."""

    def __init__(
        self,
        *replies: str | ScriptedReply,
        retries: int = 3,
        silence_s: float = 60.0,
    ) -> None:
        self.model = ScriptedModel(*replies)
        self.naps: list[float] = []
        self.journal = Journal(save=save_nowhere, clock=lambda: 0.0)
        session, emit = lambda: self.journal.session, self.journal.record
        budget = Budget(
            emit=emit,
            session=session,
            models=self.model,
            steering=Steering(emit, session),
            clock=lambda: 0.0,
        )
        self.calls = Calls(
            self.model,
            self.journal.record,
            put_off=self.journal.put_off,
            show=self.journal.show,
            budget=budget,
            max_concurrency=1,
            max_retries=retries,
            deadlines=Deadlines(silence_s=silence_s),
            clock=lambda: 0.0,
            sleep=self._sleep,
        )

    async def _sleep(self, seconds: float) -> None:
        self.naps.append(seconds)

    async def send(self, *, is_free: bool = True) -> str:
        """Send the call."""
        before: list[Event] = [created(), RunStarted()]
        for event in (*before, NodeStarted(node="0", node_kind="rlm")):
            await self.journal.record(event)
        return await self.calls.send(CALL, may_leave=lambda is_retry: is_free)

    @property
    def failures(self) -> list[CallFailed]:
        """The attempts that failed."""
        return [e for e in self.journal.events if isinstance(e, CallFailed)]


def busy(retry_after_s: float | None = None) -> ScriptedReply:
    """A passing fault."""
    return ScriptedReply(error=ModelBusyError("busy", retry_after_s=retry_after_s))


async def test_the_delay_before_another_attempt_is_the_one_that_was_announced() -> None:
    desk = Desk(busy(), busy(), busy(), "yes")

    assert await desk.send() == "yes"
    assert desk.naps == [failure.retry_in_s for failure in desk.failures]
    assert desk.naps == sorted(desk.naps)


@pytest.mark.parametrize(
    ("reason", "sent", "words"),
    [
        ("stop", 2, "m thought and wrote no answer; ask again"),
        ("length", 1, "m thought up to the end of its output and wrote no answer"),
    ],
)
async def test_thoughts_alone_are_no_answer(reason: str, sent: int, words: str) -> None:
    thought = ScriptedReply("\n", reasoning="so and so", finish_reason=reason)
    desk = Desk(thought, thought, retries=1)

    with pytest.raises(ModelError, match=words):
        await desk.send()

    assert len(desk.failures) == sent
    assert desk.failures[0].usage.output_tokens > 0


async def test_the_provider_may_say_when_to_come_back() -> None:
    desk = Desk(busy(retry_after_s=7.5), "yes")

    await desk.send()

    assert desk.naps == [7.5]


async def test_after_the_last_attempt_the_error_is_raised() -> None:
    desk = Desk(busy(), busy(), retries=1)

    with pytest.raises(ModelBusyError):
        await desk.send()

    assert [failure.retry_in_s is None for failure in desk.failures] == [False, True]


async def test_what_would_fail_again_is_not_sent_again() -> None:
    desk = Desk(ScriptedReply(error=ModelRefusedError("no")), "yes")

    with pytest.raises(ModelRefusedError):
        await desk.send()

    assert len(desk.model.requests) == 1


async def test_an_empty_reply_is_an_error_and_not_an_answer() -> None:
    desk = Desk("", retries=0)

    with pytest.raises(ModelError, match="empty reply"):
        await desk.send()


async def test_silence_is_ended_and_what_had_arrived_is_kept() -> None:
    half = ScriptedReply("half of it", chunks=2, wait_for="never", hold_after=1)
    desk = Desk(half, retries=0, silence_s=0.01)

    with pytest.raises(ModelBusyError, match="nothing arrived"):
        await desk.send()

    [failure] = desk.failures
    assert failure.partial.preview == "half "
    assert failure.usage.estimated


async def test_a_call_that_may_not_leave_any_more_is_not_sent() -> None:
    desk = Desk("yes")

    with pytest.raises(HeldBackError):
        await desk.send(is_free=False)

    assert desk.model.requests == []


@pytest.mark.parametrize("is_cancelled_before", [False, True])
async def test_a_call_that_has_ended_is_not_cancelled(
    is_cancelled_before: bool,
) -> None:
    refused = ScriptedReply("no", chunks=2, error=ModelRefusedError("refused"))
    desk = Desk(refused, retries=0)

    seen: list[Patience] = []

    def cancel(_session: Session, event: Event) -> None:
        if (out := desk.calls.out("0")) is not None:
            seen.append(out)
        is_early = event.kind == "reply_delta" and is_cancelled_before
        if is_early or event.kind == "call_failed":
            seen[0].cancel()
            seen[0].cancel()

    desk.journal.subscribe(cancel)

    with pytest.raises(ModelError):
        await desk.send()

    assert len(desk.failures) == 1
    assert desk.calls.out("0") is None


async def test_who_comes_late_does_not_cancel_the_next_call() -> None:
    desk = Desk(*(ScriptedReply(text, chunks=2) for text in ("one", "two")))
    seen: list[Patience] = []

    def cancel_the_first(_session: Session, event: Event) -> None:
        if event.kind == "reply_delta" and (out := desk.calls.out("0")) is not None:
            seen.append(out)
            if len(seen) > 1:
                seen[0].cancel()

    desk.journal.subscribe(cancel_the_first)

    assert await desk.send() == "one"
    assert await desk.send() == "two"
    assert seen[0] is not seen[-1]


async def test_nobody_waits_longer_than_the_run_may_last() -> None:
    desk = Desk(busy(retry_after_s=99_999), "yes")

    with pytest.raises(ModelBusyError, match="in 3,600 s, when the time"):
        await desk.send()

    assert desk.naps == []
    assert [failure.retry_in_s for failure in desk.failures] == [None]


async def test_a_draft_is_shown_by_turns_and_of_a_reply_that_is_whole_none() -> None:
    desk = Desk(ScriptedReply("one, two, three", chunks=3), "at once")
    drafts: list[str] = []

    def note(_session: Session, event: Event) -> None:
        if isinstance(event, ReplyDelta):
            drafts.append(event.text)

    desk.journal.subscribe(note)
    await desk.send()
    await desk.send()

    assert drafts == ["one, ", "two, "]


async def test_a_piece_that_follows_an_empty_one_is_shown() -> None:
    shown: list[Event] = []
    screen = Screen(Screens(shown.append), "0", 1)

    with screen:
        for text in ("", "one"):
            screen.take(Chunk(text))
        await asyncio.sleep(0)

    [delta] = shown
    assert isinstance(delta, ReplyDelta)
    assert delta.text == "one"
