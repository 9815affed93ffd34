"""The conditions that a question puts on rows: values, numbers, dates, words."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rlm_tui.models.offline.blank_filters import read_blanks
from rlm_tui.models.offline.columns import Column, strength
from rlm_tui.models.offline.comparisons import read_comparisons
from rlm_tui.models.offline.moment_filters import read_moments
from rlm_tui.models.offline.programs.stemming import WORD, stem
from rlm_tui.models.offline.reading import DOMAIN_NOUNS, Filter, Reading
from rlm_tui.models.offline.status_filters import read_status_classes
from rlm_tui.models.offline.words import (
    STOP_WORDS,
    alternatives,
    quoted_phrases,
    stem_set,
    word_set,
)

_NOT = re.compile(
    r"\b(?:not|n't|excluding|except|without|non|besides|other than|no|never|isn't"
    r"|aren't|wasn't|weren't|doesn't|don't|outside|exclude)(?!\w)\W*(?:\w+\W+){0,2}$"
)


@dataclass(frozen=True, slots=True)
class _Naming:
    """A cell value found in the question."""

    at: int
    length: int
    column: Column
    value: str
    is_exact: bool


def read_filters(reading: Reading) -> None:
    """Find every condition and mark its words as explained."""
    read_moments(reading)
    read_status_classes(reading)
    read_comparisons(reading)
    _read_values(reading)
    _read_quotes(reading)
    _read_booleans(reading)
    read_blanks(reading)


def _read_values(reading: Reading) -> None:
    found = [n for c in reading.columns for n in _namings(reading, c)]
    found.sort(key=lambda n: (-n.length, not n.is_exact, _preference(reading, n)))
    taken: dict[int, _Naming] = {}
    chosen: list[_Naming] = []
    for naming in found:
        span = range(naming.at, naming.at + naming.length)
        if not any(index in taken for index in span):
            _doubt_rivals(reading, naming, found)
            _doubt_sparse(reading, naming)
            chosen.append(naming)
            taken |= dict.fromkeys(span, naming)
    for naming in sorted(chosen, key=lambda n: n.at):
        _add_value(reading, naming)
    _read_partial_values(reading)


def _read_partial_values(reading: Reading) -> None:
    found = [n for c in reading.columns for n in _partial_namings(reading, c)]
    for at in sorted({n.at for n in found}):
        here = _of_role(reading, [n for n in found if n.at == at])
        if len({n.column.title for n in here}) > 1:
            reading.doubt(0.5, f"“{reading.words[at].text}” stands in several columns")
        else:
            values = [n.value for n in here]
            sure = 0.92 if len(values) == 1 else 0.65
            reading.doubt(
                sure, f"“{reading.words[at].text}” taken for {'; '.join(values)}"
            )
            reading.use([at])
            reading.filters.append(Filter(here[0].column.title, "is", values, at))


_ROLES = (
    (r"\b(?:did|does|has|from|by) (?:\w+ )?$", "sender author from writer speaker"),
    (r"\b(?:to|for) (?:\w+ )?$", "recipient to addressee receiver"),
)


def _of_role(reading: Reading, found: list[_Naming]) -> list[_Naming]:
    """Of a name in several columns those of who does it, or of whom it is done to."""
    before = reading.lower[: reading.words[found[0].at].start]
    for pattern, roles in _ROLES:
        own = [n for n in found if stem_set(roles) & set(n.column.stems)]
        if own and re.search(pattern, before):
            return own
    return found


def _doubt_rivals(reading: Reading, naming: _Naming, found: list[_Naming]) -> None:
    """Say so when another column holds the same value and the question names none."""
    rank = _preference(reading, naming)[0]
    for other in found:
        is_rival = other.at == naming.at and other.column is not naming.column
        is_alike = other.length == naming.length and other.is_exact == naming.is_exact
        is_full = other.column.filled >= 0.8 * naming.column.filled
        is_near = _preference(reading, other)[0] == rank
        if is_rival and is_alike and is_full and is_near:
            title = other.column.title
            reading.doubt(0.55, f"{title} also holds “{naming.value}”")


def _doubt_sparse(reading: Reading, naming: _Naming) -> None:
    """Less sure of a column that few rows have where more of them say the value."""
    said = reading.words[naming.at].text
    filled = naming.column.filled
    if 2 * filled < reading.rows and reading.hits.get(said, 0) > filled:
        reading.doubt(0.4, f"“{naming.value}” stands outside {naming.column.title} too")


def _preference(reading: Reading, naming: _Naming) -> tuple[float, float, int]:
    near = reading.mention(
        naming.at - 3, naming.at + naming.length + 3, [naming.column]
    )
    said = near is not None and near[1] not in range(
        naming.at, naming.at + naming.length
    )
    score = near[0] if near and said else 0.0
    return (-score, -naming.column.filled, naming.column.distinct)


def _namings(reading: Reading, column: Column) -> list[_Naming]:
    if column.kind in ("date", "bool") or column.is_prose or column.title == "line":
        return []
    found = []
    for value in column.named:
        wanted = [stem(word) for word in WORD.findall(value)]
        for at in range(len(reading.words) - len(wanted) + 1):
            span = reading.words[at : at + len(wanted)]
            taken = reading.used & set(range(at, at + len(wanted)))
            if not taken and [word.stem for word in span] == wanted:
                said = reading.question[span[0].start : span[-1].end]
                naming = _Naming(
                    at, len(wanted), column, value, said.lower() == value.lower()
                )
                if _is_meant(reading, naming, said):
                    found.append(naming)
    return found


def _partial_namings(reading: Reading, column: Column) -> list[_Naming]:
    """Values of which the question says a part, as the last name of a customer."""
    if column.kind != "text" or column.is_prose:
        return []
    found = []
    for part, values in column.partly:
        for at, word in enumerate(reading.words):
            if word.text == part and at not in reading.used:
                found += [_Naming(at, 1, column, value, False) for value in values]
    return found


def _is_meant(reading: Reading, naming: _Naming, said: str) -> bool:
    word = reading.words[naming.at]
    if naming.column.kind == "number" or said.isdigit():
        return _is_beside_name(reading, naming)
    if naming.length > 1:
        return True
    if said.lower() in STOP_WORDS or said.lower() in _OPERATION_WORDS:
        return said == naming.value and said != said.lower()
    names_column = any(strength(word.stem, c) >= 1.0 for c in reading.columns)
    if names_column or word.stem in DOMAIN_NOUNS:
        return said == naming.value or _is_beside_name(reading, naming)
    return True


_OPERATION_WORDS = word_set("""
    total average mean median sum count most least max min top number all any
    each single first last""")


def _is_beside_name(reading: Reading, naming: _Naming) -> bool:
    near = [*range(naming.at - 2, naming.at), naming.at + naming.length]
    is_status = "statu" in naming.column.stems
    for index in near:
        if 0 <= index < len(reading.words):
            name = reading.words[index].stem
            if strength(name, naming.column) >= 0.6:
                return True
            if is_status and name in ("error", "respons", "request", "hit"):
                return True
    return False


def _add_value(reading: Reading, naming: _Naming) -> None:
    reading.use(range(naming.at, naming.at + naming.length))
    before = reading.lower[: reading.words[naming.at].start]
    test = "is not" if _is_denied(reading, naming, before) else "is"
    reading.consume_names(naming.column, naming.at)
    for index, known in enumerate(reading.filters):
        if known.column == naming.column.title and known.test == test:
            assert isinstance(known.value, list)
            values = [*known.value, naming.value]
            reading.filters[index] = Filter(known.column, test, values, known.at)
            return
    reading.filters.append(Filter(naming.column.title, test, [naming.value], naming.at))


def _is_denied(reading: Reading, naming: _Naming, before: str) -> bool:
    """Whether a `not` belongs to this value and not to one that stands between."""
    match = _NOT.search(before)
    if match is None:
        return False
    between = [
        f
        for f in reading.filters
        if f.column != naming.column.title and match.start() < reading.words[f.at].start
    ]
    return not between


def _read_quotes(reading: Reading) -> None:
    for phrase in quoted_phrases(reading.question):
        start = reading.question.find(phrase)
        inside = [
            i
            for i, w in enumerate(reading.words)
            if start <= w.start < start + len(phrase)
        ]
        if inside and not set(inside) & reading.used:
            reading.use(inside)
            reading.filters.append(Filter("", "has phrase", phrase, inside[0]))


def _read_booleans(reading: Reading) -> None:
    for column in (c for c in reading.columns if c.kind == "bool"):
        names = set(column.stems) - {"is", "has", "was", "wa", "ha"}
        for index, word in reading.free():
            if {word.stem, stem(word.text.lower().removesuffix("ly"))} & names:
                before = reading.lower[: word.start]
                no = bool(_NOT.search(before)) or "non-" in before[-4:]
                wanted = ["false", "no", "n", "False", "No", "N", "FALSE", "NO"]
                if not no:
                    wanted = ["true", "yes", "y", "True", "Yes", "Y", "TRUE", "YES"]
                reading.use([index])
                reading.filters.append(Filter(column.title, "is", wanted, index))
                break


_ONE_OF_MANY = stem_set("""
    user customer person people client visitor employee worker host server machine node
    device address account country city computer member""")
"""What several lines may speak of, so that lines do not count it."""


def _doubt_head(reading: Reading, index: int) -> None:
    """Less sure where lines are counted in place of those they speak of."""
    before = reading.lower[: reading.words[index].start]
    is_head = re.search(r"\b(?:how many|number of) (?:\w+ )?$", before)
    is_of_many = reading.words[index].stem in _ONE_OF_MANY or reading.rows_are
    if is_head and is_of_many:
        reading.doubt(0.5, f"lines that mention {reading.words[index].text}")


def read_words(reading: Reading, hits: dict[str, int]) -> None:
    """Turn what is left into conditions on the text, where the text has it."""
    prose = reading.prose_columns
    for index, word in reading.free():
        if not prose or not hits.get(word.text):
            continue
        column = prose[0].title if len(prose) == 1 else ""
        reading.use([index])
        _doubt_head(reading, index)
        reading.doubt(0.95, f"rows that contain “{word.text}”")
        reading.filters.append(
            Filter(column, "contains", [alternatives(word.text)[:1]], index)
        )
