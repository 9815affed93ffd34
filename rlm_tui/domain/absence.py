"""What becomes of what is held while nobody is there to decide."""

from __future__ import annotations

from typing import Literal, TypeAlias

Absence: TypeAlias = Literal["hold", "pass", "deny", "stop"]
"""It waits; it goes on; it is refused; the run ends."""
