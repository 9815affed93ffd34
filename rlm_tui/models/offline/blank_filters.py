"""Conditions on whether a cell holds anything: `without a phone`, `had a fine`."""

from __future__ import annotations

import re

from rlm_tui.models.offline.reading import Filter, Reading

_BLANK = re.compile(
    r"\b(?P<no>without|missing|no|lack\w*)\s+(?:an? )?(?P<a>\w+)"
    r"|\b(?:with|have|has|had) an?\s+(?P<b>\w+)"
    r"|\b(?:ha[vsd]e?|is|are|was|were)(?P<not>n't| not)?(?: yet)?(?: been)?"
    r" (?P<c>\w+ed)\b"
)


def read_blanks(reading: Reading) -> None:
    """`without a phone`, `not been returned`: cells that are empty, or are not."""
    _read_nothing(reading)
    blanks = [c for c in reading.columns if 0 < c.filled < reading.rows]
    for match in _BLANK.finditer(reading.lower):
        group = next(name for name in "abc" if match.group(name))
        at = sum(w.start < match.start(group) for w in reading.words)
        least = 0.6 if match.group("a") else 0.9
        found = reading.mention(at, at + 1, blanks, least=least)
        if found and at not in reading.used:
            test = "blank" if match.group("no") or match.group("not") else "filled"
            reading.use([at])
            reading.filters.append(Filter(found[2].title, test, "", at))


def _read_nothing(reading: Reading) -> None:
    """`had a fine` where those that had none have a nought in that column."""
    amounts = [c for c in reading.columns if c.is_additive and c.low == 0]
    for match in _BLANK.finditer(reading.lower):
        group = next(name for name in "abc" if match.group(name))
        at = sum(w.start < match.start(group) for w in reading.words)
        found = reading.mention(at, at + 1, amounts, least=0.9)
        if found and at not in reading.used and group != "c":
            test = "=" if match.group("no") else ">"
            reading.use_span(match.start(), match.end())
            reading.filters.append(Filter(found[2].title, test, 0, at))
