"""Questions for what stands next to something, and for how long things took."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from rlm_tui.models.offline.moments import find_moments
from rlm_tui.models.offline.programs.stemming import stem
from rlm_tui.models.offline.words import content_words, stem_set, word_list

Side = Literal["before", "after", "first", "last"]

_NEXT_TO = re.compile(
    r"(?i)^\W*(?:and )?(?:what|which|who)\b(?P<wanted>.*?)\W*\b(?:(?:right|just|next"
    r"|immediately|directly|shortly|straight|straightaway) )?"
    r"(?P<side>before|after|following|preceding|prior to)\b (?P<anchor>.+?)\W*$"
)
_FOLLOWS = re.compile(
    r"(?i)^\W*(?:what|which|who)\b(?P<wanted>.*?)\b(?:immediately |directly )?"
    r"(?P<side>precede[sd]?|follow(?:s|ed)) (?P<anchor>.+?)\W*$"
)
_AT_END = re.compile(
    r"(?i)^\W*(?:what|which) (?:is|was|are|were) the very ?(?P<side>first|last|final) "
    r"(?P<rest>.+?)\W*$".replace("very ?", "(?:very )?")
)
_HAPPENING = stem_set("""
    happened happens happening come comes came run runs ran running go goes went occur
    occurred appear appeared did do done say said says tell log logged write written
    wrote report reported record recorded print printed show shown execute executed
    started start performed next immediately right directly straight get got""")
_GENERIC = stem_set("""
    event entry line log thing step message item record action point instruction else
    logfile file row output""")
_TELLING = stem_set("asked asks ask mentioned said says wrote posted logged told")
_FIRST = word_list("first earliest")
_LAST = word_list("last latest final")


@dataclass(frozen=True, slots=True)
class OrderAsk:
    """What is wanted, on which side of which entry."""

    side: Side
    anchor: tuple[str, ...] = ()
    wanted: tuple[str, ...] = ()
    """What the entry must say itself, as the name of a speaker."""
    which: Literal["", "first", "last"] = ""
    """Which of several entries that fit the anchor is meant."""


def order_ask(question: str) -> OrderAsk | None:
    """What a question asks of the order of entries; None if it asks for no order."""
    text = " ".join(question.split())
    if match := _AT_END.match(text):
        return _at_end(match)
    match = _NEXT_TO.match(text) or _FOLLOWS.match(text)
    if match is None or find_moments(match["anchor"]) or _is_amount(match["anchor"]):
        return None
    said = content_words(match["wanted"])
    wanted = [w for w in said if stem(w) not in _HAPPENING | _GENERIC]
    is_event = match.re is _FOLLOWS or any(
        stem(w) in _HAPPENING for w in re.findall(r"\w+", match["wanted"])
    )
    if not is_event and not _names_a_neighbour(match["wanted"]):
        return None
    anchor = content_words(match["anchor"])
    low = match["side"].lower()
    side: Side = "before" if low.startswith(("b", "pre", "pri")) else "after"
    which = _which(anchor)
    anchor = [w for w in anchor if w.lower() not in (*_FIRST, *_LAST)]
    anchor = [w for w in anchor if stem(w) not in _TELLING | _GENERIC] or anchor
    if not anchor or len(wanted) > 3:
        return None
    return OrderAsk(side, tuple(anchor), tuple(wanted), which)


def _names_a_neighbour(wanted: str) -> bool:
    """`what is the step`, `what was the line`, `which test is`: nothing but a noun."""
    said = content_words(wanted)
    is_bare = re.match(r"(?i)\W*(?:is|was|are|were|'s)?\b", wanted)
    return bool(is_bare and len(said) == 1 and stem(said[0]) in _GENERIC)


def _is_amount(anchor: str) -> bool:
    """`after 30 seconds`, `before 08:20`: a bound and no entry."""
    return bool(re.match(r"\W*\d[\d:.,]*(?:\W*$| ?\w+\W*$)", anchor))


def _which(anchor: list[str]) -> Literal["", "first", "last"]:
    said = {word.lower() for word in anchor}
    if said & set(_FIRST):
        return "first"
    return "last" if said & set(_LAST) else ""


def _at_end(match: re.Match[str]) -> OrderAsk | None:
    """`What is the last thing logged`: one end of all entries."""
    said = content_words(match["rest"])
    if any(stem(w) not in _HAPPENING | _GENERIC for w in said) or not said:
        return None
    return OrderAsk("first" if match["side"].lower() == "first" else "last")


_SLOW = (
    r"slowest|longest[- ]running|longest|took (?:up )?(?:the )?most time|most time"
    r"|took the most"
)
_QUICK = r"fastest|quickest|shortest|took (?:the )?least time|least time"
_PICKED = re.compile(rf"(?i)\b(?:(?P<slow>{_SLOW})|(?P<quick>{_QUICK}))\b")
_HOW_LONG = re.compile(
    r"(?i)^\W*how (?:long|much time|many (?:milliseconds|seconds|minutes|hours)) "
    r"(?:did|does|do|has|had|was|were) (?P<what>.+?)"
    r"(?: (?:take|taken|took|last|lasted|run|running|need|needed|go on))?"
    r"(?: (?:to )?(?:finish|complete|run|execute|load|start|build))?\W*$"
)
_ABOUT_TIME = stem_set("""
    take took taken takes time times run running runs ran duration long finish finished
    complete completed execute executed execution last lasted overall whole entire
    accept""") - stem_set("accept")
_UNITS_OF_WORK = stem_set("""
    test step task job query request operation stage thing command call phase function
    process case action entry line run check build part""")


@dataclass(frozen=True, slots=True)
class TimingAsk:
    """Which thing took how long: the most, the least, or the one that is named."""

    pick: Literal["most", "least", ""]
    words: tuple[str, ...]
    unit: tuple[str, ...] = ()
    """Words that the lines need not say, as `step`."""


def timing_ask(question: str) -> TimingAsk | None:
    """What a question asks of how long things took; None if it asks for no time."""
    text = " ".join(question.split())
    if match := _PICKED.search(text):
        rest = text[: match.start()] + " " + text[match.end() :]
        words = [w for w in content_words(rest) if stem(w) not in _ABOUT_TIME]
        unit = tuple(w for w in words if stem(w) in _UNITS_OF_WORK)
        return TimingAsk("most" if match["slow"] else "least", tuple(words), unit)
    if match := _HOW_LONG.match(text):
        words = [w for w in content_words(match["what"]) if stem(w) not in _ABOUT_TIME]
        unit = tuple(w for w in words if stem(w) in _UNITS_OF_WORK)
        if len(unit) == len(words):
            unit = ()
        return TimingAsk("", tuple(words), unit) if words else None
    return None
