"""Reads the programs of the planner and puts a block together from them."""

from __future__ import annotations

import ast
import pprint
from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib import resources

PROGRAMS = "rlm_tui.models.offline.programs"
HELPERS = "# Helpers: the rest of this block is what the lines above call."


@lru_cache(maxsize=64)
def source(name: str) -> str:
    """The text of a program as it is kept."""
    return resources.files(PROGRAMS).joinpath(f"{name}.py").read_text("utf-8")


def render(*names: str, label: str, constants: Mapping[str, object]) -> str:
    """One block of the named programs with these constants.

    It begins with what the last of them is for, its first function, which tells what
    is done to the text, and these constants. Everything that it calls follows, and its
    call is the last line.
    """
    *helpers, program = (_filled(source(name), constants) for name in names)
    head, rest = _cut(program, constants)
    parts = [*helpers, rest] if helpers else [rest]
    modules = _imports([program, *helpers])
    told = [HELPERS, *modules] if modules else [HELPERS]
    body = [_without_imports(part) for part in parts]
    return "\n\n".join(
        [
            f"# offline planner: {label}\n{_without_imports(head)}",
            "\n".join(told),
            *body,
        ]
    )


def _cut(text: str, constants: Mapping[str, object]) -> tuple[str, str]:
    """A program up to its first function and the constants below, and the rest."""
    lines, end, is_told = text.splitlines(), 0, False
    for statement in _parsed(text).body:
        is_told = is_told or isinstance(statement, ast.FunctionDef)
        if end and _constant_name(statement) not in constants:
            break
        end = (statement.end_lineno or 0) if is_told else 0
    return "\n".join(lines[:end]), "\n".join(lines[end:]).strip()


def _imports(texts: Iterable[str]) -> list[str]:
    """The import lines of programs, each once."""
    found = {
        ast.unparse(statement)
        for text in texts
        for statement in _parsed(text).body
        if isinstance(statement, ast.Import | ast.ImportFrom)
    }
    return sorted(found, key=lambda line: (line.startswith("from"), line))


def _without_imports(text: str) -> str:
    lines = text.splitlines()
    for statement in reversed(_parsed(text).body):
        if isinstance(statement, ast.Import | ast.ImportFrom):
            del lines[statement.lineno - 1 : statement.end_lineno]
    return _spaced(lines)


def _spaced(lines: Iterable[str]) -> str:
    """Lines with at most two blank ones between them."""
    kept: list[str] = []
    for line in lines:
        if line or kept[-2:] != ["", ""]:
            kept.append(line)
    return "\n".join(kept).strip()


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
    below = "\n".join(lines[end:]).strip("\n")
    return [*(f"# {line}" for line in words.splitlines()), *below.splitlines()]
