"""What a session has recorded, by node: a run that is taken up again reads it here.

The engine runs again from the start. As long as the record of a node goes on, what the
node does is taken from it: nothing is sent, charged or recorded a second time. Where
it ends, the node is live. Nodes that have ended do not run again: what they came to
answers the same question.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator, Sequence

from rlm_tui.domain.crossings import with_crossings
from rlm_tui.domain.decisions import Gate
from rlm_tui.domain.event_base import NodeEvent
from rlm_tui.domain.events import (
    Event,
    NodeFinished,
    NodeStarted,
    SessionCreated,
    Warned,
)
from rlm_tui.domain.events_of_answers import (
    AnswerJudged,
    HookActed,
    QuestionAsked,
    ToolCalled,
)
from rlm_tui.domain.events_of_code import CodeExecuted, ReplLost, VariableSet
from rlm_tui.domain.events_of_history import HistoryCompacted
from rlm_tui.domain.events_of_steering import AbortAsked, LimitsChanged
from rlm_tui.domain.events_of_tickets import TicketRaised
from rlm_tui.domain.limits import Exceeded, Limits
from rlm_tui.domain.session import is_within
from rlm_tui.engine.recorded.children import PastChildren, Where
from rlm_tui.engine.recorded.lane import STEPS, Lane, PastCall
from rlm_tui.engine.recorded.tickets import PastCrossing, PastTickets


class Recording:
    """Tells a node what it did, step by step; empty for a run that is new."""

    def __init__(self, events: Sequence[Event] = ()) -> None:
        self._lanes: dict[str, Lane] = {}
        self._started: set[str] = set()
        self._ends: dict[str, NodeFinished] = {}
        self._executed: dict[Where, CodeExecuted] = {}
        self._limits: list[tuple[int, Limits]] = []
        self._warnings: list[str] = []
        self._between: defaultdict[str, deque[VariableSet | ReplLost]]
        self._between = defaultdict(deque)
        self._given: dict[tuple[str, str], VariableSet] = {}
        self.aborted: set[str] = set()
        """Nodes that a person asked to end and that have not ended."""
        events = list(with_crossings(events))
        for event in events:
            self._note(event)
        for event in events:
            if isinstance(event, NodeEvent):
                self._lay(event)
        self.tickets = PastTickets(events)
        started = (event for event in events if isinstance(event, NodeStarted))
        self.children = PastChildren(started)

    def _note(self, event: Event) -> None:
        match event:
            case SessionCreated(limits=limits) | LimitsChanged(limits=limits):
                self._limits.append((event.seq, limits))
            case NodeStarted(node=node):
                self._started.add(node)
            case NodeFinished(node=node):
                self._ends[node] = event
                if "." in node:  # of the root the end of the session is missing
                    self.aborted.discard(node)
            case AbortAsked(node=node):
                self.aborted.add(node)
            case CodeExecuted():
                self._executed[event.node, event.iteration, event.block] = event
            case Warned(message=message):
                self._warnings.append(message)
            case VariableSet(node=node) | ReplLost(node=node):
                self._between[node].append(event)
            case QuestionAsked(node=node, variable=name):
                for given in self._between[node]:
                    if isinstance(given, VariableSet) and given.name == name:
                        self._given[node, name] = given
            case _:
                return

    def _lay(self, event: Event) -> None:
        """Put a step of a node that will run again in its lane."""
        assert isinstance(event, NodeEvent)
        if event.node in self._ends and "." in event.node:
            return
        if self._is_ending(event.node):
            return
        if event.kind not in STEPS and not isinstance(event, Warned):
            return
        if isinstance(event, TicketRaised) and event.hold == "replay":
            return
        self._lanes.setdefault(event.node, Lane(event.node)).lay(event)

    def _is_ending(self, node: str) -> bool:
        return any(is_within(node, aborted) for aborted in self.aborted)

    def forget(self, node: str) -> None:
        """Go no further in the record of a node that is ended before it is over."""
        self._lanes.pop(node, None)

    def is_playing(self, node: str) -> bool:
        """Whether the record of a node goes on."""
        return node in self._lanes and self.next(node) is not None

    def next(self, node: str) -> Event | None:
        """The next step that a node took, if its record goes on."""
        lane = self._lanes.get(node)
        return None if lane is None else lane.next

    def gate_ahead(self, node: str) -> Gate | None:
        """The gate that a node crossed next, if it did that next."""
        step = self.next(node)
        return step.gate if isinstance(step, TicketRaised) else None

    def takes(self, event: Event) -> bool:
        """Whether the record has what a node is about to do, which is then behind it.

        Raises:
            ReplayError: the record goes on with something else.
        """
        if not self._started or event.transient or not isinstance(event, NodeEvent):
            return False
        if isinstance(event, NodeStarted):
            return event.node in self._started
        lane = self._lanes.get(event.node)
        if lane is None:
            return isinstance(event, Warned) and event.node in self._ends
        return lane.takes(event)

    def crossing(self, node: str, gate: Gate) -> PastCrossing | None:
        """What became of a crossing; `None` if it is new.

        Raises:
            ReplayError: the record goes on with something else.
        """
        lane = self._lanes.get(node)
        while lane is not None and (step := lane.crosses(gate)) is not None:
            past = self.tickets.crossing(step, is_last=lane.next is None)
            if past is not None:
                return past
        return None

    def call(self, node: str) -> PastCall | None:
        """What became of a node's next attempt to call; `None` if it is to be sent.

        Raises:
            ReplayError: the record goes on with something else.
        """
        lane = self._lanes.get(node)
        return None if lane is None else lane.call()

    def compaction(self, node: str) -> HistoryCompacted | None:
        """How a node's history was shortened next, if that came next."""
        step = self.next(node)
        return step if isinstance(step, HistoryCompacted) else None

    def tool_ahead(self, node: str) -> bool:
        """Whether a tool was called next."""
        return isinstance(self.next(node), ToolCalled)

    def hook_ahead(self, node: str) -> HookActed | None:
        """What a hook of the calling program changed of what a node did next."""
        step = self.next(node)
        return step if isinstance(step, HookActed) else None

    def evaluation(self, node: str) -> AnswerJudged | None:
        """What an evaluator said of a node's answer, if that came next."""
        step = self.next(node)
        if isinstance(step, AnswerJudged) and step.by == "evaluator":
            return step
        return None

    def ticket_ahead(self, node: str) -> TicketRaised | None:
        """The gate that a node crossed next with what it brought, if it did that."""
        step = self.next(node)
        return step if isinstance(step, TicketRaised) else None

    def question_ahead(self, node: str) -> QuestionAsked | None:
        """The question that followed a node's answer, which is then behind it."""
        step = self.next(node)
        if not isinstance(step, QuestionAsked):
            return None
        self.takes(step)
        return step

    def given(self, node: str, variable: str) -> VariableSet | None:
        """The context that came with a question, in the variable that it names."""
        return self._given.get((node, variable))

    def schema_errors(self, node: str) -> tuple[str, ...] | None:
        """What an answer of the record was held to lack; `None`: the record ends."""
        step = self.next(node)
        if step is None:
            return None
        if isinstance(step, AnswerJudged) and step.by == "schema":
            return (step.words,)
        return ()

    def answer_ahead(self, node: str) -> str:
        """The next answer that a node offered; empty if it offered none."""
        lane = self._lanes.get(node)
        return "" if lane is None else lane.answer_ahead

    def has_block(self, where: Where) -> bool:
        """Whether a block ended, or has asked for anything."""
        return where in self._executed or self.children.has_any(where)

    def executed(self, where: Where) -> CodeExecuted | None:
        """What a block came to, if it ended."""
        return self._executed.get(where)

    def between_blocks(
        self, node: str, before: int | None
    ) -> Iterator[VariableSet | ReplLost]:
        """What was done to a node's process before an event, and not told yet."""
        done = self._between[node]
        while done and (before is None or done[0].seq < before):
            yield done.popleft()

    def end(self, node: str) -> NodeFinished | None:
        """What a node came to, if it ended."""
        return self._ends.get(node)

    def claim(self, where: Where, asked: Sequence[NodeStarted]) -> str | None:
        """The path of the node that was made when code asked the same."""
        child = self.children.claim(where, asked)
        if child is None:
            return None
        lane = self._lanes.get(where[0])
        if lane is not None:
            # What its parent met on the way to asking for it is behind them.
            lane.pass_limits(before=child.seq)
        return child.path

    def limits(self, node: str) -> Limits | None:
        """The limits that were in force at a node's next step; `None`: those of now."""
        step = self.next(node)
        if step is None:
            return None
        before = [limits for seq, limits in self._limits if seq < step.seq]
        return before[-1] if before else None

    def has_told(self, exceeded: Exceeded) -> bool:
        """Whether somebody was warned of a limit as it stands."""
        return any(map(exceeded.is_told_in, self._warnings))

    def has_warned(self, message: str) -> bool:
        """Whether these words were said of any node."""
        return message in self._warnings

    def was_refused(self, exceeded: Exceeded) -> bool:
        """Whether somebody was asked to raise a limit as it stands, and did not."""
        return any(map(exceeded.is_told_in, self.tickets.refused_limits))
