"""Dates, months, quarters and times of day that a question names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from rlm_tui.models.offline.words import word_list

MONTHS = word_list("""
    january february march april may june july august september october
    november december""")
_MONTH = "|".join(f"{m}|{m[:3]}" for m in MONTHS) + "|sept"
_DAY = (
    rf"\d{{4}}-\d\d-\d\d|(?:{_MONTH})\.? \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)? (?:of )?(?:{_MONTH}),? \d{{4}}"
)
_PERIOD = (
    rf"{_DAY}|\d{{4}}-\d\d(?!\d|-)|(?:{_MONTH})(?: of|,)? (?:19|20)\d\d"
    rf"|q[1-4] (?:of )?(?:19|20)\d\d|(?:19|20)\d\d(?![\d-])"
)
_DOTTED = re.compile(r"\b(\d\d)\.(\d\d)\.(\d{4})\b")
_CLOCK = (
    r"(?:[01]?\d|2[0-3])[:.h][0-5]\d(?::[0-5]\d)?|\d{1,2} ?[ap]\.?m\b\.?|noon|midnight"
)


@dataclass(frozen=True, slots=True)
class Moment:
    """A condition on time, and where in the question it stands."""

    test: str
    """`span` or `clock` (low, high), `month` (number) or `yearly` (month and day)."""
    value: tuple[str, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Span:
    low: str
    high: str


def find_moments(question: str) -> list[Moment]:
    """Every condition on time, none overlapping another."""
    found: list[Moment] = []
    text = question.lower()
    text = _DOTTED.sub(r"\3-\2-\1", text)
    for search in (_date_ranges, _date_bounds, _dates, _clock_ranges, _clocks, _days):
        for moment in search(text):
            if all(moment.end <= m.start or moment.start >= m.end for m in found):
                found.append(moment)
    for search in (_months,):
        for moment in search(text):
            if all(moment.end <= m.start or moment.start >= m.end for m in found):
                found.append(moment)
    return found


def _date_ranges(text: str) -> list[Moment]:
    pattern = rf"(?:between|from) ({_PERIOD}) (?:and|to|until|till|through) ({_PERIOD})"
    moments = []
    for match in re.finditer(pattern, text):
        low, high = _span(match.group(1)), _span(match.group(2))
        moments.append(_moment("span", (low.low, high.high), match))
    return moments


def _date_bounds(text: str) -> list[Moment]:
    moments = []
    pattern = (
        r"\b(after|since|before|until|by|from|starting)"
        rf"(?: the end of)? ({_PERIOD})(?: onwards?)?"
    )
    for match in re.finditer(pattern, text):
        span, word = _span(match.group(2)), match.group(1)
        bounds = {
            "after": (span.high, ""),
            "before": ("", span.low),
            "until": ("", span.high),
            "by": ("", span.high),
        }
        moments.append(_moment("span", bounds.get(word, (span.low, "")), match))
    return moments


def _dates(text: str) -> list[Moment]:
    pattern = rf"(?:\b(?:in|on|during|for|of) )?(?<![\d.,$€£-])({_PERIOD})(?![%\w])"
    found = []
    for match in re.finditer(pattern, text):
        bare_year = re.fullmatch(r"\d{4}", match.group(1))
        if bare_year and not re.match(r"in|during|for|of", match.group(0)):
            continue
        span = _span(match.group(1))
        found.append(_moment("span", (span.low, span.high), match))
    return found


def _days(text: str) -> list[Moment]:
    """`on May 7`, `on 7 May`: a day of any year."""
    pattern = (
        rf"\b(?:on |for )?(?:(?P<m>{_MONTH})\.? (?P<d>\d{{1,2}})(?:st|nd|rd|th)?"
        rf"|(?P<e>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?(?P<n>{_MONTH}))\b"
    )
    found = []
    for match in re.finditer(pattern, text):
        month = _month(match.group("m") or match.group("n"))
        day = int(match.group("d") or match.group("e"))
        found.append(_moment("yearly", (f"{month:02}-{day:02}",), match))
    return found


def _months(text: str) -> list[Moment]:
    names = "|".join(m for m in MONTHS if m != "may")
    found = []
    for match in re.finditer(rf"\b(?:in |during |for |of )({names}|may)\b", text):
        found.append(_moment("month", (f"{_month(match.group(1)):02}",), match))
    return found


def _clock_ranges(text: str) -> list[Moment]:
    pattern = rf"(?:between|from) ({_CLOCK}) (?:and|to|until|till|-) ({_CLOCK})"
    return [
        _moment("clock", (_clock(m.group(1)), _clock(m.group(2))), m)
        for m in re.finditer(pattern, text)
    ]


def _clocks(text: str) -> list[Moment]:
    found = []
    pattern = (
        rf"\b(after|since|from|before|until|at|during(?: the)?) ({_CLOCK})( hour)?"
    )
    for match in re.finditer(pattern, text):
        word, clock = match.group(1), _clock(match.group(2))
        low, high = (clock, "99") if word in ("after", "since", "from") else ("", clock)
        if word.startswith("during") or match.group(3):
            low, high = clock, f"{int(clock[:2]) + 1:02}:{clock[3:]}"
        elif word == "at":
            low, high = clock, clock + ":99"
        found.append(_moment("clock", (low, high), match))
    return found


def _moment(test: str, value: tuple[str, ...], match: re.Match[str]) -> Moment:
    return Moment(test, value, match.start(), match.end())


def _month(name: str) -> int:
    return next(i for i, m in enumerate(MONTHS, 1) if m.startswith(name[:3]))


def _clock(text: str) -> str:
    if text in ("noon", "midnight"):
        return "12:00" if text == "noon" else "00:00"
    numbers = [int(n) for n in re.findall(r"\d+", text)]
    hour, minute = numbers[0], numbers[1] if len(numbers) > 1 else 0
    if "p" in text and hour < 12:
        hour += 12
    if "a" in text and hour == 12:
        hour = 0
    return f"{hour:02}:{minute:02}"


def _span(text: str) -> _Span:
    """The first moment of a period, and the first one after it."""
    if match := re.match(r"q([1-4])\D+(\d{4})", text):
        quarter, year = int(match.group(1)), int(match.group(2))
        last = quarter * 3
        return _Span(f"{year}-{last - 2:02}", _after_month(year, last))
    numbers = re.findall(r"\d+", text)
    year = int(next(n for n in numbers if len(n) == 4))
    name = re.search(_MONTH, text)
    rest = [int(n) for n in numbers if len(n) < 4]
    month = _month(name.group()) if name else rest.pop(0) if rest else 0
    if not month:
        return _Span(f"{year}", f"{year + 1}")
    if not rest:
        return _Span(f"{year}-{month:02}", _after_month(year, month))
    return _day_span(year, month, rest[0])


def _day_span(year: int, month: int, day: int) -> _Span:
    try:
        start = date(year, month, day)
    except ValueError:
        return _Span(f"{year}-{month:02}", _after_month(year, min(month, 12)))
    return _Span(start.isoformat(), (start + timedelta(days=1)).isoformat())


def _after_month(year: int, month: int) -> str:
    return f"{year + 1}-01" if month >= 12 else f"{year}-{month + 1:02}"
