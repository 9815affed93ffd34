"""`rlm-tui ask`: a further question of a session that was saved."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from rlm_tui import cli


class Shell:
    """A folder with a scripted model and a database."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._capsys = capsys

    def says(self, *words: str) -> str:
        """What a command that works prints."""
        assert cli.run([*words, "--db", str(self.folder / "s.db")]) == 0
        return self._capsys.readouterr().out

    def answers(self, *words: str) -> dict[str, Any]:
        """The result of a command, as JSON."""
        found: dict[str, Any] = json.loads(self.says(*words, "--json"))
        return found

    def run(self, *replies: str, words: Sequence[str] = ()) -> str:
        """Begin a session that answers with the first reply; its id."""
        script = self.folder / "script.json"
        script.write_text(json.dumps(replies), encoding="utf-8")
        (self.folder / "a.txt").write_text("abc", encoding="utf-8")
        model = ("--model", f"scripted:{script}", "--isolation", "process")
        found = self.answers(
            "run", str(self.folder / "a.txt"), "-q", "Long?", *model, *words
        )
        return str(found["session_id"])


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(tmp_path, capsys)


def block(code: str) -> str:
    return f"```repl\n{code}\n```"


def test_it_goes_on_with_the_variables_in_a_session_of_its_own(shell: Shell) -> None:
    first = shell.run(
        block("n = len(context)\nFINAL(n)"), block("FINAL(n + len(context_1['b.txt']))")
    )
    folder = shell.folder / "more"
    folder.mkdir()
    (folder / "b.txt").write_text("12345", encoding="utf-8")
    process = ("--headless", "--isolation", "process")

    asked = shell.answers("ask", first, str(folder), "-q", "And with b?", *process)

    assert (asked["text"], asked["status"]) == ("8", "answered")
    assert asked["llm_call_count"] == 1
    listed = json.loads(shell.says("sessions", "--json"))
    assert [one["question"] for one in listed] == ["And with b?", "Long?"]
    assert [one["parent"] for one in listed] == [first, None]
    assert "And with b?" in shell.says("show", asked["session_id"])
    assert "question_asked" in shell.says("export", asked["session_id"])


def test_options_of_models_are_saved_and_asked_for_again(shell: Shell) -> None:
    asks = ("--model-option", "temperature=0.2", "--sub-model-option", "seed=7")
    sub_query = block("FINAL(llm_query('q'))")
    first = shell.run(sub_query, "x", sub_query, "y", words=asks)

    shell.answers("ask", first, "-q", "Again?", "--headless", "--isolation", "process")

    log = (shell.folder / "script.log.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["options"] for line in log] == [
        {"temperature": 0.2},
        {"seed": 7},
    ] * 2


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (
            ["ask"],
            "ask takes a session, as rlm-tui sessions lists them, and a question",
        ),
        (["ask", "s_1"], "and a question: rlm-tui ask SESSION -q"),
        (["ask", "s_1", "-q", "?", "--json"], "--json goes with --headless"),
    ],
)
def test_what_is_missing_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str], says: str
) -> None:
    database = tmp_path / "s.db"
    database.touch()

    assert cli.run([*words, "--db", str(database)]) == 2

    assert says in capsys.readouterr().err


def test_a_session_that_is_not_there_is_not_followed(
    shell: Shell, capsys: pytest.CaptureFixture[str]
) -> None:
    shell.run("FINAL(1)")
    words = ("--headless", "-q", "?", "--db", str(shell.folder / "s.db"))

    assert cli.run(["ask", "s_none", *words]) == 2

    assert "no session 's_none'" in capsys.readouterr().err


def test_the_first_line_names_the_new_session(
    shell: Shell, capsys: pytest.CaptureFixture[str]
) -> None:
    first = shell.run(block("FINAL(1)"), block("FINAL(2)"))
    asks = ["ask", first, "-q", "And?", "--headless", "--isolation", "process"]

    assert cli.run([*asks, "--db", str(shell.folder / "s.db")]) == 0

    said = capsys.readouterr().err
    [new] = [
        one["id"]
        for one in json.loads(shell.says("sessions", "--json"))
        if one["parent"]
    ]
    assert said.startswith(f"{new}: a.txt, 3 characters; asked of ")


def test_what_cannot_be_asked_leaves_no_session_behind(
    shell: Shell, capsys: pytest.CaptureFixture[str]
) -> None:
    first = shell.run("FINAL(1)")
    (shell.folder / "script.json").unlink()
    database = ("--db", str(shell.folder / "s.db"))

    assert cli.run(["ask", first, "--headless", "-q", "?", *database]) == 2

    assert "script.json" in capsys.readouterr().err
    [only] = json.loads(shell.says("sessions", "--json"))
    assert only["id"] == first
