"""What a person refused, so that it is known when it comes again."""

from __future__ import annotations

from rlm_tui.domain.decisions import Gate
from rlm_tui.domain.text import Text

REFUSABLE: frozenset[Gate] = frozenset({"exec", "query", "final"})
"""Gates where what was refused is not to come again unseen."""


def refusal_key(gate: Gate, payload: Text) -> str:
    """Under which a refused payload is found again."""
    return f"{gate}:{payload.hash or payload.preview}"
