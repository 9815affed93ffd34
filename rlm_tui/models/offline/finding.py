"""What one program of the planner found."""

from __future__ import annotations

from dataclasses import dataclass

from rlm_tui.models.offline.checks import Check
from rlm_tui.models.offline.dialogue import Fields


@dataclass(frozen=True, slots=True)
class Finding:
    """What one program found."""

    label: str
    answer: str
    confidence: float
    evidence: str = ""
    where: str = ""
    passages: tuple[str, ...] = ()
    rivals: tuple[Fields, ...] = ()
    fields: Fields | None = None
    is_whole: bool = True
    """Whether `answer` is all of the variable `answer_text` in the REPL."""
    check: Check | None = None

    @property
    def is_by_hand(self) -> bool:
        """Whether a person gave it in place of an output."""
        return self.fields is None
