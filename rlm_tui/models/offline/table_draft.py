"""What the reading of a question settles step by step."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from rlm_tui.models.offline.columns import Column, strength
from rlm_tui.models.offline.programs.stemming import stem
from rlm_tui.models.offline.reading import (
    DOMAIN_NOUNS,
    Filter,
    Reading,
)
from rlm_tui.models.offline.words import word_list

_PARTS = ("hour", "day", "month", "year", "weekday")


@dataclass(slots=True)
class Draft:
    """What the operation reader has settled so far."""

    operation: str = ""
    column: str = ""
    group_by: tuple[str, str] | None = None
    is_explicit: bool = False
    """Whether the question says `total`, `average` or the like."""
    is_by_words: bool = False
    """Whether only words of a text tell which rows are meant."""
    pick: str = ""
    rank: int = 1
    limit: int = 1
    show: str = ""
    base: list[Filter] = field(default_factory=list)


def explain_words(reading: Reading, names: list[str]) -> None:
    reading.use(i for i, w in reading.free() if w.text.lower() in names)


def number_columns(reading: Reading) -> list[Column]:
    return [c for c in reading.columns if c.is_measure]


def _groupables(reading: Reading) -> list[Column]:
    return [c for c in reading.columns if c.kind in ("text", "number", "bool")]


def free_measures(reading: Reading) -> list[Column]:
    filtered = {f.column for f in reading.filters}
    return [c for c in number_columns(reading) if c.title not in filtered]


def average_word(reading: Reading) -> str:
    for name, operation in (
        ("average", "mean"),
        ("mean", "mean"),
        ("avg", "mean"),
        ("median", "median"),
        ("total", "sum"),
        ("combined", "sum"),
    ):
        found = [i for i, w in enumerate(reading.words) if w.text.lower() == name]
        if found:
            reading.use(found)
            return operation
    return ""


def check_rivals(
    reading: Reading, found: tuple[float, int, Column], measures: list[Column]
) -> None:
    word = reading.words[found[1]].stem
    rivals = [
        c
        for c in measures
        if c is not found[2] and strength(word, c) >= min(found[0], 1)
    ]
    if rivals and found[0] < 1.04:
        reading.doubt(
            0.7, f"“{reading.words[found[1]].text}” may also mean {rivals[0].title}"
        )


def is_row(reading: Reading, index: int) -> bool:
    word = reading.words[index]
    return reading.is_row_noun(word) or word.stem in DOMAIN_NOUNS


def _verb_after(reading: Reading, start: int) -> int:
    verbs = word_list(
        "is are was were has had have did do does with in on at for by sold made got"
    )
    for index in range(start, min(start + 5, len(reading.words))):
        if reading.words[index].text.lower() in verbs:
            return index
    return min(start + 2, len(reading.words))


def named_group(
    reading: Reading, start: int, stop: int
) -> tuple[Column | None, str] | None:
    dates = [c for c in reading.columns if c.kind == "date"]
    for index in range(min(stop, len(reading.words)) - 1, start - 1, -1):
        name = reading.words[index].stem
        for part in _PARTS:
            direct = any(strength(name, c) >= 1 for c in _groupables(reading))
            if name == stem(part) and dates and not direct:
                reading.use([index])
                whole = reading.lower[reading.words[index].start :]
                if whole.startswith("day of the week"):
                    part = "weekday"
                    reading.use(range(index, index + 4))
                return (max(dates, key=lambda c: c.filled), part)
    found = reading.mention(start, stop, _groupables(reading))
    if not found:
        return None
    reading.use([found[1]])
    reading.consume_names(found[2], found[1], reach=2)
    return (found[2], "")


def asked_person(reading: Reading) -> tuple[Column | None, str] | None:
    people = [c for c in reading.columns if c.is_person]
    return (people[0], "") if len(people) == 1 else None


def subject_after(reading: Reading, at: int) -> tuple[Column | None, str] | None:
    free = [i for i, _ in reading.free() if i >= at]
    return named_group(reading, free[0], free[0] + 2) if free else None


def asked_subject(reading: Reading, verb: int) -> tuple[Column | None, str] | None:
    """What a `which …` or `who` asks for, which stands before the verb."""
    text = reading.lower
    match = re.search(r"\b(which|what|whose|who)\b", text)
    if not match:
        return None
    start = sum(w.start < match.end() for w in reading.words)
    if match.group(1) == "who":
        return asked_person(reading)
    stop = min(_verb_after(reading, start), verb)
    if stop > start and reading.words[stop - 1].stem == reading.rows_are:
        reading.use([stop - 1])
        return (reading.naming_column, "")
    if stop > start and (found := named_group(reading, start, stop)):
        return _by_name(reading, found, start, stop)
    if stop > start and is_row(reading, stop - 1):
        reading.use([stop - 1])
        return (reading.naming_column, "")
    match = re.search(r"\bis the (\w+) (?:with|that|having|which)\b", text)
    if match:
        index = sum(w.start < match.start(1) for w in reading.words)
        return named_group(reading, index, index + 1)
    return None


def _by_name(
    reading: Reading, found: tuple[Column | None, str], start: int, stop: int
) -> tuple[Column | None, str]:
    """The names of the rows in place of their codes, unless the codes are asked for."""
    column, naming = found[0], reading.naming_column
    is_said = column is not None and any(
        strength(word.stem, column) >= 1 for word in reading.words[start:stop]
    )
    is_code = column is not None and column.distinct >= reading.rows and not is_said
    is_name = naming is not None and {stem("name"), stem("title")} & set(naming.stems)
    return (naming, "") if is_code and is_name else found


def noun_after(reading: Reading, at: int) -> tuple[Column | None, str] | None:
    """`the second largest country`, `the top 3 products`: what is ranked."""
    free = [i for i, w in reading.free() if i > at and not w.text.isdigit()][:2]
    texts = [c for c in _groupables(reading) if c.kind == "text"]
    for index in free:
        if found := reading.mention(index, index + 1, texts, least=0.6):
            reading.use([index])
            return _by_name(reading, (found[2], ""), index, index + 1)
    return None
