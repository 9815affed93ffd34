"""How a run screen is set up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from rlm_tui.ui.glyphs import Glyphs


@dataclass(frozen=True, slots=True)
class RunOptions:
    """Marks, the grace after a change of the shown ticket, and the clock."""

    glyphs: Glyphs
    grace_s: float
    clock: Callable[[], float]
