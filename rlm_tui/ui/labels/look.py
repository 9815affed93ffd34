"""How rows of a session, and of the list of sessions, are drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rlm_tui.ui.labels.beginnings import Beginnings
from rlm_tui.ui.style.glyphs import Glyphs
from rlm_tui.wording import is_doubted

if TYPE_CHECKING:
    from rlm_tui.domain.session import NodeState, Ticket
    from rlm_tui.ui.rows.stops import Stop

ENDS: dict[str, tuple[str, str, str]] = {
    "answered": ("done", "DONE", "done"),
    "forced": ("done", "DONE (forced)", "done"),
    "stopped": ("failed", "ABORTED", "failed"),
    "limit": ("failed", "LIMIT", "failed"),
    "failed": ("failed", "FAILED", "failed"),
    "interrupted": ("unknown", "INTERRUPTED", "held"),
}
"""The mark, the word and the style of each way in which a session ends."""

ANSWERS = frozenset({"answered", "forced"})
"""Those that have an answer."""

_DOUBTED = ("warning", "NOT SURE", "held")


def end_of(status: str, confidence: float | None) -> tuple[str, str, str]:
    """Those of a session that ended; an answer that doubts itself is not done."""
    return _DOUBTED if status in ANSWERS and is_doubted(confidence) else ENDS[status]


STYLE_OF: dict[NodeState, str] = {
    "held": "held",
    "calling": "busy",
    "executing": "busy",
    "waiting": "busy",
    "queued": "muted",
    "done": "done",
    "failed": "failed",
    "rejected": "failed",
    "answered": "edited",
    "aborted": "failed",
}
"""The style in which each state is drawn; the mark and the word say it too."""


@dataclass(frozen=True, slots=True)
class Look:
    """What labels need to know beside the session."""

    glyphs: Glyphs
    now: float
    waiting: Mapping[str, Ticket] = field(default_factory=dict)
    """The oldest waiting ticket of each node that has one."""
    batches: Mapping[str, Stop] = field(default_factory=dict)
    """What waits of each batch of which something does."""
    latched: frozenset[str] = frozenset()
    """Nodes that are paused by themselves."""
    above_edits: frozenset[str] = frozenset()
    """Nodes below which a person has changed something."""
    beginnings: Beginnings = field(default_factory=Beginnings)
