"""Reads the programs of the planner and fills in the constants on top of them."""

from __future__ import annotations

import ast
import pprint
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources

PROGRAMS = "rlm_tui.models.offline.programs"


@lru_cache(maxsize=64)
def source(name: str) -> str:
    """The text of a program as it is kept."""
    return resources.files(PROGRAMS).joinpath(f"{name}.py").read_text("utf-8")


def render(*names: str, label: str, constants: Mapping[str, object]) -> str:
    """One readable block: the named programs in order, with these constants."""
    parts = [_filled(source(name), constants) for name in names]
    return f"# offline planner: {label}\n" + "\n\n".join(parts)


@lru_cache(maxsize=64)
def _parsed(text: str) -> ast.Module:
    return ast.parse(text)


def _filled(text: str, constants: Mapping[str, object]) -> str:
    lines = text.splitlines()
    module = _parsed(text)
    for statement in reversed(module.body):
        name = _constant_name(statement)
        if name in constants:
            assert statement.end_lineno is not None
            span = slice(statement.lineno - 1, statement.end_lineno)
            lines[span] = _assignment(name, constants[name]).splitlines()
    return "\n".join(_without_docstring(lines, module)).strip()


def _constant_name(statement: ast.stmt) -> str:
    match statement:
        case ast.Assign(targets=[ast.Name(id=name)]) if name.isupper():
            return name
    return ""


def _assignment(name: str, value: object) -> str:
    written = pprint.pformat(value, width=84 - len(name), sort_dicts=False)
    if "\n" in written and isinstance(value, str):
        return f"{name} = {value!r}"
    indent = "\n" + " " * (len(name) + 3)
    return f"{name} = " + written.replace("\n", indent)


def _without_docstring(lines: list[str], module: ast.Module) -> list[str]:
    words = ast.get_docstring(module)
    if words is None:
        return lines
    end = module.body[0].end_lineno or 0
    return [*(f"# {line}" for line in words.splitlines()), *lines[end:]]
