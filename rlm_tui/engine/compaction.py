"""The messages of one RLM node, and what is cut from them when they grow too long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from rlm_tui.domain.events_of_history import Cut
from rlm_tui.domain.text import estimate_tokens
from rlm_tui.engine.prompts import bounded, left_out
from rlm_tui.models.base import ChatMessage

COMPACT_AT = 0.8
"""Share of the window at which messages are cut; the rest is for the reply."""
COMPACT_TO = 0.5
"""Share of the window that they are cut to, so that it is not done at each turn."""
SHORT_CHARS = 600
"""What stays of a message that is cut."""
OPENING = 2
"""The instructions and the question, which always stay whole."""
LATEST = 2
"""The last reply and what it brought, which stay whole too."""


@dataclass(frozen=True, slots=True)
class Compaction:
    """What one round of cutting did."""

    tokens_before: int
    tokens_after: int
    cuts: tuple[Cut, ...]


class Conversation:
    """What a node and its model have said: whole for the REPL, shortened to be sent."""

    def __init__(self, system: str, question: str) -> None:
        self._whole = [ChatMessage("system", system), ChatMessage("user", question)]
        self._sent = list(self._whole)
        self._chars = len(system) + len(question)
        self._first_kept = OPENING
        """Where in the whole the messages go on that are sent behind the opening."""

    @property
    def messages(self) -> tuple[ChatMessage, ...]:
        """What the next call sends."""
        return tuple(self._sent)

    @property
    def history(self) -> Sequence[ChatMessage]:
        """Everything that was said, uncut; it only grows between two replies."""
        return self._whole

    @property
    def last(self) -> str:
        """The message that the model is to reply to."""
        return self._whole[-1].content

    @property
    def chars(self) -> int:
        """Characters of what the next call sends."""
        return self._chars

    def say(self, text: str) -> None:
        """Add what the model is to read next."""
        self._add(ChatMessage("user", text))

    def edit_last(self, text: str) -> None:
        """Put another text in the place of what the model is to read next."""
        self._chars += len(text) - len(self._sent[-1].content)
        self._whole[-1] = self._sent[-1] = ChatMessage("user", text)

    def demand(self, text: str) -> None:
        """Have the model read a text next, behind what it was to read already."""
        if self._whole[-1].role == "user":
            self.edit_last(f"{self.last}\n\n{text}")
        else:
            self.say(text)

    def replied(self, text: str) -> None:
        """Add the model's reply to what was sent."""
        self._add(ChatMessage("assistant", text))

    def _add(self, message: ChatMessage) -> None:
        self._whole.append(message)
        self._sent.append(message)
        self._chars += len(message.content)

    def compact(self, window: int) -> Compaction | None:
        """Cut what is sent if it nears a window of so many tokens.

        Old outputs are shortened first, oldest first, then old replies; what is left
        of them is left out in pairs if that is not enough.
        """
        before = self.chars
        if estimate_tokens(before) < COMPACT_AT * window:
            return None
        surplus = before - int(COMPACT_TO * window) * 4
        cuts: dict[int, Cut] = {}
        for role in ("user", "assistant"):
            surplus = self._shorten(role, surplus, cuts)
        self._leave_out(surplus, cuts)
        if not cuts:
            return None
        return Compaction(
            estimate_tokens(before),
            estimate_tokens(self.chars),
            tuple(cuts[message] for message in sorted(cuts)),
        )

    def _shorten(
        self,
        role: Literal["user", "assistant"],
        surplus: int,
        cuts: dict[int, Cut],
    ) -> int:
        """Cut long messages of a role until nothing is too much; what still is."""
        for at in range(OPENING, len(self._sent) - LATEST):
            message = self._sent[at]
            if surplus <= 0:
                break
            if message.role != role or len(message.content) <= 2 * SHORT_CHARS:
                continue
            number = self._first_kept + at - OPENING
            name = f'history[{number}]["content"]'
            short = bounded(message.content, SHORT_CHARS, name=name)
            self._put(at, short)
            surplus -= len(message.content) - len(short)
            cuts[number] = Cut(
                message=number, role=role, chars=len(message.content), left=len(short)
            )
        return surplus

    def _put(self, at: int, content: str) -> None:
        self._chars += len(content) - len(self._sent[at].content)
        self._sent[at] = ChatMessage(self._sent[at].role, content)

    def _leave_out(self, surplus: int, cuts: dict[int, Cut]) -> None:
        """Send the oldest pairs of a reply and what it brought no longer."""
        end = OPENING
        while surplus > 0 and end + 2 <= len(self._sent) - LATEST:
            for message in self._sent[end : end + 2]:
                assert message.role != "system"
                number = self._first_kept + end - OPENING
                cuts[number] = Cut(
                    message=number,
                    role=message.role,
                    chars=len(self._whole[number].content),
                    left=0,
                )
                surplus -= len(message.content)
                end += 1
        if end == OPENING:
            return
        self._chars -= sum(len(m.content) for m in self._sent[OPENING:end])
        del self._sent[OPENING:end]
        self._first_kept += end - OPENING
        question = self._whole[OPENING - 1].content
        self._put(OPENING - 1, f"{question}\n\n{left_out(OPENING, self._first_kept)}")
