"""An edited text against its original, line by line."""

from __future__ import annotations

from difflib import SequenceMatcher

from rlm_tui.ui.text.lines import Line, Span

MAX_LINES = 2_000
"""Longer texts are compared as a whole: the comparison would take too long."""


def diff_lines(old: list[str], new: list[str]) -> list[Line]:
    """All lines with numbers; removed ones with a minus, added ones with a plus."""
    if max(len(old), len(new)) > MAX_LINES:
        return [*_block(new, 1, "+", "added")]
    found: list[Line] = []
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        if kind == "equal":
            found += _block(new[j1:j2], j1 + 1, " ", "")
            continue
        found += _block(old[i1:i2], i1 + 1, "-", "removed")
        found += _block(new[j1:j2], j1 + 1, "+", "added")
    return found


def _block(texts: list[str], first: int, mark: str, style: str) -> list[Line]:
    return [
        (Span(f"{number:>3}{mark} ", style or "muted"), Span(text, style))
        for number, text in enumerate(texts, first)
    ]
