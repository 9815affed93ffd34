"""One question about one context, and what counts as a right answer to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Split = Literal["seen", "held-out"]
Verdict = Literal["right", "refused", "wrong"]
Rule = Literal["value", "contains", "refuse"]


@dataclass(frozen=True, slots=True)
class Case:
    """A question with the answers that are accepted."""

    kind: str
    context: object
    question: str
    accepted: tuple[str, ...] = ()
    """For `value` one of them; for `contains` all of them."""
    rule: Rule = "contains"
    forbidden: tuple[str, ...] = ()
    """What a right answer must not name."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a run came to, freed of how it came to it."""

    text: str
    is_refusal: bool
    confidence: float = 0.0

    @property
    def answer(self) -> str:
        """The part before the account of how."""
        return self.text.split("\n\nHow:", 1)[0]


def judge(case: Case, reply: Reply) -> Verdict:
    """Right, refused or wrong; refusing is right where there is no answer."""
    if case.rule == "refuse":
        return "right" if reply.is_refusal else "wrong"
    if reply.is_refusal:
        return "refused"
    said = reply.answer.casefold()
    if any(word.casefold() in said for word in case.forbidden):
        return "wrong"
    if case.rule == "contains":
        is_right = all(word.casefold() in said for word in case.accepted)
    else:
        lines = ", ".join(reply.answer.splitlines())
        is_right = any(_is_same(lines, value) for value in case.accepted)
    return "right" if is_right else "wrong"


def _is_same(said: str, value: str) -> bool:
    said, value = said.strip().casefold(), value.casefold()
    wanted, given = _number(value), _number(said)
    if wanted is not None and given is not None:
        return abs(wanted - given) <= 0.0051 + 1e-9 * abs(wanted)
    return said == value


def _number(text: str) -> float | None:
    try:
        return float(text.replace(",", "").removesuffix("%"))
    except ValueError:
        return None
