"""The app in a real terminal, steered by keys, on a file and with a scripted model."""

from __future__ import annotations

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, closing
from pathlib import Path

import pytest

from tests.e2e.terminal import Terminal, terminal

SMALL, LARGE = (80, 24), (120, 40)

LOOK = "I look first.\n\n```repl\nprint(len(context))\n```"
ASK = """Two parts.

```repl
a = llm_query("What is in part one?")
b = llm_query("What is in part two?")
print(a, b)
```"""
END = '```repl\nFINAL(a + " and " + b)\n```'
TWO = [LOOK, ASK, "ALPHA", "BETA", END]


class Bed:
    """A home folder with a context and a script."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.context = home / "ctx.md"
        self.context.write_text("# Notes\n\nPart one. Part two.\n" * 20)

    def script(self, *replies: object) -> str:
        file = self.home / "script.json"
        file.write_text(json.dumps({"replies": replies}))
        return f"scripted:{file}"

    def app(
        self,
        *arguments: str,
        replies: Sequence[object],
        size: tuple[int, int],
        env: Mapping[str, str] | None = None,
    ) -> AbstractContextManager[Terminal]:
        model = self.script(*replies)
        return terminal(
            str(self.context), "-q", "What?", "--model", model, *arguments,
            home=self.home, size=size, env={"RLM_TUI_GRACE_MS": "0", **(env or {})},
        )  # fmt: skip

    @property
    def sent(self) -> list[str]:
        """The last message of every request that the model has received."""
        log = self.home / "script.log.jsonl"
        if not log.exists():
            return []
        lines = log.read_text().splitlines()
        return [json.loads(line)["messages"][-1]["content"] for line in lines]


@pytest.fixture
def bed(tmp_path: Path) -> Bed:
    return Bed(tmp_path)


@pytest.mark.parametrize("size", [SMALL, LARGE])
def test_the_first_screen_says_what_runs_and_how_to_stop_it(
    bed: Bed, size: tuple[int, int]
) -> None:
    slow = {"text": LOOK, "delay_s": 60}
    with bed.app(replies=[slow], size=size) as app:
        app.wait_all("● RUNNING", "ctx.md", "▾›● 0 ")
        app.wait_all("p pause", "X abort run", "? help")


def test_pause_waits_for_the_call_in_flight_and_keeps_its_reply(bed: Bed) -> None:
    slow = {"text": LOOK, "delay_s": 3.0}
    with bed.app(replies=[slow, *TWO[1:]], size=LARGE) as app:
        app.wait("● RUNNING")
        app.wait(lambda _: len(bed.sent) == 1)
        app.press("p")
        app.wait("PAUSING · 1 in flight")
        app.wait_all("PAUSED (by you)", "I look first")

    assert len(bed.sent) == 1


def test_step_holds_before_each_iteration_in_turn(bed: Bed) -> None:
    with bed.app("--step", replies=list(TWO), size=LARGE) as app:
        app.wait_all("PAUSED (since the start)", "it 1/20")
        assert bed.sent == []
        for turn, calls in ((2, 1), (3, 4)):
            app.press("i")
            app.wait_all("PAUSED (after step)", f"it {turn}/20")
            assert len(bed.sent) == calls
        app.press("i")
        app.wait("0 final")


def test_an_editor_of_ones_own_has_the_terminal_and_its_text_comes_back(
    bed: Bed,
) -> None:
    editor = bed.home / "editor"
    editor.write_text(
        '#!/bin/sh\n[ -t 0 ] && [ -t 1 ] && sed -i "s/one?/one? PLEASE/" "$1"\n'
    )
    editor.chmod(0o700)
    env = {"EDITOR": str(editor)}
    with bed.app("--ask", "query", replies=list(TWO), size=SMALL, env=env) as app:
        app.wait("WAIT")
        before = len(bed.sent)
        app.press("E")
        app.wait_all("1+ What is in part one? PLEASE", "nothing is sent")
        assert len(bed.sent) == before
        app.press("a")
        app.wait(lambda _: "What is in part one? PLEASE" in bed.sent)


def test_an_edited_sub_query_is_shown_as_a_difference_and_sent_as_edited(
    bed: Bed,
) -> None:
    with bed.app("--ask", "query", replies=list(TWO), size=SMALL) as app:
        app.wait("WAIT")
        before = len(bed.sent)
        app.press("e")
        app.wait(lambda text: bool(re.search(r"┃ +1 +What is in part one", text)))
        app.press("end", " PLEASE", "ctrl+s")
        app.wait_all("+ What is in part one? PLEASE", "nothing is sent")
        assert len(bed.sent) == before
        app.press("a")
        app.wait("±")
        app.wait(lambda _: len(bed.sent) == before + 1)

    assert bed.sent[-1] == "What is in part one? PLEASE"


def test_escape_enter_and_space_decide_nothing(bed: Bed) -> None:
    with bed.app("--ask", "query", replies=list(TWO), size=SMALL) as app:
        app.wait("WAIT")
        before = len(bed.sent)
        app.press(*["escape"] * 5, *["enter"] * 5, *["space"] * 5, "?")
        app.wait("Help")
        app.press("q")
        seen = app.wait("WAITING 1")

    assert len(bed.sent) == before
    assert "aborted" not in seen.lower()


def test_the_key_that_opened_the_abort_dialog_cannot_confirm_it(bed: Bed) -> None:
    with bed.app("--ask", "query", replies=list(TWO), size=LARGE) as app:
        app.wait("WAIT")
        app.press("x")
        app.wait("n or Enter  no")
        app.press("x")
        app.wait("n or Enter  no")
        app.press("enter")
        app.wait(lambda text: "n or Enter  no" not in text)
        assert "WAITING 1" in app.text


def test_aborting_the_run_ends_the_app_with_3(bed: Bed) -> None:
    with bed.app("--ask", "query", replies=list(TWO), size=LARGE) as app:
        app.wait("WAIT")
        app.press("X")
        app.wait("n or Enter  no")
        app.press("y")
        app.wait("ABORTED")
        app.press("q")

        assert app.wait_end() == 3


def test_a_session_that_was_quit_can_be_found_and_reopened(bed: Bed) -> None:
    with bed.app("--ask", "query", replies=list(TWO), size=LARGE) as app:
        app.wait("WAIT")
        app.press("ctrl+q")
        app.wait("n or Enter  no")
        app.press("y")
        assert app.wait_end() == 0
        [session] = re.findall(r"rlm-tui review (s_\w+)", app.raw.decode())
    calls = len(bed.sent)
    with terminal("review", session, home=bed.home, size=LARGE) as app:
        app.wait_all("REVIEW", "0.1 llm")

    assert len(bed.sent) == calls


def test_no_key_changes_a_session_in_review(bed: Bed) -> None:
    done = ["```repl\nFINAL(llm_query('one'))\n```", "ALPHA"]
    with bed.app(replies=done, size=LARGE) as app:
        app.wait("DONE")
        app.press("q")
        assert app.wait_end() == 0
    session = app.text.split("rlm-tui review ")[1].split()[0]
    before = saved(bed.home)
    with terminal("review", session, home=bed.home, size=LARGE) as app:
        app.wait_all("REVIEW", "0.1 llm")
        app.press(*"pcisnoxXaer=V][<>123456jkhlgGFzy", "escape")
        app.wait("REVIEW")
        app.press("ctrl+q")
        assert app.wait_end() == 0

    assert saved(bed.home) == before
    assert len(bed.sent) == 2


def saved(home: Path) -> list[tuple[object, ...]]:
    """Every row of the database."""
    file = next(home.glob("data/**/sessions.db"))
    with closing(sqlite3.connect(file)) as database:
        return [
            row
            for table in ("sessions", "events", "blobs")
            for row in database.execute(f"SELECT * FROM {table}")
        ]


def test_a_terminated_app_restores_the_shell_and_keeps_the_session(bed: Bed) -> None:
    with bed.app("--ask", "query", replies=list(TWO), size=SMALL) as app:
        app.wait("WAIT")
        os.kill(app.pid, signal.SIGTERM)
        assert app.wait_end() == 143

    assert b"\x1b[?1049l" in app.raw
    listed = shell(bed.home, "sessions")
    assert "interrupted" in listed


def test_a_resize_keeps_the_screen_whole(bed: Bed) -> None:
    with bed.app("--ask", "query", replies=list(TWO), size=LARGE) as app:
        app.wait("WAIT")
        for size in ((60, 15), (200, 60), SMALL):
            app.resize(*size)
            app.wait("0.1")
        app.wait("a approve")


def shell(home: Path, *arguments: str) -> str:
    """Output of a command that needs no terminal."""
    done = subprocess.run(
        [sys.executable, "-m", "rlm_tui", *arguments],
        env={**os.environ, "XDG_DATA_HOME": str(home / "data")},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["missing.md"], 2, "missing.md does not exist"),
        (["CONTEXT", "-q", "W", "--model", "openai/gpt-5"], 2, "OPENAI_API_KEY"),
        (["CONTEXT", "-q", "W", "--model", "gpt"], 2, "unknown model 'gpt'"),
        (["CONTEXT", "--db", "CONTEXT"], 5, "is not a session store"),
        (["review", "s_none"], 2, "s_none"),
    ],
)
def test_what_cannot_begin_is_one_line_and_no_screen(
    bed: Bed, arguments: list[str], code: int, words: str
) -> None:
    named = [str(bed.context) if word == "CONTEXT" else word for word in arguments]
    with terminal(*named, home=bed.home, size=(200, 24)) as app:
        assert app.wait_end() == code

    lines = [line for line in app.text.splitlines() if line.strip()]
    assert len(lines) == 1
    assert lines[0].startswith("rlm-tui: ")
    assert words in lines[0]
