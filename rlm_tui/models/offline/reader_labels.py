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
    if wanted := _after_deed(question, sentence):
        return wanted
    noun = re.escape(asked.group(1))
    pattern = rf"(?i)\b{noun}:? ([\"“']?)([\w@./-]*\w)(?=[\s.,;:)\"”']|$)"
    found = [m for m in re.finditer(pattern, sentence) if _is_a_name(m, sentence)]
    if len(found) != 1:
        return ""
    name = found[0].group(2)
    return found[0].group().strip() if name.isdigit() else name


def _after_deed(question: str, sentence: str) -> str:
    """`200` of `got 503, want 200` for `Which status was wanted?`."""
    deed = re.search(r"(?i)\b(?:was|were|is|are) ([a-z]+)\W*$", question)
    said = re.findall(r"([A-Za-z]+):? (\d[\w.]*)(?=[\s,;)]|$)", sentence)
    values = [v for w, v in said if deed and stem(w) == stem(deed.group(1))]
    return values[0] if len(values) == 1 and len(said) > 1 else ""


def _is_a_name(match: re.Match[str], sentence: str) -> bool:
    """Whether what stands behind a noun is no other word of the sentence."""
    name = match.group(2)
    is_odd = bool(re.search(r"[\d_@/-]|^[A-Z]|\w\.\w", name)) or bool(match.group(1))
    is_last = not sentence[match.end() :].strip(" .;")
    is_noun = re.search(
        r"(?i)\b(?:the|an?|this|that|its|their)\W*$", sentence[: match.start()]
    )
    return name.lower() not in STOP_WORDS and (is_odd or (is_last and not is_noun))


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
    which = _WHICH.match(question)
    if which and which.group(1) not in STOP_WORDS and re.match(r"\d+ [a-z]", value):
        return ""
    is_error = _AN_ERROR.fullmatch(match.group(1).strip())
    if which and is_error and stem(which.group(1)) not in label:
        return ""
    if label & asked and 0 < len(value) <= 120 and len(label - asked) <= 2:
        return value.rstrip(".;,")
    return ""


_SMALL_LABEL = re.compile(r"\W*([A-Za-z][\w /-]{1,40}):\s")


def label_fitness(sentence: str, asked: list[str]) -> float:
    """A little less than 1 where a label says more than is asked: `Test Suites: 5`."""
    label = _SMALL_LABEL.match(sentence)
    if label is None:
        return 1.0
    said = {stem(word) for word in content_words(label.group(1))}
    wanted = {stem(word) for word in asked}
    return 0.95 if said & wanted and said - wanted else 1.0


_WHAT_IS = re.compile(
    r"(?i)^\W*what(?: is|'s|’s| was) (?:[\w'’-]+ )*?[\w-]+['’]s ([\w-]+)\W*$"
    r"|^\W*what(?: is|'s|’s| was) the ([\w-]+) (?:of|for) [\w'’ -]+?\W*$"
)
_LINKED = (
    r"(?:[^\w.;]+\w+){0,3}?\W*(?:\b(?:is|are|was|were|means|called|named|as)\b|[:=])"
)
_AN_ERROR = re.compile(r"[\w.]*(?:Error|Exception)\b")
_TALLY = re.compile(r"\b\d+ (?:passed|failed|skipped|total|errors?|warnings?)\b")
_UNNAMED = r"(?:the|an?|this|that|our|their|its|his|her|any|every|each|which)"


def names_what_is_asked(question: str, sentence: str) -> bool:
    """Whether a whole sentence can tell a person's password, or which room it is."""
    if asked := _WHAT_IS.match(question):
        noun = re.escape(asked.group(1) or asked.group(2))
        is_said = re.search(rf"(?i)\b{noun}s?\b", sentence)
        linked = rf"(?i)\b{noun}s?\b(?:{_LINKED}|(?-i: [A-Z\d]))"
        turned = rf"(?i)\b(?:is|are|was|were) .*\b{noun}s?\b"
        is_row = "|" in sentence or not is_said
        return is_row or bool(re.search(f"{linked}|{turned[4:]}", sentence))
    asked = _WHICH.match(question)
    if asked is None or asked.group(1) in STOP_WORDS:
        return True
    if _TALLY.search(sentence):
        return False
    noun = re.escape(asked.group(1))
    if _AN_ERROR.match(sentence) and noun not in sentence.lower():
        return False
    said = re.findall(rf"(?i)([\w'’-]+ )?\b{noun}\b(?! \(?(?-i:[A-Z\d]))", sentence)
    return not said or not all(re.match(rf"(?i){_UNNAMED} ", before) for before in said)
