"""A question to an agent, and the journal of the session that it begins."""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass
from enum import Enum

from rlm_tui.contexts.describe import NO_CONTEXT, describe
from rlm_tui.domain.events import ContextInfo, Event
from rlm_tui.domain.follow_up import FollowUp, follow_up
from rlm_tui.domain.limits import Limits
from rlm_tui.domain.values import ContextValue
from rlm_tui.engine.arguments import check_question
from rlm_tui.engine.result import Past, RLMResult
from rlm_tui.engine.schema import Schema
from rlm_tui.engine.stream import OnEvent
from rlm_tui.errors import SettingsError
from rlm_tui.journal import Journal, save_nowhere, save_nowhere_now


class Left(Enum):
    """An argument that was left out; `None` would be a value, and a wrong one."""

    OUT = "left out"


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, as the calling program gave it."""

    query: str
    context: ContextValue | Left
    after: RLMResult | None
    output_schema: Schema | None
    on_event: OnEvent | None

    def check(self) -> None:
        """Make sure that it can be asked.

        Raises:
            ContextError: the context is no context.
            SettingsError: there is no question, or nothing that it could follow.
        """
        if self.context is not Left.OUT:
            describe(self.context, "context")
        check_question(self.query)
        self._past()

    @property
    def _given(self) -> ContextValue | None:
        return None if isinstance(self.context, Left) else self.context

    @property
    def info(self) -> ContextInfo:
        """What is known of the context of a new session."""
        return describe(self.about, NO_CONTEXT if self._given is None else "context")

    def _past(self) -> Past | None:
        after: object = self.after
        if after is None:
            return None
        if not isinstance(after, RLMResult) or after.past is None:
            raise SettingsError(
                "after must be a result that generate, generate_sync or a stream gave "
                f"back; found {after!r:.200}"
            )
        return after.past

    @property
    def about(self) -> ContextValue:
        """The context of the session: a question that follows goes on with its own, and
        one that comes alone is its own."""
        past = self._past()
        if past is not None:
            return past.context
        return self.query if self._given is None else self._given

    def journal(self, model: str, sub_model: str, limits: Limits) -> Journal:
        """Of a new session; it has what it goes on from, and is kept nowhere.

        Raises:
            SteeringError: there is no answer to go on from.
        """
        past = self._past()
        events: list[Event] = []
        if past is not None:
            asked = FollowUp(
                self.query,
                context=self._given,
                model=model,
                sub_model=sub_model,
                limits=limits,
            )
            now = time.time()
            events = follow_up(past.events, asked, session=new_id(), now=now)
        return Journal(
            save=save_nowhere,
            save_now=save_nowhere_now,
            clock=time.time,
            events=events,
        )


def new_id() -> str:
    """The id of a session that no store numbers."""
    return f"s_{uuid.uuid4().hex[:8]}"
