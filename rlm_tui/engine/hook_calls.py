"""Calls hooks, and looks at what they give back before anything comes of it."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from rlm_tui.contexts.describe import describe
from rlm_tui.domain.events_of_answers import HookName
from rlm_tui.domain.limits import Limits
from rlm_tui.engine.arguments import first_problem
from rlm_tui.engine.cancelling import failing_as, shown
from rlm_tui.engine.hooks import (
    Abort,
    Continue,
    FallbackToQuery,
    Finalize,
    IterationContext,
    IterationOutcome,
    Override,
    PrepareIteration,
    PrepareSubAgent,
    SubAgentContext,
    SubAgentOutcome,
)
from rlm_tui.engine.task import NODE_LIMITS
from rlm_tui.errors import ContextError, HookError
from rlm_tui.models.base import ChatMessage

_ITERATION_FIELDS = ("messages", "model", "max_output_chars")
_CHILD_FIELDS = ("prompt", "context", "settings")
_CHILD_SETTINGS = NODE_LIMITS | {"model", "sub_model"}


@dataclass(frozen=True, slots=True)
class Hooks:
    """The hooks of the calling program, with an eye on what they give back."""

    prepare_iteration: PrepareIteration | None = None
    prepare_sub_agent: PrepareSubAgent | None = None

    async def before_turn(self, context: IterationContext) -> IterationOutcome:
        """Ask what to do before a model call of an RLM node.

        Raises:
            HookError: the hook raised, or gave back what it may not.
        """
        if self.prepare_iteration is None:
            return Continue()
        name: HookName = "prepare_iteration"
        return checked_turn(await call_hook(name, self.prepare_iteration, context))

    async def before_child(self, context: SubAgentContext) -> SubAgentOutcome:
        """Ask what to do before a child RLM starts.

        Raises:
            HookError: the hook raised, or gave back what it may not.
        """
        if self.prepare_sub_agent is None:
            return Continue()
        name: HookName = "prepare_sub_agent"
        return checked_child(await call_hook(name, self.prepare_sub_agent, context))


def checked_turn(given: object) -> IterationOutcome:
    """What may be given back before a turn.

    Raises:
        HookError: this may not.
    """
    name: HookName = "prepare_iteration"
    match given:
        case None:
            return Continue()
        case Override() as override:
            _check_fields(name, override, _ITERATION_FIELDS)
            _check_turn(override)
            return override
        case Finalize(answer) as outcome:
            _check_answer(answer)
            return outcome
        case Abort(reason) as outcome:
            _check_text(name, "reason", reason)
            return outcome
        case Continue() as outcome:
            return outcome
        case other:
            raise _unfit(name, other, "Continue, Override, Finalize or Abort")


def checked_child(given: object) -> SubAgentOutcome:
    """What may be given back before a child.

    Raises:
        HookError: this may not.
    """
    name: HookName = "prepare_sub_agent"
    match given:
        case None:
            return Continue()
        case Override() as override:
            _check_fields(name, override, _CHILD_FIELDS)
            _check_child(override)
            return override
        case Abort(reason) as outcome:
            _check_text(name, "reason", reason)
            return outcome
        case Continue() | FallbackToQuery() as outcome:
            return outcome
        case other:
            raise _unfit(name, other, "Continue, Override, FallbackToQuery or Abort")


NO_HOOKS = Hooks()


async def call_hook(name: str, hook: Callable[..., Any], *arguments: object) -> object:
    """What a function of the calling program gives back, awaited if need be.

    Raises:
        HookError: it raised; the message has its name.
    """
    with failing_as(HookError, name):
        outcome = hook(*arguments)
        return await outcome if inspect.isawaitable(outcome) else outcome


def messages_of(override: Override) -> tuple[ChatMessage, ...] | None:
    """The messages that an override asks for."""
    messages: object = override.messages
    if messages is None:
        return None
    if not isinstance(messages, Sequence) or isinstance(messages, str):
        kind = type(messages).__name__
        raise HookError(f"prepare_iteration: messages must be a list; found {kind}")
    return tuple(map(_message, messages))


def _message(given: object) -> ChatMessage:
    match given:
        case ChatMessage(("system" | "user" | "assistant") as role, str(content)) | {
            "role": ("system" | "user" | "assistant") as role,
            "content": str(content),
        }:
            return ChatMessage(role, content)
    raise HookError(
        "prepare_iteration gave a message that is none: write ChatMessage('user', "
        f"'…') or {{'role': 'user', 'content': '…'}}; found {shown(given)}"
    )


def _check_fields(name: str, override: Override, allowed: tuple[str, ...]) -> None:
    every = (*_ITERATION_FIELDS, *_CHILD_FIELDS)
    given = [field for field in every if getattr(override, field) is not None]
    if wrong := [field for field in given if field not in allowed]:
        raise HookError(
            f"{name} may override {', '.join(allowed)}; found {', '.join(wrong)}"
        )


def _check_turn(override: Override) -> None:
    messages = messages_of(override)
    if messages is not None and (not messages or messages[-1].role != "user"):
        raise HookError(
            "prepare_iteration gave messages that do not end in one of the user; "
            "end them with ChatMessage('user', '…')"
        )
    if override.model is not None:
        _check_text("prepare_iteration", "model", override.model)
    chars: object = override.max_output_chars
    if chars is not None and not (isinstance(chars, int) and chars >= 1):
        raise HookError(f"max_output_chars must be 1 or more; found {chars!r:.200}")


def _check_text(hook: str, name: str, found: object) -> None:
    """Make sure that something is a text, as the record has it."""
    if not isinstance(found, str):
        kind = type(found).__name__
        raise HookError(f"{hook}: {name} must be a str; found {kind}")


def _check_answer(answer: object) -> None:
    try:
        json.dumps(answer, allow_nan=False)
    except (TypeError, ValueError, RecursionError) as error:
        kind = type(answer).__name__
        raise HookError(
            f"prepare_iteration finalized with a {kind}, which JSON cannot say; give a "
            "text, a number, a list or a dict"
        ) from error


def _check_child(override: Override) -> None:
    if override.prompt is not None:
        _check_text("prepare_sub_agent", "prompt", override.prompt)
    if override.context is not None:
        _check_context(override.context)
    settings: object = {} if override.settings is None else override.settings
    if not isinstance(settings, Mapping):
        kind = type(settings).__name__
        raise HookError(f"prepare_sub_agent: settings must be a dict; found {kind}")
    if wrong := sorted(set(map(str, settings)) - _CHILD_SETTINGS):
        raise HookError(
            f"prepare_sub_agent: unknown settings {', '.join(wrong)}; there are "
            f"{', '.join(sorted(_CHILD_SETTINGS))}"
        )
    for key in settings.keys() & {"model", "sub_model"}:
        _check_text("prepare_sub_agent", key, settings[key])
    child_limits(settings)


def _check_context(context: object) -> None:
    try:
        describe(context, "context")
    except ContextError as error:
        raise HookError(f"prepare_sub_agent: {error}") from error


def child_limits(settings: Mapping[str, object]) -> dict[str, float]:
    """The limits among the settings of a child, as numbers.

    Raises:
        HookError: one of them is out of its range.
    """
    given = {name: settings[name] for name in settings if name in NODE_LIMITS}
    try:
        limits = Limits.of(given)
    except ValidationError as error:
        raise HookError(f"prepare_sub_agent: {first_problem(error)}") from error
    return {name: getattr(limits, name) for name in given}


def _unfit(name: str, found: object, wanted: str) -> HookError:
    return HookError(
        f"{name} gave back {shown(found)}; return {wanted}, or None to go on"
    )
