"""What the project says of itself in its metadata and packages."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

import rlm_tui
from tests.sources import PACKAGE, files, module

pytestmark = pytest.mark.xdist_group("sources")

ROOT = Path(__file__).parents[1]
OURS = {"rlm_tui"}
ONLY_TYPES = {"_typeshed"}
MODULE_LINES, FUNCTION_LINES = 400, 60
PARTS = {"pydantic_core": "pydantic"}
"""Distributions that others pin to a version of their own."""


def plain(name: str) -> str:
    """A distribution's name as all its spellings have it."""
    return PARTS.get(name, name).casefold().replace("_", "-")


def declared() -> set[str]:
    """The distributions that users get, the extras for them included."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["web"]]
    return {plain(re.split(r"[<>=\[ ]", line)[0]) for line in wanted}


def imported() -> set[str]:
    """The top names that the package imports, wherever in it."""
    names: set[str] = set()
    for path in files():
        for node in module(path).imports:
            if isinstance(node, ast.Import):
                names |= {alias.name.partition(".")[0] for alias in node.names}
            elif node.module and not node.level:
                names.add(node.module.partition(".")[0])
    return names - set(sys.stdlib_module_names) - OURS - ONLY_TYPES


def test_whatever_is_imported_is_a_declared_dependency() -> None:
    homes = packages_distributions()
    wanted = declared()
    missing = [
        name
        for name in sorted(imported())
        if not {plain(home) for home in homes.get(name, [name])} & wanted
    ]

    assert missing == []


def test_type_checkers_know_the_public_names() -> None:
    tree = ast.parse((PACKAGE / "__init__.py").read_text(encoding="utf-8"))
    [block] = [node for node in tree.body if isinstance(node, ast.If)]
    told = {
        alias.asname
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }

    assert {"__version__", *told} == set(rlm_tui.__all__)
    assert dir(rlm_tui) == sorted(rlm_tui.__all__)


def test_no_module_is_longer_than_two_subjects_are() -> None:
    lines = {path: path.read_text(encoding="utf-8").count("\n") for path in files()}

    assert [path for path, count in lines.items() if count > MODULE_LINES] == []


def test_no_function_is_longer_than_a_screen() -> None:
    long = [
        f"{path.relative_to(ROOT)}:{function.first} {function.name}"
        for path in files()
        for function in module(path).functions
        if function.last - function.first >= FUNCTION_LINES
    ]

    assert long == []


def test_every_package_says_what_belongs_there() -> None:
    silent = [
        str(path.parent.relative_to(ROOT))
        for path in PACKAGE.rglob("__init__.py")
        if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]

    assert silent == []
