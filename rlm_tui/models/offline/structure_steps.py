"""The programs for what has a structure: sections, entries, code, settings, tables."""

from __future__ import annotations

import re

from rlm_tui.models.offline.code_questions import CodeAsk
from rlm_tui.models.offline.entries import EntryAsk
from rlm_tui.models.offline.intents import Place
from rlm_tui.models.offline.programs.stemming import stem
from rlm_tui.models.offline.reader_kinds import SHAPES, wanted_kind
from rlm_tui.models.offline.schemas import SchemaAsk
from rlm_tui.models.offline.sections import SectionAsk, section_constants
from rlm_tui.models.offline.steps import Step
from rlm_tui.models.offline.timelines import OrderAsk, TimingAsk
from rlm_tui.models.offline.words import (
    LIGHT_WORDS,
    alternatives,
    content_words,
    stem_set,
)

_SHAPED = ("frequency", "number", "email", "url", "date", "version", "ip", "percent")
"""Kinds of values that are told by their looks."""
_A_NAME = r"^\D*[A-Za-z]\D*$"
_SAID_BY_VALUE = stem_set("run runs often version value setting configured called")


def locate_step(place: Place) -> Step:
    return Step(
        "locate",
        f"I look for the place that says {', '.join(place.terms)}.",
        ("numerals", "headings", "locate"),
        {"TERMS": list(place.terms), "DEFINES": place.is_definition},
    )


def entry_step(ask: EntryAsk) -> Step:
    side = f"the {ask.aspect} in " if ask.aspect else ""
    return Step(
        "entry",
        f"I look for {side}the entry of {ask.term}.",
        ("entry",),
        {"TERM": ask.term, "ASPECT": ask.aspect},
    )


def section_step(ask: SectionAsk, question: str) -> Step:
    named = ask.number or ", ".join(ask.words) or "what the question says"
    return Step(
        "section",
        f"I look for the section whose heading says {named}.",
        ("numerals", "headings", "section"),
        section_constants(ask, question),
    )


_OF_CODE = stem_set(
    "function method class struct type procedure module file code does do program"
)


def code_step(ask: CodeAsk, question: str) -> Step:
    words = [w for w in content_words(question) if stem(w) not in _OF_CODE]
    return Step(
        "code",
        "The context is source code, so I read its definitions and answer from them.",
        ("definitions", "code_facts", "code"),
        {
            "WANTS": ask.wants,
            "NAMES": list(ask.names),
            "KIND": ask.kind,
            "WORDS": {word: alternatives(word) for word in words},
        },
    )


def leaf_step(question: str) -> Step:
    asked, kind = content_words(question), wanted_kind(question)
    named = ["name"] if re.search(r"(?i)\bcalled\b", question) else []
    words = [*asked, *(name for name in named if name not in asked)]
    light = [w for w in words if w.lower() in LIGHT_WORDS or stem(w) in _SAID_BY_VALUE]
    light += [name for name in named if name not in asked]
    return Step(
        "setting",
        "The context is a tree of settings, so I look for the one whose path says "
        "what is asked for.",
        ("leaf",),
        {
            "WORDS": {word: alternatives(word) for word in words},
            "LIGHT": light if len(light) < len(words) else [],
            "KIND": _A_NAME
            if kind == "person"
            else SHAPES.get(kind, "") * (kind in _SHAPED),
        },
    )


def schema_step(ask: SchemaAsk, document: str) -> Step:
    return Step(
        "schema",
        f"The context is a database dump, so I read the {ask.side} from its schema.",
        ("load_sql", "schema"),
        {"DOCUMENT": document, "WANTS": ask.side, "NAMES": list(ask.names)},
    )


def neighbours_step(ask: OrderAsk) -> Step:
    named = f" the one that says {', '.join(ask.anchor)}" if ask.anchor else " all"
    return Step(
        "neighbours",
        f"I put the entries in order and take the one {ask.side}{named}.",
        ("neighbours",),
        {
            "SIDE": ask.side,
            "ANCHOR": {word: alternatives(word) for word in ask.anchor},
            "WANTED": {word: alternatives(word) for word in ask.wanted},
            "WHICH": ask.which,
        },
    )


def durations_step(ask: TimingAsk) -> Step:
    return Step(
        "durations",
        "I read how long each line says that something took, and compare.",
        ("durations",),
        {
            "WORDS": {word: alternatives(word) for word in ask.words},
            "UNIT_WORDS": list(ask.unit),
            "PICK": ask.pick,
        },
    )
