"""The commands as a shell sees them: stdout, stderr, exit codes, bad input."""

from __future__ import annotations

import io
import json
import sqlite3
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from rlm_tui import cli

ANSWER = '```repl\nFINAL("forty-two")\n```'


@dataclass(frozen=True)
class Shell:
    """What a command left."""

    code: int
    stdout: str
    stderr: str

    @property
    def result(self) -> dict[str, object]:
        """The last line of stdout, read as JSON."""
        found = json.loads(self.stdout.splitlines()[-1])
        assert isinstance(found, dict)
        return found


class Runner:
    """Runs commands in this process, with a folder and a database of their own."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._capsys = capsys
        self.context = self.file("context.md", "The answer is 42.\n" * 10)

    def file(self, name: str, content: str | bytes) -> str:
        path = self.folder / name
        data = content.encode() if isinstance(content, str) else content
        path.write_bytes(data)
        return str(path)

    def script(self, *replies: object) -> str:
        return f"scripted:{self.file('script.json', json.dumps(replies))}"

    def __call__(self, *arguments: str) -> Shell:
        code = cli.run([*arguments, "--db", str(self.folder / "sessions.db")])
        captured = self._capsys.readouterr()
        return Shell(code, captured.out, captured.err)

    def answer(self, *arguments: str, model: str = "") -> Shell:
        named = model or self.script(ANSWER)
        return self("run", self.context, "-q", "Why?", "--model", named, *arguments)


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Runner:
    return Runner(tmp_path, capsys)


def test_run_prints_the_answer_alone_on_stdout(shell: Runner) -> None:
    done = shell.answer()

    assert (done.code, done.stdout) == (0, "forty-two\n")
    assert "0: iteration 1" in done.stderr
    assert "rlm-tui review s_" in done.stderr
    assert " · 1 node · 1 call · " in done.stderr


def test_run_json_prints_one_object(shell: Runner) -> None:
    done = shell.answer("--json", "--quiet")

    assert done.stderr == ""
    assert done.result["status"] == "answered"
    assert done.result["text"] == "forty-two"
    assert done.result["iterations"] == 1
    assert set(done.result) >= {"session_id", "usage", "cost", "nodes", "error"}


def test_run_tells_models_apart_where_there_are_several(shell: Runner) -> None:
    root = {"text": "```repl\nFINAL(llm_query('x'))\n```", "cost": 0.02}
    script = json.dumps([root, {"text": "y", "cost": 0.01}])
    models = [f"scripted:{shell.file(name, script)}" for name in ("a.json", "b.json")]
    # The second model gets the first reply of its own script.
    done = shell.answer("--json", "--sub-model", models[1], model=models[0])

    used = done.result["usage_by_model"]
    assert isinstance(used, dict)
    assert [part["calls"] for part in used.values()] == [1, 1]
    assert f"({models[0]}: 1 call, $0.020; {models[1]}: 1 call, $0.020)" in done.stderr


def test_run_events_prints_each_event_and_ends_with_the_result(shell: Runner) -> None:
    done = shell.answer("--events")
    events = [json.loads(line) for line in done.stdout.splitlines()]

    assert [event.get("seq") for event in events[:-1]] == list(range(1, len(events)))
    assert events[-1]["kind"] == "result"
    [code] = [event for event in events if event["kind"] == "code_executed"]
    assert code["code"] == 'FINAL("forty-two")'
    assert code["node"] == "0"
    [reply] = [event for event in events if event["kind"] == "call_finished"]
    assert reply["text"] == ANSWER


def test_a_run_that_fails_is_kept_and_exits_with_1(shell: Runner) -> None:
    refused = {"error": {"type": "refused", "message": "no such model"}}
    done = shell.answer("--json", model=shell.script(refused))
    shown = shell("show", str(done.result["session_id"])).stdout

    assert done.code == 1
    assert done.result["error"] == "no such model"
    assert "Traceback" not in done.stderr
    assert done.stderr.count("no such model") == 1
    assert "failed" in shell("sessions").stdout
    assert shown.count("no such model") == 1
    assert "iteration 1\ncall failed\n" in shown


def test_a_limit_without_an_answer_exits_with_4(shell: Runner) -> None:
    looking = "```repl\nprint(1)\n```"
    done = shell.answer(
        "--json", "--max-iterations", "1", model=shell.script(looking, looking)
    )

    assert done.code == 4
    assert done.result["status"] == "limit"


def test_nothing_that_was_recorded_steers_the_terminal(shell: Runner) -> None:
    wipe = "\x1b[2J"
    failure = {"error": {"type": "refused", "message": f"no {wipe}"}}
    ran = [
        shell.answer("--title", f"clear {wipe}"),
        shell.answer(model=shell.script(failure)),
    ]
    listed = shell("sessions")
    [*_, last] = listed.stdout.splitlines()
    shown = shell("show", last.split()[0])

    said = [done.stderr for done in ran] + [listed.stdout, shown.stdout]
    assert wipe not in "".join(said)
    assert "clear ␛[2J" in listed.stdout


def test_sessions_lists_what_was_run_and_filters_by_word(shell: Runner) -> None:
    shell.answer("--title", "first attempt")

    assert "first attempt" in shell("sessions").stdout
    assert "no saved session" in shell("sessions", "elsewhere").stdout
    [row] = json.loads(shell("sessions", "--json").stdout)
    assert row["status"] == "answered"


def test_show_prints_a_session_by_the_beginning_of_its_id(shell: Runner) -> None:
    session = str(shell.answer("--json").result["session_id"])
    shown = shell("show", session[:5])

    assert "answer\nforty-two" in shown.stdout
    assert "0 rlm done" in shown.stdout
    events = json.loads(shell("show", session, "--json").stdout)
    assert events[0]["kind"] == "session_created"


def test_nothing_is_kept_without_a_store(shell: Runner) -> None:
    done = shell.answer("--no-store")

    assert done.code == 0
    assert "review" not in done.stderr
    assert "does not exist" in shell("sessions").stderr


def test_functions_of_a_file_can_be_called_from_code(shell: Runner) -> None:
    tools = shell.file("mine.py", "def double(n: int) -> int:\n    return 2 * n\n")
    model = shell.script("```repl\nFINAL(tools.double(21))\n```")

    done = shell.answer("--tools", tools, model=model)

    assert (done.code, done.stdout) == (0, "42\n")


def test_the_answer_meets_the_schema_of_a_file(shell: Runner) -> None:
    schema = shell.file("schema.json", '{"type": "array", "items": {"type": "number"}}')
    model = shell.script("FINAL(one)", "FINAL([1, 2])")

    done = shell.answer("--schema", schema, "--json", model=model)

    assert done.result["structured_output"] == [1, 2]
    assert done.result["iterations"] == 2


@pytest.mark.parametrize(
    ("flag", "content", "words"),
    [
        ("--tools", "x = 1", "defines no function"),
        ("--schema", '{"type": 3}', "output_schema is not a JSON Schema"),
        ("--schema", "[]", "holds no JSON object"),
    ],
)
def test_a_file_that_cannot_be_used_stops_before_the_run(
    shell: Runner, flag: str, content: str, words: str
) -> None:
    done = shell.answer(flag, shell.file("given.py", content))

    assert (done.code, done.stdout) == (2, "")
    assert words in done.stderr


def test_a_piped_context_is_read(
    shell: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    piped = io.TextIOWrapper(io.BytesIO(b"one two three"), encoding="utf-8")
    monkeypatch.setattr(sys, "stdin", piped)
    model = shell.script("```repl\nFINAL(context)\n```")
    done = shell("run", "-", "-q", "Why?", "--model", model)

    assert done.stdout == "one two three\n"


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["run", "missing.md", "-q", "Why?"], 2, ["missing.md"]),
        (["run", "EMPTYDIR", "-q", "Why?"], 2, ["no text"]),
        (["run", "BINARY", "-q", "Why?"], 2, ["binary"]),
        (["run", "LATIN", "-q", "Why?"], 2, ["utf-8", "--encoding"]),
        (["run", "EMPTY", "-q", "Why?"], 2, ["is empty"]),
        (["run", "GOOD"], 2, ["-q"]),
        (["run", "GOOD", "-q", "Why?", "--model", "gpt"], 2, ["unknown model", "gpt"]),
        (["run", "GOOD", "-q", "W", "--model", "openai/x"], 2, ["OPENAI_API_KEY"]),
        (["run", "GOOD", "-q", "W", "--model", "scripted:no.json"], 2, ["no.json"]),
        (["run", "GOOD", "-q", "W", "--max-depth", "99"], 2, ["--max-depth"]),
        (["run", "GOOD", "-q", "W", "--isolation", "none"], 2, ["--isolation"]),
        (["show", "s_none"], 2, ["s_none"]),
        (["missing.md", "--web"], 2, ["missing.md"]),
        (["GOOD", "--web", "--web-port", "70000"], 2, ["--web-port", "65535", "70000"]),
        (["-", "--web"], 2, ["no standard input"]),
        (["GOOD", "-q", "W", "--model", "gpt", "--web"], 2, ["unknown model", "gpt"]),
        (["resume", "s_none", "--web"], 2, ["s_none"]),
        (["show"], 2, ["takes one session", "rlm-tui sessions lists them"]),
        (["resume"], 2, ["takes one session", "sessions state:interrupted"]),
        (["resume", "--headless", "s_1"], 2, ["no session", "s_1"]),
    ],
)
def test_bad_input_is_one_line_that_says_what_to_do(
    shell: Runner, arguments: list[str], code: int, words: list[str]
) -> None:
    (shell.folder / "empty").mkdir()
    files = {
        "GOOD": shell.context,
        "EMPTYDIR": str(shell.folder / "empty"),
        "BINARY": shell.file("a.bin", bytes(range(256))),
        "LATIN": shell.file("latin.txt", "Größe".encode("latin-1")),
        "EMPTY": shell.file("empty.txt", ""),
    }
    shell.file("sessions.db", "")
    done = shell(*[files.get(word, word) for word in arguments])

    assert done.code == code
    assert done.stdout == ""
    [line] = done.stderr.splitlines()
    assert all(word.lower() in line.lower() for word in words), line


def test_a_corrupted_database_is_named_and_left_alone(shell: Runner) -> None:
    shell.file("sessions.db", b"this is not a database, but long enough" * 50)
    done = shell("sessions")

    assert done.code == 5
    assert "sessions.db" in done.stderr
    kept = (shell.folder / "sessions.db").read_bytes()
    assert kept.startswith(b"this is not a database")


def test_a_database_of_a_later_version_is_refused(shell: Runner) -> None:
    with sqlite3.connect(shell.folder / "sessions.db") as database:
        database.execute("PRAGMA user_version = 99")
    database.close()
    done = shell.answer()

    assert done.code == 5
    assert "99" in done.stderr


def test_a_data_folder_that_cannot_be_written_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("not a folder")
    context = tmp_path / "context.md"
    context.write_text("text")
    database = tmp_path / "file" / "sessions.db"
    code = cli.run(["run", str(context), "-q", "W", "--db", str(database)])

    assert code == 5
    assert "sessions.db" in capsys.readouterr().err


def test_a_reader_that_leaves_early_is_no_error(shell: Runner) -> None:
    shell.answer()
    done = subprocess.run(
        f"{sys.executable} -m rlm_tui sessions --db {shell.folder}/sessions.db | true",
        shell=True,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")


def test_models_lists_the_offline_planner(shell: Runner) -> None:
    done = shell("models")

    assert done.code == 0
    assert done.stdout.startswith("offline")


def test_doctor_reports_in_lines_and_as_json(shell: Runner) -> None:
    lines = shell("doctor").stdout.splitlines()
    checks = json.loads(shell("doctor", "--json").stdout)

    assert len(lines) == len(checks)
    assert {"topic", "state", "finding", "remedy"} == set(checks[0])


def test_a_level_that_does_not_work_starts_no_run(shell: Runner) -> None:
    level = "linux" if sys.platform == "darwin" else "seatbelt"
    done = shell.answer("--isolation", level)

    assert done.code == 2
    assert "does not work here" in done.stderr
    assert "does not exist" in shell("sessions").stderr


ASKS = """```repl
try:
    a = llm_query('a')
except Exception as e:
    a = e
FINAL(a)
```"""


@pytest.mark.parametrize(
    ("how", "code", "stdout", "stderr"),
    [
        ("pass", 0, "fine\n", "0.1: rule 1: hold gate:query; passed: nobody is there"),
        ("deny", 0, "[The operator refused", "0.1: reject by rule 1: nobody is there"),
        ("stop", 3, "", "ended: rule 1: hold gate:query: nobody is there"),
    ],
)
def test_run_deals_with_what_rules_hold_as_it_was_told(
    shell: Runner, how: str, code: int, stdout: str, stderr: str
) -> None:
    rules = shell.file("my.rules", "hold gate:query\n")
    done = shell.answer(
        "--rules", rules, "--unattended", how, model=shell.script(ASKS, "fine")
    )

    assert done.code == code
    assert done.stdout.startswith(stdout)
    assert stderr in done.stderr


def test_run_ends_where_a_stop_cannot_be_refused(shell: Runner) -> None:
    rules = shell.file("my.rules", "hold gate:call\n")

    done = shell.answer("--rules", rules, "--unattended", "deny")

    assert done.code == 3
    assert "hold gate:call: nobody is there" in done.stderr


def test_run_does_not_begin_what_would_wait_for_ever(shell: Runner) -> None:
    rules = shell.file("my.rules", "pass gate:call\nhold gate:query\n")

    done = shell.answer("--rules", rules)

    assert done.code == 2
    assert "'hold gate:query' holds, and run has nobody to ask" in done.stderr


def test_rules_that_hold_nothing_need_nobody(shell: Runner) -> None:
    rules = shell.file("my.rules", 'deny "no" gate:query\n')

    done = shell.answer("--rules", rules, model=shell.script(ASKS))

    assert done.code == 0
    assert 'ran: "no"' in done.stdout


def test_run_leaves_out_the_apps_ways_to_hold(
    shell: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RLM_TUI_ASK", "all")
    monkeypatch.setenv("RLM_TUI_STEP", "1")

    assert shell.answer().stdout == "forty-two\n"
