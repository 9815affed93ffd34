"""`--no-context`: a question that stands for itself."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rlm_tui import cli


def test_its_text_is_what_the_code_has(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    script, db = tmp_path / "s.json", str(tmp_path / "s.db")
    script.write_text(json.dumps(["```repl\nFINAL(context[::-1])\n```"]), "utf-8")
    model = ("--model", f"scripted:{script}", "--isolation", "process")

    assert cli.run(["run", "--no-context", "-q", "abc", *model, "--db", db]) == 0
    assert capsys.readouterr().out == "cba\n"

    assert cli.run(["sessions", "--json", "--db", db]) == 0
    [saved] = json.loads(capsys.readouterr().out)
    assert (saved["question"], saved["context"]) == ("abc", "no context")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["run", "a.txt", "--no-context", "-q", "?"], "goes without files, folders"),
        (["--no-context"], "--no-context needs a question: -q"),
    ],
)
def test_what_does_not_go_with_it_is_named(
    capsys: pytest.CaptureFixture[str], words: list[str], says: str
) -> None:
    assert cli.run(words) == 2

    assert says in capsys.readouterr().err
