"""What was probably meant by a word that nobody knows."""

from __future__ import annotations

import difflib
from collections.abc import Collection


def suggestion(word: str, known: Collection[str]) -> str:
    """Words that name what was probably meant, or nothing."""
    close = difflib.get_close_matches(word.lower(), sorted(known), n=1, cutoff=0.6)
    return f"; did you mean {close[0]}?" if close else ""
