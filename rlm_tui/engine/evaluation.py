"""Who judges an answer before it is accepted: a function, or a model."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from rlm_tui.engine import prompts
from rlm_tui.engine.cancelling import shown
from rlm_tui.engine.hook_calls import call_hook
from rlm_tui.engine.result import Step
from rlm_tui.errors import HookError


@dataclass(frozen=True, slots=True)
class Accept:
    """The answer is good, with this much confidence from 0 to 1."""

    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class SendBack:
    """The answer goes back to the model with a critique."""

    critique: str
    """What the model reads."""
    confidence: float | None = None
    """How good the answer is all the same, from 0 to 1: the best one may be forced."""


Opinion: TypeAlias = Accept | SendBack
Evaluate: TypeAlias = Callable[
    [str, str, tuple[Step, ...]],
    Opinion | float | str | Awaitable[Opinion | float | str],
]
Evaluator: TypeAlias = str | Evaluate
"""The name of a model, or a function of question, answer and steps.

A function gives back `Accept` or `SendBack`; a number accepts with that confidence, a
text is a critique.
"""

NO_WORDS = "It is not right."
"""The critique of those who give none."""

_OBJECT = re.compile(r"\{.*\}", re.DOTALL)


async def ask_function(
    evaluate: Evaluate, question: str, answer: str, steps: tuple[Step, ...]
) -> Opinion:
    """What a function of the calling program says of an answer.

    Raises:
        HookError: it raised, or gave back what is no opinion.
    """
    found = await call_hook("the evaluator", evaluate, question, answer, steps)
    opinion = _opinion(found)
    if opinion is None:
        raise HookError(
            f"the evaluator gave back {shown(found)}; return Accept(confidence=0.9), "
            "SendBack('why'), a number from 0 to 1, or a critique as a text"
        )
    return opinion


def _opinion(found: object) -> Opinion | None:
    match found:
        case Accept(confidence) | SendBack(str(), confidence) if _is_confidence(
            confidence
        ):
            return found
        case bool():
            return Accept() if found else SendBack(NO_WORDS)
        case int() | float() if _is_confidence(found):
            return Accept(float(found))
        case str() if found.strip():
            return SendBack(found)
    return None


def _is_confidence(value: object) -> bool:
    if value is None:
        return True
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        return False
    return math.isfinite(value) and 0 <= value <= 1


def question_for_model(question: str, answer: str, steps: Sequence[Step]) -> str:
    """What a model is asked about an answer."""
    shown = "\n\n".join(_shown(step) for step in steps[-prompts.EVALUATED_STEPS :])
    return prompts.EVALUATE.format(question=question, answer=answer, steps=shown)


def _shown(step: Step) -> str:
    parts = [f"Step {step.iteration}", step.code, step.output, step.error or ""]
    return "\n".join(part[: prompts.EVALUATED_CHARS] for part in parts if part)


def read_opinion(reply: str) -> Opinion | None:
    """The opinion that a model wrote, or `None` if it cannot be made out."""
    found = _OBJECT.search(reply)
    if found is None:
        return None
    try:
        value: Any = json.loads(found.group())
    except (ValueError, RecursionError):
        return None
    confidence = value.get("confidence")
    if not _is_confidence(confidence):
        return None
    match value.get("accept"):
        case True:
            return Accept(confidence)
        case False:
            return SendBack(str(value.get("critique") or NO_WORDS), confidence)
    return None
