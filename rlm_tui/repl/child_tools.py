"""`tools.<name>(...)`: functions of the calling program, called from the code."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from rlm_tui.repl.child_answers import plain
from rlm_tui.repl.child_queries import Queries, QueryError


class ToolError(QueryError):
    """A tool could not be called, or failed; the message says why."""


ToolError.__module__ = "builtins"  # so that tracebacks show the bare name


class Tools:
    """The tools of the run as attributes; `dir(tools)` lists them."""

    def __init__(self, queries: Queries, usages: dict[str, str]) -> None:
        self.__dict__.update(
            (name, _function(queries, name, usage)) for name, usage in usages.items()
        )

    def __getattr__(self, name: str) -> Callable[..., object]:
        there = ", ".join(self.__dict__)
        raise AttributeError(f"there is no tool {name!r}; there are: {there}")

    def __dir__(self) -> list[str]:
        return list(self.__dict__)

    def __repr__(self) -> str:
        return "tools: " + ", ".join(self.__dict__)


def _function(queries: Queries, name: str, usage: str) -> Callable[..., object]:
    def tool(*args: Any, **kwargs: Any) -> object:
        return _called(queries, name, args, kwargs)

    tool.__name__ = tool.__qualname__ = name
    tool.__doc__ = usage
    return tool


def _called(
    queries: Queries, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> object:
    try:
        arguments = json.dumps(
            {"args": args, "kwargs": kwargs}, allow_nan=False, default=plain
        )
    except (TypeError, ValueError, RecursionError) as error:
        raise ToolError(
            f"the arguments of tools.{name} must be texts, numbers, lists or "
            f"dicts: {error}"
        ) from None
    return json.loads(queries.call_tool(name, arguments, ToolError))
