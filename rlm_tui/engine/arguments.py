"""The arguments of `RLMAgent`, each with an error that says what to write."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import TypedDict

from pydantic import ValidationError

from rlm_tui.domain.limits import LIMIT_NAMES, Limits
from rlm_tui.errors import SettingsError


class LimitValues(TypedDict, total=False):
    """The fields of `Limits`, as keyword arguments."""

    max_iterations: int
    max_depth: int
    max_llm_calls: int
    max_concurrency: int
    max_cost: float | None
    max_tokens: int | None
    max_time: float | None
    max_retries: int
    max_errors: int
    code_timeout: float
    call_timeout: float
    tool_timeout: float
    silence_timeout: float
    total_timeout: float
    max_output_chars: int


NAMED_HERE = {
    "backend": "model, as in RLMAgent('openai/gpt-5')",
    "backend_kwargs": "model, and options=Options(model_options={...})",
    "compaction": "prepare_iteration, if what is shortened by itself is not enough",
    "compaction_threshold_pct": "prepare_iteration; a history is shortened at 80 %",
    "custom_sub_tools": "sub_tools",
    "custom_system_prompt": "options=Options(instructions=...)",
    "custom_tools": "tools",
    "depth": "max_depth, as in max_depth=2; the root is at 0",
    "environment": "isolation, as in isolation='container'; it is 'auto'",
    "environment_kwargs": "start_repl=ProcessRepls(...)",
    "interpreter": "start_repl; by default each node has a confined process",
    "interpreter_factory": "start_repl; by default each node has a confined process",
    "persistent": "generate(query=..., after=result), which keeps the variables",
    "logger": "on_event=SessionFile(...)",
    "max_budget": "max_cost",
    "max_concurrent_subcalls": "max_concurrency",
    "max_iters": "max_iterations",
    "max_timeout": "max_time",
    "on_iteration_complete": "on_event, which is told when an iteration ends",
    "on_iteration_start": "prepare_iteration, or on_event",
    "on_subcall_complete": "on_event, which is told when a node ends",
    "on_subcall_start": "prepare_sub_agent, or on_event",
    "orchestrator": "options=Options(instructions=...)",
    "other_backend_kwargs": "options=Options(sub_model_options={...})",
    "other_backends": "sub_model",
    "sampling_args": "options=Options(model_options={...})",
    "signature": "output_schema",
    "sub_lm": "sub_model",
    "sub_sampling_args": "options=Options(sub_model_options={...})",
    "user_prologue": "options=Options(instructions=...)",
    "verbose": "on_event, which is told of all that happens",
}
"""What arguments of `rlms` and `dspy.RLM` are called here."""


def checked_limits(values: Mapping[str, object]) -> Limits:
    """The limits that keyword arguments make.

    Raises:
        SettingsError: one of them is unknown or out of its range.
    """
    for name in values:
        if name in NAMED_HERE:
            raise SettingsError(f"unknown argument {name!r}: use {NAMED_HERE[name]}")
    try:
        return Limits.of(values)
    except ValidationError as error:
        raise SettingsError(first_problem(error)) from error


def first_problem(error: ValidationError) -> str:
    """What is wrong with a limit, in one line."""
    problem = error.errors(include_url=False)[0]
    name = ".".join(map(str, problem["loc"]))
    if problem["type"] == "unexpected_keyword_argument":
        return f"unknown limit {name!r}; there are {', '.join(LIMIT_NAMES)}"
    message = problem["msg"][:1].lower() + problem["msg"][1:]
    return f"{name}: {message}; found {problem['input']!r:.200}"


def model_name(model: object) -> str:
    """What a model is called in the record.

    Raises:
        SettingsError: it is no model.
    """
    if isinstance(model, str):
        return model
    if isinstance(model, type):
        raise SettingsError(
            "model must be a name or a model itself; found the class: write "
            f"{model.__name__}(...)"
        )
    methods = ("stream", "price", "is_local", "close")
    missing = [name for name in methods if not callable(getattr(model, name, None))]
    if missing:
        raise SettingsError(
            f"model must be a name or have the methods {', '.join(methods)}; found "
            f"{model!r:.200} without {', '.join(missing)}"
        )
    return type(model).__name__


def checked_confidence(value: float | None) -> float | None:
    """A confidence from 0 to 1, or none.

    Raises:
        SettingsError: it is another number.
    """
    given: object = value
    is_number = isinstance(given, int | float) and not isinstance(given, bool)
    if value is None or (is_number and 0 <= value <= 1):
        return value
    raise SettingsError(f"min_confidence must be between 0 and 1; found {given!r:.200}")


def check_texts(**values: object) -> None:
    """Make sure that arguments which may be left out are texts.

    Raises:
        SettingsError: one of them is something else.
    """
    for name, value in values.items():
        if value is not None and not isinstance(value, str):
            raise SettingsError(f"{name} must be a text; found {value!r:.200}")


_ADDRESS = "say --api-base URL, or RLMAgent(api_base=...)"
OURS = {
    "model": "name it as model or sub_model",
    "messages": "change them with prepare_iteration",
    "api_base": _ADDRESS,
    "base_url": _ADDRESS,
    "api_key": "set the provider's own variable; keys are kept nowhere",
    "timeout": "there are call_timeout, silence_timeout and total_timeout",
    "tools": "code calls tools, and models write code",
    **dict.fromkeys(("stream", "stream_options"), "replies are always streamed"),
    **dict.fromkeys(("num_retries", "max_retries"), "there is the limit max_retries"),
    "n": "one reply is asked for at a time",
}
"""What no option of a model may be, and what is to be written in its place."""


def check_model_options(**values: object) -> None:
    """Make sure that options of models are names with JSON values, and theirs to have.

    Raises:
        SettingsError: one of them is not.
    """
    for name, options in values.items():
        if options is None:
            continue
        if not isinstance(options, Mapping) or not all(
            isinstance(key, str) for key in options
        ):
            raise SettingsError(
                f"{name} must map names to values, as {{'temperature': 0}}; found "
                f"{options!r:.200}"
            )
        for option in options:
            if option in OURS:
                raise SettingsError(f"{name} cannot set {option}: {OURS[option]}")
        try:
            json.dumps(dict(options), allow_nan=False)
        except (TypeError, ValueError, RecursionError) as error:
            raise SettingsError(f"{name} must hold JSON values: {error}") from error


def check_functions(**functions: object) -> None:
    """Make sure that what is to be called can be.

    Raises:
        SettingsError: one of them is something else.
    """
    for name, function in functions.items():
        if function is not None and not callable(function):
            raise SettingsError(f"{name} must be a function; found {function!r:.200}")


def refuse_inside_a_loop(name: str, instead: str) -> None:
    """Make sure that no event loop runs yet where one is to be started.

    Raises:
        SettingsError: one does.
    """
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return
    raise SettingsError(
        f"{name} starts an event loop, and one runs here already; write "
        f"`await {instead}(...)` instead"
    )


def check_question(query: object) -> None:
    """Make sure that there is a question.

    Raises:
        SettingsError: there is none.
    """
    if not isinstance(query, str) or not query.strip():
        raise SettingsError(f"query must be a question as a text; found {query!r:.200}")
