"""Questions for a share, a count, a sum or an average."""

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
    check_rivals,
    explain_words,
    free_measures,
    is_row,
    named_group,
)
from rlm_tui.models.offline.words import stem_set, word_list


def share(reading: Reading) -> Draft | None:
    names = word_list("percent percentage share fraction proportion")
    explain_words(reading, names)
    verb = re.search(
        r"\b(?:was|were|is|are|came|come|comes|have|had|has|did|do)\b",
        reading.lower[12:],
    )
    cut = 12 + verb.start() if verb else 0
    at = sum(w.start < cut for w in reading.words)
    if not reading.filters:
        return None
    after = [f for f in reading.filters if f.at >= at]
    base = [f for f in reading.filters if f.at < at] if after else []
    if not after or (len(reading.filters) > 1 and not verb):
        base = []
        if len(reading.filters) > 1:
            reading.doubt(0.5, "unclear what the whole is")
    draft = Draft("share", base=base)
    of = re.search(
        r"(?:percent|percentage|share|fraction|proportion|%)\s+of\s+", reading.lower
    )
    start = sum(w.start < of.end() for w in reading.words) if of else 0
    stop = min(start + 3, at if at > start else start + 3)
    found = reading.mention(start, stop, free_measures(reading), least=0.6)
    if of and found and found[1] not in reading.used:
        draft.column = found[2].title
        reading.use([found[1]])
    return draft


_TIMES = stem_set("second minute hour day week month year")
_HAS_SO_MANY = re.compile(
    r"\bhow many [\w -]+? (?:does|do|did) .+ (?:have|contain|need)\b"
)
"""A number that a text tells, as `14 unreadable sectors`, and no count of rows."""


def _is_told(reading: Reading, head: int) -> bool:
    """Whether what is counted is neither a row nor in a column."""
    named = reading.mention(head, head + 2, reading.columns, least=0.6)
    asks = _HAS_SO_MANY.search(reading.lower)
    if reading.words[head].stem in _TIMES:
        return not named or named[0] < 0.9
    return bool(asks) and not named and not is_row(reading, head)


_PIECES = stem_set("quantity qty unit piece pcs copy")


def _pieces(reading: Reading, start: int, head: int | None) -> Column | None:
    """The column that says how many, where a thing is named and no kind of row."""
    names = {c.title for c in reading.columns if c.kind == "text"}
    is_thing = any(
        f.at == start and f.test == "is" and f.column in names for f in reading.filters
    )
    if head is not None:
        word = reading.words[head]
        is_noun = word.stem in DOMAIN_NOUNS and not word.text.endswith("ed")
        is_thing = is_thing and not (is_noun or reading.is_row_noun(word))
    found = [c for c in free_measures(reading) if _PIECES & set(c.stems)]
    return found[0] if is_thing and len(found) == 1 else None


def count(reading: Reading, draft: Draft) -> Draft | None:
    draft.operation = "count"
    text = reading.lower
    distinct = bool(re.search(r"\b(?:distinct|unique|different)\b", text))
    explain_words(reading, ["distinct", "unique", "different", "count"])
    if text.startswith("how often"):
        explain_words(reading, ["often"])
    match = re.search(r"\b(?:how many|number of|count of|count)\b", text)
    start = sum(w.start < match.end() for w in reading.words) if match else 0
    free = [i for i, _ in reading.free() if start <= i <= start + 3]
    head = free[0] if free else None
    if head is not None and _is_told(reading, head):
        return None
    if pieces := _pieces(reading, start, head):
        reading.doubt(0.9, f"“how many” taken for {pieces.title}")
        draft.operation, draft.column = "sum", pieces.title
        return draft
    if head is None:
        return draft
    word = reading.words[head]
    is_column = any(word.stem == stem(c.title) for c in free_measures(reading))
    if reading.is_row_noun(word) and not distinct and not is_column:
        return draft
    return _counted_column(reading, draft, head, distinct=distinct)


def _counted_column(
    reading: Reading, draft: Draft, head: int, *, distinct: bool
) -> Draft | None:
    filtered = {f.column for f in reading.filters if f.test == "is"}
    pool = [c for c in reading.columns if c.kind != "date" and c.title not in filtered]
    pool = [c for c in pool if not c.is_prose and c.title != "line"]
    stop = head + (3 if distinct else 2)
    found = reading.mention(head, stop, pool, least=0.6)
    if not found or found[1] > head + 1 + distinct:
        return None if distinct else _counted_by_verb(reading, draft)
    word = reading.words[found[1]]
    if found[1] > head and is_row(reading, head) and not distinct:
        return draft
    if word.stem in DOMAIN_NOUNS and found[0] < 0.9 and not distinct:
        return draft
    column = found[2]
    reading.use([found[1]])
    reading.use(
        index
        for index in range(head, found[1])
        if is_row(reading, index) or strength(reading.words[index].stem, column) > 0
    )
    if column.is_countable and not distinct:
        draft.operation, draft.column = "sum", column.title
        if not column.is_additive:
            reading.doubt(0.85, f"a sum of {column.title}")
    elif column.is_measure and not distinct:
        return None
    elif column.distinct < reading.rows or distinct or column.is_id:
        draft.operation, draft.column = "distinct", column.title
    return draft


def _counted_by_verb(reading: Reading, draft: Draft) -> Draft:
    """`How many games did they win` where a column is called `Won`."""
    named = [
        (index, column)
        for index, word in reading.free()
        for column in free_measures(reading)
        if word.stem == stem(column.title) and index == len(reading.words) - 1
    ]
    if len(named) == 1:
        index, column = named[0]
        reading.use([index])
        draft.operation, draft.column = "sum", column.title
    return draft


def aggregate_word(reading: Reading) -> str:
    words = {
        "average": "mean", "avg": "mean", "mean": "mean", "median": "median",
        "sum": "sum", "total": "sum", "combined": "sum", "altogether": "sum",
    }  # fmt: skip
    for index, word in enumerate(reading.words):
        operation = words.get(word.text.lower())
        if operation and not (word.text.lower() == "mean" and index == 0):
            reading.use([index])
            return operation
    if re.search(r"\bhow much\b", reading.lower):
        return "sum"
    return ""


def _doubt_average_of_group(reading: Reading) -> None:
    """`The average customer` is no average of rows where a customer has several."""
    match = re.search(r"\b(?:average|mean|median|typical) (\w+)", reading.lower)
    texts = [c for c in reading.columns if c.kind == "text"]
    named = [c for c in texts if match and strength(stem(match.group(1)), c) >= 1]
    if named and named[0].distinct < reading.rows:
        reading.doubt(0.5, f"{named[0].title} may stand on several rows")


_WORTH = stem_set("value worth")


def _doubt_value(reading: Reading, column: Column, measures: list[Column]) -> None:
    """`Stock value` is no sum of pieces where there are prices too."""
    said = any(w.stem in _WORTH for w in reading.words)
    prices = [c for c in measures if stem("price") in c.stems]
    is_money = strength("total", column) >= 0.6 or column in prices or column.factors
    if said and prices and not is_money and not _WORTH & set(column.stems):
        reading.doubt(0.5, f"the value of {column.title}, not its number")


def aggregate(reading: Reading, draft: Draft) -> Draft | None:
    measures = free_measures(reading)
    _doubt_average_of_group(reading)
    found = reading.mention(0, len(reading.words), measures)
    free = [i for i, _ in reading.free()]
    direct = found and (found[1] in free or found[0] >= 1)
    if found and direct:
        check_rivals(reading, found, measures)
        reading.use([found[1]])
        reading.consume_names(found[2], found[1], reach=2)
        draft.column = found[2].title
        _doubt_value(reading, found[2], measures)
        if draft.operation == "sum" and "%" in draft.column:
            reading.doubt(0.4, f"a sum of {draft.column} means nothing")
        if (
            draft.operation == "sum"
            and not found[2].is_additive
            and not reading.filters
        ):
            reading.doubt(0.75, f"a sum of {found[2].title} may not be what was meant")
        return draft
    money = [c for c in measures if strength("total", c) >= 0.6]
    only = [c for c in measures if c.is_additive] if len(measures) == 1 else []
    pool = money or only
    if len(pool) != 1:
        return None
    reading.doubt(0.8, f"no column named; I took {pool[0].title}")
    draft.column = pool[0].title
    return draft


def grouped(reading: Reading, draft: Draft | None) -> Draft | None:
    if draft is None:
        return None
    match = re.search(
        r"\b(?:by|per|for each|for every|each|grouped by|broken down by)\s+",
        reading.lower,
    )
    if match and not reading.lower[match.end() :].startswith("the same"):
        start = sum(w.start < match.end() for w in reading.words)
        found = named_group(reading, start, start + 2)
        if found and found[0]:
            is_each_row = found[0].is_id and found[0].distinct == reading.rows
            if is_each_row and draft.operation in ("mean", "median"):
                return draft
            draft.group_by = (found[0].title, found[1])
    return draft
