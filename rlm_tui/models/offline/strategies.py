"""What the planner may try next, most promising first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from rlm_tui.models.offline.code_questions import code_ask
from rlm_tui.models.offline.columns import read_columns
from rlm_tui.models.offline.dialogue import Dialogue
from rlm_tui.models.offline.entries import entry_ask
from rlm_tui.models.offline.hops import first_hop, second_hop
from rlm_tui.models.offline.intents import (
    asked_place,
    counting,
    extraction,
    intent_of,
    mentions_one,
)
from rlm_tui.models.offline.parts import question_parts, wants_all
from rlm_tui.models.offline.programs.stemming import stem
from rlm_tui.models.offline.reader_kinds import wanted_kind
from rlm_tui.models.offline.schemas import schema_ask
from rlm_tui.models.offline.sections import section_ask
from rlm_tui.models.offline.spelling import plainly
from rlm_tui.models.offline.steps import (
    LOOK,
    LOOKUP,
    Step,
    columns_step,
    compare_step,
    contradictions_step,
    count_step,
    extract_step,
    lookup_constants,
    lookup_step,
    summary_step,
    table_step,
    top_words_step,
)
from rlm_tui.models.offline.structure_steps import (
    code_step,
    durations_step,
    entry_step,
    leaf_step,
    locate_step,
    neighbours_step,
    schema_step,
    section_step,
)
from rlm_tui.models.offline.table_plan import TablePlan, plan_table
from rlm_tui.models.offline.timelines import order_ask, timing_ask
from rlm_tui.models.offline.words import (
    alternatives,
    content_words,
)

LEAST_CONFIDENCE = 0.55
"""Below this the planner refuses."""
_LOADERS = {
    "csv": "load_csv",
    "records": "load_records",
    "jsonl": "load_records",
    "log": "load_log",
    "access log": "load_access_log",
    "chat": "load_chat",
    "blocks": "load_blocks",
    "pipes": "load_pipes",
    "columns": "load_columns",
    "traces": "load_traces",
    "commits": "load_commits",
    "subtitles": "load_subtitles",
    "sql": "load_sql",
}
_AGGREGATE = re.compile(
    r"(?i)\bhow (?:many|often)\b|\bmost\b|\bleast\b|\baverage|\bmean\b"
    r"|\bmedian|\btotal\b"
    r"|\bpercent|\bshare\b|\bhighest|\blowest|\blargest|\bsmallest|\bcount\b"
    r"|\b(?:the|a|total) number of\b"
    r"|\bfewest|\bsum of\b|\bper\b|\beach\b|\btop \d"
)
_WITH_LINES = ("load_log", "load_chat", "load_subtitles")
"""Tables whose rows are lines that may tell more than their columns."""
_HOW_MANY = re.compile(r"(?i)\bhow (?:many|often)\b")


def full_question(dialogue: Dialogue) -> str:
    """The question with whatever a person has added to it."""
    text = " ".join([plainly(dialogue.question), *dialogue.guidance])
    text = re.sub(r"(?i)\b(zip|postal)[ -]codes?\b", r"\1", text)
    return re.sub(r"(?i)\btimed[ -]out\b", "timeout", text)


def probe_step(dialogue: Dialogue) -> Step:
    """Look before choosing."""
    question = full_question(dialogue)
    wanted = {word: alternatives(word) for word in content_words(question)[:24]}
    return Step(
        "probe",
        "First I look at the context: its type, its size, its format, and on how many "
        "lines the words of the question stand.",
        LOOK,
        {"QUESTION_WORDS": wanted},
    )


def next_steps(dialogue: Dialogue) -> Iterator[Step]:
    """Every step worth trying after the probe, in order."""
    question = full_question(dialogue)
    ask = section_ask(question)
    if ask and ask.is_named and not _is_table(dialogue):
        yield section_step(ask, question)
        return
    if dialogue.probe.get("code") and (wanted := code_ask(question)):
        yield code_step(wanted, question)
        if wanted.is_strict:
            return
    if order := order_ask(question):
        yield neighbours_step(order)
        if _is_sequence(dialogue):
            return
    match intent_of(question):
        case "summary":
            yield summary_step(question)
        case "compare" if step := compare_step(dialogue):
            yield step
        case "contradictions":
            yield contradictions_step()
        case "top words":
            yield top_words_step(question)
        case "extract" if not _is_table(dialogue):
            yield extract_step(question)
        case "count" if not _is_table(dialogue) or mentions_one(question):
            yield count_step(question)
        case _:
            yield from _ask(dialogue, question)


def _is_sequence(dialogue: Dialogue) -> bool:
    """Whether the context is made of entries, so that no passage tells of others."""
    found = [turn.fields("RESULT") for turn in dialogue.turns]
    return any(fields.get("sequence") for fields in found if fields)


def _is_table(dialogue: Dialogue) -> bool:
    return bool(table_file(dialogue)) and not dialogue.probe.get("embedded")


def _ask(dialogue: Dialogue, question: str) -> Iterator[Step]:
    prose = True
    table = table_file(dialogue)
    asked = schema_ask(question)
    if table and asked and table[0] == "load_sql":
        yield schema_step(asked, table[1])
        return
    is_tree = bool(dialogue.probe.get("nested"))
    if table:
        yield columns_step(table, question)
        plan = table_plan(dialogue)
        if plan.sure >= LEAST_CONFIDENCE and not _is_told_total(dialogue, plan):
            yield table_step(plan)
        prose = speaks(dialogue, question)
        if _has_prose(dialogue) and plan.sure < LEAST_CONFIDENCE:
            if extraction(question):
                yield extract_step(question)
            elif counting(question):
                yield count_step(question)
    timing = timing_ask(question)
    if timing and (not table or table[0] in _WITH_LINES):
        yield durations_step(timing)
    if is_tree and not _AGGREGATE.search(_HOW_MANY.sub("", question)):
        yield leaf_step(question)
    if prose:
        yield from _lookups(dialogue, question)


def _is_told_total(dialogue: Dialogue, plan: TablePlan) -> bool:
    """Whether the text around a table may tell the total by itself."""
    hits = dialogue.probe.get("words")
    is_sum = plan.operation == "sum" and not plan.filters and not plan.group_by
    is_said = isinstance(hits, dict) and bool(hits.get("total"))
    return is_sum and is_said and bool(dialogue.probe.get("embedded"))


def _has_prose(dialogue: Dialogue) -> bool:
    """Whether there are sentences around or inside a table."""
    columns = read_columns(dialogue.probe.get("columns"))
    return bool(dialogue.probe.get("mixed")) or any(c.is_prose for c in columns)


def speaks(dialogue: Dialogue, question: str) -> bool:
    """Whether those sentences may answer in their own words."""
    is_mixed = bool(dialogue.probe.get("mixed"))
    asked = question
    if dialogue.probe.get("rows_are") == "message":
        asked = re.sub(r"(?i)\bhow many\b", "", question)
    return is_mixed or (_has_prose(dialogue) and not _AGGREGATE.search(asked))


def _lookups(dialogue: Dialogue, question: str) -> Iterator[Step]:
    if entry := entry_ask(question):
        yield entry_step(entry)
        if entry.term.startswith("-"):
            return
    if ask := section_ask(question):
        yield section_step(ask, question)
    if place := asked_place(question):
        yield locate_step(place)
    yield from _part_steps(dialogue)
    windows = 20 if wants_all(question) else 6
    yield lookup_step(question, dialogue, first=0, windows=windows)
    if hop := first_hop(dialogue.question):
        inner = Step(
            "first hop",
            f"No single passage answers it, so I take it in two steps. First: "
            f"{hop.inner}",
            LOOKUP,
            lookup_constants(hop.inner, dialogue, first=0, windows=4),
        )
        yield inner
        if outer := second_hop(hop, dialogue):
            yield Step(
                "second hop",
                f"With that found, the second step is: {outer}",
                LOOKUP,
                lookup_constants(outer, dialogue, first=0, windows=6),
            )
    yield lookup_step(question, dialogue, first=6, windows=12)


def _part_steps(dialogue: Dialogue) -> Iterator[Step]:
    for number, part in enumerate(question_parts(dialogue.question), 1):
        yield Step(
            f"part {number}",
            f"The question asks for several things; part {number} is: {part.question}",
            LOOKUP,
            lookup_constants(part.question, dialogue, first=0, windows=6),
        )


def table_file(dialogue: Dialogue) -> tuple[str, str] | None:
    """The loader and the document that hold a table, if the context has one."""
    probe = dialogue.probe
    shape = str(probe.get("format"))
    if shape in _LOADERS:
        return _LOADERS[shape], _first_name(probe)
    embedded = str(probe.get("embedded"))
    if embedded in _LOADERS:
        return _LOADERS[embedded], _first_name(probe)
    listed = probe.get("files")
    if not isinstance(listed, list):
        return None
    asked = {stem(word) for word in content_words(full_question(dialogue))}
    for item in listed:
        if isinstance(item, list) and len(item) == 3 and item[2] in _LOADERS:
            name = str(item[0])
            said = name.lower() in full_question(dialogue).lower()
            base = {stem(w) for w in re.split(r"[\W_]+", name.rsplit("/", 1)[-1]) if w}
            if said or len(asked & base) > 0:
                return _LOADERS[str(item[2])], name
    return None


def _first_name(probe: Mapping[str, object]) -> str:
    match probe.get("files"):
        case [[str(name), *_], *_]:
            return name
    return ""


def table_plan(dialogue: Dialogue) -> TablePlan:
    """The question as a calculation over the columns that the probe found."""
    probe = dialogue.probe
    rows = probe.get("rows")
    hits = probe.get("words")
    return plan_table(
        full_question(dialogue),
        read_columns(probe.get("columns")),
        rows=rows if isinstance(rows, int) else 0,
        hits=hits if isinstance(hits, dict) else {},
        rows_are=str(probe.get("rows_are") or ""),
    )


_KINDS_IN_WORDS = {
    "money": "an amount of money", "amount": "an amount", "email": "an e-mail address",
    "ip": "an IP address", "url": "a link", "uuid": "a UUID", "code": "an identifier",
    "percent": "a percentage", "phone": "a phone number",
}  # fmt: skip


def kind_in_words(question: str) -> str:
    """What kind of value the question asks for, for the account of how."""
    kind = wanted_kind(question)
    if kind in ("span", "sentence", "why"):
        return ""
    return f" for {_KINDS_IN_WORDS.get(kind, f'a {kind}')}"
