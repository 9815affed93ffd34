"""What a question asks to be done with the text, apart from looking something up."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from rlm_tui.models.offline.programs.stemming import stem
from rlm_tui.models.offline.reader_kinds import PATTERNS
from rlm_tui.models.offline.words import content_words, quoted_phrases, stem_set

Intent = Literal[
    "summary", "compare", "contradictions", "top words", "extract", "count", "ask"
]

_PATTERNS: tuple[tuple[Intent, str], ...] = (
    (
        "contradictions",
        r"contradict|inconsisten|conflicting (?:statement|number|value|claim"
        r"|information|date|fact)"
        r"|disagree(?:s|ment)? with itself",
    ),
    (
        "top words",
        r"\b(?:most|top)\b.*\bwords\b|\bmost (?:common|frequent|used|often used) "
        r"word\b|\bkeywords\b|\bword (?:frequency|count by)",
    ),
    (
        "compare",
        r"\bcompare\b|\bdifferences? between\b|what (?:has )?changed\b|\bdiff\b"
        r"|\bwhat is different\b|\bhow do .* differ\b",
    ),
    (
        "summary",
        r"\bsummar(?:y|i[sz]e|ies)|\boverview\b|\bgist\b|\btl;?dr\b|\b(?:main"
        r"|key) (?:points|findings|topics|ideas|takeaways)"
        r"|what (?:is|was) (?:this|the) (?:\w+ )?(?:document|text|file|contract"
        r"|report|context|book|meeting)? ?about\b",
    ),
)
_EXTRACTS: tuple[tuple[str, str], ...] = (
    ("email", r"e-?mails?(?: addresses)?"),
    ("url", r"urls?|links?|web addresses"),
    ("ip", r"ip(?:v4)?(?: addresses|s)?|ips"),
    ("uuid", r"uuids?|guids?"),
    ("phone", r"(?:tele)?phone numbers"),
    ("date", r"dates"),
    ("money", r"amounts(?: of money)?|prices|sums of money"),
    ("percent", r"percentages"),
    ("version", r"version numbers|versions"),
    ("id", r"(?:\w+ )?(?:ids|identifiers|ticket numbers|ticket keys)"),
)
_ID = (
    r"\b[A-Z][A-Z0-9]{0,9}-\d[\w-]*\b"
    r"|\b[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}\b"
)
_UNITS = (
    (
        "occurrences",
        r"how (?:often|frequently) .*\b(?:appear|occur|mention|said|word|term"
        r"|phrase)|how many times|number of times|\boccurrences?",
    ),
    ("files", r"how many (?:\w+ )?(?:files|documents|modules)\b|number of files\b"),
    ("characters", r"how many characters\b|number of characters\b"),
    ("words", r"how many words\b|number of words\b|word count\b"),
    ("paragraphs", r"how many paragraphs\b|number of paragraphs\b"),
    ("sentences", r"how many sentences\b|number of sentences\b"),
    (
        "sections",
        r"how many (?:\w+ )?(?:sections|headings|chapters)\b|number of (?:sections"
        r"|headings)\b",
    ),
    ("functions", r"how many (?:\w+ )?(?:functions|methods)\b|number of functions\b"),
    ("classes", r"how many (?:\w+ )?classes\b|number of classes\b"),
    ("todos", r"how many (?:todos?|fixmes?)\b|number of todos?"),
    ("imports", r"how many imports?\b|number of imports"),
    (
        "lines",
        r"how many (?:\w+ )?lines\b|number of (?:\w+ )?lines\b|line count|count the "
        r"lines",
    ),
)
_COUNT_FILLER = stem_set("""
    word words line lines term string phrase file files whole total number
    count appear appears occur occurs occurrence occurrences times contain
    contains containing mention mentions mentioning including include includes
    text document section sections function functions class classes method
    defined character paragraph sentence heading module directory codebase
    project code comment comments long todo fixme import imports there""")


@dataclass(frozen=True, slots=True)
class Extraction:
    """What to find everywhere, and on which lines."""

    kind: str
    pattern: str
    near: tuple[str, ...]
    only_count: bool
    confidence: float


@dataclass(frozen=True, slots=True)
class Counting:
    """What to count in a text."""

    unit: str
    terms: tuple[str, ...]
    """The stems of the words to be found."""
    words: tuple[str, ...]
    """The same words as the question has them."""
    phrases: tuple[str, ...]
    is_negated: bool
    confidence: float
    is_exact: bool = False
    """Whether the word is meant as it is written, and not its other forms."""
    is_literal: bool = False
    """Whether the question is about the letters of the text: none is a count, too."""


def intent_of(question: str) -> Intent:
    """The first intent whose words the question uses; `ask` for a plain question."""
    text = question.lower()
    for intent, pattern in _PATTERNS:
        if re.search(pattern, text):
            return intent
    if extraction(question):
        return "extract"
    return "count" if counting(question) else "ask"


def extraction(question: str) -> Extraction | None:
    """`List all email addresses …`, `How many different URLs …`."""
    text = question.lower()
    asks = (
        r"\b(?:list|extract|find|give|show|get|collect|what are|which)\b(?: \w+){0,3}?"
    )
    counts = r"\b(?:how many|number of)(?: \w+){0,2}?"
    for kind, names in _EXTRACTS:
        listed = re.search(rf"{asks} (?:{names})\b", text)
        counted = re.search(rf"{counts} (?:{names})\b", text)
        is_mail = kind == "email" and "address" not in text
        if is_mail and counted and not re.search(r"different|distinct|unique", text):
            continue
        if (listed and (kind != "version" or "all" in text)) or counted:
            said = (listed or counted or re.match("", "")) or None
            assert said is not None
            near = _near(question[said.end() :])
            pattern = _ID if kind == "id" else PATTERNS[kind]
            sure = 0.9 if not near else 0.7
            return Extraction(kind, pattern, near, bool(counted), sure)
    return None


def _near(rest: str) -> tuple[str, ...]:
    filler = {"appear", "found", "find", "contain", "occur", "used", "present", "log"}
    words = [stem(word) for word in content_words(rest)]
    return tuple(word for word in words if word not in filler | _COUNT_FILLER)


def counting(question: str) -> Counting | None:
    """`How many lines …`, `How often does … occur`."""
    text = question.lower()
    for unit, pattern in _UNITS:
        if re.search(pattern, text):
            return _counting(question, unit)
    return None


def _counting(question: str, unit: str) -> Counting:
    phrases = tuple(quoted_phrases(question))
    rest = question
    for phrase in phrases:
        rest = rest.replace(phrase, " ")
    words = tuple(
        word for word in content_words(rest) if stem(word) not in _COUNT_FILLER
    )
    terms = tuple(map(stem, words))
    negated = bool(
        re.search(r"\b(?:not|without|n't|don't|doesn't)\b", question.lower())
    )
    sure = 0.9
    if unit not in ("lines", "files", "occurrences") and (terms or phrases):
        sure = 0.45
    elif len(terms) > 1:
        sure = 0.65 if unit == "lines" and not negated else 0.4
    elif unit == "occurrences" and not (terms or phrases):
        sure = 0.0
    is_literal = bool(_LITERAL.search(question))
    is_exact = bool(_EXACT.search(question)) and bool(words)
    return Counting(
        unit, terms, words, phrases, negated, sure, is_exact, is_literal and sure > 0.6
    )


def mentions_one(question: str) -> bool:
    """Whether it asks how many lines mention one word or one quoted text."""
    found = counting(question)
    if found is None or not found.is_literal or found.is_negated:
        return False
    is_one = len(found.terms) + len(found.phrases) == 1
    return is_one and bool(
        re.search(r"(?i)\blines?\b.*\b(?:mention|contain)", question)
    )


_EXACT = re.compile(r"(?i)\bthe (?:exact )?(?:word|term) (?!of\b|for\b|that\b)\w")
_LITERAL = re.compile(
    r"(?i)\b(?:word|term|phrase|string)\b|\b(?:mention|contain|appear|occur|includ)"
    r"|[\"“`]"
)


@dataclass(frozen=True, slots=True)
class Place:
    """Something of which the question asks where it stands."""

    terms: tuple[str, ...]
    is_definition: bool


def asked_place(question: str) -> Place | None:
    """`Which file defines X`, `Where is X defined`, `Which section covers Y`."""
    verb = (
        r"(defin|declar|implement|contain|mention|cover|discuss|describ|handl|deal)\w*"
    )
    which = (
        rf"(?i)^(?:in )?(?:which|what) (?:files?|modules?|documents?"
        rf"|sections?)\b.*?{verb}"
    )
    where = rf"(?i)^where (?:is|are|was) (?:the )?.+?{verb}"
    match = re.search(which, question) or re.search(where, question)
    if not match:
        return None
    filler = {
        "file",
        "modul",
        "document",
        "section",
        "clas",
        "class",
        "function",
        "method",
    }
    verbs = re.compile(rf"(?i)^{verb}$")
    terms = [
        word
        for word in content_words(question)
        if stem(word) not in {stem(f) for f in filler} | filler
        and not verbs.match(word)
    ]
    kinds = ("defin", "declar", "implement")
    return Place(tuple(terms), match.group(1).lower() in kinds) if terms else None
