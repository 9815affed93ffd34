"""What is wrong with a typed line, with a mark below the place."""

from __future__ import annotations

import re

from rlm_tui.errors import CommandError, LineError, RLMError
from rlm_tui.sanitize import safe_line
from rlm_tui.ui.text.lines import Line, Span, line


def problem_line(error: RLMError, *, width: int, scrolled: int = 0) -> Line:
    """The message of an error; where it knows a column, a caret stands there.

    The message stands behind the caret, or before it where there is more room.
    """
    if not isinstance(error, LineError):
        return line(Span(safe_line(str(error)), "failed"))
    message = safe_line(error.message)
    at = max(0, error.column - scrolled)
    if at + len(message) + 2 > width and at > len(message):
        return line(Span(f"{message} ^".rjust(at + 1), "failed"))
    return line(Span(f"{' ' * at}^ {message}", "failed"))


def placed(error: RLMError, said: str) -> RLMError:
    """The error with the column of the word of a line that it is about.

    That is the longest one that it names; without any it is about the whole line.
    """
    if isinstance(error, LineError):
        return error
    message = str(error)
    words = [(found[0], found.start()) for found in re.finditer(r"\S+", said)][1:]
    named = [(len(word), -at) for word, at in words if word in message]
    return CommandError(message, -max(named)[1]) if named else error
