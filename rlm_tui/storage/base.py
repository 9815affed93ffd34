"""What the list of saved sessions shows of each."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SessionSummary:
    """One row of the session list."""

    id: str
    title: str
    question: str
    context: str
    """The context's label, such as a file name."""
    model: str
    sub_model: str
    status: str
    """`answered`, `forced`, `stopped`, `limit`, `failed`, `interrupted`, `running`."""
    waiting: int
    """Tickets that still wait."""
    nodes: int
    calls: int
    cost: float | None
    """US dollars; `None` if not all prices were known."""
    created_at: float
    updated_at: float
    events: int
    parent: str | None
    answer: str | None
    """The beginning of the answer."""
    marked: bool = False
    note: str = ""
    """The beginning of the note on its root."""
    parent_seq: int | None = None
    """The event of the parent after which it went its own way."""
    confidence: float | None = None
    """Of its answer, where that says so itself."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A place where words were found."""

    session: str
    seq: int
    """The event that brought the text."""
    node: str
    iteration: int
    """0 where the text belongs to no turn."""
    part: str
    """What the text is: `question`, `prompt`, `reply`, `code`, `output`, `note`, …"""
    snippet: str
    """Some words around; what was found stands between the characters 2 and 3."""


def place_of(hit: Hit) -> str:
    """Node, turn and part in words."""
    turn = f" it {hit.iteration}" if hit.iteration else ""
    return f"{hit.node}{turn} {hit.part}"
