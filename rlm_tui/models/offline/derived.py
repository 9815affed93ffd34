"""Questions that put two calculations against each other, or look at groups."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from rlm_tui.models.offline.columns import Column, strength
from rlm_tui.models.offline.programs.stemming import stem
from rlm_tui.models.offline.reading import DOMAIN_NOUNS, ROW_NOUNS, Filter

Combination = Literal[
    "difference",
    "less",
    "distance",
    "ratio",
    "more",
    "fewer",
    "any",
    "mean",
    "median",
    "which",
    "how many",
]

_UP = r"more|higher|greater|larger|longer"
_DOWN = r"fewer|less|lower|smaller|shorter"
_THAN = re.compile(
    rf"(?i)^how (?P<much>much|many) (?P<way>{_UP}|{_DOWN})(?P<what> .*?)?"
    r" than (?P<rest>.+)$"
)
_IS_THAN = re.compile(
    rf"(?i)^(?:is|was|are|were) the (?P<what>.+?) (?P<way>{_UP}|{_DOWN})\b(?P<mid>.*?)"
    r" ?\bthan\b (?P<rest>.+)$"
)
_DID_THAN = re.compile(
    r"(?i)^(?:is|are|was|were|do|does|did|has|have|had)(?: there)? (?P<who>.*?)\b"
    r"(?P<way>more|fewer|less) (?P<what>.+?) than (?P<rest>.+)$"
)
_ANY = re.compile(r"(?i)^(?:is|are|was|were) there (?:any|an?)\b (?P<what>.+?)\W*$")
_BETWEEN = re.compile(
    r"(?i)^(?P<ask>.*?)\bdifference (?P<link>between|in|of) (?P<rest>.+)$"
)
_RATIO = re.compile(r"(?i)^what (?:is|was) the ratio of (?P<one>.+?) to (?P<two>.+)$")
_PER = re.compile(
    r"(?i)^(?:what (?:is|was) the )?(?P<op>average|mean|median) number of "
    r"(?P<what>.+?) (?:per|for each|by) (?P<group>\w+)(?P<rest>.*)$"
)
_HOW_MANY_EACH = re.compile(
    r"(?i)^how many (?P<what>\w+) (?:does|did|do) (?:each|every|an?) (?P<group>\w+)"
    r" (?P<rest>.*?)\bon average(?P<end>\W*)$"
)
_HAVING = re.compile(
    r"(?i)^(?P<ask>how many|which|what) (?P<group>\w+) (?P<verb>(?:\w+ ){0,3}?)"
    r"(?P<test>more than|over|at least|fewer than|less than|at most|exactly)"
    r" (?P<number>\d[\d,]*) (?P<what>\w+)(?P<rest>.*)$"
)
_TESTS = {
    "more than": ">",
    "over": ">",
    "at least": ">=",
    "fewer than": "<",
    "less than": "<",
    "at most": "<=",
    "exactly": "=",
}


@dataclass(frozen=True, slots=True)
class Derivation:
    """A simpler question, and what to do with the values that answer it."""

    question: str
    combination: Combination
    test: str = ""
    number: int = 0

    @property
    def is_of_groups(self) -> bool:
        """Whether the simpler question must give one value per group."""
        return self.combination in ("mean", "median", "which", "how many")


@dataclass(frozen=True, slots=True)
class Sides:
    """The conditions of the first calculation and of the second."""

    first: tuple[Filter, ...]
    second: tuple[Filter, ...]


def derivation(
    question: str, columns: tuple[Column, ...], rows: int
) -> Derivation | None:
    """The question taken apart, if it is of one of these forms."""
    text = " ".join(question.split())
    return _compared(text) or _averaged(text) or _conditioned(text, columns, rows)


def _compared(text: str) -> Derivation | None:
    if match := _THAN.match(text):
        asked = f"How {match['much']}{match['what'] or ''}, {match['rest']}"
        return Derivation(asked, "less" if _is_down(match) else "difference")
    if match := _IS_THAN.match(text):
        asked = f"What is the {match['what']}{match['mid']}, {match['rest']}"
        return Derivation(asked, "fewer" if _is_down(match) else "more")
    if match := _DID_THAN.match(text):
        asked = f"How many {match['what']}, {match['who']}, {match['rest']}"
        return Derivation(asked, "fewer" if _is_down(match) else "more")
    if match := _ANY.match(text):
        return Derivation(f"How many {match['what']}?", "any")
    if match := _RATIO.match(text):
        asked = f"How many {match['one']}, {match['two']}"
        return Derivation(asked, "ratio")
    if match := _BETWEEN.match(text):
        rest = re.sub(r"\bbetween\b", "in", match["rest"])
        return Derivation(f"What is {rest}", "distance")
    return None


def _is_down(match: re.Match[str]) -> bool:
    return bool(re.fullmatch(_DOWN, match["way"].lower()))


def _averaged(text: str) -> Derivation | None:
    if match := _PER.match(text):
        asked = f"How many {match['what']} per {match['group']}{match['rest']}"
        is_median = match["op"].lower() == "median"
        return Derivation(asked, "median" if is_median else "mean")
    if match := _HOW_MANY_EACH.match(text):
        asked = f"How many {match['what']} per {match['group']} {match['rest']}"
        return Derivation(asked, "mean")
    return None


def _conditioned(
    text: str, columns: tuple[Column, ...], rows: int
) -> Derivation | None:
    match = _HAVING.match(text)
    if match is None:
        return None
    group, counted = stem(match["group"]), stem(match["what"])
    is_group = any(
        strength(group, c) >= 1 and c.distinct <= rows / 2
        for c in columns
        if c.kind == "text"
    )
    if not is_group or counted not in ROW_NOUNS | DOMAIN_NOUNS:
        return None
    verb, rest = match["verb"], match["rest"]
    return Derivation(
        f"How many {match['what']} per {match['group']} {verb}{rest}",
        "how many" if match["ask"].lower() == "how many" else "which",
        _TESTS[match["test"].lower()],
        int(match["number"].replace(",", "")),
    )


def sides(filters: tuple[Filter, ...]) -> Sides | None:
    """Two values of one column taken apart; None unless there are exactly two."""
    for item in filters:
        if item.test == "is" and isinstance(item.value, list) and len(item.value) == 2:
            rest = tuple(f for f in filters if f is not item)
            if any(f.column == item.column for f in rest):
                return None
            one, two = (replace(item, value=[value]) for value in item.value)
            return Sides((*rest, one), (*rest, two))
    spans = [f for f in filters if f.test in ("span", "month", "between")]
    if len(spans) == 2 and spans[0].column == spans[1].column:
        one, two = sorted(spans, key=lambda f: f.at)
        rest = tuple(f for f in filters if f not in spans)
        return Sides((*rest, one), (*rest, two))
    return None
