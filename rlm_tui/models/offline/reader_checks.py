"""The sub-model on questions that check a calculation: conditions, cells, counts."""

from __future__ import annotations

import re

from rlm_tui.models.offline.reader_amounts import amounts
from rlm_tui.models.offline.reader_cells import find_cell, is_record
from rlm_tui.models.offline.reader_claims import judge

_MEETS = re.compile(r"(?s)^Does this \w+ meet: (.+)\? Answer yes or no\.?$")
_CELL = re.compile(r"^What is the (.+) in this (?:record|line)\?$")
_TIMES = re.compile(
    r"^How many times does the (?P<exact>exact )?word “(?P<word>[^”]+)” occur in this "
    r"text\?$"
)
_ENDINGS = ("", "s", "es", "ed", "ing", "'s", "’s")
_NOT_FOUND = "NOT FOUND"


def answer_check(question: str, text: str) -> str | None:
    """The reply to a checking question; None if it is of another form."""
    if match := _MEETS.match(question):
        return _whether(match.group(1), text)
    if match := _CELL.match(question):
        return _cell(match.group(1), text)
    if match := _TIMES.match(question):
        return _times(match.group("word"), text, is_exact=bool(match.group("exact")))
    return None


def _whether(conditions: str, text: str) -> str:
    verdict = judge(conditions, text)
    if verdict.holds is None:
        return f"{_NOT_FOUND}: the text leaves it open"
    return _reply("yes" if verdict.holds else "no", verdict.evidence)


def _cell(name: str, text: str) -> str | None:
    cell = find_cell(name, text)
    if cell is None:
        is_line = len(text.strip().splitlines()) == 1
        return _NOT_FOUND if is_record(text) or is_line else None
    if not cell.value:
        return _NOT_FOUND
    possible = amounts(cell.value)
    if len(possible) > 1:
        return f"{_NOT_FOUND}: {cell.value} can be read in two ways"
    is_plain = "," not in cell.value and cell.value.count(".") < 2
    plain = "" if is_plain or not possible else f" ({possible[0]:.12g})"
    return _reply(cell.value + plain, cell.evidence)


def _times(word: str, text: str, *, is_exact: bool) -> str:
    wanted = word.casefold()
    endings = ("",) if is_exact else _ENDINGS
    count = 0
    for token in re.findall(r"[\w'’-]+", text.casefold()):
        token = token.lstrip("'’-")
        if token in {wanted + ending for ending in endings}:
            count += 1
        elif wanted in token and not (is_exact and re.fullmatch(r"[a-z'’-]+", token)):
            return f"{_NOT_FOUND}: “{token}” may or may not count"
    return _reply(str(count), " ".join(text.split())[:200])


def _reply(value: str, evidence: str) -> str:
    said = " ".join(evidence.split())
    return f"VALUE: {' '.join(value.split())}\nEVIDENCE: {said}\nCONFIDENCE: 0.95"
