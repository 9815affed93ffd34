"""What people call the limits, and messages about limits in those words."""

from __future__ import annotations

import re
from math import isfinite

from rlm_tui.domain.bounds import bounded_fields
from rlm_tui.domain.limits import Limits, amount_of

LIMIT_WORDS = {
    "max_iterations": "iterations",
    "max_depth": "depth",
    "max_llm_calls": "sub-queries",
    "max_concurrency": "calls at once",
    "max_cost": "money",
    "max_tokens": "tokens",
    "max_time": "time",
    "max_retries": "calls sent again",
    "max_errors": "errors in a row",
    "code_timeout": "time of a block",
    "tool_timeout": "time of a tool",
    "call_timeout": "time until a reply begins",
    "silence_timeout": "time within a reply without a word",
    "total_timeout": "time of a whole reply",
    "max_output_chars": "characters of an output that the model sees",
}
"""What people call a limit, by its field of `Limits`."""

_FIELD = rf"(?P<field>{'|'.join(LIMIT_WORDS)})"
_REACHED = re.compile(rf"{_FIELD} reached(: )?")
_OF_ONE = re.compile(rf"(\d+% of )?{_FIELD} (used|cannot be enforced): ")
_ANY = re.compile(rf"\b{_FIELD}\b")


def in_words_of_people(message: str) -> str:
    """What the engine says of a limit, with what people call the limit.

    Whatever else is said is left alone: a provider's words or code may name them too.
    """
    if reached := _REACHED.match(message):
        colon = ": " if reached[2] else ""
        return f"limit of {_word(reached)}{colon}{message[reached.end() :]}"
    if _OF_ONE.match(message):
        return _ANY.sub(lambda field: f"the limit of {_word(field)}", message)
    return message


def allowed(field: str, value: object) -> str:
    """A limit with what it allows, such as `money $1.50`, `time none`."""
    said = amount_of(field, value) if isinstance(value, int | float) else "none"
    return f"{LIMIT_WORDS[field]} {said}"


def limit_now(field: str, limits: Limits) -> str:
    """One as it stands, such as `limit: money $1.50`."""
    return f"limit: {allowed(field, getattr(limits, field))}"


def refusal(field: str, value: object) -> str:
    """Why a limit cannot have a value, such as `money must be 0 or more, not -5`."""
    try:
        Limits.of({field: value})
    except ValueError:
        within = bounded_fields(Limits)[field].within
        said, wanted = "none", within.words()
        if isinstance(value, int | float):
            said = f"{value:g}"
            if not isfinite(value):
                wanted = "less"
            elif within.has(value):
                wanted = "less" if value == int(value) else "a whole number"
        return f"{LIMIT_WORDS[field]} must be {wanted}, not {said}"
    return ""


def end_by_limit(message: str) -> str:
    """That a limit ended a run, by the message that it was reached."""
    reached, colon, amounts = in_words_of_people(message).partition(": ")
    if not reached.startswith("limit of "):
        return f"a limit ended the run: {message}" if message else "a limit ended it"
    return f"the {reached} ended the run{colon}{amounts}"


def _word(found: re.Match[str]) -> str:
    return LIMIT_WORDS[found["field"]]
