"""Cost and tokens of the calls so far as rows of little bars."""

from __future__ import annotations

from collections.abc import Sequence

from rlm_tui.insight.calls import PerCall
from rlm_tui.ui.style.glyphs import Glyphs
from rlm_tui.ui.text.lines import Line, Span

_BARS = ((160, 24), (120, 12), (100, 8))
"""How many by the width from which on there is room for them."""

_FEWEST = 4
"""Calls from which on a picture shows more than noise."""


def bars_in(width: int) -> int:
    """How many bars a row has in a window; none in a narrow one."""
    return next((bars for least, bars in _BARS if width >= least), 0)


def spark(values: Sequence[float], glyphs: Glyphs) -> str:
    """One character for each value, the highest for the greatest."""
    top = max(values, default=0.0)
    last = len(glyphs.bars) - 1
    return "".join(
        glyphs.bars[round(value / top * last) if top else 0] for value in values
    )


def spending_line(per_call: PerCall, glyphs: Glyphs) -> Line:
    """What the calls cost and how many tokens they took, from the first to the last."""
    if len(per_call.tokens) < _FEWEST:
        return ()
    tokens = Span(spark(per_call.tokens, glyphs), "name")
    if per_call.costs is None:
        return (Span("tokens per call ", "muted"), tokens)
    return (
        Span("cost per call ", "muted"),
        Span(spark(per_call.costs, glyphs), "name"),
        Span("  tokens ", "muted"),
        tokens,
    )
