"""Definitions: which sentence says what a term means."""

from __future__ import annotations

import re

from rlm_tui.models.offline.programs.stemming import stem
from rlm_tui.models.offline.words import words

_ASKS = re.compile(
    r"(?i)\W*(?:what (?:is|are) (?:an? |the )?|how (?:is|are) (?:the )?(?:terms? )?)"
    r"(?P<term>(?:[\w'’-]+ ){0,3}?[\w'’-]+?)(?: defined)?\W*$"
)
_MARKS = r"[“\"‘'`*]*"
_LEAD = re.compile(
    rf"^[\s>*|#•“\"‘'`-]*(?:\([a-z0-9]+\)\s*)?{_MARKS}(?i:(?:an?|the) )?{_MARKS}"
)
_MEANS = (
    r"(?:[\"”’'`*)]|\([^)]*\))*\s*(?:means?\b|refers? to\b|stands? for\b|denotes?\b"
    r"|designates?\b|(?:is|are) (?:defined as|an?|the|any|all|every|each)\b|[:–—]\s|- )"
)


def defined_term(question: str, text: str) -> str:
    """The term whose meaning is asked for, where the text gives the meaning of it."""
    match = _ASKS.match(question)
    if match is None:
        return ""
    term = match.group("term")
    lines = re.split(r"\n|(?<=[.;]) ", text)
    return term if any(is_definition(term, line) for line in lines) else ""


def asks_for_meaning(question: str) -> bool:
    """Whether only a definition answers: `What is a covered work?`."""
    form = r"(?i)\W*what (?:is|are) an? |\W*how is .+ defined\W*$"
    return bool(re.match(form, question))


def is_definition(term: str, sentence: str) -> bool:
    """Whether a sentence begins with a term and goes on to say what it is."""
    said = words(term)
    rest = _LEAD.sub("", sentence)
    first = words(rest)[: len(said)]
    if [stem(word) for word in first] != [stem(word) for word in said]:
        return False
    end = rest.find(first[-1]) + len(first[-1])
    return bool(re.match(_MEANS, rest[end:]))
