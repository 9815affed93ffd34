"""The modules of the package, parsed once for all tests that look into them."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "rlm_tui"


@dataclass(frozen=True, slots=True)
class Function:
    """One function, wherever it stands in its module."""

    name: str
    first: int
    last: int
    """The numbers of its lines."""


@dataclass(frozen=True, slots=True)
class Module:
    """What tests want to know of a file; its whole tree would be large to keep."""

    imports: tuple[ast.Import | ast.ImportFrom, ...]
    functions: tuple[Function, ...]


@cache
def files() -> tuple[Path, ...]:
    """Every module of the package."""
    return tuple(sorted(PACKAGE.rglob("*.py")))


@cache
def module(path: Path) -> Module:
    """A file taken apart."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    return Module(
        tuple(node for node in nodes if isinstance(node, ast.Import | ast.ImportFrom)),
        tuple(
            Function(node.name, node.lineno, node.end_lineno or node.lineno)
            for node in nodes
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        ),
    )
