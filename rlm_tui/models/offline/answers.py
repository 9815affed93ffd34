"""Findings in the outputs, and the words of an answer or a refusal."""

from __future__ import annotations

import re
from dataclasses import replace

from rlm_tui.models.offline import checks
from rlm_tui.models.offline.dialogue import Dialogue, Fields, Turn
from rlm_tui.models.offline.finding import Finding
from rlm_tui.models.offline.hearing import is_of_manner
from rlm_tui.models.offline.parts import question_parts
from rlm_tui.models.offline.reader_kinds import empty_answers
from rlm_tui.models.offline.refusals import (
    confidence_line,
    refusal_text,
    unheard_lines,
)
from rlm_tui.models.offline.steps import describe
from rlm_tui.models.offline.strategies import (
    full_question,
    kind_in_words,
    table_plan,
)
from rlm_tui.models.offline.words import content_words


def findings(dialogue: Dialogue) -> list[Finding]:
    """Every result so far, in order; failed and refused turns have none."""
    found = [finding for turn in dialogue.turns if (finding := _finding(turn))]
    empty = empty_answers(dialogue.question)
    if empty:
        found = [f for f in found if not (f.is_by_hand and re.match(empty, f.answer))]
    return [_checked(dialogue, finding) for finding in _with_parts(dialogue, found)]


def _with_parts(dialogue: Dialogue, found: list[Finding]) -> list[Finding]:
    """With the parts of a question put together after the last of them."""
    parts = question_parts(dialogue.question)
    ours = [finding for finding in found if finding.label.startswith("part ")]
    if not parts or len(ours) < len(parts):
        return found
    values = [_answer(finding) for finding in ours]
    lines = [f"{p.name}: {v}" for p, v in zip(parts, values, strict=False)]
    whole = Finding(
        label="lookup of the parts",
        answer="\n".join(lines) if len(set(values)) > 1 else values[0],
        confidence=min(finding.confidence for finding in ours),
        evidence=" / ".join(finding.evidence for finding in ours),
        where="; ".join(finding.where for finding in ours),
        passages=tuple(p for finding in ours for p in finding.passages[:1]),
        fields={"asked": "some"},
    )
    at = found.index(ours[-1]) + 1
    return [*found[:at], whole, *found[at:]]


def _checked(dialogue: Dialogue, finding: Finding) -> Finding:
    """With what sub-queries said about it; the word of a person is not checked."""
    if finding.is_by_hand:
        return finding
    check = checks.check_of(dialogue, finding.label, finding.answer)
    if check is None:
        return finding
    return replace(finding, check=check, confidence=check.weigh(finding.confidence))


def _finding(turn: Turn) -> Finding | None:
    if turn.label in ("probe", "columns", checks.LABEL) or turn.is_refused:
        return None
    fields = turn.fields("RESULT")
    if fields:
        return _from_fields(turn.label, fields)
    text = turn.output.strip()
    if turn.error or not text or len(text) > 300:
        return None
    plain = text.removeprefix("RESULT").strip()
    broken = plain.startswith("{")
    return None if broken else Finding(turn.label, plain, 1.0, "given by hand")


def _from_fields(label: str, fields: Fields) -> Finding:
    sure = fields.get("confidence", 1.0)
    rivals, passages = fields.get("rivals"), fields.get("passages")
    return Finding(
        label=label,
        answer=str(fields.get("answer", "")).strip(),
        confidence=float(sure) if isinstance(sure, int | float) else 0.5,
        evidence=str(fields.get("evidence", "")),
        where=str(fields.get("where", "")),
        passages=tuple(map(str, passages)) if isinstance(passages, list) else (),
        rivals=tuple(r for r in rivals if isinstance(r, dict))
        if isinstance(rivals, list)
        else (),
        fields=fields,
        is_whole=fields.get("whole") is not False,
    )


def final(introduction: str, dialogue: Dialogue, finding: Finding) -> str:
    """The turn that ends the run with an answer."""
    sure = finding.confidence
    if left_out := [said for said in dialogue.unheard if not is_of_manner(said)]:
        sure = min(sure, _LEFT_OUT)
    how = f"\n\nHow: {_how(dialogue, finding)}\n{confidence_line(sure)}"
    opening = (
        f"The result is good enough (confidence {finding.confidence:.2f}), so I give "
        f"it as the answer. {introduction}"
    )
    if left_out:
        opening = (
            "I give what I found, less surely: it leaves out guidance that I did not "
            f"understand. {introduction}"
        )
    text = _literal(_answer(finding) + how)
    if not finding.is_whole:
        text = f"answer_text + {_literal(how)}"
    return _finish(opening, text, sure)


_LEFT_OUT = 0.5
"""The most that an answer is worth that leaves out what a person asked for."""


def refusal(introduction: str, dialogue: Dialogue, best: Finding | None) -> str:
    """The turn that ends the run without one."""
    opening = f"I have no strategy left that I trust, so I say so. {introduction}"
    sure = min(best.confidence, 0.5) if best else 0.0
    return _finish(opening, _literal(refusal_text(dialogue, best)), sure)


def last_words(introduction: str, dialogue: Dialogue, best: Finding | None) -> str:
    """The answer in prose when there is no iteration left."""
    if best and best.answer:
        text = (
            f"{_answer(best)}\n\nHow: "
            f"{_how(dialogue, best)}\n{confidence_line(best.confidence)}"
        )
    else:
        text = refusal_text(dialogue, best)
    return (
        f"No iteration is left, so I answer with what I have. {introduction}"
        f"\n\nFINAL({_balanced(text)})"
    )


def _finish(opening: str, text: str, sure: float) -> str:
    code = (
        f"# offline planner: answer\nanswer_text = {text}\nFINAL(answer_text, "
        f"confidence={sure:.2f})"
    )
    return f"{opening}\n\n```repl\n{code}\n```"


def _literal(text: str) -> str:
    lines = text.splitlines(keepends=True)
    body = "\n".join(f"    {line!r}" for line in lines)
    return f"(\n{body}\n)"


def _balanced(text: str) -> str:
    """Fit to stand inside FINAL(…) in prose: quotes and brackets that close."""
    text = re.sub(r"(?<=\w)'(?=\w)", "’", text).replace("'", "’").replace('"', "”")
    for left, right in ("()", "[]", "{}"):
        if text.count(left) != text.count(right) or re.search(
            rf"^[^{re.escape(left)}]*{re.escape(right)}", text
        ):
            text = text.replace(left, "|").replace(right, "|")
    return text


def _answer(finding: Finding) -> str:
    if not finding.rivals:
        return finding.answer
    others = "; ".join(str(rival.get("value", "")) for rival in finding.rivals)
    return f"{finding.answer}; or {others}"


def _how(dialogue: Dialogue, finding: Finding) -> str:
    fields = finding.fields or {}
    question = full_question(dialogue)
    parts: list[str] = []
    if finding.label == "table":
        plan = table_plan(dialogue)
        parts.append(
            f"{describe(plan)}; {fields.get('rows')} of {fields.get('of')} rows"
        )
        groups = fields.get("groups")
        if isinstance(groups, dict) and groups:
            parts.append(", ".join(f"{k}: {v}" for k, v in groups.items()))
        parts.extend(plan.doubts)
    elif "lookup" in finding.label or "hop" in finding.label:
        terms = ", ".join(content_words(question))
        parts.append(
            f"{_asked(fields.get('asked'))}{kind_in_words(question)}; terms: {terms}"
        )
    else:
        rule = fields.get("rule")
        parts.append(f"{finding.label} of {rule}" if rule else finding.label)
    if finding.answer.endswith(" …"):
        parts.append("the passage is longer than what is shown of it")
    if finding.evidence:
        parts.append(f"evidence: “{finding.evidence}”")
    if finding.where:
        first = finding.where.startswith("first")
        parts.append(finding.where if first else f"found at {finding.where}")
    parts += _replaced(fields.get("replaced"))
    if finding.check:
        parts.append(finding.check.account())
    parts += [f"also {r.get('value')} at {r.get('where')}" for r in finding.rivals]
    parts += unheard_lines(dialogue)
    return ". ".join(parts) + "."


def _replaced(earlier: object) -> list[str]:
    """What the text says first and corrects later on."""
    if not isinstance(earlier, dict):
        return []
    return [f"it corrects “{earlier.get('value')}” at {earlier.get('where')}"]


def _asked(passages: object) -> str:
    """How many passages the sub-model was asked about."""
    if passages == 1:
        return "asked 1 passage"
    return f"asked {'some' if passages is None else passages} passages"
