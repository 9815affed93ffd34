"""Questions that ask for several things: one after the other, or all there are."""

from __future__ import annotations

import re
from dataclasses import dataclass

_NAME = r"(?:[A-Z][\w'’-]*|\w*\d[\w-]*)"
_PHRASE = rf"{_NAME}(?: {_NAME})*(?: [a-z]+)?"
_TWO_NAMES = re.compile(
    rf"^(?P<lead>\S+ .*?)(?P<one>(?P<noun>(?:the )?(?:[a-z]+ )?){_PHRASE}),? and "
    rf"(?P<two>(?P=noun){_PHRASE})(?P<rest>(?:,? please)?[?.!]?)$"
)
_TWO_THINGS = re.compile(
    r"^(?P<lead>(?:What|what) (?:is|are|was|were) the )(?P<one>[a-z][a-z -]{2,40}?)"
    r",? and (?:the )?(?P<two>[a-z][a-z -]{2,40}?)(?P<rest> (?:of|for) .+)$"
)
_TWO_ASKED = re.compile(
    r"(?i)^(?P<one>when|where|who|why|how much|how long) and (?P<two>when|where|why"
    r"|by whom|how much|how long) "
    r"(?P<rest>(?:is|are|was|were|did|does|do|has|will|must) .+)$"
)
_TOGETHER = re.compile(
    r"(?i)\bbetween\b|\bfrom\b.+\bto\b|\bdifferen|\bcompare|\bboth\b|\bsame\b"
    r"|\btogether\b|\bcombined\b|\bmore\b|\bless\b"
)
_PRONOUN = re.compile(r"(?i)\b(?:he|she|it|they|him|her|his|its|their|them|that)\b")
_ALL = re.compile(
    r"(?i)\b(?:all|every)\b(?! (?:the )?(?:time|day|year|month|week|hour|minute)s?\b)"
    r"|^\W*(?:list|name|enumerate|which are|what are) (?:the )?(?:[\w-]+ ){0,3}?"
    r"[\w-]+[^su\W]s\b(?= (?:of|for|in|on|at|from|that|which|who)\b"
    r"| (?:used|assigned|mentioned|named)\b)"
    r"|^\W*which (?:[\w-]+ )?[\w-]+[^su\W]s (?!is\b|was\b|has\b|does\b|did\b)"
)


@dataclass(frozen=True, slots=True)
class Part:
    """One of the questions inside a question, and what tells it from the others."""

    name: str
    question: str


def question_parts(question: str) -> tuple[Part, ...]:
    """The questions inside a question; none if it is a single one."""
    text = " ".join(question.split())
    asked = re.findall(r"[^?]+\?", text)
    if len(asked) > 1 and not any(_PRONOUN.search(part) for part in asked[1:]):
        return tuple(Part(part.strip(), part.strip()) for part in asked)
    if several := _TWO_ASKED.match(text):
        names = several.group("one").lower(), several.group("two").lower()
        return tuple(Part(n, f"{n.capitalize()} {several['rest']}") for n in names)
    if _TOGETHER.search(text):
        return ()
    match = _TWO_NAMES.match(text) or _TWO_THINGS.match(text)
    if match is None:
        return ()
    lead, rest = match.group("lead"), match.group("rest")
    named = (match.group("one"), match.group("two"))
    return tuple(Part(_bare(name), f"{lead}{name}{rest}") for name in named)


def _bare(name: str) -> str:
    return name.removeprefix("the ").strip()


def wants_all(question: str) -> bool:
    """Whether the question asks for every value there is."""
    return bool(_ALL.search(question))
