"""Regular expressions that a person writes, searched in texts of any length.

They are Python's, without regard to case. Python's engine tries every way of matching,
which for some patterns takes longer than anyone waits. So patterns that repeat a repeat
are refused, what others find has a greatest length that depends on how many repeats
without a bound they have, and only the beginning of a very long text is searched.
"""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass, field
from itertools import pairwise

from rlm_tui.domain.text import Text
from rlm_tui.errors import RuleError

MAX_PATTERN = 500
MAX_REPEATS = 4
"""Repeats without an upper bound in one pattern."""

MAX_CHOICES = 12
"""How many times two ways of matching there may be in one pattern."""

PLAIN_CHARS = 100_000
"""Characters of a text that a simple pattern is searched in."""

_SIMPLE = 4
"""Choices that a simple pattern has at most."""

REPEAT_CHARS = 10_000
"""The same for one with repeats without a bound, or with more choices."""

SPANS = (0, 1_000, 100, 30, 16)
"""How long what is found may be, by the number of such repeats; the time that one place
may take grows with a power that is one more."""

_LOOKS_AHEAD = re.compile(r"\$|\\[ZbB]|\(\?[=!]")
"""What can match because of where a text ends."""

_MANY = 10
"""A repeat with so high a bound counts as one without."""

_SET = re.compile(r"\[\^?\]?(?:\\.|[^\]\\])*\]", re.DOTALL)
_OPENING = re.compile(r"\((?:\?(?:P<\w+>|P=\w+|<[=!]|#[^)]*|[:=!>]|[\w-]+:?))?")
_QUANTIFIER = re.compile(r"(?:[*+?]|\{(?P<least>\d*)(?P<comma>,?)(?P<most>\d*)\})[?+]?")


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled pattern; two are equal if they are written alike."""

    text: str
    compiled: re.Pattern[str] = field(compare=False, repr=False)
    span: int = field(compare=False, default=0)
    """How long what it finds may be; 0: any length."""
    max_chars: int = field(compare=False, default=PLAIN_CHARS)
    """How much of a text is searched."""

    def found_in(self, text: Text) -> bool | None:
        """Whether it occurs; `None` if it may in a part that is not searched."""
        searched = (text.whole or text.preview)[: self.max_chars]
        if self._occurs_in(searched):
            return True
        return None if len(searched) < text.chars else False

    def _occurs_in(self, text: str) -> bool:
        if not self.span:
            return self.compiled.search(text) is not None
        starts = range(0, max(1, len(text) - self.span), self.span)
        return any(self._occurs_from(text, start) for start in starts)

    def _occurs_from(self, text: str, start: int) -> bool:
        """Look at twice the span, so that nothing is cut in two on both sides."""
        end = start + 2 * self.span
        found = self.compiled.search(text, start, end)
        if found is None:
            return False
        is_cut = found.end() == end < len(text)
        if not is_cut or not _LOOKS_AHEAD.search(self.text):
            return True
        end = found.start() + 2 * self.span
        again = self.compiled.match(text, found.start(), end)
        return again is not None and not again.end() == end < len(text)


def compile_pattern(text: str, columns: list[int]) -> Pattern:
    """Read a pattern.

    Args:
        text: the pattern.
        columns: where each of its characters is in the line, and where it ends.

    Raises:
        RuleError: it is no regular expression, or could take for ever.
    """
    if len(text) > MAX_PATTERN:
        raise RuleError(
            f"a pattern has at most {MAX_PATTERN} characters", columns[MAX_PATTERN]
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what Python may mean one day
            compiled = re.compile(text, re.IGNORECASE)
    except re.error as error:
        column = columns[min(error.pos or 0, len(text))]
        raise RuleError(f"not a regular expression: {error.msg}", column) from error
    except (ValueError, OverflowError, RecursionError) as error:
        raise RuleError(f"not a regular expression: {error}", columns[0]) from error
    if compiled.flags & re.VERBOSE:
        raise RuleError("a pattern cannot be a verbose one, (?x)", columns[0])
    scanned = _Scan(text, columns).scan()
    is_simple = not scanned.repeats and scanned.choices <= _SIMPLE
    max_chars = PLAIN_CHARS if is_simple else REPEAT_CHARS
    return Pattern(text, compiled, SPANS[scanned.repeats], max_chars)


@dataclass(slots=True)
class _Group:
    """What is inside one pair of parentheses, or the whole pattern."""

    repeats: int = 0
    """Repeats without a bound inside it."""
    choices: int = 0
    """Places inside it where more than one way may match, those repeats included."""
    starts: list[str] = field(default_factory=lambda: [""])
    """The first character of each alternative; empty where it is not a plain one."""
    is_fresh: bool = True
    """Whether the next thing is the first of an alternative."""

    def begin_with(self, char: str) -> None:
        """Note the first thing of an alternative."""
        if self.is_fresh:
            self.starts[-1] = char.lower()
            self.is_fresh = False

    def close(self) -> None:
        """Count alternatives that may match the same text as a choice."""
        starts = sorted(self.starts)
        if len(starts) > 1 and (
            not starts[0] or any(one == other for one, other in pairwise(starts))
        ):
            self.choices += (len(starts) - 1).bit_length()


class _Scan:
    """Looks for repeats in a pattern that is known to be well formed."""

    def __init__(self, text: str, columns: list[int]) -> None:
        self._text = text
        self._columns = columns
        self._open = [_Group()]
        self._last: _Group | None = None
        """The group that has just been closed."""

    def scan(self) -> _Group:
        """Count what the whole pattern has."""
        at = 0
        while at < len(self._text):
            found = _QUANTIFIER.match(self._text, at)
            if found and found[0] != "{}":
                self._repeat(found)
                self._last = None
                at = found.end()
            else:
                self._last = None
                at = self._step(at)
        return self._open[0]

    def _step(self, at: int) -> int:
        """Take one thing that is no quantifier; gives back where the next one is."""
        inside = self._open[-1]
        match self._text[at]:
            case "(":
                inside.begin_with("")
                self._open.append(_Group())
                return _end_of(_OPENING, self._text, at)
            case ")":
                self._close(at)
            case "|":
                inside.starts.append("")
                inside.is_fresh = True
            case "[":
                inside.begin_with("")
                return _end_of(_SET, self._text, at)
            case "\\":
                inside.begin_with("")
                return at + 2
            case char:
                inside.begin_with(char if char.isalnum() else "")
        return at + 1

    def _close(self, at: int) -> None:
        if len(self._open) > 1:
            self._last = self._open.pop()
            self._last.close()
            self._add(self._last, times=1)
            self._check(at)

    def _add(self, group: _Group, *, times: int) -> None:
        self._open[-1].repeats += times * group.repeats
        self._open[-1].choices += times * group.choices

    def _repeat(self, found: re.Match[str]) -> None:
        group, times = self._last, _most(found)
        if group is not None and group.choices and times >= _MANY:
            message = "a repeat of what repeats or varies can take for ever"
            self._fail(message, found.start())
        if group is not None:
            self._add(group, times=max(0, times - 1))
        if times >= _MANY and not _is_exact(found):
            self._open[-1].repeats += 1
        self._open[-1].choices += _choices(found)
        self._check(found.start())

    def _check(self, at: int) -> None:
        if self._open[-1].repeats > MAX_REPEATS:
            self._fail(f"a pattern has at most {MAX_REPEATS} repeats", at)
        if self._open[-1].choices > MAX_CHOICES:
            self._fail(f"a pattern has at most {MAX_CHOICES} choices", at)

    def _fail(self, message: str, at: int) -> None:
        raise RuleError(message, self._columns[at])


def _end_of(shape: re.Pattern[str], text: str, at: int) -> int:
    found = shape.match(text, at)
    return found.end() if found else at + 1


def _is_exact(found: re.Match[str]) -> bool:
    """Whether it repeats so many times and no other number of times."""
    return found[0].startswith("{") and not found["comma"]


def _choices(found: re.Match[str]) -> int:
    """How many times two ways lie in how often it repeats."""
    if _is_exact(found):
        return 0
    if found[0][0] in "*+?" or _most(found) >= _MANY:
        return 1
    return (_most(found) - int(found["least"] or 0)).bit_length()


def _most(found: re.Match[str]) -> int:
    """How often it repeats at most, as far as it matters."""
    if found[0][0] in "*+":
        return _MANY
    if found[0][0] == "?":
        return 1
    most = found["most"] if found["comma"] else found["least"]
    return min(_MANY, int(most[:3])) if most else _MANY
