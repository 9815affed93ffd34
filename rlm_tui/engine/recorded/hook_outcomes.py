"""What hooks gave back, as a record keeps it: nobody is asked the same twice."""

from __future__ import annotations

import json
from typing import Any, TypeAlias, assert_never

from rlm_tui.domain.events_of_answers import HookActed
from rlm_tui.domain.text import Text
from rlm_tui.engine.hook_calls import messages_of
from rlm_tui.engine.hooks import (
    Abort,
    FallbackToQuery,
    Finalize,
    Override,
)
from rlm_tui.engine.steering.crossing import whole
from rlm_tui.errors import HookError

Outcome: TypeAlias = Override | Finalize | Abort | FallbackToQuery
"""Whatever a hook can do but go on."""

_FIELDS = ("model", "max_output_chars", "prompt", "context", "settings")


def as_text(outcome: Outcome) -> Text:
    """An outcome as JSON.

    Raises:
        HookError: JSON cannot say it, so that it could not be done again.
    """
    try:
        return Text.of(json.dumps(_plain(outcome)))
    except (TypeError, ValueError, RecursionError) as error:
        kind = type(outcome).__name__
        raise HookError(
            f"what a hook gives back is kept as JSON, which cannot say this {kind}: "
            f"{error}"
        ) from error


def _plain(outcome: Outcome) -> dict[str, Any]:
    match outcome:
        case Finalize(answer):
            return {"answer": answer}
        case Abort(reason):
            return {"reason": reason}
        case FallbackToQuery():
            return {}
        case Override():
            return _changes(outcome)
        case _:
            assert_never(outcome)


def _changes(override: Override) -> dict[str, Any]:
    given = {name: getattr(override, name) for name in _FIELDS}
    found = {name: value for name, value in given.items() if value is not None}
    if override.settings is not None:
        found["settings"] = dict(override.settings)
    messages = messages_of(override)
    if messages is not None:
        found["messages"] = [
            {"role": message.role, "content": message.content} for message in messages
        ]
    return found


def past_outcome(acted: HookActed) -> Outcome | None:
    """What a hook gave back; `None` if that was not kept, as by earlier versions.

    Raises:
        HookError: the record is damaged.
    """
    if acted.given is None:
        return None
    try:
        found = json.loads(whole(acted.given))
        match acted.outcome:
            case "finalize":
                return Finalize(found["answer"])
            case "abort":
                return Abort(str(found["reason"]))
            case "fallback":
                return FallbackToQuery()
            case "override":
                return Override(**found)
    except (ValueError, LookupError, TypeError) as error:
        raise HookError(f"what {acted.hook} gave back cannot be read") from error
