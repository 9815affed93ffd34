"""Questions that need two look-ups: the email of the person who did something."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rlm_tui.models.offline.dialogue import Dialogue

_PEOPLE = "person|one|man|woman|employee|engineer|manager|author|lead|owner|member"
_CLAUSE = re.compile(
    r"(?i)^(?P<outer>.+?\b(?:of|for|does|is|did)) (?:the )?(?P<noun>[\w ]{2,30}?) "
    r"(?:who|that|which) (?P<clause>.+?)(?P<rest>\?|$)"
)
_CHAIN = re.compile(
    r"(?i)^(?P<outer>.+? of) the (?P<noun>[\w -]{3,30}?) "
    r"(?P<link>of|for|in|at) (?P<clause>.+?)(?P<rest>\?|$)"
)


@dataclass(frozen=True, slots=True)
class Hop:
    """The question inside a question, and how the outer one begins."""

    inner: str
    outer: str


def first_hop(question: str) -> Hop | None:
    """Split a question that names its subject by description."""
    text = question.strip()
    if match := _CLAUSE.match(text):
        noun, clause = match.group("noun"), match.group("clause")
        is_person = re.search(rf"(?i)\b(?:{_PEOPLE})$", noun)
        inner = f"Who {clause}?" if is_person else f"Which {noun} {clause}?"
        return Hop(inner, match.group("outer"))
    if match := _CHAIN.match(text):
        noun, link = match.group("noun"), match.group("link")
        who = "Who" if re.search(rf"(?i)\b(?:{_PEOPLE})$", noun) else "What"
        inner = f"{who} is the {noun} {link} {match.group('clause')}?"
        return Hop(inner, match.group("outer"))
    return None


def second_hop(hop: Hop, dialogue: Dialogue) -> str | None:
    """The outer question with the name that the first look-up found."""
    for turn in dialogue.turns:
        fields = turn.fields("RESULT")
        if turn.label != "first hop" or not fields:
            continue
        found, sure = fields.get("answer"), fields.get("confidence")
        if not isinstance(found, str) or not isinstance(sure, int | float):
            return None
        if sure >= 0.6 and 1 < len(found) <= 60 and not fields.get("rivals"):
            return f"{hop.outer} {found}?"
    return None
