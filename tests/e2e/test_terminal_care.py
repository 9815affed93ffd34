"""The app among pipes, shells, signals, and terminals that can do little."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest

from tests.e2e.terminal import Terminal, shell_in_terminal, terminal

LARGE, SMALL = (120, 40), (80, 24)

ASK = """```repl
a = llm_query("What is in part one?")
print(a)
```"""
REPLIES = ["I look.\n\n```repl\nprint(len(context))\n```", ASK, "ALPHA"]
END = '```repl\nFINAL("the parts: " + a)\n```'


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "ctx.md").write_text("axXyq\n" * 50)
    (tmp_path / "script.json").write_text(json.dumps({"replies": [*REPLIES, END]}))
    return tmp_path


def asked(home: Path, *, ask: str = "query") -> list[str]:
    """Arguments of an app that stops before a sub-query."""
    model = f"scripted:{home / 'script.json'}"
    return [
        str(home / "ctx.md"), "-q", "What?", "--model", model, "--ask", ask,
    ]  # fmt: skip


def in_the_foreground(app: Terminal, line: str) -> None:
    app.wait("shell$")
    app.press(line, "enter")


def test_a_piped_context_is_no_key_and_the_answer_stands_alone(home: Path) -> None:
    command = (
        "cat ctx.md | $APP - -q What? --model scripted:script.json --step"
        " > a.txt 2> e.txt; echo ended $?"
    )
    with shell_in_terminal(home, size=LARGE) as app:
        in_the_foreground(app, f"cd {home} && clear && {command}")
        seen = app.wait("PAUSED (since the start)")
        assert len(seen.splitlines()[0]) > SMALL[0]
        app.resize(100, 30)
        app.wait(lambda text: text.splitlines()[0].rstrip().endswith("· 1 waiting"))
        app.press("c")
        app.wait("DONE")
        app.press("q")
        app.wait("ended 0")

    assert (home / "a.txt").read_text() == "the parts: ALPHA\n"
    assert (home / "e.txt").read_text() == ""


def test_a_suspended_app_draws_itself_again_and_goes_on(home: Path) -> None:
    words = " ".join(asked(home))
    env = {"RLM_TUI_GRACE_MS": "0"}
    with shell_in_terminal(home, size=SMALL, env=env) as app:
        in_the_foreground(app, f"clear; $APP {words}")
        app.wait("WAIT")
        app.press("ctrl+z")
        app.wait(lambda text: "Stopped" in text and "WAIT" not in text)
        app.press("clear; fg", "enter")
        app.wait_all("WAIT", "a approve")
        app.press("a")
        app.wait("DONE")
        app.press("q")
        app.wait(lambda text: "shell$" in text and "DONE" not in text)


def test_without_colour_nothing_is_coloured(home: Path) -> None:
    env = {"NO_COLOR": "1", "RLM_TUI_GRACE_MS": "0"}
    with terminal(*asked(home), home=home, size=SMALL, env=env) as app:
        app.wait_all("WAIT", "a approve")
        app.press("?")
        app.wait("Help")

    assert not re.search(rb"\x1b\[[0-9;]*\b[34]8[;:]", bytes(app.raw))


def test_a_locale_of_ascii_gets_ascii(home: Path) -> None:
    env = {"LC_ALL": "C", "RLM_TUI_GRACE_MS": "0"}
    with terminal(*asked(home), home=home, size=SMALL, env=env) as app:
        seen = app.wait_all("WAIT", "a approve")
        app.press("?")
        seen += app.wait("Help")

    assert seen.isascii()


def test_inside_screen_a_copy_goes_to_the_terminal_around_it(home: Path) -> None:
    env = {"STY": "1.pts-0.here", "RLM_TUI_GRACE_MS": "0"}
    with terminal(*asked(home), home=home, size=SMALL, env=env) as app:
        app.wait_all("WAIT", "a approve")
        app.press("y")
        app.wait("OSC 52")

    assert b"\x1bP\x1b]52;c;" in app.raw


def test_every_size_keeps_the_state_and_whole_hints(home: Path) -> None:
    with terminal(*asked(home), home=home, size=(60, 15)) as app:
        app.wait_all("WAIT", "? help")
        app.resize(40, 10)
        app.wait(lambda text: "0.1" in text and len(text.splitlines()) <= 10)
        app.resize(30, 8)
        app.wait("40x10 is the least")
        app.resize(200, 60)
        app.wait_all("WAIT", "a approve", "? help")


BROKEN = """
import sys
from rlm_tui.ui.screens.run import RunScreen

def broken(self):
    key = "hunter2hunter2"
    raise RuntimeError("cannot draw " + key)

RunScreen.action_run_pause = broken
from rlm_tui.cli import main
main(sys.argv[1:])
"""


def test_a_crash_leaves_a_usable_terminal_a_report_and_the_session(
    home: Path,
) -> None:
    (home / "broken.py").write_text(BROKEN)
    env = {
        "APP": f"{sys.executable} broken.py",
        "PYTHONPATH": str(Path(__file__).parents[2]),
        "SOME_API_KEY": "hunter2hunter2",
    }
    with shell_in_terminal(home, size=LARGE, env=env) as app:
        in_the_foreground(app, f"cd {home}; clear; $APP {' '.join(asked(home))}")
        app.wait("WAIT")
        app.press("p")
        seen = app.wait_all("RuntimeError: cannot draw [key]", "rlm-tui review", "$")
        app.press("echo usable", "enter")
        app.wait("\nusable")

    [report] = home.rglob("crash-*.txt")
    everything = report.read_text() + "".join(
        file.read_text() for file in home.rglob("rlm-tui.log")
    )
    assert "cannot draw [key]" in everything
    assert "hunter2" not in everything + seen
