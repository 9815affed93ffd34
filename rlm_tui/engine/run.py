"""What all nodes of one run share."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Coroutine, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from rlm_tui.domain.events import NodeFinished
from rlm_tui.domain.events_of_tickets import TicketWithdrawn
from rlm_tui.domain.limits import Exceeded, Limits
from rlm_tui.domain.session import Session, is_within
from rlm_tui.domain.text import estimate_tokens
from rlm_tui.domain.values import JSON
from rlm_tui.domain.variables import Variable, VariablePage
from rlm_tui.engine.caller import Caller
from rlm_tui.engine.calls import Calls
from rlm_tui.engine.deadline import Deadline
from rlm_tui.engine.limits import Budget
from rlm_tui.engine.planning import Planning
from rlm_tui.engine.recorded.children import Where
from rlm_tui.engine.recorded.orphans import orphans
from rlm_tui.engine.recorded.recording import Recording
from rlm_tui.engine.recorder import Recorder
from rlm_tui.engine.steering.crossing import Crossing, Verdict
from rlm_tui.engine.steering.gates import Steering
from rlm_tui.engine.steering.plans import ROOT
from rlm_tui.errors import ReplayError
from rlm_tui.finishing import first_leaf
from rlm_tui.models.base import KnowsWindow, Model
from rlm_tui.repl.base import StartRepl

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Options:
    """Settings of the engine that are not limits."""

    planning: Planning = field(default_factory=Planning)
    """From which sizes on models are advised to do what."""
    accept_unseen_final: bool = False
    """Take a literal FINAL that stands beside code whose output was not seen."""
    window_tokens: int = 120_000
    """What a model reads at once, where nobody knows."""
    instructions: str = ""
    """What RLM nodes are told beside how they work, such as a language to answer in."""
    model_options: Mapping[str, JSON] = field(default_factory=dict)
    """What the root's calls ask for, as litellm names it: `{"temperature": 0}`."""
    sub_model_options: Mapping[str, JSON] | None = None
    """The same for sub-queries and children; `None`: what the root asks for."""

    def of_node(self, node: str) -> Mapping[str, JSON]:
        """What the calls of a node ask for."""
        if node == ROOT or self.sub_model_options is None:
            return self.model_options
        return self.sub_model_options


class Cancellable(Protocol):
    """What a node has sent and waits for."""

    def cancel(self) -> None:
        """Begin to end it, as a person asked; it may be over already."""


class NodeProcess(Protocol):
    """The REPL of a node, as far as people may reach into it."""

    @property
    def runs_block(self) -> bool:
        """Whether a block runs."""

    @property
    def blocks(self) -> int:
        """How many blocks have begun in it."""
        ...

    async def cancel_block(self) -> None:
        """Begin to stop the block that runs, as a person asked."""

    async def set_variable(self, name: str, value_json: str) -> None:
        """Give a variable a value, between two blocks."""

    async def variable_page(self, expression: str, start: int) -> VariablePage:
        """Read a stretch of a value, while no code of it is at work."""
        ...

    async def variables_now(self) -> tuple[Variable, ...]:
        """What the code has made so far, while none of it is at work."""
        ...


class Run:
    """One engine at work on one session: services, limits and the tasks of nodes."""

    def __init__(
        self,
        *,
        recorder: Recorder,
        recording: Recording,
        session: Callable[[], Session],
        models: Model,
        start_repl: StartRepl,
        calls: Calls,
        steering: Steering,
        budget: Budget,
        options: Options,
        caller: Caller,
    ) -> None:
        self.emit = recorder.emit
        self.put_off = recorder.put_off
        self.shut = recorder.shut
        self.recording = recording
        self._session = session
        self.models = models
        self.start_repl = start_repl
        self.calls = calls
        self.steering = steering
        self.budget = budget
        self.options = options
        self.caller = caller
        self.repls: dict[str, NodeProcess] = {}
        """Of the RLM nodes at work."""
        self._tools_out: dict[str, Cancellable] = {}
        # Once: to look at a protocol takes as long as all else that a query needs here.
        self._windows = models if isinstance(models, KnowsWindow) else None
        self._learned: dict[str, int] = {}
        self._tasks: dict[str, asyncio.Task[Any]] = {}
        """In which the nodes at work are."""
        self._ended: set[str] = set()
        """Nodes at work whose tasks were cancelled to end them."""
        self._aborted = set(recording.aborted)
        self._child_slots: defaultdict[int, asyncio.Semaphore] = defaultdict(
            lambda: asyncio.Semaphore(self.limits.max_concurrency)
        )
        # Between looking at the sub-queries that are left and recording the nodes that
        # use them, no other thread of the model's code may do the same.
        self.booking = asyncio.Lock()

    @property
    def session(self) -> Session:
        """The session as it stands."""
        return self._session()

    @property
    def limits(self) -> Limits:
        """The limits in force."""
        return self.session.limits

    def limits_of(self, node: str) -> Limits:
        """The limits in force for what a node does next."""
        return self.recording.limits(node) or self.limits

    @contextmanager
    def out(self, node: str, tool: Cancellable) -> Iterator[None]:
        """Have a call of a tool in reach of a person while it lasts."""
        self._tools_out[node] = tool
        try:
            yield
        finally:
            del self._tools_out[node]

    def in_flight(self, node: str) -> Cancellable | None:
        """The call of a model or a tool that a node waits for."""
        return self.calls.out(node) or self._tools_out.get(node)

    def child_slot(self, depth: int) -> asyncio.Semaphore:
        """Bounds the processes of a depth, so that a parent that waits for its
        children never holds the slot that one of them needs."""
        return self._child_slots[depth]

    def estimate_cost(self, model: str, chars: int) -> float | None:
        """US dollars of sending so much text, or `None` if nobody knows."""
        return self.models.price(model).estimate(estimate_tokens(chars))

    def window(self, model: str) -> int:
        """Tokens that a model reads at once."""
        known = self.known_window(model) or self.options.window_tokens
        return min(known, self._learned.get(model, known))

    def known_window(self, model: str) -> int | None:
        """Tokens that a model reads at once, as lists of models have it."""
        return None if self._windows is None else self._windows.window(model)

    def learn_window(self, model: str, tokens: int) -> None:
        """Remember that a model reads less than was thought."""
        self._learned[model] = tokens

    async def check_limits(self, node: str) -> None:
        """Go on only inside the limits of the run.

        Raises:
            LimitError: one is used up and nobody raised it.
        """
        await self.budget.check(node)

    async def meet_limit(self, node: str, exceeded: Exceeded) -> None:
        """Ask the person, if there is one, whether to raise a limit by half.

        Raises:
            LimitError: nobody raised it.
        """
        await self.budget.meet(node, exceeded)

    def deadline(self, depth: int) -> Deadline:
        """A scope in which the work of a node ends with the time of the run."""
        is_kept = depth == 0 and not self.session.attended
        return Deadline(self.budget, is_kept=is_kept)

    def changed(self, crossing: Crossing, text: str, model: str) -> Crossing:
        """A crossing with what was let out at it, and the estimate for that."""
        more = estimate_tokens(len(text)) - estimate_tokens(len(crossing.payload))
        tokens = crossing.input_tokens + more
        cost = self.models.price(model).estimate(tokens)
        return crossing._replace(
            payload=text, model=model, input_tokens=tokens, cost=cost
        )

    async def ask_about_error(self, crossing: Crossing, message: str) -> Verdict:
        """What to do about the failure of what has crossed a gate: let it go again, as
        it is or changed, take a text instead, or give up.

        Without a person it is given up.
        """
        was_asked = self.recording.gate_ahead(crossing.node) == "error"
        is_live = not self.recording.is_playing(crossing.node)
        if not was_asked and not (is_live and self.session.attended):
            return Verdict("reject", "")
        return await self.steering.cross(
            crossing._replace(gate="error", of=None, attempts=(), why=message)
        )

    async def ask_about_difference(self, node: str, message: str) -> Verdict:
        """Whether to go on although code that was run again did something else.

        Raises:
            ReplayError: nobody is there to say so.
        """
        if not self.session.attended:
            raise ReplayError(f"{message.partition('. ')[0]}; resume it in the app")
        return await self.steering.cross(
            Crossing(
                node=node, gate="error", payload=message, why=message, is_replay=True
            )
        )

    async def end_unasked(self, where: Where) -> None:
        """End the nodes that a block asked for, was cut, and asked for no more when it
        ran once more."""
        for path in self.recording.children.unclaimed(where):
            await self._end_unasked_node(path)

    async def end_orphans(self) -> None:
        """End the nodes of the record for which nobody can wait any more."""
        for path in orphans(self.session):
            await self._end_unasked_node(path)

    async def _end_unasked_node(self, path: str) -> None:
        if not self.session.nodes[path].has_ended:
            await self.end_below(path)
            self.recording.forget(path)
            error = "its code did not ask for it again"
            await self.emit(NodeFinished(node=path, state="aborted", error=error))

    async def in_reach(self, node: str, work: Coroutine[None, None, T]) -> T:
        """Do a node's work where `cancel` can end it alone, in whatever task.

        Raises:
            asyncio.CancelledError: it was ended so, or its task was.
        """
        if node in self._aborted:
            work.close()
            raise asyncio.CancelledError
        task = asyncio.current_task()
        assert task is not None
        self._tasks[node] = task
        try:
            return await work
        except BaseExceptionGroup as group:
            raise first_leaf(group) from group
        finally:
            del self._tasks[node]
            if node in self._ended:
                self._ended.discard(node)
                task.uncancel()

    async def end_below(self, node: str) -> None:
        """Record the end of nodes that were cancelled before they could do it, and of
        tickets for which nobody waits since the run was taken up."""
        for ticket in self.session.open_tickets:
            if is_within(ticket.node, node):
                reason = "what it belonged to was ended"
                await self.emit(
                    TicketWithdrawn(node=ticket.node, ticket=ticket.id, reason=reason)
                )
        for below in self.session.open_below(node):
            self.recording.forget(below)
            await self.emit(NodeFinished(node=below, state="aborted"))

    def was_aborted(self, node: str) -> bool:
        """Whether work was cancelled because a person asked to end this very node, and
        not because all that it belongs to ends too."""
        task = asyncio.current_task()
        return node in self._aborted and task is not None and not task.cancelling()

    def cancel(self, node: str) -> None:
        """End a node's work as a person asked, or keep it from beginning."""
        self._aborted.add(node)
        task = self._tasks.get(node)
        if task is not None and task is asyncio.current_task():
            # It cannot be told before it waits, and by then may do something else.
            asyncio.get_running_loop().call_soon(self._end_work, node, task)
        elif task is not None:
            self._end_work(node, task)

    def _end_work(self, node: str, task: asyncio.Task[Any]) -> None:
        if self._tasks.get(node) is task and node not in self._ended:
            self._ended.add(node)
            task.cancel()
