"""The beginning that texts share."""

from __future__ import annotations

from collections.abc import Sequence


def common_beginning(texts: Sequence[str]) -> str:
    """The longest beginning that all of some texts have."""
    if not texts:
        return ""
    first, last = min(texts), max(texts)
    for index, letter in enumerate(first):
        if index >= len(last) or letter != last[index]:
            return first[:index]
    return first
