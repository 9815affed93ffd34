"""What the list of saved sessions shows of each."""

from __future__ import annotations

from dataclasses import dataclass

from rlm_tui.domain.rules.facts import Facts, names_of_model
from rlm_tui.domain.text import Text


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


_ANSWERED = frozenset({"answered", "forced"})


def facts_of_summary(summary: SessionSummary, *, now: float) -> Facts:
    """What a filter can ask about a row of the list.

    A session that has answered, of itself or when it was told to, is also `done`; one
    in which something waits is also `held`. The note is its title or what was noted.
    """
    states = [summary.status]
    if summary.status in _ANSWERED:
        states.append("done")
    if summary.waiting:
        states.append("held")
    texts = (Text.of(summary.question), Text.of(summary.answer or ""))
    title, note = Text.of(summary.title), Text.of(summary.note)
    return Facts(
        numbers={
            "cost": summary.cost,
            "spent": summary.cost,
            "total": summary.cost,
            "calls": float(summary.calls),
            "children": float(max(0, summary.nodes - 1)),
            "age": max(0.0, now - summary.created_at),
            "len": float(len(summary.question)),
        },
        words={
            "session": tuple(filter(None, (summary.id, summary.title))),
            "state": tuple(states),
            "model": (
                *names_of_model(summary.model),
                *names_of_model(summary.sub_model),
            ),
        },
        flags={
            "err": summary.status == "failed",
            "final": summary.answer is not None,
            "marked": summary.marked,
        },
        texts={
            "prompt": texts[:1],
            "answer": texts[1:],
            "note": (title, note),
            "any": (*texts, title, note, Text.of(summary.context)),
        },
    )
