"""The model's turns of one node: hooks, guidance, the `call` gate, the call itself."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from rlm_tui.domain.decisions import Actor
from rlm_tui.domain.events_of_answers import GuidanceDelivered
from rlm_tui.domain.events_of_calls import CallFinished
from rlm_tui.domain.events_of_history import HistoryCompacted
from rlm_tui.domain.text import Text, estimate_tokens
from rlm_tui.domain.turns import Guidance
from rlm_tui.engine import prompts
from rlm_tui.engine.calls import Call, HeldBackError
from rlm_tui.engine.compaction import Conversation
from rlm_tui.engine.hook_calls import messages_of
from rlm_tui.engine.hooks import (
    Abort,
    Finalize,
    HookAbortError,
    Override,
)
from rlm_tui.engine.run import Run
from rlm_tui.engine.steering.crossing import Crossing, Verdict
from rlm_tui.engine.task import NodeTask
from rlm_tui.engine.turn_hook import prepared_turn
from rlm_tui.errors import ModelError, TooLongError
from rlm_tui.models.base import ChatMessage


@dataclass(slots=True)
class _Draft:
    """What is about to be sent."""

    messages: list[ChatMessage]
    model: str
    is_ours: bool = True
    """Whether these are the node's messages, and not those of a hook."""

    @property
    def last(self) -> str:
        return self.messages[-1].content

    def end_with(self, text: str) -> None:
        self.messages[-1] = ChatMessage("user", text)


class Turns:
    """Asks the model of a node for the next turn of its conversation."""

    def __init__(self, run: Run, task: NodeTask, talk: Conversation) -> None:
        self._run = run
        self._task = task
        self._talk = talk
        self._sent: tuple[ChatMessage, ...] = ()
        self.model_once = ""
        """Whom a person wants asked the next time; empty: nobody in particular."""
        self.max_output_chars: int | None = None
        """What a hook set for the outputs of the turn that was taken last."""

    def go_on(self, task: NodeTask) -> None:
        """Take the turns of the next question of the same node."""
        self._task = task

    async def take(self, number: int, *, is_forced: bool = False) -> str | Finalize:
        """The model's turn, a person's in its place, or the answer of a hook.

        Raises:
            ModelError: the model could not be reached.
            HookAbortError: a hook ends the node.
            HookError: a hook failed.
        """
        await self._fit_into_window(number)
        draft = await self._prepared(number, is_forced=is_forced)
        if isinstance(draft, Finalize):
            return draft
        text = await self._reply(number, draft)
        self._talk.replied(text)
        return text

    async def _fit_into_window(self, number: int) -> None:
        node = self._task.node
        window = self._run.window(self._task.model)
        if self._run.recording.is_playing(node):
            past = self._run.recording.compaction(node)
            if past is None:
                return
            window = past.window
        await self._compact(number, window)

    async def _compact(self, number: int, window: int) -> bool:
        """Shorten what is sent if it nears a window; whether that was done."""
        done = self._talk.compact(window)
        if done is None:
            return False
        await self._run.emit(
            HistoryCompacted(
                node=self._task.node,
                iteration=number,
                window=window,
                tokens_before=done.tokens_before,
                tokens_after=done.tokens_after,
                cuts=done.cuts,
            )
        )
        return True

    async def _prepared(self, number: int, *, is_forced: bool) -> _Draft | Finalize:
        """What to send, after the hook of the calling program has seen it."""
        model, self.model_once = self.model_once or self._task.model, ""
        draft = _Draft(list(self._talk.messages), model)
        outcome = await prepared_turn(
            self._run, self._task, draft.messages, number, is_forced=is_forced
        )
        self.max_output_chars = None
        match outcome:
            case Finalize():
                return outcome
            case Abort(reason):
                raise HookAbortError("prepare_iteration", reason)
            case Override():
                messages = messages_of(outcome)
                draft = _Draft(
                    list(messages or draft.messages),
                    outcome.model or draft.model,
                    is_ours=messages is None,
                )
                self.max_output_chars = outcome.max_output_chars
        return draft

    async def _reply(self, number: int, draft: _Draft) -> str:
        text: str | None = None
        while text is None:
            self._guide(draft)
            crossing = self._crossing(number, draft)
            verdict = await self._run.steering.cross(crossing)
            if verdict.verb == "answer":
                return await self._written_by_hand(number, verdict.text, verdict.actor)
            self._take(draft, verdict)
            with suppress(HeldBackError):
                text = await self._call(number, draft, crossing, verdict)
        return text

    def _guide(self, draft: _Draft) -> None:
        """Add the words that people gave the node since its last call."""
        for said in self._run.session.nodes[self._task.node].undelivered:
            words = prompts.guidance(said.text.whole or said.text.preview)
            if words not in draft.last:
                draft.end_with(f"{draft.last}\n\n{words}")

    async def _guided(self, number: int, draft: _Draft) -> None:
        """Note which of those words are in what the model has replied to."""
        node = self._task.node
        for said in self._run.session.nodes[node].guidance:
            words = prompts.guidance(said.text.whole or said.text.preview)
            if words not in draft.last or not self._is_due(said):
                continue
            if not draft.is_ours:
                self._talk.edit_last(f"{self._talk.last}\n\n{words}")
            await self._run.emit(
                GuidanceDelivered(node=node, guidance=said.number, iteration=number)
            )

    def _is_due(self, said: Guidance) -> bool:
        step = self._run.recording.next(self._task.node)
        if step is None:
            return said.delivered_in is None
        return isinstance(step, GuidanceDelivered) and step.guidance == said.number

    def _crossing(self, number: int, draft: _Draft) -> Crossing:
        chars = sum([len(message.content) for message in draft.messages])
        return Crossing(
            node=self._task.node,
            gate="call",
            payload=draft.last,
            iteration=number,
            model=draft.model,
            input_tokens=estimate_tokens(chars),
            cost=self._run.estimate_cost(draft.model, chars),
        )

    async def _call(
        self, number: int, draft: _Draft, crossing: Crossing, verdict: Verdict
    ) -> str | None:
        """The reply; `None` if the request was too long and is shorter now: then it is
        another one, and crosses the gate again."""
        may_leave = self._run.steering.may_leave
        while True:
            messages = tuple(draft.messages)
            call = Call(
                node=self._task.node,
                iteration=number,
                model=draft.model,
                messages=messages,
                kept=_common(self._sent, messages),
                may_be_wordless=True,
            )
            try:
                text = await self._run.calls.send(
                    call, may_leave=partial(may_leave, crossing, verdict)
                )
            except ModelError as error:
                if await self._is_shortened(number, draft, error):
                    return None
                again = self._run.changed(crossing, draft.last, draft.model)
                verdict = await self._run.ask_about_error(again, str(error))
                if verdict.verb == "answer":
                    return await self._written_by_hand(number, verdict.text)
                if verdict.verb == "reject":
                    raise
                self._take(draft, verdict)
            else:
                self._sent = messages
                await self._guided(number, draft)
                return text

    def _take(self, draft: _Draft, verdict: Verdict) -> None:
        """Make of the draft what was let through."""
        draft.end_with(verdict.text)
        draft.model = verdict.model or draft.model
        if draft.is_ours:
            self._talk.edit_last(draft.last)

    async def _is_shortened(
        self, number: int, draft: _Draft, error: ModelError
    ) -> bool:
        """Whether a request that was too long is shorter now and can be sent again.

        The model may count more tokens than we estimate, or its server may read less
        than the lists say.
        """
        window = self._window_found(error)
        if window is None or not draft.is_ours:
            return False
        self._run.learn_window(draft.model, window)
        if not await self._compact(number, window):
            return False
        draft.messages = list(self._talk.messages)
        return True

    def _window_found(self, error: ModelError) -> int | None:
        """What the model reads, in tokens as we estimate them, if that was too little;
        in a record it stands with what was made of it then."""
        recording, node = self._run.recording, self._task.node
        if recording.is_playing(node):
            past = recording.compaction(node)
            return None if past is None else past.window
        if not isinstance(error, TooLongError):
            return None
        sent = estimate_tokens(self._talk.chars)
        return min(sent, error.window or sent)

    async def _written_by_hand(
        self, number: int, text: str, actor: Actor = "you"
    ) -> str:
        """Record a turn that a person or a rule wrote in the model's place."""
        await self._run.emit(
            CallFinished(
                node=self._task.node,
                iteration=number,
                reply=Text.of(text),
                actor="rule" if actor == "rule" else "you",
            )
        )
        return text


def _common(before: tuple[ChatMessage, ...], now: tuple[ChatMessage, ...]) -> int:
    """How many messages two calls have in common from the beginning."""
    if now[: len(before)] == before:  # as nearly always, and they are the same values
        return len(before)
    same = 0
    for one, other in zip(before, now, strict=False):
        if one != other:
            break
        same += 1
    return same
