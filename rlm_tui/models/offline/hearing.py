"""Which words of a person the rules make something of; the others are left out."""

from __future__ import annotations

from dataclasses import replace

from rlm_tui.models.offline.code_questions import code_ask
from rlm_tui.models.offline.dialogue import Dialogue
from rlm_tui.models.offline.entries import entry_ask
from rlm_tui.models.offline.intents import asked_place, intent_of
from rlm_tui.models.offline.parts import wants_all
from rlm_tui.models.offline.reader_kinds import wanted_kind
from rlm_tui.models.offline.sections import section_ask
from rlm_tui.models.offline.strategies import (
    LEAST_CONFIDENCE,
    full_question,
    speaks,
    table_file,
    table_plan,
)
from rlm_tui.models.offline.timelines import order_ask, timing_ask
from rlm_tui.models.offline.words import content_words

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
    if table_plan(before).sure < LEAST_CONFIDENCE:
        return not is_told and not _is_asking(words)
    if table_plan(after).sure >= LEAST_CONFIDENCE:
        return False
    return not (is_told and speaks(after, full_question(after)))


def _is_told(dialogue: Dialogue, words: str) -> bool:
    """Whether the context has any of the words, or one that stands for it."""
    hits = dialogue.probe.get("words")
    said = content_words(words)
    return isinstance(hits, dict) and any(hits.get(word) for word in said)


def _is_asking(words: str) -> bool:
    """Whether words ask for something by themselves."""
    is_kind = wanted_kind(words) not in ("span", "sentence")
    is_ask = intent_of(words) != "ask" or any(ask(words) for ask in _ASKS)
    return is_kind or is_ask or wants_all(words)
