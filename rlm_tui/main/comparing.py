"""A comparison of two sessions as text."""

from __future__ import annotations

import difflib
from collections.abc import Awaitable, Callable, Iterator

from rlm_tui.domain.compare import Comparison, Difference, Total
from rlm_tui.domain.money import spent
from rlm_tui.domain.text import Text
from rlm_tui.wording import count

ReadText = Callable[[Text], Awaitable[str]]
MAX_DIFF_LINES = 12
"""Of each difference; the rest is counted."""


async def comparison_text(found: Comparison, read: ReadText) -> str:
    """Numbers side by side, then each difference, the first one first."""
    lines = list(_totals(found.one, found.other))
    lines += ["", _summary(found)]
    for difference in found.differences:
        lines += ["", await _headed(difference, read)]
    return "\n".join(lines)


def _totals(one: Total, other: Total) -> Iterator[str]:
    rows = (
        ("", one.id, other.id),
        ("state", one.status, other.status),
        ("nodes", str(one.nodes), str(other.nodes)),
        ("calls", str(one.calls), str(other.calls)),
        ("tokens", f"{one.tokens:,}", f"{other.tokens:,}"),
        (
            "cost",
            spent(one.cost),
            spent(other.cost),
        ),
        ("time", f"{one.active_s:.1f} s", f"{other.active_s:.1f} s"),
    )
    width = max(len(row[1]) for row in rows)
    for name, left, right in rows:
        yield f"{name:8}{left:{width}}  {right}".rstrip()


def _summary(found: Comparison) -> str:
    if found.first is None:
        return f"no difference in {count(found.same_nodes, 'node')}"
    alike = count(found.same_nodes, "node is alike", "nodes are alike")
    return (
        f"{count(len(found.differences), 'difference')}, the first at "
        f"{found.first.place} ({found.first.what}); {alike}"
    )


async def _headed(difference: Difference, read: ReadText) -> str:
    head = f"{difference.place}: {difference.what}"
    one, other = difference.one, difference.other
    if one is None or other is None:
        which = "second" if one is None else "first"
        there = other if one is None else one
        shown = "" if there is None else _one_line(await read(there))
        return f"{head}, only in the {which}\n  {shown}".rstrip()
    return "\n".join([head, *diff_lines(await read(one), await read(other))])


def diff_lines(one: str, other: str) -> list[str]:
    """What is different between two texts, with `-` and `+`."""
    found = [
        line
        for line in difflib.unified_diff(
            one.splitlines(), other.splitlines(), lineterm="", n=0
        )
        if not line.startswith(("---", "+++", "@@"))
    ]
    shown = [f"  {line}" for line in found[:MAX_DIFF_LINES]]
    if len(found) > MAX_DIFF_LINES:
        shown.append(f"  … {len(found) - MAX_DIFF_LINES} more lines")
    return shown


def _one_line(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 72 else f"{text[:71]}…"
