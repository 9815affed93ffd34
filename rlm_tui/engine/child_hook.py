"""What the calling program may change of a child before it starts."""

from __future__ import annotations

import copy
from typing import Any

from rlm_tui.domain.events_of_answers import HookActed, HookOutcome
from rlm_tui.domain.text import Text
from rlm_tui.engine.asking import SubQuery
from rlm_tui.engine.hook_calls import checked_child
from rlm_tui.engine.hooks import (
    Abort,
    Continue,
    FallbackToQuery,
    HookAbortError,
    Override,
    SubAgentContext,
    SubAgentOutcome,
)
from rlm_tui.engine.recorded.hook_outcomes import Outcome, as_text, past_outcome
from rlm_tui.engine.run import Run


async def prepared_child(run: Run, sub: SubQuery) -> SubQuery:
    """The child as `prepare_sub_agent` wants it.

    Raises:
        HookAbortError: it is not to start.
        HookError: the hook failed.
    """
    outcome = await _outcome(run, sub)
    match outcome:
        case Abort(reason):
            await _acted(run, sub, "abort", reason, outcome)
            raise HookAbortError("prepare_sub_agent", reason)
        case FallbackToQuery():
            await _acted(run, sub, "fallback", "a plain query", outcome)
            return sub._replace(kind="llm")
        case Override():
            changed = _overridden(sub, outcome)
            await _acted(run, changed, "override", _changes(outcome), outcome)
            return changed
        case _:
            return sub


async def _outcome(run: Run, sub: SubQuery) -> SubAgentOutcome:
    """What the hook wants now, or wanted when the child was recorded."""
    if run.recording.is_playing(sub.node):
        acted = run.recording.hook_ahead(sub.node)
        if acted is None:
            return Continue()
        if (past := past_outcome(acted)) is not None:
            return checked_child(past)
    if run.caller.hooks.prepare_sub_agent is None:
        return Continue()  # a snapshot copies the context
    return await run.caller.hooks.before_child(_snapshot(run, sub))


def _snapshot(run: Run, sub: SubQuery) -> SubAgentContext:
    session = run.session
    return SubAgentContext(
        session=session.id,
        parent=sub.node.rpartition(".")[0] if sub.index is None else _above(sub.node),
        node=sub.node,
        depth=sub.depth,
        index=sub.index,
        function=sub.function,
        model=sub.model,
        prompt=sub.prompt,
        context=copy.deepcopy(sub.context),
        usage=session.usage,
        limits=session.limits,
    )


def _above(element: str) -> str:
    """The node that made the batch of an element."""
    return element.rsplit(".", 2)[0]


def _overridden(sub: SubQuery, override: Override) -> SubQuery:
    settings: dict[str, Any] = dict(override.settings or {})
    return sub._replace(
        prompt=sub.prompt if override.prompt is None else override.prompt,
        context=sub.context if override.context is None else override.context,
        model=settings.pop("model", sub.model),
        settings=settings,
    )


def _changes(override: Override) -> str:
    """What an override changes, in words."""
    names = [
        name for name in ("prompt", "context") if getattr(override, name) is not None
    ]
    names += [f"{name} {value}" for name, value in (override.settings or {}).items()]
    return ", ".join(names) or "nothing"


async def _acted(
    run: Run, sub: SubQuery, outcome: HookOutcome, detail: str, given: Outcome
) -> None:
    await run.emit(
        HookActed(
            node=sub.node,
            hook="prepare_sub_agent",
            outcome=outcome,
            detail=detail,
            prompt=Text.of(sub.prompt),
            given=as_text(given),
        )
    )
