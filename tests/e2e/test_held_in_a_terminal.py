"""Runs whose sub-queries wait: ended by one key, or cut and taken up again."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.e2e.terminal import terminal

LARGE = (120, 40)
END = "```repl\nFINAL(' '.join(xs))\n```"


def asks(count: int) -> str:
    """A reply whose code asks for several things at once."""
    return (
        f"```repl\nxs = llm_query_batched([f'part {{i}}' for i in range({count})])\n```"
    )


class Bed:
    """A home folder with a script."""

    def __init__(self, home: Path) -> None:
        self.home = home
        (home / "ctx.md").write_text("Some notes.\n" * 20)

    def arguments(self, *replies: str) -> list[str]:
        """An app that asks before each sub-query."""
        (self.home / "script.json").write_text(json.dumps(replies))
        model = f"scripted:{self.home / 'script.json'}"
        context = str(self.home / "ctx.md")
        return [context, "-q", "What?", "--model", model, "--ask", "query"]

    def session(self, text: str) -> str:
        """The session that the line after an app names."""
        return next(word for word in text.split() if word.startswith("s_")).strip(":")

    def rows(self, session: str) -> list[tuple[object, ...]]:
        """All that the database holds of a session."""
        file = next(self.home.glob("data/**/sessions.db"))
        with closing(sqlite3.connect(file)) as database:
            sql = "SELECT * FROM events WHERE session = ? ORDER BY seq"
            return list(database.execute(sql, (session,)))

    @property
    def sent(self) -> list[str]:
        """The last message of every request that the model has received."""
        lines = (self.home / "script.log.jsonl").read_text().splitlines()
        return [json.loads(line)["messages"][-1]["content"] for line in lines]


@pytest.fixture
def bed(tmp_path: Path) -> Bed:
    return Bed(tmp_path)


def below(pid: int) -> set[int]:
    """The processes that a process has started, and those that they have."""
    children = Path(f"/proc/{pid}/task/{pid}/children")
    found = {int(word) for word in children.read_text().split()}
    return found.union(*(below(child) for child in found))


def is_alive(pid: int) -> bool:
    """Whether a process is there and has not ended."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def test_one_key_ends_a_run_with_eight_stops_and_leaves_no_process(bed: Bed) -> None:
    env = {"RLM_TUI_GRACE_MS": "0"}
    with terminal(*bed.arguments(asks(8)), home=bed.home, size=LARGE, env=env) as app:
        app.wait("WAITING 8")
        started = below(app.pid)
        assert started
        app.press("X")
        app.wait("n or Enter  no")
        app.press("y")
        app.wait("ABORTED")
        app.press("q")
        assert app.wait_end() == 3

    assert not [pid for pid in started if is_alive(pid)]
    assert len(bed.sent) == 1


def test_a_killed_app_is_taken_up_with_the_same_stops_waiting(bed: Bed) -> None:
    env = {"RLM_TUI_GRACE_MS": "0"}
    replies = bed.arguments(asks(2), "ALPHA", "BETA", END)
    with terminal(*replies, home=bed.home, size=LARGE, env=env) as app:
        app.wait("WAITING 2")
        os.kill(app.pid, signal.SIGKILL)
        assert app.wait_end() == -signal.SIGKILL
    with terminal("sessions", home=bed.home, size=LARGE) as listed:
        listed.wait("interrupted · 2 waiting")
        listed.wait_end()
        session = next(w for w in listed.text.split() if w.startswith("s_"))
    with terminal("review", session, home=bed.home, size=LARGE, env=env) as app:
        app.wait("REVIEW")
        for prompt in ("part 1", "part 0"):
            app.press("[")
            app.wait(prompt)
        app.press("r")
        app.wait_all("WAITING 2", "A approve all 2")
        assert len(bed.sent) == 1
        app.press("A")
        app.wait("n or Enter  no")
        app.press("y")
        app.wait_all("DONE", "ALPHA BETA")
        app.press("q")
        assert app.wait_end() == 0

    assert sorted(bed.sent[1:3]) == ["part 0", "part 1"]
    assert len(bed.sent) == 4


def test_a_branch_from_a_stop_goes_its_own_way(bed: Bed) -> None:
    env = {"RLM_TUI_GRACE_MS": "0"}
    ask = "```repl\nxs = [llm_query('part 0'), llm_query('part 1')]\n```"
    words = bed.arguments(ask, "ALPHA", "BETA", END)
    with terminal(*words, home=bed.home, size=LARGE, env=env) as app:
        for node in ("0.1", "0.2"):
            app.wait_all("a approve", f"{node}  before sub-query")
            app.press("a")
        app.wait("DONE")
        app.press("q")
        assert app.wait_end() == 0
        parent = bed.session(app.text)
    before = bed.rows(parent)
    with terminal("review", parent, home=bed.home, size=LARGE, env=env) as app:
        app.wait("REVIEW")
        app.press("[")
        app.wait("0 › 0.2")
        app.press("B")
        app.wait("n or Enter  no")
        app.press("y")
        app.wait_all("↺", "WAIT", "e edit")
        app.press("e")
        app.wait("ctrl+s")
        app.press("end", " PLEASE", "ctrl+s")
        app.wait("+ part 1 PLEASE")
        assert len(bed.sent) == 4
        app.press("a")
        app.wait("±")
        app.press("c")
        app.wait("DONE")
        app.press("q")

    assert bed.sent[4] == "part 1 PLEASE"
    assert bed.sent[6:] == []
    assert bed.rows(parent) == before
