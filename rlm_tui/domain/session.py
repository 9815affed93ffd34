"""What a session is at one moment: frozen values that only `reduce` makes."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from immutables import Map

from rlm_tui.domain.absence import Absence
from rlm_tui.domain.brought import Brought
from rlm_tui.domain.decisions import TAKES_MODEL, Actor, Gate, Verb
from rlm_tui.domain.events import ContextInfo, NodeKind, Place, SessionStatus
from rlm_tui.domain.events_of_steering import Intent, Latch, Plan
from rlm_tui.domain.events_of_tickets import HoldReason, Result, TicketFlag
from rlm_tui.domain.limits import NO_USAGE, Limits, Usage
from rlm_tui.domain.text import EMPTY, Text, estimate_tokens
from rlm_tui.domain.turns import Execution, Guidance, Iteration, Judgement, Outgoing
from rlm_tui.domain.variables import Variable

NodeState = Literal[
    "queued",
    "held",
    "calling",
    "executing",
    "waiting",
    "done",
    "failed",
    "rejected",
    "answered",
    "aborted",
]
ENDED: frozenset[str] = frozenset({"done", "failed", "rejected", "answered", "aborted"})
BUSY: frozenset[str] = frozenset({"calling", "executing"})

URGENCY: tuple[NodeState, ...] = (
    "held",
    "failed",
    "calling",
    "executing",
    "waiting",
    "queued",
    "aborted",
    "rejected",
    "answered",
    "done",
)
"""Which state of a subtree a folded row shows: the first that occurs."""

Flag = Literal["edited", "answered", "retried", "rejected", "marked", "noted"]


# What follows has no slots where it has many fields: copies are made at each event, and
# copying a dictionary is ten times faster.


@dataclass(frozen=True)
class Node:
    """One invocation in the recursion."""

    id: str
    kind: NodeKind
    state: NodeState = "queued"
    depth: int = 0
    """RLM levels above it; the root's is 0."""
    model: str = ""
    prompt: Text = EMPTY
    context: ContextInfo | None = None
    function: str = ""
    place: Place | None = None
    index: int | None = None
    elements: int | None = None
    children: tuple[str, ...] = ()
    iterations: tuple[Iteration, ...] = ()
    variables: tuple[Variable, ...] = ()
    variables_lost: str = ""
    """Why they are gone, until the next block has run; empty: they are not."""
    answer: Text | None = None
    confidence: float | None = None
    error: str | None = None
    usage: Usage = NO_USAGE
    """Of this node's own calls."""
    called: str = ""
    """The model that its last call went to."""
    used: Map[str, Usage] = field(default_factory=Map)
    """That usage by model, once there is a second one; before that it is empty."""
    out: Outgoing | None = None
    """Its model call that was let out and has not returned."""
    total: Usage = NO_USAGE
    """Of this node and all below it."""
    below: Map[str, int] = field(default_factory=Map)
    """How many nodes below it are in which state."""
    flags: frozenset[Flag] = frozenset()
    warnings: tuple[str, ...] = ()
    guidance: tuple[Guidance, ...] = ()
    judgements: tuple[Judgement, ...] = ()
    notes: tuple[str, ...] = ()
    """What hooks did to it, in words."""
    note: Text = EMPTY
    """What a person wrote on it."""
    started_at: float = 0.0
    ended_at: float | None = None

    @property
    def parent_id(self) -> str | None:
        """The path without its last step."""
        head, dot, _ = self.id.rpartition(".")
        return head if dot else None

    @property
    def is_fetched(self) -> bool:
        """Whether its texts are at hand; those of a saved one may not be."""
        return True

    @property
    def turns(self) -> tuple[int, ...]:
        """Numbers of its iterations."""
        return tuple([turn.number for turn in self.iterations])

    @property
    def blocks(self) -> tuple[int, ...]:
        """How many blocks each of its iterations has; nothing but RLM nodes has any."""
        if self.kind != "rlm":
            return ()
        return tuple([turn.blocks for turn in self.iterations])

    @property
    def plays_back(self) -> bool | None:
        """Whether all its replies were played back; `None` without iterations."""
        turns = self.iterations
        return all(turn.by == "playback" for turn in turns) if turns else None

    @property
    def has_ended(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.state in ENDED

    @property
    def running(self) -> Execution | None:
        """Its block that has not ended."""
        if self.has_ended or not self.iterations:
            return None
        last = self.iterations[-1].executions[-1:]
        return last[0] if last and last[0].status is None else None

    @property
    def undelivered(self) -> tuple[Guidance, ...]:
        """Guidance that goes out with the next call."""
        return tuple(said for said in self.guidance if said.delivered_in is None)

    @property
    def open_children(self) -> int:
        """Nodes below it that have not ended."""
        # A list: this is asked of the root at every end of a query.
        return sum([n for state, n in self.below.items() if state not in ENDED])


@dataclass(frozen=True)
class Ticket:
    """One crossing of a gate."""

    id: str
    seq: int
    node: str
    owner: str
    gate: Gate
    of: Literal["exec", "query"] | None
    iteration: int
    block: int
    blocks: int
    payload: Text
    model: str
    input_tokens: int
    cost: float | None
    hold: HoldReason
    why: str
    raised_at: float
    flags: tuple[TicketFlag, ...] = ()
    attempts: tuple[Result, ...] = ()
    """All results so far, where there are several to choose from."""
    picked: int | None = None
    """Which of them is handed on, from 1; `None`: the payload, which is the last."""
    refused: int = 0
    """How often a person refused the same before in this run."""
    limit: str = ""
    """At the gate `limit`: which one, as in `Limits`."""
    used: float = 0.0
    allowed: float = 0.0
    rule: int | None = None
    """Number of the rule that holds it or decided it."""
    edit: Text | None = None
    """The payload as a person has changed it, not sent yet."""
    verb: Verb | None = None
    text: Text | None = None
    actor: Actor | None = None
    shown_at: float | None = None
    """When the person who decided it first saw it."""
    withdrawn: str | None = None

    @property
    def is_open(self) -> bool:
        """Whether it still waits for a decision."""
        return self.verb is None and self.withdrawn is None

    @property
    def outgoing(self) -> Text:
        """What an approval would let out."""
        if self.edit is not None:
            return self.edit
        return (
            self.payload if self.picked is None else self.attempts[self.picked - 1].text
        )

    def tokens_with(self, chars: int) -> int:
        """What would be sent, as estimated, with so long a text in place of `outgoing`;
        the messages before it stay."""
        if self.gate not in TAKES_MODEL or not self.model:
            return self.input_tokens
        changed = estimate_tokens(chars) - self.outgoing.tokens
        return max(0, self.input_tokens + changed)


@dataclass(frozen=True)
class Session:
    """One question over one context and everything that happened."""

    id: str = ""
    question: Text = EMPTY
    """The last one, where it goes on from earlier ones."""
    title: str = ""
    context: ContextInfo = ContextInfo()
    model: str = ""
    sub_model: str = ""
    limits: Limits = Limits()
    rules: tuple[str, ...] = ()
    rule_hits: Map[str, int] = field(default_factory=Map)
    """How many tickets each rule has matched, by its line."""
    attended: bool = False
    absent: Absence = "hold"
    parent: str | None = None
    parent_seq: int | None = None
    brought: Brought = Brought()
    isolation: str = ""
    created_at: float = 0.0
    seq: int = 0
    """Number of the last durable event."""
    saved_at: float = 0.0
    """When that event happened."""
    attempt: int = 0
    is_running: bool = False
    status: SessionStatus | None = None
    answer: Text | None = None
    confidence: float | None = None
    structured: Text | None = None
    """The answer as JSON that meets the schema, where there is one."""
    error: str | None = None
    intent: Intent = "run"
    plan: Plan | None = None
    intent_reason: str = ""
    latches: tuple[Latch, ...] = ()
    """Subtrees and models that are paused apart from the run, in their order."""
    nodes: Map[str, Node] = field(default_factory=Map)
    tickets: Map[str, Ticket] = field(default_factory=Map)
    """Tickets that waited, open and decided."""
    waiting: tuple[str, ...] = ()
    """Ids of the open tickets, oldest first."""
    edited: frozenset[str] = frozenset()
    """Nodes whose text a person has changed, whether it has gone out or still waits."""
    refused: Map[str, int] = field(default_factory=Map)
    """What a person refused, and how often; see `refusals`."""
    aborting: frozenset[str] = frozenset()
    """Nodes that a person asked to end."""
    out_calls: int = 0
    """Model calls that were let out and have not returned."""
    out_tokens: int = 0
    """Their estimated input."""
    out_cost: float = 0.0
    """Their estimate in US dollars, of those whose price is known."""
    in_flight: int = 0
    """Nodes that are calling a model or running code."""
    sub_queries: int = 0
    """Sub-queries that have gone out or are about to, since the last question."""
    turns_before: int = 0
    """Turns of the root that answered the questions before the last one."""
    tool_calls: int = 0
    """Calls of tools that have begun."""
    active_s: float = 0.0
    """Seconds of the run that count against its time limit."""
    parked_s: float = 0.0
    """Seconds in which everything waited for a person."""
    clock_at: float | None = None
    """When the two clocks were last brought up to date."""

    @property
    def root(self) -> Node | None:
        """The node that answers the question."""
        return self.nodes.get("0")

    @property
    def usage(self) -> Usage:
        """What all calls together used."""
        root = self.root
        return root.total if root else NO_USAGE

    def open_below(self, node: str) -> list[str]:
        """Paths of the nodes below one that have not ended, deepest first."""
        if node not in self.nodes or not self.nodes[node].open_children:
            return []
        found = [
            below.id
            for below in self.nodes.values()
            if not below.has_ended and below.id.startswith(f"{node}.")
        ]
        return sorted(found, key=lambda path: (-path.count("."), path))

    @property
    def is_parked(self) -> bool:
        """Whether nothing moves because everything waits for a person."""
        return self.in_flight == 0 and bool(self.waiting)

    @property
    def open_tickets(self) -> tuple[Ticket, ...]:
        """Tickets that wait, oldest first."""
        return tuple(self.tickets[ticket] for ticket in self.waiting)

    def active_at(self, now: float) -> float:
        """Seconds of running time at a moment, without parked time."""
        if self.clock_at is None or self.is_parked:
            return self.active_s
        return self.active_s + max(0.0, now - self.clock_at)

    def parked_at(self, now: float) -> float:
        """Seconds of parked time at a moment."""
        if self.clock_at is None or not self.is_parked:
            return self.parked_s
        return self.parked_s + max(0.0, now - self.clock_at)


def is_within(node: str, ancestor: str) -> bool:
    """Whether a path is another one or lies below it."""
    return node == ancestor or node.startswith(ancestor + ".")


@lru_cache(maxsize=1 << 10)  # each event of a node asks for them
def ancestors(node: str) -> tuple[str, ...]:
    """The paths above a node, nearest first."""
    found = []
    end = node.rfind(".")
    while end > 0:
        node = node[:end]
        found.append(node)
        end = node.rfind(".")
    return tuple(found)
