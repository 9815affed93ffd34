"""What the command line asks of the app, or of plain mode."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from rlm_tui.ui.contracts.launcher import AskRequest

OpensAs: TypeAlias = Literal["review", "resume", "branch", "ask"]
OPENS_SAVED: dict[str, OpensAs] = {
    "review": "review",
    "resume": "resume",
    "branch": "branch",
    "ask": "ask",
}
"""Commands that open the app, or plain mode, on a saved session."""


@dataclass(frozen=True, slots=True)
class Saved:
    """A saved session to open."""

    session: str
    opens_as: OpensAs
    at: int | None = None
    """The event at which to branch; `None`: its last stop."""
    asks: AskRequest | None = None
    """What is asked of its answer."""

    @property
    def is_review(self) -> bool:
        """Whether it is opened for reading alone."""
        return self.opens_as == "review"


@dataclass(frozen=True, slots=True)
class Asked:
    """What to run, or which session to open."""

    sources: Sequence[str] = ()
    """Files and folders of the context."""
    question: str = ""
    piped: bytes | None = None
    """The context, where it came in on standard input."""
    saved: Saved | None = None
    """A saved session to open instead of a new run."""
    is_alone: bool = False
    """Whether the question stands for itself, without a context."""

    @property
    def has_context(self) -> bool:
        """Whether a text is named, or none is wanted."""
        return bool(self.sources) or self.piped is not None or self.is_alone

    @property
    def is_complete(self) -> bool:
        """Whether a run can begin without asking for anything."""
        return bool(self.question) and self.has_context

    @property
    def reviews(self) -> str:
        """The session that is opened for reading alone; empty: none is."""
        return self.saved.session if self.saved and self.saved.is_review else ""
