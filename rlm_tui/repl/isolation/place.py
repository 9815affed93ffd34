"""What a wrapper must know of the child that it wraps."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

CONTEXT_FILE = "context"


@dataclass(frozen=True, slots=True)
class Place:
    """Folders and limits of one child."""

    scratch: Path
    code: Path
    """The folder of `rlm_tui`, whose files the child reads before it locks itself."""
    memory_bytes: int
    scratch_bytes: int

    @property
    def context(self) -> Path:
        """Where a child finds its context that cannot be given a descriptor."""
        return self.scratch / CONTEXT_FILE
