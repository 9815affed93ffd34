"""Rows of the list of saved sessions: sessions, their branches, and where words are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rlm_tui.storage.base import Hit, SessionSummary
    from rlm_tui.ui.detail.subject import Tab

HITS_A_SESSION = 3

TAB_OF_PART: Mapping[str, Tab] = {
    "question": "prompt",
    "prompt": "prompt",
    "guidance": "prompt",
    "reply": "reasoning",
    "reasoning": "reasoning",
    "code": "code",
    "output": "output",
    "error": "output",
    "answer": "output",
}
"""Where a part of a session is shown."""


@dataclass(frozen=True, slots=True)
class SavedRow:
    """One row."""

    summary: SessionSummary
    level: int = 0
    """How many sessions it branches off from, one after the other."""
    is_asked: bool = False
    """Whether it is a further question of the session above it."""
    hit: Hit | None = None
    """A place in the session, on a row of its own below it."""

    @property
    def key(self) -> tuple[str, int]:
        """The same for the same row of another list."""
        return self.summary.id, 0 if self.hit is None else self.hit.seq


def rows_of(
    summaries: Iterable[SessionSummary], hits: Sequence[Hit] = ()
) -> list[SavedRow]:
    """The sessions in their order, each with its branches and its hits below it."""
    listed = list(summaries)
    known = {summary.id for summary in listed}
    below: dict[str, list[SessionSummary]] = {}
    for summary in listed:
        if summary.parent in known:
            below.setdefault(str(summary.parent), []).append(summary)
    found: dict[str, list[Hit]] = {}
    for hit in hits:
        found.setdefault(hit.session, []).append(hit)

    def family(
        summary: SessionSummary, level: int, asked: str = ""
    ) -> Iterator[SavedRow]:
        is_asked = level > 0 and summary.question != asked
        yield SavedRow(summary, level, is_asked)
        for hit in found.get(summary.id, [])[:HITS_A_SESSION]:
            yield SavedRow(summary, level, hit=hit)
        for branch in below.get(summary.id, []):
            yield from family(branch, level + 1, summary.question)

    tops = [summary for summary in listed if summary.parent not in known]
    return [row for summary in tops for row in family(summary, 0)]
