"""The programs that the planner can write, each with its constants and a reason."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from rlm_tui.models.offline.dialogue import Dialogue
from rlm_tui.models.offline.intents import (
    counting,
    extraction,
)
from rlm_tui.models.offline.parts import wants_all
from rlm_tui.models.offline.programs.stemming import stem
from rlm_tui.models.offline.reader import sentence_count
from rlm_tui.models.offline.reader_doers import act, deed
from rlm_tui.models.offline.reader_kinds import (
    SHAPES,
    empty_answers,
    focus_word,
    kind_words,
    last_verb,
    wanted_kind,
)
from rlm_tui.models.offline.table_plan import TablePlan
from rlm_tui.models.offline.words import (
    LIGHT_WORDS,
    STOP_WORDS,
    alternatives,
    content_words,
    is_named,
    opposites,
)


@dataclass(frozen=True, slots=True)
class Step:
    """One program to write, and why."""

    label: str
    why: str
    programs: tuple[str, ...]
    constants: Mapping[str, object] = field(default_factory=dict)


_DENIAL = re.compile(r"(?i)\b(?:no|not|never|without|lacks?)\b|n't\b")
LOOK = (
    *("stemming", "shortening", "markup", "subtitles", "settings_data"),
    *("word_lines", "aligned", "documents", "languages", "formats", "probe"),
)
LOOKUP = ("numerals", "headings", "outline", "corrections", "believing", "lookup")


def lookup_step(question: str, dialogue: Dialogue, *, first: int, windows: int) -> Step:
    why = (
        "I look for the passages that share the rarest words with the question and "
        f"ask the sub-model about the best {windows} in one batch."
    )
    if first:
        why = (
            "None of those passages was good enough, so I widen the search to the "
            f"next {windows}."
        )
    label = "wider lookup" if first else "lookup"
    constants = lookup_constants(question, dialogue, first=first, windows=windows)
    return Step(label, why, LOOKUP, constants)


def lookup_constants(
    question: str, dialogue: Dialogue, *, first: int, windows: int
) -> dict[str, object]:
    asked, kind = content_words(question), wanted_kind(question)
    verb = last_verb(question)
    asked += [w for w in dict.fromkeys((verb, deed(question))) if w and w not in asked]
    focus = focus_word(question)
    hints = [stem(w) for said in dialogue.guidance for w in content_words(said)]
    return {
        "QUESTION": question,
        "WORDS": {word: alternatives(word) for word in asked},
        "NAMES": [word for word in asked if is_named(word, question)],
        "OPPOSITES": {w: found for w in asked if (found := opposites(w))},
        "FOCUS": "" if stem(focus) in kind_words(question) else focus,
        "DEED": deed(question) or act(question),
        "NOW": re.findall(
            r"(?i)\b(?:today|tomorrow|yesterday|tonight|originally)\b", question
        ),
        "OF": [w for w in _complement(question) if w in asked],
        "IS_YES_OR_NO": kind == "sentence",
        "PAIRS": [list(pair) for pair in _sorts(question, asked)],
        "LIGHT": [
            w
            for w in asked
            if w.lower() in LIGHT_WORDS or stem(w) in kind_words(question)
        ],
        "KIND": SHAPES.get(kind, ""),
        "EMPTY": empty_answers(question),
        "IS_LENIENT": kind not in ("date", "person", "version"),
        "IS_VALUE": kind not in ("sentence", "why"),
        "HINTS": hints,
        "ALL": wants_all(question),
        "DENIES": bool(_DENIAL.search(question)),
        "STRICT": bool(dialogue.probe.get("nested")),
        "FIRST": first,
        "WINDOWS": windows if dialogue.may_ask else 0,
    }


_OF_WHAT = re.compile(
    r"(?i)^\W*(?:what|which|who)(?: is|'s|’s| was| are| were) (?:the )?[\w -]+?"
    r" (?:of|for) (?:the |an? )?([\w'’ -]+?)\W*$"
    r"|^\W*how (?:much|heavy|old|big|large|high|tall|wide|deep) "
    r"(?:is|was|are|were|does|do|did) (?:the |an? )?([\w'’ -]+?)"
    r"(?: (?:cost|weigh|measure))?\W*$"
)


def _complement(question: str) -> list[str]:
    """The words for what something belongs to: `hopper` in `number of the hopper`."""
    asked = _OF_WHAT.match(question)
    return content_words(asked.group(1) or asked.group(2) or "") if asked else []


def _sorts(question: str, asked: list[str]) -> list[tuple[str, str]]:
    """Plain nouns of the question with the word before that says which sort."""
    said = re.findall(r"[\w'’-]+(?=[\s?.,]|$)", question)
    light = {w for w in asked if w.lower() in LIGHT_WORDS} | kind_words(question)
    return [
        (one, two)
        for one, two in itertools.pairwise(said)
        if one in asked
        and two in asked
        and one.islower()
        and two.islower()
        and one not in light
        and stem(one) not in light
    ]


def columns_step(table: tuple[str, str], question: str) -> Step:
    return Step(
        "columns",
        "The context is a table or can be read as one, so I read its rows and see "
        "what each column holds and which of its values the question names.",
        (table[0], "profile"),
        {"DOCUMENT": table[1], "QUESTION": question},
    )


def table_step(plan: TablePlan) -> Step:
    doubts = f" I assume: {'; '.join(plan.doubts)}." if plan.doubts else ""
    return Step(
        "table",
        f"I read the question as a calculation over the rows: "
        f"{describe(plan)}.{doubts}",
        ("conditions", "table"),
        plan.constants(),
    )


def describe(plan: TablePlan) -> str:
    """The calculation in words."""
    column = (
        plan.column if isinstance(plan.column, str) else " times ".join(plan.column)
    )
    parts = [f"{plan.operation} of {column}" if column else plan.operation]
    if plan.show:
        parts.append(f"showing {plan.show}")
    if plan.group_by:
        parts.append(f"for each {' of '.join(filter(None, plan.group_by[::-1]))}")
    if plan.pick:
        parts.append(f"taking the {plan.pick}")
    for item in plan.filters:
        column = item.column or "any column"
        parts.append(f"where {column} {item.test} {_said(item.value)}".rstrip())
    if plan.versus:
        second = [f"{f.column} {f.test} {_said(f.value)}" for f in plan.versus]
        parts.append(f"{plan.combination} against where {' and '.join(second)}")
    elif plan.combination == "any":
        parts.append("yes if there are any")
    elif plan.combination:
        parts.append(f"then {plan.combination} of the groups")
    if plan.having:
        parts.append(f"with a value {plan.having[0]} {plan.having[1]}")
    for item in plan.base_filters:
        parts.append(f"out of {item.column} {item.test} {_said(item.value)}")
    return ", ".join(parts)


def _said(value: object) -> str:
    if isinstance(value, list):
        return " or ".join(_said(item) for item in value)
    return str(value)


def compare_step(dialogue: Dialogue) -> Step | None:
    """Two documents line by line, where the question or the context has two."""
    listed = dialogue.probe.get("files")
    names = (
        [str(item[0]) for item in listed if item] if isinstance(listed, list) else []
    )
    question = dialogue.question.lower()
    said = [n for n in names if n and n.rsplit("/", 1)[-1].lower() in question]
    pair = said if len(said) == 2 else names if len(names) == 2 else []
    if not pair:
        return None
    return Step(
        "compare",
        f"I compare {pair[0]} with {pair[1]} line by line.",
        ("compare",),
        {"FIRST": pair[0], "SECOND": pair[1]},
    )


def summary_step(question: str) -> Step:
    allowed = re.search(r"at most (\d+) sub-quer", question)
    limit = int(allowed.group(1)) if allowed else 30
    return Step(
        "summary",
        "I split the text into sections, have each one summarised (big ones by a run "
        "of their own), and put the parts together.",
        ("summary",),
        {"SENTENCES": sentence_count(question), "MAX_CALLS": limit},
    )


def contradictions_step() -> Step:
    return Step(
        "contradictions",
        "I look for pairs of statements with the same subject and different numbers.",
        ("contradictions",),
    )


def top_words_step(question: str) -> Step:
    number = re.search(r"\b(\d{1,3})\b", question)
    limit = int(number.group(1)) if number else 10
    if re.search(r"(?i)most \w+ word\b", question):
        limit = 1
    return Step(
        "top words",
        "I count every word but the small ones.",
        ("top_words",),
        {"LIMIT": limit, "STOP": sorted(w for w in STOP_WORDS if len(w) > 2)},
    )


def extract_step(question: str) -> Step:
    found = extraction(question)
    assert found is not None
    return Step(
        "extract",
        f"I search every line for each {found.kind}.",
        ("extract",),
        {
            "PATTERN": found.pattern,
            "NEAR": list(found.near),
            "ONLY_COUNT": found.only_count,
            "CONFIDENCE": found.confidence,
        },
    )


def count_step(question: str) -> Step:
    found = counting(question)
    assert found is not None
    terms = ", ".join([*found.words, *found.phrases]) or "no condition"
    return Step(
        "count",
        f"I count {found.unit} in the text ({terms}).",
        ("count",),
        {
            "UNIT": found.unit,
            "TERMS": list(found.terms),
            "WORDS": list(found.words),
            "PHRASES": list(found.phrases),
            "NEGATED": found.is_negated,
            "EXACT": found.is_exact,
            "NONE_COUNTS": found.is_literal,
            "CONFIDENCE": found.confidence,
        },
    )


def check_step(sampler: str, *, is_log: bool) -> Step:
    """Have a few samples of a calculation read by the sub-model."""
    why = {
        "sample_rows": "Before I give this as the answer, I have the sub-model read a "
        "few rows that were counted, and a few that nearly were, and compare.",
        "sample_lines": "Before I give this as the answer, I have the sub-model read a "
        "few lines that were counted, and a few that nearly were, and compare.",
        "sample_words": "Before I give this as the answer, I have the sub-model count "
        "the first words in one line each, and compare.",
    }
    return Step("check", why[sampler], (sampler, "check"), {"LINES": is_log})
