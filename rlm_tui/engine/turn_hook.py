"""What the calling program may change of a turn before it is sent."""

from __future__ import annotations

from collections.abc import Sequence

from rlm_tui.domain.events_of_answers import HookActed, HookOutcome
from rlm_tui.engine.hook_calls import checked_turn
from rlm_tui.engine.hooks import (
    Abort,
    Continue,
    Finalize,
    IterationContext,
    IterationOutcome,
    Override,
)
from rlm_tui.engine.recorded.hook_outcomes import as_text, past_outcome
from rlm_tui.engine.run import Run
from rlm_tui.engine.task import NodeTask
from rlm_tui.models.base import ChatMessage


async def prepared_turn(
    run: Run,
    task: NodeTask,
    messages: Sequence[ChatMessage],
    number: int,
    *,
    is_forced: bool,
) -> IterationOutcome:
    """What `prepare_iteration` makes of a turn; what it did once stays as it was.

    Raises:
        HookError: the hook failed.
    """
    outcome: IterationOutcome | None = None
    if run.recording.is_playing(task.node):
        acted = run.recording.hook_ahead(task.node)
        if acted is None:
            return Continue()
        if (past := past_outcome(acted)) is not None:
            outcome = checked_turn(past)
    if outcome is None:
        context = _context(run, task, messages, number, is_forced=is_forced)
        outcome = await run.caller.hooks.before_turn(context)
    match outcome:
        case Finalize(answer):
            await _acted(run, task, "finalize", str(answer)[:200], outcome)
        case Abort(reason):
            await _acted(run, task, "abort", reason, outcome)
        case Override():
            await _acted(run, task, "override", _changes(outcome), outcome)
    return outcome


def _context(
    run: Run,
    task: NodeTask,
    messages: Sequence[ChatMessage],
    number: int,
    *,
    is_forced: bool,
) -> IterationContext:
    session = run.session
    return IterationContext(
        session=session.id,
        node=task.node,
        depth=task.depth,
        iteration=number,
        is_forced=is_forced,
        model=task.model,
        question=task.question,
        messages=tuple(messages),
        usage=session.usage,
        limits=task.limits_in(session.limits),
    )


async def _acted(
    run: Run,
    task: NodeTask,
    outcome: HookOutcome,
    detail: str,
    given: Override | Finalize | Abort,
) -> None:
    await run.emit(
        HookActed(
            node=task.node,
            hook="prepare_iteration",
            outcome=outcome,
            detail=detail,
            given=as_text(given),
        )
    )


def _changes(override: Override) -> str:
    """What an override changes, in words."""
    changes: list[str] = []
    if override.messages is not None:
        changes.append(f"{len(override.messages)} messages")
    if override.model is not None:
        changes.append(f"model {override.model}")
    if override.max_output_chars is not None:
        changes.append(f"max_output_chars {override.max_output_chars}")
    return ", ".join(changes) or "nothing"
