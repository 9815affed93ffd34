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
