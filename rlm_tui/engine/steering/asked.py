"""What the arguments of verbs mean, each with an error that says what to write."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import UnionType

from rlm_tui.domain.events_of_steering import Latch, LatchKind, Plan, StepKind
from rlm_tui.errors import SteeringError

STEPS: tuple[StepKind, ...] = ("into", "over", "iteration", "out")
"""Kinds of steps; to a node and to a filter have verbs of their own."""


def step_plan(kind: StepKind, node: str, count: int) -> Plan:
    """A plan to step.

    Raises:
        SteeringError: there is no such step.
    """
    given: object = count
    if kind not in STEPS or not isinstance(given, int) or given < 1:
        raise SteeringError(
            f"a step is one of {', '.join(STEPS)}, once or more often; found {kind!r}, "
            f"{count!r} times"
        )
    return Plan(step=kind, node=node, count=count)


def latch_of(on: LatchKind, name: str) -> Latch:
    """A pause apart from the run.

    Raises:
        SteeringError: it is of nothing that can be paused.
    """
    if on not in ("node", "model"):
        raise SteeringError(f"a node or a model can be paused apart; found {on!r}")
    if not text_of(name, f"the {on} to pause"):
        raise SteeringError(f"the {on} to pause must be named")
    return Latch(on=on, name=name)


def text_of(given: object, what: str) -> str:
    """A text.

    Raises:
        SteeringError: it is none.
    """
    if not isinstance(given, str):
        raise SteeringError(f"{what} must be a text; found {given!r:.200}")
    return given


def rule_lines(given: object) -> list[str]:
    """The lines of stop rules.

    Raises:
        SteeringError: they are no list of texts.
    """
    if isinstance(given, str) or not isinstance(given, Sequence):
        raise SteeringError(f"rules must be a list of lines; found {given!r:.200}")
    return [text_of(line, "a rule") for line in given]


def by_ticket(given: object, kind: type | UnionType, what: str) -> None:
    """Make sure that what is said of tickets is said by their ids.

    Raises:
        SteeringError: it is not.
    """
    if not isinstance(given, Mapping):
        raise SteeringError(f"{what} must be given by ticket; found {given!r:.200}")
    for value in given.values():
        if not isinstance(value, kind):
            raise SteeringError(f"{value!r:.200} is none of {what}")
