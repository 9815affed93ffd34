"""One change of many texts, written as `s/old/new/gi`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from rlm_tui.domain.rules.patterns import PLAIN_CHARS, compile_pattern
from rlm_tui.errors import RuleError, SteeringError

HOW = "write s/old/new/, with g for every place and i for any case"


@dataclass(frozen=True, slots=True)
class Substitution:
    """A pattern, and what stands in its place; `\\1` is its first group."""

    pattern: re.Pattern[str]
    new: str
    is_everywhere: bool = False
    """Whether every place is changed, or the first in each text."""
    max_chars: int = PLAIN_CHARS
    """Longer texts would take longer than anyone waits."""

    def apply(self, text: str) -> str:
        """The text after the change."""
        return self.pattern.sub(self.new, text, count=0 if self.is_everywhere else 1)

    def changed(self, texts: Mapping[str, str]) -> dict[str, str]:
        """Those of some texts that become others, as they become.

        Raises:
            SteeringError: one is too long for the pattern.
        """
        if any(len(text) > self.max_chars for text in texts.values()):
            raise SteeringError(
                f"a text has more than {self.max_chars:,} characters, too many for "
                "this pattern; write it without * and +, or edit that one by itself"
            )
        applied = ((name, text, self.apply(text)) for name, text in texts.items())
        return {name: new for name, old, new in applied if new != old}


def parse_substitution(line: str) -> Substitution:
    """Read one; any sign may stand for the slash, and the last one may be left out.

    Raises:
        SteeringError: it is none; the message says what is wrong.
    """
    line = line.strip()
    if len(line) < 2 or line[0] != "s" or not _may_divide(line[1]):
        raise SteeringError(HOW)
    divider = line[1]
    parts = _split(line[2:], divider)
    if len(parts) < 2:
        raise SteeringError(f"there is no second {divider}: {HOW}")
    if len(parts) > 3:
        raise SteeringError(f"too many {divider}: write \\{divider} for a plain one")
    old, new, *flags = parts
    return _made(old, new.replace(f"\\{divider}", divider), "".join(flags).strip())


def with_beginning(line: str) -> str:
    """A line that may have been typed without its `s/`, as a whole one."""
    said = line.lstrip()
    is_whole = said[:1] == "s" and (len(said) < 2 or _may_divide(said[1]))
    return said if is_whole else f"s/{said}"


def changes_in(texts: Mapping[str, str], line: str) -> dict[str, str]:
    """Those of some texts that a line changes, as they become.

    Raises:
        SteeringError: it is no substitution, or it changes none.
    """
    changed = parse_substitution(line).changed(texts)
    if not changed:
        raise SteeringError("no text changes: the pattern fits nowhere")
    return changed


def _may_divide(sign: str) -> bool:
    return not sign.isalnum() and not sign.isspace() and sign != "\\"


def _split(text: str, divider: str) -> list[str]:
    """The parts between dividers that no backslash stands before."""
    parts, start, at = [], 0, 0
    while at < len(text):
        if text[at] == "\\":
            at += 2
            continue
        if text[at] == divider:
            parts.append(text[start:at])
            start = at + 1
        at += 1
    return [*parts, text[start:]]


def _made(old: str, new: str, flags: str) -> Substitution:
    if not old:
        raise SteeringError("there is nothing to look for between the first two signs")
    unknown = [flag for flag in flags if flag not in "gi"]
    if unknown:
        raise SteeringError(f"unknown flag {unknown[0]}: g is every place, i any case")
    try:
        guarded = compile_pattern(old, list(range(len(old) + 1)))
        pattern = re.compile(old, re.MULTILINE | (re.IGNORECASE if "i" in flags else 0))
        pattern.sub(new, "")
    except RuleError as error:
        raise SteeringError(error.message) from error
    except (re.error, IndexError) as error:
        raise SteeringError(f"not a pattern Python can read: {error}") from error
    return Substitution(pattern, new, "g" in flags, guarded.max_chars)
