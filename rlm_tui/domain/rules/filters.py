"""Filters: questions about facts, answered with yes, no or not known."""

from __future__ import annotations

import fnmatch
import operator
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, TypeAlias

from rlm_tui.domain.rules.facts import Facts
from rlm_tui.domain.rules.patterns import Pattern
from rlm_tui.domain.rules.words import MONEY, SCOPES, Scope

Comparison = Literal["<=", ">=", "!=", "<", ">", "="]

_COMPARE: Mapping[Comparison, Callable[[float, float], bool]] = {
    "<=": operator.le,
    ">=": operator.ge,
    "!=": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
    "=": operator.eq,
}


@dataclass(frozen=True, slots=True)
class Compared:
    """A number field against a number."""

    field: str
    comparison: Comparison
    number: float

    def matches(self, facts: Facts) -> bool | None:
        """Whether it holds; false where the field does not apply."""
        if self.field not in facts.numbers:
            return False
        found = facts.numbers[self.field]
        return None if found is None else _COMPARE[self.comparison](found, self.number)

    def says(self) -> str:
        """As English."""
        unit = "$" if self.field in MONEY else ""
        return f"{self.field} {self.comparison} {unit}{written(self.number)}"

    def __str__(self) -> str:
        return f"{self.field}{self.comparison}{written(self.number)}"


@dataclass(frozen=True, slots=True)
class OneOf:
    """A number field against several numbers."""

    field: str
    numbers: tuple[float, ...]

    def matches(self, facts: Facts) -> bool | None:
        """Whether it is one of them; false where the field does not apply."""
        if self.field not in facts.numbers:
            return False
        found = facts.numbers[self.field]
        return None if found is None else found in self.numbers

    def says(self) -> str:
        """As English."""
        unit = "$" if self.field in MONEY else ""
        return f"{self.field} is {_either(unit + written(n) for n in self.numbers)}"

    def __str__(self) -> str:
        return f"{self.field}:{','.join(map(written, self.numbers))}"


@dataclass(frozen=True, slots=True)
class Like:
    """A word field against globs, without regard to case."""

    field: str
    globs: tuple[str, ...]

    def matches(self, facts: Facts) -> bool:
        """Whether any of its words is like any of the globs."""
        found = [word.lower() for word in facts.words.get(self.field, ())]
        return any(
            fnmatch.fnmatchcase(word, glob.lower())
            for glob in self.globs
            for word in found
        )

    def says(self) -> str:
        """As English."""
        verb = "is like" if any(set(glob) & set("*?[") for glob in self.globs) else "is"
        return f"{self.field} {verb} {_either(self.globs)}"

    def __str__(self) -> str:
        return f"{self.field}:{','.join(map(_value, self.globs))}"


@dataclass(frozen=True, slots=True)
class Flagged:
    """A flag."""

    flag: str

    def matches(self, facts: Facts) -> bool | None:
        """Whether it is set; false where it does not apply."""
        return facts.flags.get(self.flag, False)

    def says(self) -> str:
        """As English."""
        return {"err": "has failed", "final": "is an answer"}.get(
            self.flag, f"is {self.flag}"
        )

    def __str__(self) -> str:
        return self.flag


@dataclass(frozen=True, slots=True)
class Found:
    """A pattern in the texts of a scope."""

    scope: Scope
    pattern: Pattern

    def matches(self, facts: Facts) -> bool | None:
        """Whether any text has it; not known if a part could not be searched."""
        texts = facts.texts.get(self.scope, ())
        return any_of(self.pattern.found_in(text) for text in texts)

    def says(self) -> str:
        """As English."""
        where = "any text" if self.scope == "any" else self.scope
        return f"{where} matches {quoted_pattern(self.pattern.text)}"

    def __str__(self) -> str:
        letter = next((x for x, scope in SCOPES.items() if scope == self.scope), "")
        return f"~{letter} {quoted_pattern(self.pattern.text)}"


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite of a test; what is not known stays so."""

    test: Test

    def matches(self, facts: Facts) -> bool | None:
        """Whether the test does not match."""
        found = self.test.matches(facts)
        return None if found is None else not found

    def says(self) -> str:
        """As English."""
        is_group = isinstance(self.test, (And, Or))
        return f"not {_grouped(self.test.says(), is_group=is_group)}"

    def __str__(self) -> str:
        is_group = isinstance(self.test, (And, Or))
        return f"!{_grouped(str(self.test), is_group=is_group)}"


@dataclass(frozen=True, slots=True)
class And:
    """All of several tests."""

    tests: tuple[Test, ...]

    def matches(self, facts: Facts) -> bool | None:
        """No if any says no; else not known if any is not."""
        is_unknown = False
        for test in self.tests:
            found = test.matches(facts)
            if found is False:
                return False
            is_unknown |= found is None
        return None if is_unknown else True

    def says(self) -> str:
        """As English."""
        return " and ".join(
            _grouped(test.says(), is_group=isinstance(test, Or)) for test in self.tests
        )

    def __str__(self) -> str:
        return " ".join(
            _grouped(str(test), is_group=isinstance(test, Or)) for test in self.tests
        )


@dataclass(frozen=True, slots=True)
class Or:
    """Any of several tests."""

    tests: tuple[Test, ...]

    def matches(self, facts: Facts) -> bool | None:
        """Yes if any says yes; else not known if any is not."""
        return any_of(test.matches(facts) for test in self.tests)

    def says(self) -> str:
        """As English."""
        return ", or ".join(test.says() for test in self.tests)

    def __str__(self) -> str:
        return " | ".join(map(str, self.tests))


Test: TypeAlias = Compared | OneOf | Like | Flagged | Found | Not | And | Or


@dataclass(frozen=True, slots=True)
class Filter:
    """A question that can be put to the facts of anything."""

    text: str
    """As written."""
    test: Test

    def matches(self, facts: Facts) -> bool | None:
        """Yes, no, or `None` where a fact that decides is not known."""
        return self.test.matches(facts)

    def says(self) -> str:
        """As English."""
        return self.test.says()

    def __str__(self) -> str:
        """In the one usual way to write it."""
        return str(self.test)


def all_of(tests: list[Test]) -> Test:
    """Tests that must all match, without a conjunction inside a conjunction."""
    flat = [one for test in tests for one in _parts(test, And)]
    return flat[0] if len(flat) == 1 else And(tuple(flat))


def some_of(tests: list[Test]) -> Test:
    """Tests of which one must match, without an alternative inside an alternative."""
    flat = [one for test in tests for one in _parts(test, Or)]
    return flat[0] if len(flat) == 1 else Or(tuple(flat))


def _parts(test: Test, kind: type[And | Or]) -> tuple[Test, ...]:
    return test.tests if isinstance(test, kind) else (test,)


def any_of(found: Iterable[bool | None]) -> bool | None:
    """Yes if any is yes; else not known if any is not known."""
    is_unknown = False
    for one in found:
        if one:
            return True
        is_unknown |= one is None
    return None if is_unknown else False


def written(number: float) -> str:
    """A number as the language reads it: in full, without an exponent."""
    return f"{Decimal(repr(number)).normalize():f}"


def quoted(text: str) -> str:
    """A text in quotes, as the language reads it."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def quoted_pattern(pattern: str) -> str:
    """A pattern in quotes; its own backslashes stay as they are."""
    return f'"{_LONE_QUOTE.sub(_escape, pattern)}"'


_LONE_QUOTE = re.compile(r"(\\.)|\"", re.DOTALL)


def _escape(found: re.Match[str]) -> str:
    return found[1] or '\\"'


BARE_VALUE = re.compile(r"""[^\s,|&()!"'~<>=\\]+""")
"""A value that needs no quotes."""


def _value(value: str) -> str:
    return value if BARE_VALUE.fullmatch(value) else quoted(value)


def _either(values: Iterable[str]) -> str:
    return " or ".join(values)


def _grouped(text: str, *, is_group: bool) -> str:
    return f"({text})" if is_group else text
