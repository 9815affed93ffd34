"""Questions for one cell, or for the different values of a column."""

from __future__ import annotations

import re

from rlm_tui.models.offline.columns import Column, best_columns
from rlm_tui.models.offline.programs.stemming import stem
from rlm_tui.models.offline.reading import Reading
from rlm_tui.models.offline.table_draft import Draft, asked_person

_WHEN_IS = (
    r"\bwhen (?:is|are|do|does|will|can|must|should|may)\b"
    r"(?!.* (?:mention|said|say|spoken|speak|talk|shown|appear|seen|logged|occur))"
)
"""What is still to come is not told by the time of a line."""


def cells(reading: Reading, draft: Draft) -> Draft | None:
    """`What is the X of Y`, `Which X …`, `When was Y …`, `Who …`."""
    if not reading.filters:
        if only := _only_value(reading, draft) or _all_values(reading, draft):
            return only
        if not _tells_rows_by_words(reading):
            return None
        draft.is_by_words = True
    text = reading.lower
    dates = [c for c in reading.columns if c.kind == "date"]
    draft.operation = "cell"
    if draft.is_by_words and re.search(_WHEN_IS, text):
        return None
    if re.search(r"\bwhen\b", text):
        near = reading.mention(0, len(reading.words), dates, least=0.45)
        column = near[2] if near else dates[0] if len(dates) == 1 else None
        if near:
            reading.use([near[1]])
    elif re.search(r"\bto whom\b|\bwho(?:m)? .*\bto\W*$", text):
        named = best_columns("recipient", reading.columns)
        column = named[0][1] if named else None
    elif re.search(r"\bwho\b", text):
        person = asked_person(reading)
        column = person[0] if person else _asked_column(reading)
        column = column if column and column.kind == "text" else None
    else:
        used = set(reading.used)
        column = _asked_column(reading)
        if draft.is_by_words and _is_compound(reading, used):
            return None
    if column is None or (column.kind != "text" and re.match(r"\W*where\b", text)):
        return None
    draft.show = column.title
    if re.search(r"\b(?:list|all|which \w+s)\b", text):
        draft.operation = "list"
    return draft


def _is_compound(reading: Reading, used: set[int]) -> bool:
    """Whether the asked column is said with another noun: `which worker process`."""
    free = {index for index, _ in reading.free()}
    return any(index - 1 in free for index in reading.used - used)


def _tells_rows_by_words(reading: Reading) -> bool:
    """Whether each row is an event told in words: an entry of a log, a commit."""
    is_event = bool(reading.prose_columns) and reading.rows_are != stem("message")
    has_day = any(c.kind == "date" for c in reading.columns)
    asks = re.match(r"(?:(?:at|on|in) )?(?:when|who|which|what)\b", reading.lower)
    said = [w for _, w in reading.free() if reading.hits.get(w.text)]
    is_commit = reading.rows_are == stem("commit")
    is_who = reading.lower.startswith("who")
    return is_event and has_day and bool(asks and said) and (is_commit or not is_who)


def _only_value(reading: Reading, draft: Draft) -> Draft | None:
    """The value of a column that has the same one in every row."""
    if not re.match(r"(?:what|which|who)\b", reading.lower):
        return None
    used = set(reading.used)
    column = _asked_column(reading)
    if column is None or column.distinct != 1 or column.filled < reading.rows:
        reading.used = used
        return None
    draft.operation, draft.show = "cell", column.title
    return draft


_ARE_THERE = re.compile(
    r"\W*(?:which|what|list|name|show)(?: me)?(?: all)?(?: the)?"
    r"(?: (?:different|distinct|unique))? (\w+)"
    r"(?: (?:are|were) (?:there|listed|in (?:the|this) \w+)| exist)?\W*$"
)


def _all_values(reading: Reading, draft: Draft) -> Draft | None:
    """`Which teams are there?`: the different values of a column."""
    asked = _ARE_THERE.match(reading.lower)
    at = sum(w.start < asked.start(1) for w in reading.words) if asked else 0
    found = reading.mention(at, at + 1, reading.columns, least=1.0) if asked else None
    if not found or found[2].kind != "text" or not reading.words[at].text.endswith("s"):
        return None
    reading.use(range(len(reading.words)))
    draft.operation, draft.show = "list", found[2].title
    return draft


def _asked_rows(reading: Reading) -> Column | None:
    """The column that names the rows, where the question is which of them."""
    asked = re.search(r"\b(?:which|what) (?:other )?(\w+)", reading.lower)
    at = sum(w.start < asked.start(1) for w in reading.words) if asked else 0
    if not asked or not reading.is_row_noun(reading.words[at]):
        return None
    reading.use([at])
    return reading.naming_column


def _asked_column(reading: Reading) -> Column | None:
    filtered = {f.column for f in reading.filters}
    pool = [c for c in reading.columns if c.title not in filtered]
    if any(c.title != "line" and stem("line") in c.stems for c in pool):
        pool = [c for c in pool if c.title != "line"]
    if asked := re.search(r"\b(?:which|what) (\w+)", reading.lower):
        at = sum(w.start < asked.start(1) for w in reading.words)
        if named := reading.mention(at, at + 1, pool, least=0.9):
            reading.use([at])
            return named[2]
        if rows := _asked_rows(reading):
            return rows
    free = [i for i, _ in reading.free()]
    if not free:
        return None
    mentions = (reading.mention(i, i + 1, pool, least=0.6) for i in free)
    found = max(filter(None, mentions), key=lambda m: (m[0], -m[1]), default=None)
    if not found:
        return None
    reading.use([found[1]])
    reading.consume_names(found[2], found[1], reach=2)
    return found[2]
