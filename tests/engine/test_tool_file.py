"""Tools and schemas that a file names."""

from __future__ import annotations

from pathlib import Path

import pytest

from rlm_tui.engine.tool_file import load_schema, load_tools
from rlm_tui.errors import (
    SettingsError,
)


class TestFiles:
    """What the command line names."""

    def test_public_functions_of_a_file_are_tools(self, tmp_path: Path) -> None:
        file = tmp_path / "mine.py"
        file.write_text(
            "from json import loads\n"
            "LIMIT = 3\n"
            "def _hidden(): ...\n"
            "class Thing: ...\n"
            "def find(word: str) -> str:\n    return word * LIMIT\n"
            "async def wait(): ...\n"
        )

        assert list(load_tools(file)) == ["find", "wait"]

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("x = 1", "defines no function"),
            ("raise ValueError('bad')", "raised ValueError: bad"),
            ("def f(:", "raised SyntaxError"),
            ("import sys; sys.exit(3)", "raised SystemExit: 3"),
            (None, "tools are read from a Python file"),
        ],
    )
    def test_a_tools_file_that_cannot_be_used(
        self, tmp_path: Path, text: str | None, words: str
    ) -> None:
        file = tmp_path / "mine.py"
        if text is not None:
            file.write_text(text)

        with pytest.raises(SettingsError, match=words):
            load_tools(file)

    @pytest.mark.parametrize(
        ("text", "words"),
        [("[1]", "holds no JSON object"), ("{", "not JSON"), (None, "cannot read")],
    )
    def test_a_schema_file_that_cannot_be_used(
        self, tmp_path: Path, text: str | None, words: str
    ) -> None:
        file = tmp_path / "schema.json"
        if text is not None:
            file.write_text(text)

        with pytest.raises(SettingsError, match=words):
            load_schema(file)
