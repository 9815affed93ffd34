"""Which of several values in a sentence goes with what is asked, by its clauses."""

from __future__ import annotations

import itertools
import re

from rlm_tui.models.offline.programs.stemming import stem, stems
from rlm_tui.models.offline.words import content_words, is_named

_CHANGES = re.compile(
    r"(?i)\b(?:mov|chang|postpon|shift|delay|rais|rais|increas|reduc|lower|grew|grow|rose"
    r"|dropp|fell|cut|reschedul|extend|bump|went|goes|down|up)\w*\b"
)
_AT_FIRST = re.compile(
    r"(?i)\b(?:original|originally|before|previous\w*|old|first|former\w*|initial\w*|used)\b"
)


def changed(found: list[re.Match[str]], question: str, sentence: str) -> str:
    """Of `moves from May to June` the later value, or the earlier if that is asked."""
    if len(found) == 1 and (bare := _in_the_same_unit(found[0], question, sentence)):
        return bare
    for one, two in itertools.pairwise(found):
        is_change = re.search(r"\bfrom (?:\w+ ){0,2}$", sentence[: one.start()])
        between = sentence[one.end() : two.start()]
        if is_change and re.fullmatch(r" to (?:\w+ ){0,2}", between):
            if not _CHANGES.search(sentence[: one.start()]):
                return ""
            return one.group() if _AT_FIRST.search(question) else two.group()
    return ""


def _in_the_same_unit(one: re.Match[str], question: str, sentence: str) -> str:
    """`9 minutes` of `down from 25 minutes to 9`."""
    before, after = sentence[: one.start()], sentence[one.end() :]
    later = re.match(r" to (\d[\d.,]*\d|\d)(?! ?[\w%])(?=[ .,;]|$)", after)
    unit = re.sub(r"^[\d.,]+", "", one.group())
    is_change = before.endswith("from ") and _CHANGES.search(before)
    if not later or not is_change or _AT_FIRST.search(question):
        return ""
    return later.group(1) + unit


def beside_name(found: list[re.Match[str]], question: str, sentence: str) -> str:
    """The value in the clause of the one name that tells the clauses apart."""
    if len(found) < 2:
        return ""
    names = [w for w in content_words(question) if is_named(w, question)]
    cuts = [0, *(m.end() for m in re.finditer(r"[,;] ", sentence)), len(sentence)]
    for low, high in itertools.pairwise(cuts):
        inside = [m for m in found if low <= m.start() < high]
        said = sentence[low:high]
        own = [w for w in names if re.search(rf"\b{re.escape(w)}\b", said)]
        alone = [
            w for w in own if len(re.findall(rf"\b{re.escape(w)}\b", sentence)) == 1
        ]
        if alone and len(inside) == 1 and inside[0].group() not in alone:
            return inside[0].group()
    return ""


_DONE = re.compile(
    r"(?i)^\W*(?:when|in (?:which|what) year|(?:on )?(?:which|what) (?:day|date))"
    r" (?:did|was|were|is|are|has|have|had|do|does|will) .*?\b([a-z]+)"
    r"(?: (?:down|up|out|off|over|away))?\W*$"
)
_CLAUSE_END = re.compile(r",? (?:and|but|while|until)\b|[;,]")


def beside_verb(found: list[re.Match[str]], question: str, sentence: str) -> str:
    """The date in the clause of the verb that the question ends with."""
    asked = _DONE.match(question)
    verb = stem(asked.group(1)) if asked else ""
    said = [m for m in re.finditer(r"[\w-]+", sentence) if stem(m.group()) == verb]
    if len(said) != 1 or len(found) < 2:
        return ""
    ends = [m.span() for m in _CLAUSE_END.finditer(sentence)]
    start = max((b for _, b in ends if b <= said[0].start()), default=0)
    stop = min((a for a, _ in ends if a >= said[0].end()), default=len(sentence))
    inside = [m for m in found if start <= m.start() < stop]
    return inside[0].group() if len(inside) == 1 else ""


_RELATIVE = re.compile(
    r"(?i)\b(?:years?|months?|weeks?|days?|hours?|minutes?) "
    r"(?:after|before|later|earlier)\b"
)


def is_of_other(question: str, sentence: str) -> bool:
    """Whether what is asked about stands behind an `eleven years after`."""
    found = _RELATIVE.search(sentence)
    if found is None:
        return False
    behind, before = stems(sentence[found.end() :]), stems(sentence[: found.start()])
    named = [w for w in content_words(question) if is_named(w, question)]
    if re.search(r"(?i)(?:later|earlier)$", found.group()):
        clause = re.split(r",|;|\band\b", sentence[: found.start()])[-1]
        rest = stems(sentence[: found.start() - len(clause)])
        return any(stem(word) in stems(clause) - rest for word in named)
    return any(stem(word) in behind - before for word in named)
