"""Find a value of the wanted kind in a sentence."""

from __future__ import annotations

import re

from rlm_tui.models.offline.programs.stemming import stem, stems
from rlm_tui.models.offline.reader_candidates import (
    bare_amounts,
    candidates,
    has_kind,
    plain_numbers,
)
from rlm_tui.models.offline.reader_clauses import beside_name, beside_verb, changed
from rlm_tui.models.offline.reader_doers import ARTICLE, doer, is_asked, tidy
from rlm_tui.models.offline.reader_kinds import focus_word
from rlm_tui.models.offline.reader_labels import after_label, after_noun
from rlm_tui.models.offline.words import (
    alternatives,
    content_words,
    is_named,
    words,
)

_MEASURES = ("money", "percent", "amount", "number", "duration")
_CAUSAL = re.compile(
    r"(?i)\bbecause|\bdue to|\bcaus|\breason|\bresult|\bsince\b|\bso that|\bto avoid"
)


def gives_reason(sentence: str, asked: list[str]) -> bool:
    """Whether a sentence gives a reason, or an error more than what went wrong."""
    if not has_kind("why", sentence) or _CAUSAL.search(sentence):
        return has_kind("why", sentence)
    said = content_words(sentence.rsplit(": ", 1)[-1])
    return sum(stem(word) not in set(map(stem, asked)) for word in said) > 1


_JOINT = re.compile(
    r"(?:,\s+(?:and|but|while|whereas)|;)\s+"
    r"|\s+and (?=(?:was|were|is|has|had|will|then|later|finally|[a-z]+ed)\b)"
)


def _bracketed(kind: str, sentence: str, asked: list[str]) -> str:
    """What stands in brackets, if only that says a word of the question."""
    for match in re.finditer(r"\(([^()]+)\)", sentence):
        rest = stems(sentence[: match.start()] + sentence[match.end() :])
        own = {stem(word) for word in asked} & stems(match.group(1)) - rest
        if own and has_kind(kind, match.group(1)):
            return match.group(1)
    return sentence


def best_clause(kind: str, sentence: str, asked: list[str]) -> str:
    """The clause that has all words of the question that any has, if it is the only
    one; otherwise the sentence."""
    if kind not in ("sentence", "why", "span"):
        sentence = _bracketed(kind, sentence, asked)
    clauses = [c for c in _JOINT.split(sentence) if has_kind(kind, c)]
    if kind in ("sentence", "why", "span") or len(clauses) < 2:
        return sentence
    wanted = {stem(word) for word in asked}
    every = wanted & stems(sentence)
    full = [clause for clause in clauses if every <= stems(clause)]
    last = set(map(stem, asked[-1:])) & every if kind in _MEASURES else set()
    own = full or [clause for clause in clauses if last and last <= stems(clause)]
    return own[0] if len(own) == 1 else sentence


def pick_value(kind: str, question: str, sentence: str) -> str:
    """The value nearest to the words of the question, or the sentence itself."""
    if kind in ("sentence", "why"):
        return tidy(sentence)
    label = after_label(question, sentence)
    is_count = re.search(r"(?i)\bhow many\b", question)
    if kind in ("number", "code") and 0 < len(label) <= 40 and not is_count:
        return label
    if kind == "span":
        named = after_noun(question, sentence)
        return after_label(question, sentence) or named or tidy(sentence)
    asked = {stem(word) for word in content_words(question)}
    found = [m for m in candidates(kind, sentence) if not is_asked(m.group(), asked)]
    if kind == "person" and (who := doer(question, sentence, found)) is not None:
        return who
    if kind == "person" and (several := _listed_names(question, sentence)):
        return several
    if kind == "person":
        found = [m for m in found if not ARTICLE.match(m.group())] or found
        found = [m for m in found if not _is_of_lower(m.group(), question)]
        found = [m for m in found if not _A_PLACE.search(sentence[: m.start()])]
    if kind == "number" or (kind == "money" and not found):
        plain = plain_numbers(sentence) if kind == "number" else bare_amounts(sentence)
        found = [m for m in plain if not is_asked(m.group(), asked)]
    found = _not_taken_back(found, question, sentence)
    label = after_label(question, sentence)
    if not found and kind == "person" and re.search(r"\d|(?:\S+ ){6}", label):
        return ""
    if not found:
        return label or tidy(sentence)
    value = _nearest(found, question, sentence, kind).strip().rstrip(".,;")
    if kind == "number" and _EXTENT.match(question):
        unit = re.search(rf"{re.escape(value)} ?({_UNITS})(?![\w/])", sentence)
        value = unit.group() if unit else value
    return _with_noun(value, sentence) if kind in ("money", "number") else value


def _is_of_lower(name: str, question: str) -> bool:
    """Whether a name is of the thing that is asked about: of `the brewery`."""
    plain = [
        w for w in content_words(question) if w.islower() and not is_named(w, question)
    ]
    return bool({stem(w) for w in plain} & stems(name))


_TAKEN_BACK = re.compile(
    r"(?i)(?:\bnot(?! (?:less|more|later|earlier|only|before|after|exceeding)\b)|n['’]t"
    r"|\binstead of|\brather than|\bpreviously|\bformerly|\boriginally)"
    r"(?: (?:at|on|in|until|till|by|for|from|of|the|to|about|just|as)){0,2} ?$"
)
_ASKS_EARLIER = re.compile(r"(?i)\bnot\b|\boriginal|\bbefore\b|\bformer|\bprevious")


def _not_taken_back(
    found: list[re.Match[str]], question: str, sentence: str
) -> list[re.Match[str]]:
    """Without the values of `at 11:00, not at 11:30` that are not meant."""
    if _ASKS_EARLIER.search(question):
        return found
    kept = [m for m in found if not _TAKEN_BACK.search(sentence[: m.start()])]
    return kept


_A_PLACE = re.compile(r"\b(?:at|in|near|on|off) (?:the )?$")


_EXTENT = re.compile(
    r"(?i)\W*how (?:high|deep|tall|wide|broad|heavy|thick|steep|big|large|far|loud"
    r"|fast)\b"
)
_UNITS = (
    r"[kmcµ]?m[²23]?|[kmµ]?g|t|[mc]?l|dB|k?W|k?V|m?A|°[CF]|%|[kKMGT]i?B|ha|ft|in|mi|km/h"
    r"|(?:kilo|centi|milli)?met(?:re|er)s|(?:kilo|milli)?grams|tonnes|miles|feet|inches"
    r"|square \w+|hectares|acres|lit(?:re|er)s"
)


def _with_noun(value: str, sentence: str) -> str:
    """A number in words with what it counts: `two monthly rents`."""
    if not re.fullmatch(r"[a-z]+", value):
        return value
    after = re.search(rf"\b{value}((?: [a-z]+){{1,2}})", sentence)
    return value + after.group(1) if after else value


def _listed_names(question: str, sentence: str) -> str:
    """All the names behind a label that the question asks about."""
    match = re.match(r"\W*([A-Za-z][\w ]{2,30}):\s+(\S.*)$", sentence)
    if match is None or "," not in match.group(2):
        return ""
    label = {stem(w) for w in words(match.group(1))}
    asked = {o for w in content_words(question) for o in alternatives(w)}
    parts = [part.strip() for part in match.group(2).split(",")]
    is_list = all(part[:1].isupper() and len(part.split()) <= 4 for part in parts)
    return match.group(2).rstrip(".; ") if is_list and label & asked else ""


_MEASURED = re.compile(
    r"how (?:many ([\w-]+)|(?:high|deep|tall|wide|broad|heavy|thick|steep))"
)


def _nearest(
    found: list[re.Match[str]], question: str, sentence: str, kind: str
) -> str:
    asked = {stem(word) for word in content_words(question)}
    said = list(re.finditer(r"[\w-]+", sentence))
    head = stem(focus_word(question))
    spots = [m.start() for m in said if stem(m.group()) == head]
    spots = spots or [m.start() for m in said if stem(m.group()) in asked]
    meant = {
        option for word in content_words(question) for option in alternatives(word)
    }
    spots = spots or [m.start() for m in said if stem(m.group()) in meant]
    if kind == "number" and not re.search(r"(?i)\btotal|\boverall\b", question):
        parts = [m for m in found if not _A_WHOLE.search(sentence[: m.start()])]
        found = parts or found
    if kind == "number" and (done := _before_deed(found, question, sentence)):
        return done
    if kind == "number" and (noun := _MEASURED.search(question.lower())):
        counted = stem(noun.group(1) or noun.group().split()[-1])
        near = {id(m): _stems_after(m, sentence) for m in found}
        best = max(
            found, key=lambda m: (counted in near[id(m)], len(asked & near[id(m)]))
        )
        if asked & near[id(best)]:
            return best.group()
    if later := changed(found, question, sentence):
        return later
    if kind == "date" and _DUE.search(question):
        due = [m for m in found if _IS_DUE.search(sentence[: m.start()])]
        found = due or found
    if kind == "date" and (own := beside_verb(found, question, sentence)):
        return own
    if own := beside_name(found, question, sentence):
        return own
    if not spots:
        return found[0].group()

    def cost(match: re.Match[str]) -> float:
        behind = [match.start() - spot for spot in spots if spot <= match.start()]
        before = [spot - match.end() for spot in spots if spot >= match.end()]
        near = min([*behind, *(2 * gap + 5 for gap in before)], default=999)
        total = sum(abs(match.start() - spot) for spot in spots) / len(spots)
        return near + 0.5 * total

    return min(found, key=cost).group()


_DUE = re.compile(r"(?i)\bby when\b|\bdeadline\b|\bdue\b|\buntil when\b")
_IS_DUE = re.compile(
    r"(?i)\b(?:due|by|until|till|before|deadline|later than)\W+(?:the )?$"
)
_LAST_WORD = re.compile(
    r"(?i)\bhow many .*\b(?:were|was|are|is|have been|got) (?:[a-z]+ly )?([a-z]+)\W*$"
)


_A_WHOLE = re.compile(r"\b[Oo]f (?:the |all |these |those |our |its )+$")
"""Before the whole of which a part is told: `of the 412 hives, 230 …`."""


def _before_deed(found: list[re.Match[str]], question: str, sentence: str) -> str:
    """The number right before what was done: `9 executed`."""
    asked = _LAST_WORD.search(question)
    if asked is None:
        return ""
    done = stem(asked.group(1))
    after = {m: words(sentence[m.end() : m.end() + 30])[:1] for m in found}
    beside = [m for m, said in after.items() if said and stem(said[0]) == done]
    return beside[0].group() if len(beside) == 1 else ""


def _stems_after(match: re.Match[str], sentence: str) -> set[str]:
    """The stems of the three words behind a value, up to the next comma."""
    rest = re.split(r"[,;]\s", sentence[match.end() : match.end() + 40])[0]
    return {stem(word) for word in words(rest)[:3]}


_LABEL_END = re.compile(r"(?:[:=]\s|\b(?:is|was|are|were|of|to|by)) *\W?$")
_COUNT_ENDS = re.compile(r"[;:]\s|,\s|\b(?:and|but|who|which|that)\b")
_COUNTED = re.compile(r"(?i)\bhow many ([\w-]+)")


def counts_what_is_asked(question: str, value: str, sentence: str) -> bool:
    """Whether a number counts what the question wants counted, not something else."""
    asked = _COUNTED.search(question)
    if asked is None or len(value) > 30:
        return True
    spots = [m.start() for m in re.finditer(re.escape(value), sentence)]
    noun = {stem(asked.group(1))}
    said = {option for w in content_words(question) for option in alternatives(w)}
    for spot in spots:
        told = _COUNT_ENDS.split(sentence[spot : spot + 60])[0]
        after = {stem(w) for w in words(told)[:5]}
        if re.search(rf"(?i)\b{asked.group(1).removesuffix('s')} #?$", sentence[:spot]):
            continue
        said_before = [stem(w) for w in words(sentence[:spot])[-4:]]
        before = set(said_before)
        is_label = _LABEL_END.search(sentence[:spot])
        meant = noun | said if re.search(r"[:=]\s*$", sentence[:spot]) else noun
        if (
            noun & after
            or said & (after | set(said_before[-1:]))
            or (is_label and meant & before)
        ):
            return True
    return False
