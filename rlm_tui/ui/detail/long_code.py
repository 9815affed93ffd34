"""Replies as a person reads them: long code stands in the tab of the code."""

from __future__ import annotations

import re

from rlm_tui.ui.keys.keymap import with_keys

MOST_LINES = 12
"""Code that has more is not read on the way from one thought to the next."""

_BLOCK = re.compile(r"^```repl[^\n]*\n(.*?)(^```[ \t]*$|\Z)", re.DOTALL | re.MULTILINE)


def without_long_code(reply: str) -> str:
    """A reply, whole or so far, in which a long block of code is one line."""
    return _BLOCK.sub(_in_short, reply)


def _in_short(block: re.Match[str]) -> str:
    lines = block[1].count("\n")
    if lines <= MOST_LINES:
        return block[0]
    if not block[2]:
        return f"(writing code, {lines} lines so far)"
    where = "{tab.code} shows it, {view.written} all as it was written"
    return with_keys(f"(code, {lines} lines: {where})")
