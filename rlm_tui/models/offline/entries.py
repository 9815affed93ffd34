"""Questions for what an option, a setting or a name means, or for its default."""

from __future__ import annotations

import re
from dataclasses import dataclass

_OPTION = r"(?<![\w-])--?[A-Za-z][\w-]*"
_IDENTIFIER = r"\b[A-Za-z]\w*_\w+\b|\b[a-z]+(?:[A-Z][a-z]+)+\b|\b\w+(?:\.\w+)+\b"
_TERM = re.compile(rf"`([^`]+)`|({_OPTION}|{_IDENTIFIER})")
_MEANING = re.compile(
    r"(?i)\W*(?:what (?:does|do) .+ (?:do|mean|control|set)\W*$"
    r"|what (?:is|are) (?:the )?(?:\w+ )?\S+(?: (?:used )?for)?\W*$"
    r"|what is the (?:effect|meaning|purpose|use) of\b"
    r"|(?:explain|describe)\b|what happens with\b)"
)
_ASPECT = re.compile(
    r"(?i)\b(default|type|unit|range|minimum|maximum)s?(?: values?)?"
    r" (?:of|for|does|do|has)\b"
    r"|\bwhat (type|unit|range)\b|\bby (default)\b"
)


@dataclass(frozen=True, slots=True)
class EntryAsk:
    """The name whose entry is wanted, and the side of it, if only one is."""

    term: str
    aspect: str = ""


def entry_ask(question: str) -> EntryAsk | None:
    """What is asked about one option or identifier; None if that is not the form."""
    terms = {first or second for first, second in _TERM.findall(question)}
    if len(terms) != 1:
        return None
    [term] = terms
    if aspect := _ASPECT.search(question):
        return EntryAsk(term, next(filter(None, aspect.groups())).lower())
    return EntryAsk(term) if _MEANING.match(question) else None
