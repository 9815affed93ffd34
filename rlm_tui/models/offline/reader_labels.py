"""Values that stand behind their name: `port: 80`, `the port is 80`, `user jdoe`."""

from __future__ import annotations

import re

from rlm_tui.models.offline.programs.stemming import stem
from rlm_tui.models.offline.words import STOP_WORDS, content_words

_WHICH = re.compile(
    r"(?i)^\W*(?:(?:in|on|at|for|to|from|by) )?(?:which|what) ([a-z]+) "
)


def after_noun(question: str, sentence: str) -> str:
    """The name behind the noun that is asked for: `user jdoe` for `Which user …?`."""
    asked = _WHICH.match(question)
    if asked is None or asked.group(1) in STOP_WORDS:
        return ""
    noun = re.escape(asked.group(1))
    pattern = rf"(?i)\b{noun}:? ([\"“']?)([\w@./-]*\w)(?=[\s.,;:)\"”']|$)"
    found = [m for m in re.finditer(pattern, sentence) if _is_a_name(m, sentence)]
    if len(found) != 1:
        return ""
    name = found[0].group(2)
    return found[0].group().strip() if name.isdigit() else name


def _is_a_name(match: re.Match[str], sentence: str) -> bool:
    """Whether what stands behind a noun is no other word of the sentence."""
    name = match.group(2)
    is_odd = bool(re.search(r"[\d_@/-]|^[A-Z]|\w\.\w", name)) or bool(match.group(1))
    is_last = not sentence[match.end() :].strip(" .;")
    return name.lower() not in STOP_WORDS and (is_odd or is_last)


def after_label(question: str, sentence: str) -> str:
    """What follows `X:` or `X =` or `X is` when X is what the question asks for."""
    asked = {stem(word) for word in content_words(question)}
    cell = re.match(r"^\s*\|\s*(.+?)\s*\|\s*(.+?)\s*\|", sentence)
    match = cell or re.match(
        r"^[\s*\-#>\d.]*([^:=;]{2,60}?)\**\s*(?::(?!:)|=| is | are | was | were )"
        r"\**\s*(.+)$",
        sentence,
    )
    if not match:
        return ""
    label = {stem(word) for word in content_words(match.group(1))}
    value = match.group(2).strip().strip("*`|").strip()
    if label & asked and 0 < len(value) <= 120 and len(label - asked) <= 2:
        return value.rstrip(".;,")
    return ""
