"""Plain mode as a person at a terminal and a script on a pipe have it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.terminal import terminal

LOOK = "I look first.\n\n```repl\nprint(len(context))\n```"
ASK = """Four.

```repl
a = llm_query("What is in part one?")
xs = llm_query_batched(["two", "three", "four"])
print(a, xs)
```"""
END = "```repl\nFINAL(a + ' ' + ' '.join(xs))\n```"


class Bed:
    """A home folder with a context and a script for the model."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.context = home / "ctx.md"
        self.context.write_text("# Notes\n\nPart one. Part two.\n" * 20)
        self.replies: list[object] = [LOOK, ASK, "ALPHA", "BETA", END]

    @property
    def arguments(self) -> list[str]:
        file = self.home / "script.json"
        file.write_text(json.dumps({"replies": self.replies}))
        run = [str(self.context), "-q", "What?", "--model", f"scripted:{file}"]
        return [*run, "--db", str(self.home / "x.db"), "--isolation", "process"]

    def script(
        self, *lines: str, arguments: tuple[str, ...] = ("--ask", "query")
    ) -> tuple[int, list[str]]:
        """The exit code of a run with commands on a pipe, and what it said."""
        return self.shell(*lines, arguments=[*arguments, *self.arguments])

    def shell(self, *lines: str, arguments: list[str]) -> tuple[int, list[str]]:
        """The same for any command line."""
        done = subprocess.run(
            [sys.executable, "-m", "rlm_tui", *arguments, "--plain"],
            input="".join(f"{line}\n" for line in lines),
            capture_output=True,
            text=True,
            check=False,
            env={"HOME": str(self.home), "PATH": "", "LANG": "C.UTF-8"},
            timeout=60,
        )
        assert done.stderr == ""
        return done.returncode, done.stdout.splitlines()

    @property
    def sent(self) -> list[str]:
        """The last message of every request that the model has received."""
        lines = (self.home / "script.log.jsonl").read_text().splitlines()
        return [json.loads(line)["messages"][-1]["content"] for line in lines]


@pytest.fixture
def bed(tmp_path: Path) -> Bed:
    return Bed(tmp_path)


def test_a_script_edits_answers_rejects_and_approves(bed: Bed) -> None:
    code, said = bed.script(
        "wait", 'e "What is in part 1?"', "a",
        "wait", '= "by hand"', "reject #3 not this one", "a node:0.2.*", "y", "wait",
    )  # fmt: skip

    assert code == 0
    assert "What is in part 1?" in bed.sent
    assert not {"two", "three"} & set(bed.sent)
    [answer] = [line for line in said if line.startswith("ANSWER ")]
    assert answer.startswith("ANSWER ALPHA by hand [The operator refused this query")
    assert answer.endswith("BETA")
    assert said[-1].startswith("QUIT s_")


def test_a_script_that_ends_lets_the_run_end(bed: Bed) -> None:
    bed.replies = [*bed.replies[:2], "ALPHA", "BETA", "GAMMA", "DELTA", END]

    code, said = bed.script(arguments=())

    assert code == 0
    assert said[0].startswith("PLAIN mode is on because of --plain")
    assert "INPUT has ended; the run goes on until it waits" in said
    assert "FINISHED run finished: answered" in said


def test_what_waits_for_nobody_is_kept_and_the_code_says_so(bed: Bed) -> None:
    code, said = bed.script("wait")

    assert code == 130
    assert "INPUT has ended with 1 stop waiting and nobody there" in said
    assert "interrupted and kept" in said[-1]
    assert "go on: rlm-tui resume s_" in said[-1]


def test_what_was_left_is_taken_up_where_it_waited(bed: Bed) -> None:
    bed.replies = [LOOK, ASK, "BETA", "GAMMA", "DELTA", END]
    _, said = bed.script("wait")
    session = said[-1].removeprefix("QUIT ").partition(":")[0]
    kept = ["--db", str(bed.home / "x.db"), "--isolation", "process"]

    code, said = bed.shell(
        "wait", '= "by hand"', "wait", "rules delete 1", "c", "a @all", "y", "wait",
        arguments=["resume", session, *kept],
    )  # fmt: skip

    assert code == 0
    assert sum(line.startswith("STOP #1 0.1 ") for line in said) == 1
    assert 'ENDED 0.1 answered: "by hand"' in said
    assert "What is in part one?" not in bed.sent


def test_a_script_pauses_steps_and_aborts(bed: Bed) -> None:
    code, said = bed.script(
        "wait", "a", "wait", "iteration", "wait", "abort run", "y", "wait",
        arguments=("--step",),
    )  # fmt: skip

    assert code == 3
    assert "FINISHED run finished: stopped by you" in said
    assert len(bed.sent) < 5


def test_a_person_at_a_terminal_is_asked_and_rung(bed: Bed) -> None:
    arguments = ("--plain", "--ask", "query", *bed.arguments)
    quick = {"RLM_TUI_GRACE_MS": "0"}
    with terminal(*arguments, home=bed.home, size=(100, 40), env=quick) as person:
        person.wait("WAITING for you")
        person.press("pause\n")
        person.wait("OK paused")
        person.press("x 0.1\n")
        person.wait("ASK Abort 0.1")
        person.press("no\n")
        person.wait("OK nothing was aborted")
        person.press("q\n")
        person.wait("QUIT s_")
        code = person.wait_end()

    assert code == 0
    assert b"\a" in person.raw
    assert b"\x1b" not in person.raw


def test_ctrl_c_pauses_and_ctrl_d_leaves(bed: Bed) -> None:
    bed.replies = [{"text": LOOK, "delay_s": 60}]
    arguments = ("--plain", *bed.arguments)
    with terminal(*arguments, home=bed.home, size=(100, 40)) as person:
        person.wait("CALL 0")
        person.press("ctrl+c")
        person.wait("ctrl+c again leaves")
        person.press("ctrl+d")
        person.wait("QUIT s_")
        code = person.wait_end()

    assert code == 0


def test_what_is_not_said_is_asked_for(bed: Bed) -> None:
    bed.context.write_text("The answer is 42.\n")
    with terminal("--plain", home=bed.home, size=(100, 40)) as person:
        person.wait("ASK Which file or folder")
        person.press(f"{bed.context}\n")
        person.wait("ASK What is the question?")
        person.press("How many lines are there?\n")
        person.wait("FINISHED run finished")
        person.press("q\n")
        code = person.wait_end()

    assert code == 0


def test_accessible_in_the_environment_switches_it_on(bed: Bed) -> None:
    env = {"ACCESSIBLE": "1"}
    with terminal(*bed.arguments, home=bed.home, size=(100, 40), env=env) as person:
        person.wait("PLAIN mode is on because of ACCESSIBLE=1")
        person.press("ctrl+d")
        person.wait_end()
