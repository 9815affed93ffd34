"""An error of our own is a file for a bug report, and one line."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from textual.worker import WorkerFailed

from rlm_tui import cli
from rlm_tui.main.crash import save_report

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
ENVIRON = {"OPENAI_API_KEY": "hunter2hunter2", "TERM": "xterm", "HOME": "/home/me"}


def failing(secret: str) -> Exception:
    """An error whose message and whose variables hold a key."""
    try:
        raise ValueError(f"bad header {secret}\nmore")
    except ValueError as error:
        return error


def test_the_report_says_where_it_happened_and_nothing_secret(tmp_path: Path) -> None:
    error = failing(ENVIRON["OPENAI_API_KEY"])

    line = save_report(error, folder=tmp_path / "log", environ=ENVIRON, now=NOW)

    [file] = (tmp_path / "log").iterdir()
    text = file.read_text()
    assert str(file) in line
    assert "ValueError: bad header [key] …" in line
    assert "in failing" in text
    assert "TERM=xterm" in text
    assert "hunter2" not in text + line
    assert "/home/me" not in text
    assert file.stat().st_mode & 0o077 == 0


def test_what_broke_beside_the_screen_is_told_with_its_place(tmp_path: Path) -> None:
    error = WorkerFailed(failing("x"))

    line = save_report(error, folder=tmp_path, environ={}, now=NOW)

    [file] = tmp_path.iterdir()
    assert "ended it: ValueError: bad header x" in line
    assert "in failing" in file.read_text()


def test_a_report_that_cannot_be_written_does_not_hide_the_error(
    tmp_path: Path,
) -> None:
    (tmp_path / "log").write_text("a file")

    line = save_report(failing("x"), folder=tmp_path / "log", environ={}, now=NOW)

    assert re.search("ValueError: bad header x .*no report could be written", line)


def test_a_command_that_breaks_says_so_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_arguments: object) -> int:
        raise RuntimeError("unheard of")

    monkeypatch.setattr(cli, "parse", broken)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))

    assert cli.run(["doctor"]) == 1

    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert "RuntimeError: unheard of" in error
    assert list(tmp_path.rglob("crash-*.txt"))
