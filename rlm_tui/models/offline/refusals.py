"""The words of a refusal: what was tried, what stood in the way, what can be asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from rlm_tui.models.offline.checks import LABEL
from rlm_tui.models.offline.columns import read_columns
from rlm_tui.models.offline.dialogue import Dialogue
from rlm_tui.models.offline.finding import Finding
from rlm_tui.models.offline.strategies import full_question, table_file, table_plan
from rlm_tui.models.offline.words import content_words

CANNOT = "I could not answer this reliably with rules alone."
_MOST_QUOTED = 80
"""Characters of guidance that is quoted."""
_MOST_OFFERED = 3
_TRIED = {
    "lookup": "the passages with the words of the question",
    "wider lookup": "passages further off",
    "table": "a calculation over the rows",
    "count": "a count in the text",
    "code": "the definitions in the code",
    "setting": "the settings",
    "section": "the headings",
    "entry": "the entries of names",
    "locate": "the places where it is named",
    "neighbours": "the order of the entries",
    "durations": "the times in the lines",
    "schema": "the schema",
    "extract": "a search for values of that kind",
}
"""What a step looks at, in plain words; other labels are plain themselves."""


def refusal_text(dialogue: Dialogue, best: Finding | None) -> str:
    """Why there is no answer, the closest passages, and what could be asked."""
    why = "; ".join([*_reasons(dialogue, best), *unheard_lines(dialogue)])
    passages = _numbered(best.passages if best else ())
    sure = min(best.confidence, 0.5) if best else 0.0
    offered = [f"“{question}”" for question in islice(offers(dialogue), _MOST_OFFERED)]
    instead = f"What it can answer here: {' '.join(offered)}\n" if offered else ""
    return (
        f"{CANNOT}\n\n{passages}How: {why}.\n{instead}"
        "To ask a language model, start with `--model provider/name`, for example "
        f"`--model openai/gpt-5-mini`.\n{confidence_line(sure)}"
    )


def confidence_line(sure: float) -> str:
    """The last line of whatever the planner says."""
    return f"Confidence: {sure:.2f} (offline planner, rules only)"


def unheard_lines(dialogue: Dialogue) -> list[str]:
    """What a person said that nothing was made of."""
    said = [" ".join(words.split())[:_MOST_QUOTED] for words in dialogue.unheard]
    return [f"I left out the guidance “{s}”: I did not understand it" for s in said]


def _reasons(dialogue: Dialogue, best: Finding | None) -> Iterator[str]:
    labels = [t.label for t in dialogue.turns]
    tried = [label for label in labels if label not in ("probe", "columns", LABEL)]
    plan = table_plan(dialogue)
    failure = "" if tried else _failed_look(dialogue)
    if failure:
        yield failure
        return
    if tried:
        looks = dict.fromkeys(_TRIED.get(label, label) for label in tried)
        yield f"I tried {', '.join(looks)}"
    else:
        yield "no rule of mine fits the question"
    if plan.unexplained:
        yield f"I did not understand: {', '.join(plan.unexplained)}"
    elif not tried and plan.doubts:
        yield plan.doubts[0]
    yield from _open_words(best)
    if best and best.check and best.check.disputes:
        yield f"the result was {best.answer[:200]}, {best.check.account()}"


def _open_words(best: Finding | None) -> Iterator[str]:
    """Words that only some of the counted rows say."""
    fields = (best and best.fields) or {}
    found = fields.get("open")
    for word, count in found.items() if isinstance(found, dict) else ():
        yield (
            f"the result was {best.answer[:80] if best else ''}, but only {count} of "
            f"the {fields.get('rows')} rows say “{word}”, and I cannot tell whether "
            "they alone were meant"
        )


def _failed_look(dialogue: Dialogue) -> str:
    """What kept the context from being looked at, or nothing."""
    for turn in dialogue.turns:
        if turn.is_refused:
            return "my look at the context was refused"
        if turn.error:
            reason = turn.error.strip().splitlines()[-1].strip("()")
            return f"my look at the context failed: {reason}"
    return ""


def offers(dialogue: Dialogue) -> Iterator[str]:
    """Questions about this context that the rules can answer."""
    if dialogue.probe.get("code"):
        yield from (
            "Which class has the most methods?",
            "Which function is the longest?",
        )
    elif table_file(dialogue):
        yield from _of_columns(dialogue)
        if _is_made_of_cells(dialogue):
            return
    hits = dialogue.probe.get("words")
    said = hits if isinstance(hits, dict) else {}
    for word in content_words(full_question(dialogue)):
        if said.get(word):
            yield f"How many lines mention {word}?"
    if dialogue.probe.get("format") in ("prose", "markdown"):
        yield "Summarise the text."


def _is_made_of_cells(dialogue: Dialogue) -> bool:
    """Whether the rows have no words beside their columns."""
    columns = read_columns(dialogue.probe.get("columns"))
    return not any(column.is_prose for column in columns)


def _of_columns(dialogue: Dialogue) -> Iterator[str]:
    columns = read_columns(dialogue.probe.get("columns"))
    rows = dialogue.probe.get("rows")
    total = rows if isinstance(rows, int) else 0
    groups = [c for c in columns if c.kind == "text" and 1 < c.distinct <= total / 2]
    for column in [c for c in groups if not c.is_prose][:1]:
        yield f"Which {column.title} is the most frequent?"
        yield f"How many different values of {column.title} are there?"
    for column in [c for c in columns if c.is_measure and not c.is_id][:1]:
        yield f"What is the average {column.title}?"


def _numbered(passages: Sequence[str]) -> str:
    if not passages:
        return ""
    lines = [f"{n}. {passage}" for n, passage in enumerate(passages[:3], 1)]
    return "Closest passages:\n" + "\n".join(lines) + "\n\n"
