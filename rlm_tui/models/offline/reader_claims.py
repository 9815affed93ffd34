"""The sub-model on whether a text meets conditions: yes, no, or not clear."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from rlm_tui.models.offline.programs.stemming import IRREGULAR
from rlm_tui.models.offline.reader_amounts import amounts, days
from rlm_tui.models.offline.reader_cells import Cell, find_cell, whole_text

_TESTS = (
    "is not before",
    "is before",
    "is not empty",
    "is empty",
    "is more than",
    "is at least",
    "is less than",
    "is at most",
    "is exactly",
    "is from",
    "is in month",
    "is on day",
    "is not",
    "is",
    "has a time of day not before",
    "has a time of day before",
    "does not mention",
    "mentions",
    "does not say",
    "says",
)
_CLAIM = re.compile(
    rf"^(?P<name>“[^”]*”|.+?) (?P<test>{'|'.join(_TESTS)})(?: (?P<value>.+))?$"
)
_TRUE = frozenset({"true", "yes", "y", "1"})
_FALSE = frozenset({"false", "no", "n", "0"})
_ENDINGS = ("", "s", "es", "e", "ed", "d", "ing", "'s", "’s")


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a claim holds, None if the text does not say, and the words for it."""

    holds: bool | None
    evidence: str = ""


def judge(conditions: str, text: str) -> Verdict:
    """Whether a text meets every one of the conditions joined by `and`."""
    verdicts = [_judge_one(part, text) for part in _split(conditions, "and")]
    denied = [v for v in verdicts if v.holds is False]
    if denied:
        return denied[0]
    evidence = "; ".join(v.evidence for v in verdicts if v.evidence)
    return Verdict(None if any(v.holds is None for v in verdicts) else True, evidence)


def _split(text: str, mark: str) -> list[str]:
    """The parts between the marks that stand outside quotation marks."""
    parts = re.split(rf" {mark} (?=[^”]*(?:“|$))", text)
    return [part.strip() for part in parts]


def _bare(text: str) -> str:
    return text.removeprefix("“").removesuffix("”")


def _judge_one(claim: str, text: str) -> Verdict:
    match = _CLAIM.match(claim)
    if match is None:
        return Verdict(None)
    name, test = _bare(match.group("name")), match.group("test")
    value = match.group("value") or ""
    cell = whole_text(text) if name == "it" else find_cell(name, text)
    if cell is None:
        return Verdict(None)
    return Verdict(_holds(test, value, cell), cell.evidence[:200])


def _holds(test: str, value: str, cell: Cell) -> bool | None:
    match test:
        case "is empty":
            return not cell.value
        case "is not empty":
            return bool(cell.value)
        case "is":
            return _is_one_of(cell, _split(value, "or"))
        case "is not":
            found = _is_one_of(cell, [value])
            return None if found is None else not found
        case "mentions" | "does not mention":
            found = _mentions(cell, _bare(value))
            return found if found is None or test == "mentions" else not found
        case "says" | "does not say":
            found = _says(cell, _bare(value))
            return found if found is None or test == "says" else not found
        case "is before" | "is not before" | "is in month" | "is on day":
            return _judge_day(test, value, cell.value)
        case "has a time of day before" | "has a time of day not before":
            return _judge_clock(test, value, cell.value)
    return _judge_amount(test, value, cell.value)


def _is_one_of(cell: Cell, values: list[str]) -> bool | None:
    if cell.is_cut:
        return None
    said = cell.value.casefold()
    wanted = {_bare(value).casefold() for value in values}
    if wanted == {"true"} or wanted == {"false"}:
        known = said in _TRUE | _FALSE
        return (said in _TRUE) == (wanted == {"true"}) if known else None
    return said in wanted


def _mentions(cell: Cell, word: str) -> bool | None:
    """By the beginnings and endings of words; an odd form leaves it open."""
    said = re.findall(r"[\w'’]+", cell.value.casefold())
    root = word.casefold()
    roots = {root, root.removesuffix("i") + "y", root.removesuffix("i") + "ie"}
    roots.add(root + root[-1:])
    forms = {r + ending for r in roots for ending in _ENDINGS}
    if any(one in forms for one in said):
        return True
    near = root[: max(3, len(root) - 1)]
    is_odd = root in IRREGULAR.values() or not root.isalnum()
    is_open = is_odd or cell.is_cut or near in cell.value.casefold()
    return None if is_open else False


def _says(cell: Cell, phrase: str) -> bool | None:
    if phrase.casefold() in cell.value.casefold():
        return True
    return None if cell.is_cut else False


_COMPARE: dict[str, Callable[[float, list[float]], bool]] = {
    "is more than": lambda amount, bounds: amount > bounds[0],
    "is at least": lambda amount, bounds: amount >= bounds[0],
    "is less than": lambda amount, bounds: amount < bounds[0],
    "is at most": lambda amount, bounds: amount <= bounds[0],
    "is exactly": lambda amount, bounds: amount == bounds[0],
    "is from": lambda amount, bounds: bounds[0] <= amount <= bounds[-1],
}


def _judge_amount(test: str, value: str, said: str) -> bool | None:
    bounds = [float(n) for n in re.findall(r"-?\d+(?:\.\d+)?", value)]
    if not said and bounds:
        return False
    return _agreed([_COMPARE[test](n, bounds) for n in amounts(said)] if bounds else [])


def _judge_day(test: str, value: str, said: str) -> bool | None:
    if not said:
        return False
    found = days(said)
    if test == "is in month":
        return _agreed([day[5:7] == value for day in found])
    if test == "is on day":
        return _agreed([day[5:10] == value for day in found])
    earlier = [day[: len(value)] < value for day in found]
    return _agreed([e == (test == "is before") for e in earlier])


def _judge_clock(test: str, value: str, said: str) -> bool | None:
    found = re.search(r"(?<!\d)\d\d:\d\d", re.sub(r"\d{4}:(?=\d\d:)", "", said))
    if found is None:
        return None
    return (found.group() < value) == test.endswith("day before")


def _agreed(readings: list[bool]) -> bool | None:
    """What all possible readings of a value say, if they say the same."""
    return readings[0] if readings and len(set(readings)) == 1 else None
