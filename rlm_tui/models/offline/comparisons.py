"""Conditions on numbers: more than, at least, between."""

from __future__ import annotations

import re

from rlm_tui.models.offline.columns import Column, strength
from rlm_tui.models.offline.programs.stemming import stem
from rlm_tui.models.offline.reading import DOMAIN_NOUNS, Filter, Reading
from rlm_tui.models.offline.words import split_name, word_list, word_set

_NUMBER = r"[$€£]?\s?(\d[\d,]*(?:\.\d+)?)\s?(k|m|million|thousand)?\b\s?(%)?"


_COMPARE = (
    (r"between", "between"),
    (r"more than|greater than|higher than|larger than|bigger than|over|above", ">"),
    (r"exceed(?:s|ed|ing)?|longer than|older than|bigger|beyond|heavier than|>", ">"),
    (r"at least|no less than|not less than|a minimum of|>=|minimum", ">="),
    (r"less than|fewer than|lower than|smaller than|under|below", "<"),
    (r"shorter than|younger than|cheaper than|lighter than|<", "<"),
    (r"at most|no more than|not more than|up to|a maximum of|<=", "<="),
    (r"exactly|equal to|equals|=", "="),
)


_ADJECTIVES = {
    "older": ("age",), "younger": ("age",), "longer": ("length", "duration"),
    "shorter": ("length", "duration"), "cheaper": ("price",),
    "heavier": ("weight",), "lighter": ("weight",),
}  # fmt: skip


_LASTING = word_set("lasted lasting took taking ran running kept stayed")
_NUMERALS = word_list(
    "zero one two three four five six seven eight nine ten eleven twelve"
)
_IN_WORDS = re.compile(
    rf"(?i)\b(than|at least|at most|exactly|over|under|up to) ({'|'.join(_NUMERALS)})\b"
)


def in_digits(question: str) -> str:
    """The question with `more than two` as `more than 2`."""
    return _IN_WORDS.sub(
        lambda m: f"{m.group(1)} {_NUMERALS.index(m.group(2).lower())}", question
    )


def read_comparisons(reading: Reading) -> None:
    for pattern, test in _COMPARE:
        second = rf" (?:and|to) {_NUMBER}" if test == "between" else ""
        whole = rf"(?<!\w)(?:{pattern})\s+(?:an? )?{_NUMBER}{second}"
        for match in re.finditer(whole, reading.lower):
            at = sum(w.start < match.start() for w in reading.words)
            if at not in reading.used:
                _add_comparison(reading, match, test, at)


def _add_comparison(reading: Reading, match: re.Match[str], test: str, at: int) -> None:
    column = _measured(reading, match, at)
    if column is None:
        return
    last = sum(w.start < match.end() for w in reading.words)
    is_time = match.group().startswith(("longer", "shorter"))
    is_lasting = at > 0 and reading.words[at - 1].text.lower() in _LASTING
    reading.use(range(at - (is_time and is_lasting), last))
    _read_unit(reading, column, last)
    reading.consume_names(column, at, reach=2)
    reading.consume_names(column, last - 1, reach=2)
    scale = match.group(2)
    if scale and any(part.startswith("million") for part in column.stems):
        scale = None
    low = _amount(match.group(1), scale)
    value: object = low
    if test == "between":
        value = [low, _amount(match.group(4), match.group(5))]
    reading.filters.append(Filter(column.title, test, value, at))


_UNITS = word_set("""
    km m cm mm mi ft kg g mg t lb ms s sec h hr min kb mb gb tb kib mib gib bytes
    seconds minutes hours days weeks months years metres meters kilometres miles
    grams kilograms tonnes litres liters degrees percent eur usd gbp chf euros dollars
    pounds""")


def _read_unit(reading: Reading, column: Column, at: int) -> None:
    """Explain the unit behind a number, unless the column is in another one."""
    word = reading.words[at].text.lower() if at < len(reading.words) else ""
    if word not in _UNITS:
        return
    reading.use([at])
    own = [u for u in map(str.lower, split_name(column.title)) if u in _UNITS]
    if own and stem(own[-1]) != stem(word):
        reading.doubt(0.5, f"{column.title} is not in {word}")


def _measured(reading: Reading, match: re.Match[str], at: int) -> Column | None:
    measures = [c for c in reading.columns if c.is_measure]
    last = sum(w.start < match.end() for w in reading.words)
    for word, meanings in _ADJECTIVES.items():
        if word in match.group():
            named = [
                c for m in meanings for c in measures if strength(stem(m), c) >= 0.6
            ]
            if named:
                return named[0]
            unit = reading.mention(last, last + 1, measures, least=0.9)
            return unit[2] if unit else None
    after = reading.mention(last, last + 2, measures, least=0.6)
    before = reading.mention(at - 4, at, measures, least=0.6)
    if after or before:
        best = max(filter(None, [after, before]), key=lambda found: found[0])
        return best[2]
    following = reading.words[last : last + 1]
    if following and (
        reading.is_row_noun(following[0]) or following[0].stem in DOMAIN_NOUNS
    ):
        return None
    money = [c for c in measures if strength("total", c) >= 0.6]
    pool = measures if len(measures) == 1 else money[:1] if len(money) == 1 else []
    if pool:
        reading.doubt(0.85, f"I took the number to be about {pool[0].title}")
    return pool[0] if pool else None


def _amount(digits: str, scale: str | None) -> float:
    factor = {"k": 1e3, "thousand": 1e3, "m": 1e6, "million": 1e6}.get(scale or "", 1)
    value = float(digits.replace(",", "")) * factor
    return int(value) if value == int(value) else value
