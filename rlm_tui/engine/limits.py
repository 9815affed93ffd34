"""The limits of a run: looked at before and after each call, asked about once."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rlm_tui.domain.events import Warned
from rlm_tui.domain.events_of_tickets import LaneParked, TicketRaised
from rlm_tui.domain.limits import Exceeded, Limits, first_exceeded, mostly_used, nearly
from rlm_tui.domain.session import Session
from rlm_tui.engine.recorded.recording import Recording
from rlm_tui.engine.steering.crossing import Crossing, Emit
from rlm_tui.engine.steering.gates import Steering
from rlm_tui.errors import LimitError, RLMError
from rlm_tui.models.base import Model, Preparable


class FinishError(LimitError):
    """A person chose to finish with what there is when a limit was reached."""

    def __init__(self, exceeded: Exceeded) -> None:
        super().__init__(str(exceeded))
        self.is_of_run = exceeded.is_of_run


class Budget:
    """What the nodes of one run may still spend together.

    The session keeps the count, for it is charged with every event; this says when it
    is used up, warns ahead, and asks the person whether to go on.
    """

    def __init__(
        self,
        *,
        emit: Emit,
        session: Callable[[], Session],
        models: Model,
        steering: Steering,
        clock: Callable[[], float],
        recording: Recording | None = None,
    ) -> None:
        self._emit = emit
        self._session = session
        self._models = models
        self._steering = steering
        self._clock = clock
        self._recording = recording or Recording()
        self._warned: set[tuple[str, float]] = set()
        self._refused: set[tuple[str, float]] = set()
        self._introduced: set[str] = set()
        self._at_its_last: set[str] = set()
        self._looks: set[Callable[[], None]] = set()
        # Lanes that meet a limit of the run at the same time ask once: the others look
        # again when the first has its answer.
        self._asking: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        # No call of a model leaves while another one still learns its price.
        self._introducing = asyncio.Lock()

    @property
    def limits(self) -> Limits:
        """The limits in force."""
        return self._session().limits

    def exceeded(self) -> Exceeded | None:
        """The first limit of the whole run that is used up, if any."""
        session = self._session()
        return first_exceeded(
            session.limits, session.usage, active_s=session.active_at(self._clock())
        )

    def is_used_up_for(self, node: str) -> bool:
        """Whether a node may not call a model any more."""
        return node not in self._at_its_last and self.exceeded() is not None

    def is_ample(self, model: str) -> bool:
        """Whether a call of a model needs no word about any limit of the run."""
        session = self._session()
        return model in self._introduced and not mostly_used(
            session.limits,
            session.usage,
            sub_queries=session.sub_queries,
            active_s=session.active_at(self._clock()),
        )

    @contextmanager
    def one_last_call(self, node: str) -> Iterator[None]:
        """Let a node say what it has although the limits of the run are used up."""
        self._at_its_last.add(node)
        try:
            yield
        finally:
            self._at_its_last.discard(node)

    def time_left_s(self) -> float | None:
        """Seconds until the run may work no longer; `None` without such a limit."""
        allowed = self.limits.max_time
        if allowed is None:
            return None
        return allowed - self._session().active_at(self._clock())

    @contextmanager
    def told_of_changes(self, look: Callable[[], None]) -> Iterator[None]:
        """Have somebody look again whenever the limits change."""
        self._looks.add(look)
        try:
            yield
        finally:
            self._looks.discard(look)

    def look_again(self) -> None:
        """Hold what is at work to limits that have changed."""
        for look in self._looks:
            look()

    def ends_within(self, seconds: float) -> bool:
        """Whether a run without a person has no time left after so long a wait."""
        left_s = self.time_left_s()
        return left_s is not None and seconds > left_s and not self._session().attended

    async def check(self, node: str) -> None:
        """Go on only inside the limits of the run.

        Raises:
            LimitError: one is used up and nobody raised it.
        """
        while self._recording.gate_ahead(node) == "limit":
            await self._meet_again(node)
        if self._recording.is_playing(node) or node in self._at_its_last:
            return
        await self.warn_ahead(node)
        while (exceeded := self.exceeded()) is not None:
            await self.meet(node, exceeded)

    async def _meet_again(self, node: str) -> None:
        """Take up what a person was asked here about a limit of the run.

        Raises:
            FinishError: the person chose to finish, or does so now.
        """
        asked = self._recording.next(node)
        assert isinstance(asked, TicketRaised)
        await self._cross(node, Exceeded(asked.limit, asked.used, asked.allowed))

    async def warn_ahead(self, node: str) -> None:
        """Say once of each limit that most of it is used, and again when it is raised
        and most of that is used."""
        session = self._session()
        for near in nearly(
            session.limits,
            session.usage,
            sub_queries=session.sub_queries,
            active_s=session.active_at(self._clock()),
        ):
            if near.key not in self._warned and not self._recording.has_told(near):
                self._warned.add(near.key)
                await self._warn(node, near.ahead())

    async def meet(self, node: str, exceeded: Exceeded) -> None:
        """Ask the person, if there is one, whether to raise a limit.

        Raises:
            FinishError: the person chose to finish with what there is.
            LimitError: there is nobody to raise it.
        """
        if self._recording.gate_ahead(node) == "limit":
            await self._cross(node, exceeded)
            return
        if not exceeded.is_of_run:
            await self._ask(node, exceeded)
            return
        asking = self._asking[exceeded.limit]
        if asking.locked():
            await self._emit(LaneParked(node=node))
        async with asking:
            await self._ask(node, exceeded)

    def _was_refused(self, exceeded: Exceeded) -> bool:
        return exceeded.is_of_run and self._recording.was_refused(exceeded)

    async def _ask(self, node: str, exceeded: Exceeded) -> None:
        if exceeded.is_met_by(self.limits):
            return
        if exceeded.key in self._refused or self._was_refused(exceeded):
            raise FinishError(exceeded)
        if exceeded.key not in self._warned:
            self._warned.add(exceeded.key)
            await self._warn(node, str(exceeded))
        if not self._session().attended:
            raise LimitError(str(exceeded))
        await self._cross(node, exceeded)

    async def _cross(self, node: str, exceeded: Exceeded) -> None:
        verdict = await self._steering.cross(
            Crossing(
                node=node,
                gate="limit",
                payload=f"{exceeded}. Approve to raise it to "
                f"{exceeded.raised_in(self.limits)} and go on; reject to finish with "
                "what there is.",
                exceeded=exceeded,
                why=str(exceeded),
            )
        )
        if verdict.verb != "approve":
            if exceeded.is_of_run:
                self._refused.add(exceeded.key)
            raise FinishError(exceeded)

    async def introduce(self, node: str, model: str) -> None:
        """Before the first call of a model, say so if its cost cannot be limited."""
        if model in self._introduced:
            return
        async with self._introducing:
            if model in self._introduced:
                return
            if await self._is_known(model) and self._is_unlimited(model):
                await self._warn_once(
                    node,
                    f"max_cost cannot be enforced: nobody knows the price of {model}; "
                    "max_tokens and max_llm_calls can",
                )
            self._introduced.add(model)

    async def _is_known(self, model: str) -> bool:
        """Whether the model could be asked; if not, its call will say why."""
        if isinstance(self._models, Preparable):
            try:
                await self._models.prepare(model)
            except RLMError:
                return False
        return True

    def _is_unlimited(self, model: str) -> bool:
        price = self._models.price(model)
        return self.limits.max_cost is not None and price.estimate(1, 1) is None

    async def _warn_once(self, node: str, message: str) -> None:
        if not self._recording.has_warned(message):
            await self._warn(node, message)

    async def _warn(self, node: str, message: str) -> None:
        await self._emit(Warned(node=node, warning="limit", message=message))
