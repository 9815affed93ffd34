"""What a person who starts the app waits for."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

FIRST_FRAME = """
import sys
from rlm_tui import cli
from rlm_tui.main import appmain
from rlm_tui.ui.app import RlmTuiApp

def tell(app):
    assert app.screen._compositor.widgets, "nothing is drawn"
    sys.__stdout__.write(" ".join(sys.modules))
    app.exit()

async def headless(app, *, mouse):
    await app.run_async(headless=True, size=(120, 40))

RlmTuiApp._go_on = tell
appmain._run_app = headless
options = cli.parse(sys.argv[1:], "0")
cli._wait_for(lambda: cli._open_app(options, cli._settings(options), None))
"""

AFTER = {
    "aiosqlite",
    "email",
    "importlib.metadata",
    "jsonschema",
    "litellm",
    "markdown_it",
    "pathspec",
    "pydantic",
    "pygments",
    "rlm_tui.commands",
    "rlm_tui.contexts.folders",
    "rlm_tui.contexts.load",
    "rlm_tui.controller",
    "rlm_tui.domain.decisions",
    "rlm_tui.domain.events",
    "rlm_tui.domain.session",
    "rlm_tui.engine",
    "rlm_tui.exchange",
    "rlm_tui.insight",
    "rlm_tui.journal",
    "rlm_tui.main.reopening",
    "rlm_tui.models.base",
    "rlm_tui.models.catalog",
    "rlm_tui.models.local_servers",
    "rlm_tui.models.offline",
    "rlm_tui.repl",
    "rlm_tui.storage.base",
    "rlm_tui.storage.store",
    "rlm_tui.ui.hints.help",
    "rlm_tui.ui.saved",
    "rlm_tui.ui.screens.run",
    "sqlite3",
    "tomllib",
    "tree_sitter",
}
"""What is loaded behind the first frame, while somebody reads it."""


@pytest.mark.parametrize("words", [[], ["context.md"]])
def test_the_first_frame_waits_for_nothing_that_comes_later(
    tmp_path: Path, words: list[str]
) -> None:
    (tmp_path / "context.md").write_text("a text", encoding="utf-8")
    folders = dict.fromkeys(("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"), str(tmp_path))

    done = subprocess.run(
        [sys.executable, "-c", FIRST_FRAME, *words],
        cwd=tmp_path,
        env={**os.environ, **folders, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert AFTER & set(done.stdout.split()) == set()
    assert "rlm_tui.ui.screens.start" in done.stdout.split()
