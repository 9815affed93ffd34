"""What the arguments of verbs mean, each with an error that says what to write."""

from __future__ import annotations

from rlm_tui.domain.events_of_steering import Latch, LatchKind, Plan, StepKind
from rlm_tui.errors import SteeringError

STEPS: tuple[StepKind, ...] = ("into", "over", "iteration", "out")
"""Kinds of steps; to a node and to a filter have verbs of their own."""


def step_plan(kind: StepKind, node: str, count: int) -> Plan:
    """A plan to step.

    Raises:
        SteeringError: there is no such step.
    """
    if kind not in STEPS or count < 1:
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
    return Latch(on=on, name=name)
