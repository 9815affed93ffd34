"""The offline planner: rules that reply like a chat model, from the messages alone."""

from __future__ import annotations

from collections.abc import Sequence

from rlm_tui.models.offline import answers, checks, reader
from rlm_tui.models.offline.dialogue import Dialogue, read_dialogue
from rlm_tui.models.offline.finding import Finding
from rlm_tui.models.offline.hearing import heard
from rlm_tui.models.offline.library import render
from rlm_tui.models.offline.steps import Step
from rlm_tui.models.offline.strategies import (
    LEAST_CONFIDENCE,
    next_steps,
    probe_step,
)

INTRODUCTION = "I am the offline planner: rules, not a language model."


def complete(messages: Sequence[tuple[str, str]]) -> str:
    """The reply to (role, content) pairs: a planner's with a system message, or else
    that of the sub-model."""
    if any(role == "system" for role, _ in messages):
        return _plan(heard(read_dialogue(messages)))
    last = [content for role, content in messages if role == "user"][-1:]
    return reader.answer("".join(last))


def _plan(dialogue: Dialogue) -> str:
    findings = answers.findings(dialogue)
    best = max(findings, key=lambda finding: finding.confidence, default=None)
    if dialogue.must_answer:
        return answers.last_words(INTRODUCTION, dialogue, best)
    if not dialogue.question:
        return answers.refusal(INTRODUCTION, dialogue, None)
    was_rejected = "answer" in dialogue.labels
    if findings and _is_good(findings[-1]) and not was_rejected:
        check = _next_check(dialogue, findings[-1])
        if check:
            return _write(check, dialogue)
        return answers.final(INTRODUCTION, dialogue, findings[-1])
    step = _next(dialogue)
    if step:
        return _write(step, dialogue)
    return _give_up(dialogue, best)


def _next_check(dialogue: Dialogue, finding: Finding) -> Step | None:
    if finding.is_by_hand:
        return None
    return checks.next_check(dialogue, finding.label)


def _is_good(finding: Finding) -> bool:
    is_step = finding.label == "first hop" or finding.label.startswith("part ")
    return finding.confidence >= LEAST_CONFIDENCE and not is_step


def _give_up(dialogue: Dialogue, best: Finding | None) -> str:
    if best and _is_good(best) and "answer" not in dialogue.labels:
        return answers.final(INTRODUCTION, dialogue, best)
    return answers.refusal(INTRODUCTION, dialogue, best)


def _next(dialogue: Dialogue) -> Step | None:
    if "probe" not in dialogue.labels:
        return probe_step(dialogue)
    if not dialogue.probe:
        return None
    for step in next_steps(dialogue):
        if step.label not in dialogue.labels:
            return step
    return None


def _write(step: Step, dialogue: Dialogue) -> str:
    opening = f"{_after_trouble(dialogue)}{step.why} {INTRODUCTION}"
    code = render(*step.programs, label=step.label, constants=step.constants)
    return f"{opening}\n\n```repl\n{code}\n```"


def _after_trouble(dialogue: Dialogue) -> str:
    if not dialogue.turns:
        return (
            "I look again, with the guidance that was given. "
            if dialogue.guidance
            else ""
        )
    last = dialogue.turns[-1]
    if last.is_refused:
        return "My last program was refused, so I try another way. "
    return "My last program failed, so I try another way. " if last.error else ""
