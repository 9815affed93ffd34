"""Cross-checks: a calculation is believed more, or less, for what sub-queries read."""

from __future__ import annotations

from dataclasses import dataclass

from rlm_tui.models.offline.dialogue import Dialogue, Fields, Turn
from rlm_tui.models.offline.intents import counting
from rlm_tui.models.offline.steps import Step, check_step
from rlm_tui.models.offline.strategies import (
    full_question,
    table_file,
    table_plan,
)

LABEL = "check"
_BY_LINES = ("load_log", "load_access_log", "load_chat")
_RAISED = 0.03
_LOWERED = 0.5


@dataclass(frozen=True, slots=True)
class Check:
    """What sub-queries said about samples of a calculation."""

    asked: int = 0
    answered: int = 0
    disputes: tuple[Fields, ...] = ()
    sampled: str = "samples"
    """What was sampled, in the plural."""
    problem: str = ""
    """Why there is no answer, where there is none."""

    def weigh(self, confidence: float) -> float:
        """The confidence after the check: a little up, or far down."""
        if self.disputes:
            return confidence * _LOWERED
        if not self.answered:
            return confidence
        return max(confidence, min(0.97, confidence + _RAISED))

    def account(self) -> str:
        """What happened, for the answer's account of how."""
        if not self.answered:
            return f"not checked by sub-queries: {self.problem}"
        of = "" if self.answered == self.asked else f" of {self.asked}"
        said = f"checked on {self.answered}{of} {self.sampled} by sub-queries"
        if not self.disputes:
            return f"{said}, which agree"
        return ". ".join([said, *map(_dispute, self.disputes)])


def _dispute(fields: Fields) -> str:
    return (
        f"{fields.get('where')} is disputed: to “{fields.get('question')}” the "
        f"calculation says {fields.get('expected')}, the sub-query "
        f"{fields.get('said')}; it reads “{fields.get('text')}”"
    )


def next_check(dialogue: Dialogue, label: str) -> Step | None:
    """The check that the result with this label still lacks."""
    sampler = _sampler(dialogue, label)
    if not sampler or not dialogue.may_ask or LABEL in dialogue.labels:
        return None
    table = table_file(dialogue)
    is_log = table is not None and table[0] in _BY_LINES
    return check_step(sampler, is_log=is_log)


def check_of(dialogue: Dialogue, label: str, answer: str) -> Check | None:
    """How the check of a result came out; None if it needs or has had none."""
    if not _sampler(dialogue, label):
        return None
    if not dialogue.may_ask:
        return Check(problem="they are switched off")
    turns = [turn for turn in dialogue.turns if turn.label == LABEL]
    return _read(turns[-1], answer) if turns else None


def _sampler(dialogue: Dialogue, label: str) -> str:
    """The program that chooses what to check; empty for what needs no check."""
    if label == "table":
        plan = table_plan(dialogue)
        used = plan.filters or plan.column or plan.group_by or plan.show
        return "sample_rows" if used else ""
    if label == "count":
        found = counting(full_question(dialogue))
        if found is None or found.unit not in ("lines", "occurrences"):
            return ""
        return "sample_lines" if found.terms or found.phrases else ""
    return "sample_words" if label == "top words" else ""


def _read(turn: Turn, answer: str) -> Check:
    if turn.is_refused:
        return Check(problem="the check was refused")
    fields = turn.fields("CHECK")
    if fields is None:
        return Check(problem="the check failed")
    if not answer.startswith(str(fields.get("of"))):
        return Check(problem="the result was changed by hand")
    disputes = fields.get("disputes")
    problem = str(fields.get("problem") or "nothing fit to be asked")
    return Check(
        asked=_whole(fields.get("asked")),
        answered=_whole(fields.get("answered")),
        disputes=tuple(d for d in disputes if isinstance(d, dict))
        if isinstance(disputes, list)
        else (),
        sampled=str(fields.get("samples") or "samples"),
        problem=problem if fields.get("asked") else "nothing fit to be asked",
    )


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0
