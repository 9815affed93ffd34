"""The numbers and days that a cell may mean, when it can be read in several ways."""

from __future__ import annotations

import re

from rlm_tui.models.offline.words import word_list

_AMOUNT = re.compile(
    r"^(?:[$€£¥]|[A-Z]{3})? ?([-+]?)(\d[\d.,]*|[.,]\d+) ?(?:%|[$€£¥]|[A-Za-z]{1,4})?$"
)
_MONTHS = word_list("jan feb mar apr may jun jul aug sep oct nov dec")


def amounts(text: str) -> list[float]:
    """The possible numbers: `1.250` may be a thousand or one and a quarter."""
    match = _AMOUNT.match(text.strip())
    if match is None:
        return []
    sign = -1.0 if match.group(1) == "-" else 1.0
    return [sign * number for number in _readings(match.group(2).rstrip(".,"))]


def _readings(digits: str) -> list[float]:
    marks = re.findall(r"[.,]", digits)
    if not marks:
        return [float(digits)]
    whole, last = re.split(r"[.,](?=[^.,]*$)", digits)
    as_decimal = float(re.sub(r"[.,]", "", whole or "0") + "." + last)
    as_whole = float(re.sub(r"[.,]", "", digits))
    if len(set(marks)) == 2:
        return [as_decimal]
    if len(marks) > 1:
        return [as_whole]
    grouped = len(last) == 3 and 0 < len(whole) <= 3 and whole != "0"
    return [as_whole, as_decimal] if grouped else [as_decimal]


def days(text: str) -> list[str]:
    """The possible days as `2025-03-14`; 03/04/2025 may be in March or in April."""
    if match := re.search(r"(?<!\d)(\d{4})[-/.](\d\d?)[-/.](\d\d?)", text):
        return [_day(*match.groups())]
    if match := re.search(r"(?<!\d)(\d\d?)([/.-])(\d\d?)[/.-](\d{4})", text):
        one, mark, two, year = match.groups()
        both = [_day(year, two, one), _day(year, one, two)]
        usual = both[:1] if mark == "." or int(one) > 12 else both
        return both[1:] if int(two) > 12 else usual
    if match := re.search(r"(\d\d?)[ /-]([A-Za-z]{3})[a-z]*[ /,-]+(\d{4})", text):
        return _named(match.group(3), match.group(2), match.group(1))
    if match := re.search(r"([A-Za-z]{3})[a-z]* (\d\d?),? (\d{4})", text):
        return _named(match.group(3), match.group(1), match.group(2))
    return []


def _named(year: str, month: str, day: str) -> list[str]:
    if month.lower() not in _MONTHS:
        return []
    return [_day(year, str(_MONTHS.index(month.lower()) + 1), day)]


def _day(year: str, month: str, day: str) -> str:
    return f"{year}-{int(month):02}-{int(day):02}"
