"""Questions for the most, the least, the latest, the top three."""

from __future__ import annotations

import re

from rlm_tui.models.offline.columns import Column, strength
from rlm_tui.models.offline.programs.stemming import stem
from rlm_tui.models.offline.reading import (
    DOMAIN_NOUNS,
    Reading,
)
from rlm_tui.models.offline.table_draft import (
    Draft,
    asked_subject,
    average_word,
    check_rivals,
    explain_words,
    free_measures,
    noun_after,
    number_columns,
    subject_after,
)
from rlm_tui.models.offline.words import STOP_WORDS

MOST = re.compile(
    r"\b(?:most|highest|largest|biggest|greatest|maximum|max|top|best"
    r"|busiest|noisiest|longest"
    r"|slowest|latest|newest|last|heaviest|hottest|warmest|tallest|farthest|oldest"
    r"|priciest|costliest|peak|leading)\b"
)


LEAST = re.compile(
    r"\b(?:least|lowest|smallest|fewest|minimum|min|cheapest|shortest|fastest|earliest"
    r"|first|youngest|coldest|lightest|worst|rarest|quietest|quickest|nearest)\b"
)


_MEANT = {
    "expensive": ("price",), "cheapest": ("price",), "priciest": ("price",),
    "costliest": ("price",), "youngest": ("age",), "longest": ("length", "duration"),
    "shortest": ("length", "duration"), "slowest": ("duration",),
    "fastest": ("duration",), "quickest": ("duration",), "heaviest": ("weight",),
    "lightest": ("weight",), "hottest": ("temperature",), "warmest": ("temperature",),
    "coldest": ("temperature",), "tallest": ("height",), "farthest": ("distance",),
    "rated": ("rating",), "paid": ("salary",), "selling": ("quantity",),
    "populous": ("population",),
}  # fmt: skip


_IN_TIME = {"latest", "newest", "last", "recent", "earliest", "first", "oldest"}


_BEFORE_MOST = {"the", "us", "me", "them", "him", "her"}


_FREQUENT = (
    r"common|frequent|often|popular|frequently|times|active|commonly|busiest|noisiest"
)


ORDINALS = {"second": 2, "third": 3, "fourth": 4, "fifth": 5, "2nd": 2, "3rd": 3}


NUMERALS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "ten": 10}


def limit(text: str) -> int:
    match = re.search(
        r"\btop[ -](\d+|\w+)|\b(\d+|\w+) (?:most|largest|biggest|highest|lowest"
        r"|smallest|cheapest|best|least|longest|shortest|oldest|youngest|latest"
        r"|newest|busiest|heaviest|tallest|fastest|slowest)\b",
        text,
    )
    if not match:
        return 1
    said = match.group(1) or match.group(2)
    return int(said) if said.isdigit() else NUMERALS.get(said, 1)


def use_digits(reading: Reading, number: int) -> None:
    reading.use(i for i, w in reading.free() if w.text == str(number))


def rank(text: str) -> int:
    names = "|".join(ORDINALS)
    match = re.search(
        rf"\b({names})[ -](?:most|highest|largest|lowest|biggest|smallest|best"
        rf"|longest)",
        text,
    )
    return ORDINALS[match.group(1)] if match else 1


def is_count_of_extreme(text: str, picked: re.Match[str]) -> bool:
    """`at least 3`, `at most`, `first name`, and `last month` pick nothing."""
    near = text[max(0, picked.start() - 3) : picked.end() + 6]
    return bool(re.search(r"at (?:least|most)|(?:first|last) name", near))


def superlative(reading: Reading, draft: Draft, picked: re.Match[str]) -> Draft | None:
    reading.use_span(picked.start(), picked.end())
    at = sum(w.start < picked.start() for w in reading.words)
    tail = reading.lower[picked.start() : picked.end() + 14]
    if _is_in_time(picked.group(), tail) and not _age_column(reading, picked):
        return _in_time(reading, draft, picked)
    done, verb = _measure_of_verb(reading, at)
    subject = asked_subject(reading, verb) or noun_after(reading, at)
    measure = done or _measure_after(reading, at, tail)
    if re.search(rf"\b(?:{_FREQUENT})\b", tail) or picked.group() in (
        "busiest",
        "noisiest",
        "rarest",
    ):
        explain_words(reading, [*_FREQUENT.split("|"), "rarest", "frequent"])
        subject = subject or subject_after(reading, at)
        measure = None
        draft.operation = "count"
    elif measure:
        draft.operation = "sum"
        draft.column = measure.title
        average = average_word(reading)
        draft.operation = average or draft.operation
        draft.is_explicit = bool(average)
    elif picked.group() in ("most", "fewest", "least", "top"):
        subject = subject or (subject_after(reading, at) if draft.limit > 1 else None)
        draft.operation = "count"
        _explain_counted(reading, at)
    else:
        return _default_measure(reading, draft, subject)
    return _pick(reading, draft, subject, measure)


def _is_in_time(word: str, tail: str) -> bool:
    return word in _IN_TIME or tail.startswith("most recent")


def _age_column(reading: Reading, picked: re.Match[str]) -> bool:
    ages = [c for c in number_columns(reading) if "ag" in c.stems or "age" in c.stems]
    return picked.group() == "oldest" and bool(ages)


def _explain_counted(reading: Reading, at: int) -> None:
    for index, word in reading.free():
        if index > at and (reading.is_row_noun(word) or word.stem in DOMAIN_NOUNS):
            reading.use([index])


def _measure_after(reading: Reading, at: int, tail: str) -> Column | None:
    measures = free_measures(reading)
    for word, meanings in _MEANT.items():
        if re.search(rf"\b{word}\b", tail):
            explain_words(reading, [word])
            stems = [stem(meaning) for meaning in meanings]
            named = [c for s in stems for c in measures if strength(s, c) >= 0.6]
            if named:
                return named[0]
    if tail.startswith("oldest"):
        return next(c for c in measures if {"ag", "age"} & set(c.stems))
    by = re.search(r"\bby (?:the )?(?:average |total |mean |median )?", reading.lower)
    start = sum(w.start < by.end() for w in reading.words) if by else at
    found = reading.mention(start, start + 5, measures)
    if not found:
        return None
    check_rivals(reading, found, measures)
    reading.use([found[1]])
    reading.consume_names(found[2], found[1], reach=2)
    return found[2]


def _measure_of_verb(reading: Reading, at: int) -> tuple[Column | None, int]:
    """What `who spent the most` adds up, where nothing stands after the `most`, and
    where the verb stands; without one, the end of the question."""
    end = len(reading.words)
    after = reading.words[at + 1 : at + 2]
    verb = at - 1
    while verb > 0 and reading.words[verb].text.lower() in _BEFORE_MOST:
        verb -= 1
    least = 0.6
    if after and at + 1 not in reading.used and after[0].text not in STOP_WORDS:
        if any(strength(after[0].stem, c) for c in reading.columns):
            return None, end
        least = 1.0
    found = reading.mention(verb, verb + 1, free_measures(reading), least=least)
    if not found or found[1] in reading.used:
        return None, end
    reading.use([verb])
    if least == 1.0:
        _explain_counted(reading, at)
    reading.doubt(0.9, f"“{reading.words[verb].text}” taken for {found[2].title}")
    return found[2], verb


def _default_measure(
    reading: Reading, draft: Draft, subject: tuple[Column | None, str] | None
) -> Draft | None:
    measures = free_measures(reading)
    money = [c for c in measures if strength("total", c) >= 0.6]
    sizes = [c for c in measures if stem("size") in c.stems]
    pool = measures if len(measures) == 1 else money if len(money) == 1 else sizes[:1]
    if not pool:
        return None
    reading.doubt(0.8, f"no column named; I took {pool[0].title}")
    draft.column, draft.operation = pool[0].title, average_word(reading) or "sum"
    return _pick(reading, draft, subject, pool[0])


def _pick(
    reading: Reading,
    draft: Draft,
    subject: tuple[Column | None, str] | None,
    measure: Column | None,
) -> Draft | None:
    if subject is None or subject[0] is None:
        return _extreme_value(reading, draft, measure)
    column, part = subject
    assert column is not None
    said_total = draft.operation != "sum" or measure is None
    is_unique = column.distinct >= reading.rows
    if measure and measure.title == column.title:
        return None
    of_one_row = measure and (is_unique or not measure.is_additive)
    if draft.operation == "sum" and of_one_row and not part and not draft.is_explicit:
        if measure and not is_unique and not measure.is_intensive:
            reading.doubt(0.55, f"{measure.title} of one row, or added up?")
        draft.operation, draft.show = "row", column.title
        return draft
    if not said_total and measure and not measure.is_additive:
        reading.doubt(0.8, f"added up: perhaps the {draft.pick} of one row is meant")
    draft.group_by = (column.title, part)
    return draft


def _extreme_value(
    reading: Reading, draft: Draft, measure: Column | None
) -> Draft | None:
    if measure is None or draft.limit > 1:
        return None
    if draft.operation in ("mean", "median"):
        return None
    asks_for_value = re.search(
        r"\b(?:what|how (?:much|many|long|old))\b|^(?:find|give|show|the)\b",
        reading.lower,
    )
    if not asks_for_value:
        return None
    if draft.rank > 1:
        draft.operation, draft.show = "row", measure.title
        return draft
    draft.operation = "max" if draft.pick == "most" else "min"
    draft.pick = ""
    return draft


def _in_time(reading: Reading, draft: Draft, picked: re.Match[str]) -> Draft | None:
    dates = [c for c in reading.columns if c.kind == "date"]
    if not dates:
        return None
    explain_words(reading, ["recent"])
    column = max(dates, key=lambda c: c.filled)
    near = reading.mention(0, len(reading.words), dates, least=0.9)
    if near:
        column = near[2]
        reading.use([near[1]])
    late = picked.group() in ("latest", "newest", "last", "most")
    draft.pick = "most" if late else "least"
    draft.operation, draft.column = "row", column.title
    if re.search(r"\bwhen\b|what (?:time|date|day)\b|timestamp", reading.lower):
        draft.show = column.title
        explain_words(reading, ["date", "time", "timestamp"])
        return draft
    subject = asked_subject(reading, len(reading.words))
    if subject and subject[0]:
        draft.show = subject[0].title
        return draft
    prose = reading.prose_columns
    draft.show = prose[0].title if len(prose) == 1 else ""
    return draft if prose else None
