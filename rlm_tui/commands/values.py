"""What a line of words asks for, as values: the app and plain mode act on the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from rlm_tui.commands.target import FOCUS, SHOWN, Target
from rlm_tui.domain.events_of_steering import LatchKind
from rlm_tui.domain.rules.filters import Filter

TicketVerb = Literal[
    "approve",
    "reject",
    "answer",
    "edit",
    "edit-outside",
    "revert",
    "retry",
    "model",
    "pick",
]
StepWord = Literal["into", "over", "iteration", "out"]
RulesDeed = Literal["show", "delete", "on", "off", "move", "save", "load", "names"]
ShownPart = Literal[
    "node", "prompt", "code", "output", "answer", "messages", "thinking", "ticket"
]
ExportForm = Literal["jsonl", "rlms", "md", "html", "otel"]


@dataclass(frozen=True, slots=True)
class OnTickets:
    """A verb on tickets."""

    verb: TicketVerb
    target: Target = FOCUS
    text: str | None = None
    """Words, an answer, a changed payload, a model or the number of an attempt;
    `None` if it was not given, and so is to be asked for where it is needed."""


@dataclass(frozen=True, slots=True)
class Substitute:
    """Change the texts of many tickets by one line, such as `s/old/new/`."""

    line: str
    target: Target = SHOWN


@dataclass(frozen=True, slots=True)
class Try:
    """Let a few of many tickets through, spread over them, and hold the rest."""

    number: int
    target: Target = SHOWN


@dataclass(frozen=True, slots=True)
class Step:
    """Move one lane to its next stop, so many times."""

    kind: StepWord
    count: int = 1
    target: Target = FOCUS


@dataclass(frozen=True, slots=True)
class RunTo:
    """Run until a node reaches a gate; without one, the node under the cursor."""

    node: str = ""


@dataclass(frozen=True, slots=True)
class Until:
    """Run until a crossing matches."""

    filter: Filter


@dataclass(frozen=True, slots=True)
class Pause:
    """Pause the run, a subtree or a model."""

    on: LatchKind | None = None
    """`None`: the run."""
    name: str = ""
    """Of the node or model; empty: the node under the cursor."""


@dataclass(frozen=True, slots=True)
class Continue:
    """End the pause of the run, of a subtree or of a model."""

    on: LatchKind | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class SetLimit:
    """Change a limit."""

    field: str
    """Of `Limits`."""
    value: float | int | None
    """`None`: no limit."""


@dataclass(frozen=True, slots=True)
class ShowLimits:
    """Show what may be spent and what was."""


@dataclass(frozen=True, slots=True)
class AddRule:
    """Add a stop rule at the end of the list; without one, ask for it."""

    line: str | None = None


@dataclass(frozen=True, slots=True)
class Rules:
    """Look at or change the list of rules."""

    deed: RulesDeed = "show"
    number: int = 0
    """Of the rule, from 1, for `delete`, `on`, `off` and `move`."""
    name: str = ""
    """Of the rule file, for `save` and `load`."""
    to: int = 0
    """The number that a rule is to have, for `move`."""


@dataclass(frozen=True, slots=True)
class Guide:
    """Give a node words that go with its next call."""

    node: str = ""
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Take guidance back."""

    number: int
    node: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """Mark a node, or take the mark away."""

    node: str = ""
    marked: bool = True


@dataclass(frozen=True, slots=True)
class Note:
    """Write a note on a node."""

    node: str = ""
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Abort:
    """End a node, only its call or block in flight, or the run."""

    what: Literal["node", "call", "run"]
    node: str = ""


@dataclass(frozen=True, slots=True)
class Variables:
    """Show the variables of a node, or a page of one of them."""

    node: str = ""
    name: str = ""
    """A name, or a way into a value such as `rows[3]["id"]`."""
    start: int = 0
    """Where the page begins, in characters or items."""


@dataclass(frozen=True, slots=True)
class SetVariable:
    """Give a variable a JSON value."""

    name: str
    json: str
    node: str = ""


@dataclass(frozen=True, slots=True)
class Show:
    """Show a node, a part of it, or the text of a ticket."""

    part: ShownPart = "node"
    target: Target = FOCUS


@dataclass(frozen=True, slots=True)
class Log:
    """Show what happened at a node and below it, the newest last."""

    node: str = ""
    """Empty: everywhere."""
    count: int | None = None
    """How many lines; `None`: as many as are usual."""


@dataclass(frozen=True, slots=True)
class Tree:
    """Show the tree of nodes, or those of it that match."""

    filter: Filter | None = None


@dataclass(frozen=True, slots=True)
class Queue:
    """Show what waits."""


@dataclass(frozen=True, slots=True)
class Status:
    """Say how the run stands."""


@dataclass(frozen=True, slots=True)
class Goto:
    """Go to a node, or to an event by its number."""

    place: str


@dataclass(frozen=True, slots=True)
class Branch:
    """Make a session of one's own that begins like this one up to an event."""

    seq: int | None = None
    """`None`: where one stands."""


@dataclass(frozen=True, slots=True)
class Ask:
    """Ask a further question of the answer, in a session of its own."""

    question: str | None = None
    """`None`: what to ask is asked for."""


@dataclass(frozen=True, slots=True)
class Export:
    """Write the session to a file."""

    form: ExportForm
    path: str


@dataclass(frozen=True, slots=True)
class Theme:
    """Choose the looks."""

    name: str


@dataclass(frozen=True, slots=True)
class Set:
    """Change a setting of the screen, show one, or show them all."""

    name: str = ""
    """Empty: all."""
    value: str = ""
    """Empty: as it is."""


@dataclass(frozen=True, slots=True)
class Open:
    """Open another session or context."""


@dataclass(frozen=True, slots=True)
class Help:
    """Say what the commands are, or what one of them does."""

    topic: str = ""


@dataclass(frozen=True, slots=True)
class Quit:
    """Leave; everything is saved."""


Command: TypeAlias = (
    OnTickets
    | Substitute
    | Try
    | Step
    | RunTo
    | Until
    | Pause
    | Continue
    | SetLimit
    | ShowLimits
    | AddRule
    | Rules
    | Guide
    | Withdraw
    | Mark
    | Note
    | Abort
    | Variables
    | SetVariable
    | Show
    | Log
    | Tree
    | Queue
    | Status
    | Goto
    | Branch
    | Ask
    | Export
    | Theme
    | Set
    | Open
    | Help
    | Quit
)
