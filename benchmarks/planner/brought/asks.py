"""What people ask about a document of theirs, in two wordings, and how it grows."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from benchmarks.planner.cases import Case, Rule, Split


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing to know: the seen wording, the held-out one, and what is right."""

    seen: str
    held_out: str
    accepted: tuple[str, ...] = ()
    rule: Rule = "contains"
    forbidden: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Brought:
    """A document somebody brings, and the questions."""

    context: object
    asks: list[Ask]


def told(
    seen: str, held_out: str, *accepted: str, without: tuple[str, ...] = ()
) -> Ask:
    """A question whose answer must name all of these."""
    return Ask(seen, held_out, accepted, forbidden=without)


def value(seen: str, held_out: str, accepted: object) -> Ask:
    """A question with one exact value for an answer."""
    return Ask(seen, held_out, (str(accepted),), "value")


def untold(seen: str, held_out: str) -> Ask:
    """A question that the document does not answer."""
    return Ask(seen, held_out, (), "refuse")


Bring = Callable[[random.Random, int], Brought]


def cases(
    kind: str, bring: Bring, chance: random.Random, size: int, split: Split
) -> Iterator[Case]:
    """Every question about one document, in the wording of the split."""
    brought = bring(chance, size)
    for ask in brought.asks:
        question = ask.seen if split == "seen" else ask.held_out
        name = f"untold {kind}" if ask.rule == "refuse" else kind
        yield Case(
            name, brought.context, question, ask.accepted, ask.rule, ask.forbidden
        )


def grown(parts: list[str], more: Callable[[int], str], size: int, joint: str) -> str:
    """The parts with made ones in between, until the whole is of about this size."""
    length = sum(map(len, parts))
    made: list[str] = []
    while length < size:
        made.append(more(len(made)))
        length += len(made[-1]) + len(joint)
    step = max(1, len(made) // max(1, len(parts)))
    whole: list[str] = []
    for index, part in enumerate(parts):
        whole.append(part)
        last = index == len(parts) - 1
        whole += (
            made[index * step :] if last else made[index * step : (index + 1) * step]
        )
    return joint.join(whole)
