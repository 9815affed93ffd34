"""A place in a line of the rule language, and what can be read from there."""

from __future__ import annotations

import re
from typing import NoReturn

from rlm_tui.domain.rules.filters import BARE_VALUE
from rlm_tui.errors import RuleError

MAX_LINE = 4_000

_WORD = re.compile(r"[A-Za-z_]\w*")
_DIGITS = re.compile(r"[0-9]{1,12}(?![\w.])")
_QUOTED = re.compile(r"""("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')""", re.DOTALL)
_ESCAPES = {"n": "\n", "t": "\t"}


class Reader:
    """Reads a line from left to right."""

    def __init__(self, line: str) -> None:
        if len(line) > MAX_LINE:
            raise RuleError(f"a line has at most {MAX_LINE} characters", MAX_LINE)
        self.line = line
        self.at = 0
        """Where the next thing begins."""
        self._skip()

    @property
    def is_at_end(self) -> bool:
        """Whether nothing follows."""
        return self.at >= len(self.line)

    def _skip(self) -> None:
        while not self.is_at_end and self.line[self.at].isspace():
            self.at += 1

    def _move_to(self, end: int) -> None:
        self.at = end
        self._skip()

    def fail(self, message: str) -> NoReturn:
        """Say what is wrong here."""
        raise RuleError(message, self.at)

    def unexpected(self) -> str:
        """What is here, where something else should be."""
        if self.is_at_end:
            return "it ends too early"
        return f"unexpected {self._here()!r}"

    def _here(self) -> str:
        """The word, or what else stands here up to the next space."""
        return self.peek_word() or self.line[self.at :].split()[0][:20]

    def found(self) -> str:
        """What is here, to say it behind what should be."""
        return "" if self.is_at_end else f", found {self._here()!r}"

    def peek(self) -> str:
        """The next character; empty at the end."""
        return self.line[self.at : self.at + 1]

    def peek_word(self) -> str:
        """The word that is next; empty if something else is."""
        found = _WORD.match(self.line, self.at)
        return found[0] if found else ""

    def take_word(self) -> str:
        """Read a word."""
        word = self.peek_word()
        self._move_to(self.at + len(word))
        return word

    def take(self, sign: str) -> bool:
        """Read a sign if it is next."""
        if not self.line.startswith(sign, self.at):
            return False
        self._move_to(self.at + len(sign))
        return True

    def take_touching(self, shape: re.Pattern[str]) -> re.Match[str] | None:
        """Read what has a shape, if it is next."""
        found = shape.match(self.line, self.at)
        if found:
            self._move_to(found.end())
        return found

    def digits(self, needed: str) -> int:
        """Read a whole number."""
        found = self.take_touching(_DIGITS)
        return int(found[0]) if found else self.fail(needed)

    def is_quoted(self) -> bool:
        """Whether a text in quotes is next, finished or not."""
        return self.peek() in ('"', "'")

    def _quotes(self, needed: str) -> re.Match[str]:
        if not self.is_quoted():
            self.fail(needed)
        found = _QUOTED.match(self.line, self.at)
        if found is None:
            self.fail("the quote is not closed")
        self._move_to(found.end())
        return found

    def text(self, needed: str) -> str:
        r"""Read a text in quotes; `\n` and `\t` in it are a new line and a tab."""
        inside = self._quotes(needed)[0][1:-1]
        return re.sub(
            r"\\(.)", lambda m: _ESCAPES.get(m[1], m[1]), inside, flags=re.DOTALL
        )

    def value(self, needed: str) -> str:
        """Read a text in quotes, or a word with any signs that have no meaning here."""
        if self.is_quoted():
            return self.text(needed)
        found = self.take_touching(BARE_VALUE)
        return found[0] if found else self.fail(needed)

    def pattern(self, needed: str) -> tuple[str, list[int]]:
        """Read a pattern and the columns of its characters.

        In quotes a backslash before a quote is dropped; any other is the pattern's.
        """
        start = self.at
        if not self.is_quoted():
            word = self.value(needed)
            return word, list(range(start, start + len(word) + 1))
        end = self._quotes(needed).end() - 1
        chars, columns, at = [], [], start + 1
        while at < end:
            if self.line[at] == "\\" and self.line[at + 1] in "\"'":
                at += 1
            elif self.line[at] == "\\":
                chars.append("\\")
                columns.append(at)
                at += 1
            chars.append(self.line[at])
            columns.append(at)
            at += 1
        return "".join(chars), [*columns, end]
