"""Status codes of the web in a question: `404`, `5xx`, `server errors`."""

from __future__ import annotations

import re

from rlm_tui.models.offline.reading import Filter, Reading


def read_status_classes(reading: Reading) -> None:
    """Turn each code, or class of codes, into a condition on the status."""
    codes = [c for c in reading.columns if c.is_measure and "statu" in c.stems]
    for column in codes:
        pattern = (
            r"\b([1-5])xx\b|\b(server|client) errors?\b"
            r"|(?<![\d.:/-])\b([1-5]\d\d)s?\b(?![.:/-]\d)"
        )
        for match in re.finditer(pattern, reading.lower):
            digit, side, code = match.groups()
            digit = digit or {"server": "5", "client": "4"}.get(side or "", "")
            if code and _is_amount(reading.lower, match):
                continue
            first = int(code) if code else int(digit) * 100
            last = first if code else first + 99
            at = sum(w.start < match.start() for w in reading.words)
            if at in reading.used:
                continue
            reading.use_span(match.start(), match.end())
            reading.consume_names(column, at)
            reading.use(_error_words_near(reading, at))
            reading.filters.append(Filter(column.title, "between", [first, last], at))


def _is_amount(text: str, match: re.Match[str]) -> bool:
    """Whether three digits are a number of something and no status."""
    before = r"(?:than|over|above|below|under|least|most|exceed\w*|beyond) \W*$"
    after = r"\W?(?:ms|milliseconds?|s|sec\w*|minutes?|[kmg]?b|bytes?|%|eur\w*|km|m)\b"
    return bool(re.search(before, text[: match.start()])) or bool(
        re.match(r"\s*" + after, text[match.end() :])
    )


def _error_words_near(reading: Reading, at: int) -> list[int]:
    near = range(max(0, at - 1), min(len(reading.words), at + 3))
    names = ("error", "respons", "code", "statu", "http")
    return [i for i in near if reading.words[i].stem in names]
