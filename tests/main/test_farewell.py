"""The last line comes to a person, wherever standard error leads."""

from __future__ import annotations

import io
from pathlib import Path

from rlm_tui.main.farewell import say_farewell


class Screen(io.StringIO):
    """Standard error that is a terminal."""

    def isatty(self) -> bool:
        return True


def test_it_is_said_on_standard_error_where_that_is_a_terminal(tmp_path: Path) -> None:
    stderr = Screen()

    say_farewell("go on: rlm-tui resume s_1", stderr, terminal=tmp_path / "none")

    assert stderr.getvalue() == "go on: rlm-tui resume s_1\n"


def test_a_file_of_errors_keeps_it_from_nobody(tmp_path: Path) -> None:
    terminal, stderr = tmp_path / "tty", io.StringIO()
    terminal.touch()

    say_farewell("answered", stderr, terminal=terminal)
    say_farewell("answered", stderr, terminal=tmp_path / "gone")

    assert terminal.read_text() == "answered\n"
    assert stderr.getvalue() == ""
