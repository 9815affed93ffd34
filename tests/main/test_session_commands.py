"""Sessions go into files and come back, as a shell sees it."""

from __future__ import annotations

import asyncio
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from rlm_tui import cli
from rlm_tui.domain.brought import Brought
from rlm_tui.domain.events import RunStarted
from rlm_tui.domain.events_of_tickets import TicketRaised
from rlm_tui.storage.store import Store
from tests.factories import created, numbered, root_started
from tests.test_cli import Runner


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Runner:
    return Runner(tmp_path, capsys)


def saved(shell: Runner) -> str:
    """The id of a session that has just been run."""
    return str(shell.answer("--json").result["session_id"])


def test_an_export_goes_to_standard_output(shell: Runner) -> None:
    session = saved(shell)

    done = shell("export", session, "--format", "md")

    assert (done.code, done.stderr) == (0, "")
    assert done.stdout.startswith("# Why?\n")


def test_a_terminal_is_not_flooded_unasked(
    shell: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = saved(shell)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)

    asked, meant = shell("export", session), shell("export", session, "-o", "-")

    assert (asked.code, asked.stdout) == (2, "")
    assert "-o FILE writes it to a file" in asked.stderr
    assert meant.stdout.count("\n") > 5


@pytest.mark.parametrize("form", ["jsonl", "rlms", "md", "html", "otel"])
def test_an_export_goes_to_a_file(shell: Runner, form: str) -> None:
    file = shell.folder / "out"

    done = shell("export", saved(shell), "--format", form, "-o", str(file))

    assert done.code == 0
    assert file.stat().st_size > 500
    assert not list(shell.folder.glob("*.part"))


def test_what_was_looked_at_of_a_context_is_printed(shell: Runner) -> None:
    code = "```repl\nprint(context[:18])\nFINAL(1)\n```"
    run = shell.answer("--json", model=shell.script(code))
    session = str(run.result["session_id"])

    said = shell("show", session, "--context", "--ascii")
    found = json.loads(shell("show", session, "--context", "--json").stdout)

    assert said.code == 0
    assert "code     ####" in said.stdout
    assert "never looked at\ncontext.md 18 to 180  162 characters" in said.stdout
    assert (found["chars"], found["read_by_code"]) == (180, [[0, 18]])
    assert found["never"] == [[18, 180]]


async def test_a_session_that_another_process_runs_is_shown_as_listed(
    shell: Runner,
) -> None:
    waiting = TicketRaised(node="0", ticket="t", owner="0", gate="call", hold="rule")
    session, events = (
        "s_test01",
        numbered(created(), RunStarted(), root_started(), waiting),
    )
    async with Store.open(shell.folder / "sessions.db") as store:
        await store.append_all(session, events)
        async with store.running(session):
            listed = await asyncio.to_thread(shell, "sessions")
            shown = await asyncio.to_thread(shell, "show", session)
    cut = await asyncio.to_thread(shell, "show", session)

    assert "running · 1 waiting" in listed.stdout
    assert "state     running · 1 waiting\n" in shown.stdout
    assert "state     interrupted · 1 waiting\n" in cut.stdout


def test_a_file_that_is_there_is_not_overwritten(shell: Runner) -> None:
    session, file = saved(shell), shell.folder / "out"
    file.write_text("mine")

    refused = shell("export", session, "-o", str(file))
    kept = file.read_text()
    forced = shell("export", session, "-o", str(file), "--force")

    assert (refused.code, kept) == (2, "mine")
    assert "is there already; --force overwrites it" in refused.stderr
    assert forced.code == 0


def test_an_export_that_cannot_be_written_says_so(shell: Runner) -> None:
    done = shell("export", saved(shell), "-o", str(shell.folder / "no" / "out"))

    assert done.code == 2
    assert "No such file or directory" in done.stderr


def test_a_session_that_is_not_there_cannot_be_exported(shell: Runner) -> None:
    saved(shell)

    assert shell("export", "s_nothing").code == 2


def test_an_import_is_the_same_session_without_the_files_it_named(
    shell: Runner,
) -> None:
    session, file = saved(shell), str(shell.folder / "out.jsonl")
    shell("export", session, "-o", file)
    created, *rest = json.loads(shell("show", session, "--json").stdout)
    assert created["brought"]["sources"]
    created["brought"] = Brought().model_dump(mode="json")

    (shell.folder / "sessions.db").unlink()
    done = shell("import", file, "--json")

    [found] = json.loads(done.stdout)
    assert found["sessions"] == [session]
    assert json.loads(shell("show", session, "--json").stdout) == [created, *rest]


def test_a_session_that_is_there_already_gets_another_id(shell: Runner) -> None:
    session, file = saved(shell), str(shell.folder / "out.jsonl")
    shell("export", session, "-o", file)

    done = shell("import", file)

    assert f"{session} is here already; saved as s_" in done.stdout
    assert len(json.loads(shell("sessions", "--json").stdout)) == 2


def test_a_log_of_another_program_can_be_shown(shell: Runner) -> None:
    entries = [{"reasoning": "I look.", "code": "print(1)", "output": "1"}]
    log = shell.file("run.json", json.dumps({"answer": "x", "trajectory": entries}))

    done = shell("import", log, "--json")

    [found] = json.loads(done.stdout)
    assert found["source"] == "dspy"
    shown = shell("show", found["sessions"][0])
    assert "I look." in shown.stdout


def test_a_file_that_nobody_knows_does_not_stop_the_others(shell: Runner) -> None:
    session, good = saved(shell), str(shell.folder / "out.jsonl")
    shell("export", session, "-o", good)
    bad = shell.file("bad.txt", "hello")

    done = shell("import", bad, good)

    assert done.code == 2
    assert "bad.txt: this is neither JSON nor JSON lines" in done.stderr
    assert "see it: rlm-tui review" in done.stdout


@pytest.mark.parametrize("form", ["md", "html", "otel"])
def test_an_export_for_reading_is_refused_as_such(shell: Runner, form: str) -> None:
    file = str(shell.folder / "out")
    shell("export", saved(shell), "--format", form, "-o", file)

    done = shell("import", file)

    assert done.code == 2
    assert "exports of rlm-tui as jsonl or rlms" in done.stderr
    assert "md, html or otel are for reading only" in done.stderr


@pytest.mark.parametrize("form", ["jsonl", "rlms"])
def test_an_export_that_is_said_to_be_known_is(shell: Runner, form: str) -> None:
    file = str(shell.folder / "out")
    shell("export", saved(shell), "--format", form, "-o", file)

    assert shell("import", file).code == 0


def test_a_damaged_export_leaves_nothing_behind(shell: Runner) -> None:
    session, file = saved(shell), shell.folder / "out.jsonl"
    shell("export", session, "-o", str(file))
    file.write_text("".join(file.read_text().splitlines(keepends=True)[:-1]))
    before = shell("sessions", "--json").stdout

    done = shell("import", str(file))

    assert done.code == 2
    assert "the end of this export is missing" in done.stderr
    assert shell("sessions", "--json").stdout == before


def test_a_list_of_all_sessions_needs_no_index(shell: Runner) -> None:
    saved(shell)
    index = shell.folder / "sessions.db.search"
    index.unlink(missing_ok=True)

    assert shell("sessions").code == 0
    assert shell("sessions", "cost<1").code == 0
    assert not index.exists()


def test_of_many_imported_sessions_the_first_are_named(shell: Runner) -> None:
    entry = {"reasoning": "r", "code": "1", "output": "1"}
    lines = [json.dumps({"trajectory": [entry], "answer": n}) for n in range(7)]

    said = shell("import", shell.file("seven.jsonl", "\n".join(lines))).stdout

    first = said.splitlines()[0]
    assert "7 sessions: s_" in first
    assert first.count("s_") == 5
    assert first.endswith(", …")


def test_import_without_files_says_what_it_takes(shell: Runner) -> None:
    assert "import takes the files" in shell("import").stderr


def test_sessions_are_found_by_words_anywhere_in_them(shell: Runner) -> None:
    session = saved(shell)

    done = shell("sessions", "forty-two")

    _table, hits = done.stdout.split("\n\n")
    assert [session, "0", "answer", "[forty-two]"] in [
        line.split() for line in hits.splitlines()
    ]
    assert shell("sessions", "nowhere").stdout == "no saved session is like that\n"


@pytest.mark.parametrize(
    "words",
    [
        "sessions",
        "show s_1",
        "export s_1",
        "compare s_1 s_2",
        "delete s_1 --yes",
        "review s_1",
        "resume s_1 --headless",
        "branch s_1 --at 3 --plain",
        "ask s_1 -q Why? --headless",
        "review s_1 --web",
    ],
)
def test_a_database_that_is_not_there_is_named_and_not_made(
    shell: Runner, words: str
) -> None:
    done = shell(*words.split())

    path = shell.folder / "sessions.db"
    assert (done.code, done.stdout) == (5, "")
    assert done.stderr == f"rlm-tui: the database '{path}' does not exist; check --db\n"
    assert not path.exists()


def test_where_nothing_was_ever_saved_no_session_is(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert cli.run(["show", "s_1"]) == 2

    said = capsys.readouterr().err
    assert said.startswith("rlm-tui: there is no session 's_1': nothing is saved yet; ")


def test_a_fresh_machine_has_an_empty_list(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["sessions"]) == 0
    assert "no saved sessions yet" in capsys.readouterr().out


def test_a_session_that_is_not_there_is_said_before_the_terminal(
    tmp_path: Path,
) -> None:
    (tmp_path / "sessions.db").touch()
    words = ["review", "s_nope", "--db", str(tmp_path / "sessions.db")]
    done = subprocess.run(
        [sys.executable, "-m", "rlm_tui", *words],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        start_new_session=True,
    )

    assert done.returncode == 2
    assert "s_nope" in done.stderr
    assert "terminal" not in done.stderr


def test_sessions_are_chosen_by_a_filter(shell: Runner) -> None:
    session = saved(shell)

    assert session in shell("sessions", "state:done cost<1").stdout
    assert session not in shell("sessions", "state:failed").stdout


def test_a_wrong_filter_says_where(shell: Runner) -> None:
    shell.file("sessions.db", "")
    done = shell("sessions", "state:doen")

    assert done.code == 2
    assert "did you mean done?" in done.stderr


def test_the_list_says_what_each_session_takes(shell: Runner) -> None:
    saved(shell)

    [row] = json.loads(shell("sessions", "--json").stdout)

    assert row["bytes"] > 1_000


def test_a_session_is_deleted_without_a_trace(shell: Runner) -> None:
    session, kept = saved(shell), saved(shell)

    done = shell("delete", session.removeprefix("s_"), "--yes")

    assert (done.code, done.stdout) == (0, f"deleted {session}\n")
    assert [row["id"] for row in json.loads(shell("sessions", "--json").stdout)] == [
        kept
    ]
    assert session.encode() not in (shell.folder / "sessions.db").read_bytes()


def test_nothing_is_deleted_without_a_person_or_a_yes(shell: Runner) -> None:
    session = saved(shell)

    done = shell("delete", session)

    assert done.code == 2
    assert "--yes deletes without a question" in done.stderr
    assert session in shell("sessions").stdout


@pytest.mark.parametrize(("typed", "code"), [("y\n", 0), ("\n", 3), ("no\n", 3)])
def test_a_person_is_asked(
    shell: Runner, monkeypatch: pytest.MonkeyPatch, typed: str, code: int
) -> None:
    session = saved(shell)
    monkeypatch.setattr("sys.stdin", Typed(typed))

    done = shell("delete", session)

    assert done.code == code
    assert "delete for good, with their texts? [y/N]" in done.stderr
    assert (session in shell("sessions").stdout) == (code != 0)


class Typed(io.StringIO):
    """What a person types at a terminal."""

    def isatty(self) -> bool:
        return True


def test_a_session_that_is_not_there_is_not_deleted(shell: Runner) -> None:
    saved(shell)

    assert shell("delete", "s_nothing", "--yes").code == 2
