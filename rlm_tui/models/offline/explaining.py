"""Words of a question that need no condition of their own."""

from __future__ import annotations

import re

from rlm_tui.models.offline.columns import PERSON_STEMS, Column, strength
from rlm_tui.models.offline.reading import (
    HARMLESS,
    Reading,
    Word,
    is_domain_noun,
)
from rlm_tui.models.offline.table_draft import Draft
from rlm_tui.models.offline.words import stem_set

COUNTS = re.compile(
    r"\bhow many\b|\bcount\b|\bhow often\b"
    r"|(?:^|\b(?:the|a|total|overall|exact|whole|different|distinct) )number of\b"
)
_CURRENCIES = stem_set("eur euro usd dollar gbp pound chf franc yen currency")
_TOLD = stem_set("""
    event message log mail email letter issue ticket comment post review
    traceback exception""")
"""What a row with a sentence in it may be called without more ado."""
_POSTED = stem_set("mail email letter ticket issue")
"""What a line of a log may tell of without being one."""
_OF_PEOPLE = sorted(stem_set("salary employee staff department age"))
_STATES = ("open", "opens")
"""Not harmless, unlike the verbs with the same stem."""


def explain_row_nouns(reading: Reading) -> None:
    """Words that stand for the rows themselves."""
    has_rows = any(
        c.kind == "text" and c.distinct == reading.rows and word.stem in c.stems
        for c in reading.columns
        for word in reading.words
    )
    for index, word in reading.free():
        if reading.is_row_noun(word):
            reading.use([index])
        elif is_domain_noun(word) and not _is_doer(reading, index):
            if index and _tells_some_rows(reading, index):
                continue
            if has_rows and not any(strength(word.stem, c) for c in reading.columns):
                continue
            anchored = any(word.stem in c.stems for c in reading.columns)
            is_nobody = word.stem in PERSON_STEMS and not anchored
            if is_nobody and not _tells_of_people(reading):
                continue
            if not anchored and not reading.prose_columns:
                reading.doubt(0.8, f"I took “{word.text}” to mean the rows")
            elif not anchored and not reading.filters and _is_some(reading, word):
                reading.doubt(0.5, f"not each row need be one {word.text}")
            reading.use([index])


def _is_some(reading: Reading, word: Word) -> bool:
    """Whether only some rows may be what a word calls them: no message, or their text
    says so."""
    is_said = 0 < reading.hits.get(word.text, 0) < reading.rows
    return word.stem not in _TOLD or (is_said and word.stem in _POSTED)


_ONLY = re.compile(r"\b(?:only|just|those) (?:the |about |for |with |of )*$")


def _tells_some_rows(reading: Reading, index: int) -> bool:
    """Whether `only the payment ones` picks the rows whose text says the word."""
    word = reading.words[index]
    before = reading.lower[: word.start]
    is_said = 0 < reading.hits.get(word.text, 0) < reading.rows
    return is_said and bool(reading.prose_columns) and bool(_ONLY.search(before))


def _tells_of_people(reading: Reading) -> bool:
    """Whether the rows can be people: they have names, wages, ages or offices."""
    return any(
        column.is_person or strength(sign, column) > 0
        for column in reading.columns
        for sign in _OF_PEOPLE
    )


def _is_doer(reading: Reading, index: int) -> bool:
    """Whether a noun is who does something: `payments` in `did payments report`."""
    before = reading.words[index - 1].text.lower() if index else ""
    return before in ("did", "does", "do")


def explain_related(reading: Reading, draft: Draft) -> None:
    """Words that only say again what a column in play holds (`paid by card`)."""
    titles = {f.column for f in reading.filters} | {str(draft.column), draft.show}
    if draft.group_by:
        titles.add(draft.group_by[0])
    for index, word in reading.free():
        scores = {c.title: strength(word.stem, c) for c in reading.columns}
        best = max(scores.values(), default=0.0)
        agents = {c.title for c in reading.columns if c.title.lower().endswith("er")}
        if any(scores.get(t) == best > 0 for t in titles) or any(
            scores.get(title) == 0.7 for title in agents
        ):
            reading.use([index])


def _idle(reading: Reading) -> list[Column]:
    """Columns of dates and flags that no condition uses."""
    used = {f.column for f in reading.filters}
    return [
        c
        for c in reading.columns
        if c.title not in used and c.filled < reading.rows and c.kind != "number"
    ]


def doubt_negation(reading: Reading) -> None:
    """Less sure where a `not` has found no condition."""
    words = r"\b(?:not|never|without|except|excluding|other than|no)\b|n't\b"
    placed = any(
        f.test in ("is not", "blank")
        or "false" in str(f.value)
        or (f.test == "=" and f.value == 0)
        for f in reading.filters
    )
    said = re.sub(r"\bno (?:less|more|fewer|later)\b", "", reading.lower)
    if re.search(words, said) and not placed:
        reading.doubt(0.4, "a negation that I could not place")


_WITHIN = re.compile(
    r"\bwithin (?:an?|one|\d+|two|three|the same) "
    r"(?:second|minute|hour|day|week|month|year)s?\b"
)


def doubt_comparison(reading: Reading) -> None:
    """Less sure where a `than` is part of no condition."""
    said = [i for i, w in enumerate(reading.words) if w.text.lower() == "than"]
    within = [m.start() for m in _WITHIN.finditer(reading.lower)]
    starts = {reading.words[f.at].start for f in reading.filters}
    is_open = any(not {s for s in starts if at <= s < at + 24} for at in within)
    if set(said) - reading.used or is_open:
        reading.doubt(0.3, "a comparison that I could not place")


_TRADED = stem_set("qty quantity units buyer customer client")


def _is_passive(reading: Reading, index: int) -> bool:
    """Whether rows are said to have been returned, which not all of them have."""
    before = reading.words[index - 1].text.lower() if index else ""
    is_done = before in ("was", "were", "been", "is", "are", "got")
    said = reading.words[index].text.lower()
    is_event = bool(reading.filters) or any(
        c.kind == "date" or _TRADED & set(c.stems) for c in reading.columns
    )
    if said == "logged" and reading.lower[reading.words[index].end :].startswith(" in"):
        return True
    is_trade = said in ("sold", "sent", "received", "shipped", "ordered", "handled")
    return is_done and (said == "returned" or (is_trade and not is_event))


_DEEDS = stem_set("""
    created opened received returned sent filed handled assigned submitted generated
    published collected raised placed made sold written wrote taken registered served
    produced inserted brought""")
"""Harmless unless some of the rows say them and others do not."""


def explain_harmless(reading: Reading) -> None:
    """Words that every row meets, and those of a date that is a condition."""
    found = [
        i
        for i, word in reading.free()
        if word.stem in HARMLESS
        and not (word.stem in _CURRENCIES and COUNTS.search(reading.lower))
        and word.text.lower() not in _STATES
        and not _is_passive(reading, i)
        and not any(strength(word.stem, c) >= 0.9 for c in _idle(reading))
    ]
    said = [reading.words[i] for i in found]
    reading.aside += [word.text for word in said if word.stem in _DEEDS]
    reading.use(found)
    dates = [c for c in reading.columns if c.kind == "date"]
    whole = [c for c in dates if c.filled == reading.rows]
    reading.use(
        i
        for i, word in reading.free()
        if word.text.lower().endswith("ed")
        and any(strength(word.stem, c) >= 0.9 for c in whole)
    )
    filtered = {f.column for f in reading.filters}
    for index, word in reading.free():
        if any(strength(word.stem, c) >= 0.45 for c in dates if c.title in filtered):
            reading.use([index])
