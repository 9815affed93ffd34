"""Which words of a person the rules make something of; the others are left out."""

from __future__ import annotations

import re
from dataclasses import replace

from rlm_tui.models.offline.code_questions import code_ask
from rlm_tui.models.offline.dialogue import Dialogue
from rlm_tui.models.offline.entries import entry_ask
from rlm_tui.models.offline.intents import asked_place, intent_of
from rlm_tui.models.offline.parts import wants_all
from rlm_tui.models.offline.programs.stemming import stem
from rlm_tui.models.offline.reader_kinds import wanted_kind
from rlm_tui.models.offline.sections import section_ask
from rlm_tui.models.offline.strategies import (
    LEAST_CONFIDENCE,
    full_question,
    speaks,
    table_file,
    table_plan,
)
from rlm_tui.models.offline.table_plan import TablePlan
from rlm_tui.models.offline.timelines import order_ask, timing_ask
from rlm_tui.models.offline.words import (
    content_words,
    is_named,
    quoted_phrases,
    stem_set,
)

_ASKS = (code_ask, entry_ask, asked_place, section_ask, order_ask, timing_ask)


def heard(dialogue: Dialogue) -> Dialogue:
    """The dialogue without guidance that would only spoil its question; whether it
    would is known once the context was looked at."""
    if not dialogue.guidance or not _was_looked_at(dialogue):
        return dialogue
    taken = replace(dialogue, guidance=())
    unheard: list[str] = []
    for words in dialogue.guidance:
        fuller = replace(taken, guidance=(*taken.guidance, words))
        if _is_spoilt(taken, fuller, words):
            unheard.append(words)
        else:
            taken = fuller
    return replace(taken, unheard=tuple(unheard))


def _was_looked_at(dialogue: Dialogue) -> bool:
    probe = dialogue.probe
    return bool(probe) and ("columns" in probe or not table_file(dialogue))


def _is_spoilt(before: Dialogue, after: Dialogue, words: str) -> bool:
    """Whether words take an answer away and put nothing in its place."""
    is_told = _is_told(after, words)
    if is_of_manner(words):
        return True
    one, two = table_plan(before), table_plan(after)
    if one.sure < LEAST_CONFIDENCE:
        return not is_told and not _is_asking(words)
    if two.sure >= LEAST_CONFIDENCE:
        return _is_narrowed_by_words(one, two) and not _NARROWS.search(words)
    is_meant = bool(_NARROWS.search(words)) or _is_asking(words)
    return not (is_told and is_meant and speaks(after, full_question(after)))


_NARROWS = re.compile(
    r"(?i)\b(?:only|just|those|ones?|about|with|without|where|which|that|ignor\w+|skip"
    r"|leave out|exclud\w+|except|mention\w*|contain\w*|say(?:s|ing)?|called|mean)\b"
)
_MANNER = stem_set("""
    double check checked checking recheck work works working answer answers result
    results number numbers careful carefully verify verified sure certain again count
    recount think thinking step steps slow slowly time precise precisely exact exactly
    accurate accurately correct correctly right wrong mistake mistakes error errors
    guess guessing hurry quick quickly fast short brief briefly detail details detailed
    explain reason reasoning show tool tools code everything thorough thoroughly
    attention twice try trying hard harder good great well job thanks thank continue
    go keep going
    finish stop ready ok okay fine wait best possible confident simple simply english
    sentence sentences calculation calculations math maths approach way believe trust
    important remember forget note take care part parts whole text data file document
    context read reading question evidence cite quote source sources""")
_DEMANDS = re.compile(
    r"(?i)^\W*(?:please |now |and |but |always |you (?:should|must|can) |do |don['’]t "
    r"|do not |make sure (?:to |you |that you )?|be |remember to |try to |let['’]s "
    r"|take |keep |no )*(?P<verb>[a-z]+)"
)


def is_of_manner(words: str) -> bool:
    """Whether words say how to work, as `double check it`, and not what to look at."""
    said = [stem(word) for word in content_words(words)]
    demand = _DEMANDS.match(words)
    is_demand = demand is not None and stem(demand["verb"]) in _MANNER
    own = [word for word in said if word not in _MANNER]
    return not own or (is_demand and len(own) < 2 and not _names(words))


def _names(words: str) -> bool:
    """Whether words name something: a value, a number, a heading."""
    return bool(quoted_phrases(words)) or any(
        is_named(word, words) for word in content_words(words)
    )


def _is_narrowed_by_words(one: TablePlan, two: TablePlan) -> bool:
    """Whether all that is new are conditions on the words of a text."""
    new = [f for f in two.filters if f not in one.filters]
    same = replace(two, filters=one.filters, sure=one.sure, doubts=one.doubts) == one
    return same and all(f.test == "contains" for f in new) and bool(new)


def _is_told(dialogue: Dialogue, words: str) -> bool:
    """Whether the context has any of the words, or one that stands for it."""
    hits = dialogue.probe.get("words")
    said = content_words(words)
    return isinstance(hits, dict) and any(hits.get(word) for word in said)


_ASKING = re.compile(
    r"(?i)\?|\b(?:wh(?:at|ich|o|om|ose|en|ere|y)|how|list|all|every|each|name|count|sum"
    r"|find|give|total|average|number|date|day|year|address|mean|want|section)\b"
)


def _is_asking(words: str) -> bool:
    """Whether words ask for something by themselves."""
    if not _ASKING.search(words):
        return False
    is_kind = wanted_kind(words) not in ("span", "sentence")
    is_ask = intent_of(words) != "ask" or any(ask(words) for ask in _ASKS)
    return is_kind or is_ask or wants_all(words)
