"""Every value of a kind that a sentence has."""

from __future__ import annotations

import re

from rlm_tui.models.offline.reader_kinds import PATTERNS

_PREFERRED = {
    "date": r"\b[A-Z][a-z]{2} +\d{1,2} \d\d:\d\d:\d\d\b",
    "length": PATTERNS["duration"],
}
_SECOND_BEST = {
    "date": r"\bfrom \d{1,2}(?:[:.]\d\d)?(?: ?[ap]m)? (?:to|until|till) \d{1,2}"
    rf"(?:[:.]\d\d)?(?: ?[ap]m| o['’]clock)?|{PATTERNS['time']}"
    r"|\b(?:today|tonight|tomorrow|yesterday)\b"
    r"|\bnext (?:week|month|year|spring|summer|autumn|fall|winter)\b",
}
"""What answers a `when` that names no day."""


_MOMENT = re.compile(
    r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d)?[\d:.,]*Z?|\b\d\d:\d\d[\d:.,]*Z?"
)


def _is_bare_year(match: re.Match[str]) -> bool:
    """Whether a date is four digits only, which may be a number of anything."""
    return bool(re.fullmatch(r"\d{4}", match.group()))


def _is_dated(match: re.Match[str], sentence: str) -> bool:
    """Whether a word before a year says that it is one: `founded in 1874`."""
    before = sentence[: match.start()]
    return bool(re.search(r"(?i)\b(?:in|since|until|from|before|after|year) $", before))


def candidates(kind: str, sentence: str) -> list[re.Match[str]]:
    """Every value of a kind in a sentence, or else what may stand in for one."""
    pattern = PATTERNS.get(kind)
    first = _PREFERRED.get(kind)
    found = list(re.finditer(first, sentence)) if first else []
    if not found and pattern:
        found = list(re.finditer(pattern, sentence))
    if kind == "code":
        stamps = [m.span() for m in _MOMENT.finditer(sentence)]
        found = [m for m in found if not any(a <= m.start() < b for a, b in stamps)]
    if kind == "date":
        full = [m for m in found if not _is_bare_year(m) or _is_dated(m, sentence)]
        found = full or found
    second = _SECOND_BEST.get(kind)
    return found or (list(re.finditer(second, sentence)) if second else [])


def plain_numbers(sentence: str) -> list[re.Match[str]]:
    """Numbers that are no part of a date or a time."""
    taken = candidates("date", sentence) + candidates("time", sentence)
    return [
        match
        for match in candidates("number", sentence)
        if not any(t.start() <= match.start() < t.end() for t in taken)
        and not re.match(r"%|\.\d", sentence[match.end() : match.end() + 2])
        and sentence[match.start() - 1 : match.start()] not in ("$", "€", "£")
    ]


_COUNTS_OTHER = re.compile(
    r"(?i)\s*(?:\(\d+\))?[\s-]*(?:seconds?|minutes?|hours?|days?|weeks?|months?"
    r"|years?|times|people|persons|per ?cent|metres?|meters?|km|kilomet\w+|miles?"
    r"|tonnes?|kg)\b|\s(?!plus\b|gross\b|less\b|euros\b|dollars\b|pounds\b|francs\b"
    r"|covers\b|includes\b)[a-z]{3,}s\b(?! (?:the|all|any|both|each)\b)"
)


def bare_amounts(sentence: str) -> list[re.Match[str]]:
    """Numbers that may be a price although no currency says so."""
    plain = plain_numbers(sentence)
    return [m for m in plain if not _COUNTS_OTHER.match(sentence[m.end() :])]


_A_PERSON = re.compile(
    r"[A-Z][\w'’-]+ [A-Z]|(?<=[a-z,;:] )[A-Z][a-z]+|\bby (?:the |an? )?[a-z]+ [a-z]+"
    r"|^[\W\d]*[A-Z][a-z]+:"
)


def has_kind(kind: str, sentence: str) -> bool:
    """Whether a sentence can answer a question for this kind of value."""
    if kind == "why":
        return bool(
            re.search(
                r"(?i)\bbecause|\bdue to|\bcaus|\breason|\bresult|\bsince\b|\bso that"
                r"|\bto avoid|(?:error|exception|fail\w*|why)\b.*: ",
                sentence,
            )
        )
    if kind == "money":
        return bool(candidates("money", sentence) or bare_amounts(sentence))
    if kind == "person":
        return bool(_A_PERSON.search(sentence))
    if kind == "number":
        return bool(plain_numbers(sentence))
    return kind in ("span", "sentence") or bool(candidates(kind, sentence))
