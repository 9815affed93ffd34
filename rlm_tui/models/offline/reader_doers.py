"""Who did something, as against to whom it was done: the subject of a sentence."""

from __future__ import annotations

import re

from rlm_tui.models.offline.programs.stemming import IRREGULAR, stem
from rlm_tui.models.offline.words import STOP_WORDS, content_words, words

ARTICLE = re.compile(r"(?:The|This|That|A|An|In|On|For|Our|Each|Any|All|If)\b")
_WHO_DID = re.compile(
    r"(?i)^\W*who (?!is\b|are\b|was\b|were\b|did\b|does\b|do\b|has\b|have\b|had\b"
    r"|will\b|can\b"
    r"|must\b|shall\b|should\b|may\b|would\b|could\b|needs\b|else\b|of\b)([\w-]+) "
)
_WHO_IS = re.compile(
    r"(?i)^\W*who (?:is|are|was|were) "
    r"(?:the |(?:[\w'’-]+ ){0,3}?[\w-]+['’]s )([\w-]+)\b"
)
_NAMED_SO = r"\s*\((?:[^()]{0,40}[\s\"“'])?(?:the )?[\"“']?ROLE[\"”']?\)"
_LAST_NAME = re.compile(
    r"((?:[A-Z0-9][\w.&'’-]*)(?:,? (?:&|of|de|van|von|[A-Z0-9][\w.&'’-]*))*)\s*$"
)
_LINK = (
    r"[\s,:=(\"“'’|*-]*"
    r"(?:(?:is|was|are|as|becomes?|became|be|by|the|our|an?|new)\b\W*)*"
)
_PASSIVE = re.compile(r"(?i)\b(?:is|are|was|were|been|being|be)(?: \w+ly)?\s*$")


def deed(question: str) -> str:
    """What somebody did: `designed` in `Who designed the bridge?`."""
    asked = _WHO_DID.match(question)
    return asked.group(1) if asked else ""


_ONLY_IF = (
    r"(?i)\b(?:(?:when|if|unless|until|once|where|whenever|provided)\b[^.;,]*"
    r"\b(?:has|have|is|are)|means\b[^.;]*|may|must|shall|can|should)"
    r"(?: \w+ly| not| be| been)* "
)


def is_only_provided_for(question: str, sentence: str) -> bool:
    """Whether a sentence tells what happens if somebody does what the question says
    was done: `binding when both have signed it` for `Who signed it?`."""
    done = deed(question)
    is_past = done.endswith("ed") or done in IRREGULAR
    verbs = [
        match.group(1)
        for match in re.finditer(r"([\w-]+)", sentence)
        if is_past and stem(match.group(1)) == stem(done)
    ]
    return bool(verbs) and bool(re.search(_ONLY_IF + re.escape(verbs[0]), sentence))


_WAS_DONE = re.compile(
    r"(?i)^\W*(?:when|where|why) (?:(?:was|were|is|are|been) .*?\b([a-z]{3,})"
    r"|did .*?\b([a-z]{3,}))\W*$"
)


def act(question: str) -> str:
    """What was done or happened: `opened` in `When was the bridge opened?`."""
    asked = _WAS_DONE.match(question)
    if asked is None:
        return ""
    done = asked.group(1) or ""
    is_participle = done.endswith("ed") or done in IRREGULAR
    return done if is_participle else asked.group(2) or ""


def doer(question: str, sentence: str, found: list[re.Match[str]]) -> str | None:
    """Who did what the verb says: before it, or behind the `by` of a passive.

    Empty where the sentence names only whom it was done to; None where the question
    or the sentence has another form.
    """
    asked = _WHO_DID.match(question)
    if asked is None:
        return _called(question, sentence)
    verbs = [
        m
        for m in re.finditer(r"[\w-]+", sentence)
        if stem(m.group()) == stem(asked.group(1))
    ]
    if not verbs:
        return None
    verb = verbs[0]
    is_participle = re.match(r" by\b", sentence[verb.end() :])
    if is_participle or _PASSIVE.search(sentence[: verb.start()]):
        agents = [m for m in found if _is_agent(sentence[verb.end() : m.start()])]
        return agents[0].group().strip() if agents else _agent_in_words(sentence, verb)
    label = _SPEAKER.match(sentence)
    if label and label.end() <= verb.start():
        return _said_to_do(sentence[label.end() : verb.start()], label.group(1))
    before = [m for m in found if m.end() <= verb.start()]
    if before and not ARTICLE.match(before[-1].group()):
        is_pair = sentence[: before[-1].start()].endswith(" and ")
        two = before[-2:] if is_pair and len(before) > 1 else before[-1:]
        return " and ".join(match.group().strip() for match in two)
    subject = _subject(sentence[: verb.start()], question)
    return subject if found and len(subject) <= 60 else None


_SPEAKER = re.compile(
    r"^[\W\d]*(?:[ap]m\W+)?([A-Za-z][\w.'’-]*(?: [\w.'’-]+){0,2}):\s(?=.*[a-z])"
)


def _said_to_do(before: str, speaker: str) -> str:
    """Who does it in what somebody says: the speaker, if it is `I` or nobody else."""
    clause = re.split(r"[.;,:!?]\s+", before)[-1].strip()
    if not clause or re.search(r"\b(?:I|i|we|We|I['’]\w+)\b", clause):
        return speaker
    said = re.sub(
        r"\b(?:will|would|can|has|have|had|is|was|also|just)\b.*$", "", clause
    )
    is_name = len(said.split()) <= 4 and not _IS_CLAUSE.search(said)
    return said.strip() if is_name else ""


def _called(question: str, sentence: str) -> str | None:
    """Whom a contract calls so: `X (the "Buyer")` for `Who is the buyer?`."""
    role = _WHO_IS.match(question)
    if role is None:
        return None
    pattern = _NAMED_SO.replace("ROLE", re.escape(role.group(1)))
    found = re.search(pattern, sentence, re.IGNORECASE)
    name = _LAST_NAME.search(sentence[: found.start()]) if found else None
    return name.group(1) if name else None


def _is_agent(before: str) -> bool:
    return bool(
        re.search(r"\bby (?:the |an? |his |her |its )?(?:[\w-]+ ){0,3}$", before)
    )


def _agent_in_words(sentence: str, verb: re.Match[str]) -> str:
    match = re.search(r"\bby ((?:the |an? )?\w+(?: \w+)?)", sentence[verb.end() :])
    return match.group(1) if match else ""


def _subject(before: str, question: str) -> str:
    """All words in front of the verb, unless they are those of the question."""
    asked = {stem(word) for word in content_words(question)}
    said = tidy(before).rstrip(" ,")
    return "" if is_asked(said, asked) or _IS_CLAUSE.search(said) else said


_IS_CLAUSE = re.compile(
    r"(?i)^(?:it|he|she|they|this|that|there|who|which)\b|\b(?:is|was|were|are|had|has)\b"
)


def is_asked(value: str, asked: set[str]) -> bool:
    """Whether a value is made of words of the question alone."""
    own = [stem(word) for word in words(value)]
    small = {stem(word) for word in words(value) if word.lower() in STOP_WORDS}
    return bool(own) and all(word in asked | small for word in own)


def tidy(sentence: str) -> str:
    """A sentence without the marks of a list, a heading or a quotation."""
    return re.sub(r"^[\s*\-#>|]+|\s+$", "", sentence)


def role_fitness(question: str, value: str, sentence: str) -> float:
    """Less than 1 where `Who is the landlord?` gets a name that is only near by."""
    role = _WHO_IS.match(question)
    if role is None or not value[:1].isupper() or len(value) >= len(sentence) - 2:
        return 1.0
    name, word = re.escape(value), rf"(?i:{re.escape(role.group(1))})"
    after = rf"{name}\W*{_LINK}(?:\w+ )?{word}"
    before = rf"{word}s?(?: (?:of|at|in|for)[^.;]*?)?{_LINK}{name}"
    forms = rf"{after}|{before}"
    return 1.0 if re.search(forms, sentence) else 0.6
