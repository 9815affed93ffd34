"""The examples of the README and the docs run, and print what they say."""

from __future__ import annotations

import ast
import asyncio
import contextlib
import inspect
import io
import re
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
_BLOCK = re.compile(r"^```python\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_SHOWN = re.compile(r"^print\(.*\)\s+# (.*)$", re.MULTILINE)


def blocks(page: str) -> list[str]:
    """The Python of a page, in order."""
    return _BLOCK.findall((ROOT / page).read_text(encoding="utf-8"))


def run(block: str, names: dict[str, Any]) -> str:
    """What a block prints; it may use `await`, as in a notebook."""
    flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    compiled = compile(block, "example", "exec", flags, dont_inherit=True)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        is_coroutine = compiled.co_flags & inspect.CO_COROUTINE
        result = eval(compiled, names)
        if is_coroutine:
            asyncio.run(result)
    return printed.getvalue()


@pytest.mark.parametrize(("page", "count"), [("README.md", 2), ("docs/library.md", 8)])
def test_the_examples_print_what_they_say(
    page: str, count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    names: dict[str, Any] = {"__name__": "examples"}
    wrong = []
    for block in blocks(page):
        shown = [line.strip() for line in _SHOWN.findall(block)]
        said = run(block, names).splitlines()
        if said != shown:
            wrong.append((shown, said))

    assert len(blocks(page)) >= count
    assert wrong == []
