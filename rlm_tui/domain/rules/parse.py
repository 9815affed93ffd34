"""Reads the rule language: `[action] filter {option}`.

    rule   = [action] filter { option }
    action = hold | log | pass | deny TEXT | mock TEXT | route MODEL
    option = once | every COUNT | after COUNT | off
    filter = and { "|" and }
    and    = unary { ["&"] unary }
    unary  = "!" unary | "(" filter ")" | test
    test   = NUMBER-FIELD (< <= > >= = !=) number | FIELD:value{,value} | FLAG
           | ~[scope] (TEXT | word) | TEXT

One pass, each character looked at a bounded number of times.
"""

from __future__ import annotations

from dataclasses import replace

from rlm_tui.domain.rules.atoms import read_test
from rlm_tui.domain.rules.filters import Filter, Not, Test, all_of, some_of
from rlm_tui.domain.rules.reader import Reader
from rlm_tui.domain.rules.rule import Rule
from rlm_tui.domain.rules.words import ACTIONS, OPTIONS, Action
from rlm_tui.errors import RuleError

MAX_DEPTH = 32
"""Parentheses and negations inside each other."""

MAX_COUNT = 1_000_000


def parse_filter(text: str) -> Filter:
    """Read a filter.

    Raises:
        RuleError: it is none; the error knows the column.
    """
    reader = Reader(text)
    test = _filter(reader, 0)
    if reader.peek_word() in OPTIONS:
        reader.fail(f"{reader.peek_word()!r} belongs to a rule, not to a filter")
    if not reader.is_at_end:
        reader.fail(reader.unexpected())
    return Filter(text.strip(), test)


def parse_rule(line: str) -> Rule:
    """Read one rule.

    Raises:
        RuleError: it is none; the error knows the column.
    """
    reader = Reader(line)
    action, argument = _action(reader)
    start = reader.at
    test = _filter(reader, 0)
    text = line[start : reader.at].strip()
    rule = Rule(line.strip(), action, argument, Filter(text, test))
    while not reader.is_at_end:
        rule = _option(reader, rule)
    return rule


def _action(reader: Reader) -> tuple[Action, str]:
    word = reader.peek_word()
    found: Action | None = next((one for one in ACTIONS if one == word), None)
    if found is None:
        return "hold", ""
    reader.take_word()
    match found:
        case "deny" | "mock":
            needed = f'{found} has its words first, in quotes: {found} "…" gate:query'
            return found, reader.text(needed)
        case "route":
            return found, reader.value("route needs the name of a model")
        case _:
            return found, ""


def _option(reader: Reader, rule: Rule) -> Rule:
    start, word = reader.at, reader.peek_word()
    if word not in OPTIONS:
        reader.fail(reader.unexpected())
    reader.take_word()
    match word:
        case "once" if not rule.once:
            return replace(rule, once=True)
        case "off" if not rule.off:
            return replace(rule, off=True)
        case "every" if not rule.every:
            return replace(rule, every=_count(reader, word))
        case "after" if not rule.after:
            return replace(rule, after=_count(reader, word))
        case _:
            raise RuleError(f"{word!r} is said twice", start)


def _count(reader: Reader, word: str) -> int:
    start = reader.at
    count = reader.digits(f"{word} needs a count, such as {word} 10")
    if not 1 <= count <= MAX_COUNT:
        raise RuleError(f"a count is from 1 to {MAX_COUNT:,}", start)
    return count


def _filter(reader: Reader, depth: int) -> Test:
    tests = [_and(reader, depth)]
    while reader.take("|"):
        tests.append(_and(reader, depth))
    return some_of(tests)


def _and(reader: Reader, depth: int) -> Test:
    tests = [_unary(reader, depth)]
    while reader.take("&") or _goes_on(reader):
        tests.append(_unary(reader, depth))
    return all_of(tests)


def _goes_on(reader: Reader) -> bool:
    """Whether another test follows, which is then one more condition."""
    word = reader.peek_word()
    return word not in OPTIONS if word else reader.peek() in tuple("!(~\"'")


def _unary(reader: Reader, depth: int) -> Test:
    if depth > MAX_DEPTH:
        reader.fail(f"more than {MAX_DEPTH} parentheses or negations inside each other")
    if reader.take("!"):
        return Not(_unary(reader, depth + 1))
    if reader.take("("):
        test = _filter(reader, depth + 1)
        if not reader.take(")"):
            reader.fail("expected ), or another test")
        return test
    return read_test(reader)
