"""Reads one test of a filter: a field, a flag or a pattern."""

from __future__ import annotations

import re

from rlm_tui.domain.rules.filters import (
    Compared,
    Comparison,
    Flagged,
    Found,
    Like,
    OneOf,
    Test,
)
from rlm_tui.domain.rules.patterns import compile_pattern
from rlm_tui.domain.rules.reader import Reader
from rlm_tui.domain.rules.words import (
    ACTIONS,
    COUNT_UNITS,
    FLAGS,
    KNOWN_VALUES,
    NUMBERS,
    SCOPES,
    TIME_UNITS,
    WORDS,
    plain_value,
)
from rlm_tui.domain.suggestion import suggestion
from rlm_tui.errors import RuleError

_COMPARISONS: tuple[Comparison, ...] = ("<=", ">=", "!=", "<", ">", "=")
_NUMBER = re.compile(
    r"\$?(?P<digits>[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?P<unit>[A-Za-z]*)(?![\w.])"
)
_MAX_NUMBER = 1e15
_SCOPE = re.compile(r"[pcoatn](?!\w)")
_EXPECTED = 'expected a test, such as gate:query, cost>0.05 or "words"'


def read_test(reader: Reader) -> Test:
    """Read one test.

    Raises:
        RuleError: there is none here, or it is not well formed.
    """
    if reader.is_quoted():
        return _found(reader, "")
    if reader.peek() == "~":
        return _scoped(reader)
    start, word = reader.at, reader.peek_word()
    if not word:
        reader.fail(f"{_EXPECTED}{reader.found()}")
    if word in FLAGS:
        reader.take_word()
        return Flagged(word)
    if word in NUMBERS:
        return _number_test(reader)
    if word in WORDS:
        return _word_test(reader)
    likely = suggestion(word, [*NUMBERS, *WORDS, *FLAGS, *ACTIONS])
    raise RuleError(f"{word!r} is no field or flag{likely or _HINT}", start)


_HINT = "; a text to look for needs quotes"


def _scoped(reader: Reader) -> Test:
    found = _SCOPE.match(reader.line, reader.at + 1)
    letter = found[0] if found else ""
    reader.take(f"~{letter}")
    return _found(reader, letter)


def _found(reader: Reader, letter: str) -> Test:
    text, columns = reader.pattern(f"expected a pattern after ~{letter}")
    return Found(SCOPES.get(letter, "any"), compile_pattern(text, columns))


def _number_test(reader: Reader) -> Test:
    field = reader.take_word()
    if reader.take(":"):
        numbers = [_number(reader, field)]
        while reader.take(","):
            numbers.append(_number(reader, field))
        return OneOf(field, tuple(numbers))
    for comparison in _COMPARISONS:
        if reader.take(comparison):
            if reader.peek() == "=":
                reader.fail("equal is written =")
            return Compared(field, comparison, _number(reader, field))
    reader.fail(f"{field} is a number: compare it, such as {field}>1")


def _number(reader: Reader, field: str) -> float:
    start = reader.at
    found = reader.take_touching(_NUMBER)
    if found is None:
        reader.fail(f"{field} is compared with a number, such as 5, 0.05 or 10k")
    unit = found["unit"]
    units = TIME_UNITS if field == "age" else COUNT_UNITS
    if unit and unit not in units:
        raise RuleError(
            f"{unit!r} is no unit of {field}; it has {', '.join(units)}",
            start + found.start("unit") - found.start(),
        )
    number = float(found["digits"]) * units.get(unit, 1)
    if number > _MAX_NUMBER:
        raise RuleError("the number is too large", start)
    return number


def _word_test(reader: Reader) -> Test:
    field = reader.take_word()
    if not reader.take(":"):
        reader.fail(f"{field} takes a value: {field}:{_example(field)}")
    values = [_value(reader, field)]
    while reader.take(","):
        values.append(_value(reader, field))
    return Like(field, tuple(values))


def _value(reader: Reader, field: str) -> str:
    start = reader.at
    value = plain_value(field, reader.value(f"expected a value after {field}:"))
    known = KNOWN_VALUES.get(field)
    if known and value.lower() not in known and not set(value) & set("*?["):
        likely = suggestion(value, known) or f"; it has {', '.join(sorted(known))}"
        raise RuleError(f"{value!r} is no {field}{likely}", start)
    return value


def _example(field: str) -> str:
    return {"model": "openai/*", "node": "0.1.*", "session": "s_1*"}.get(
        field, min(KNOWN_VALUES.get(field, {"*"}))
    )
