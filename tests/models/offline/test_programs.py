"""The programs are ordinary files that compile, and stay readable when filled in."""

from __future__ import annotations

import ast
import json
from importlib import resources
from typing import Any

import pytest

from rlm_tui.models.offline import library, steps
from rlm_tui.models.offline.words import alternatives

NAMES = sorted(
    entry.name.removesuffix(".py")
    for entry in resources.files(library.PROGRAMS).iterdir()
    if entry.name.endswith(".py") and entry.name != "__init__.py"
)


@pytest.mark.parametrize("name", NAMES)
def test_a_program_compiles(name: str) -> None:
    text = library.render(name, label=name, constants={})

    compile(text, name, "exec")
    assert text.startswith(f"# offline planner: {name}\n# ")


BLOCKS = (
    steps.LOOK,
    steps.LOOKUP,
    ("load_records", "profile"),
    ("load_sql", "schema"),
    ("numerals", "headings", "section"),
    ("numerals", "headings", "locate"),
    ("definitions", "code_facts", "code"),
    ("sample_rows", "check"),
    ("sample_lines", "check"),
    ("sample_words", "check"),
    ("conditions", "table"),
    *((name,) for name in ("count", "entry", "leaf", "neighbours")),
    *((name,) for name in ("durations", "summary", "extract", "compare")),
    *((name,) for name in ("contradictions", "top_words")),
)


@pytest.mark.parametrize("names", BLOCKS, ids=lambda names: names[-1])
def test_a_block_begins_with_what_it_does_to_the_text(names: tuple[str, ...]) -> None:
    text = library.render(*names, label="step", constants={})
    told, _, helpers = text.partition(library.HELPERS)
    [act] = [s for s in ast.parse(told).body if isinstance(s, ast.FunctionDef)]

    assert len(told.splitlines()) <= 40
    assert helpers.endswith(f"\n{act.name}()")
    assert "import" not in told


@pytest.mark.parametrize("names", BLOCKS, ids=lambda names: names[-1])
def test_no_program_of_a_block_takes_a_name_from_another(
    names: tuple[str, ...],
) -> None:
    bodies = [ast.parse(library.source(name)).body for name in names]
    made = [name for body in bodies for name in {n for s in body for n in bound(s)}]

    assert sorted(made) == sorted(set(made))


def bound(statement: ast.stmt) -> list[str]:
    """What a statement of a module gives a name to, but for modules."""
    match statement:
        case ast.FunctionDef(name=name):
            return [name]
        case ast.Assign(targets=[ast.Name(id=name)]):
            return [name]
    return []


def test_constants_are_written_over_the_header() -> None:
    constants = {"TERMS": ["a'b", 'c"d'], "UNIT": "lines"}
    text = library.render("count", label="count", constants=constants)

    assert "TERMS = [\"a'b\", 'c\"d']" in text
    assert text.count("UNIT = ") == 1


def test_unknown_constants_are_left_out() -> None:
    text = library.render("count", label="count", constants={"NOTHING": 1})

    assert "NOTHING" not in text


class CountedRow(dict[str, str]):
    """A row that counts how often a cell is looked for in any of them."""

    looks = 0

    def __contains__(self, key: object) -> bool:
        CountedRow.looks += 1
        return super().__contains__(key)


def test_columns_of_their_own_in_every_row_are_counted_in_one_pass(
    capsys: pytest.CaptureFixture[str],
) -> None:
    CountedRow.looks = 0
    rows = [
        CountedRow({"region": "eu", f"node-{n}": "1", f"disk-{n}": "2"})
        for n in range(200)
    ]
    text = library.render("stemming", "profile", label="columns", constants={})

    names: dict[str, object] = {"read_rows": lambda: rows, "ROWS_ARE": ""}
    exec(compile(text, "columns", "exec"), names)

    columns = json.loads(capsys.readouterr().out.removeprefix("PROBE"))["columns"]
    assert columns[0]["name"] == "region"
    assert columns[0]["filled"] == 200
    assert CountedRow.looks <= len(rows)


WORDY = """\
The e-mail of O'Brien was sent at 11:00, version 2.2 of test_mail.py
Errors: FatalError, error-log and ERRORS (2) bought by children
[07/Feb/2024:11:00:03] retry-after 30, copied 2 copies; self._drop lena's
nothing
"""
QUESTION_WORDS = (
    "error errors buy bought child copy copies mail email sent 11:00 2 2.2 _drop drop "
    "test_mail.py retry lena lena's fatal O'Brien Feb 2024 nothing version e-mail"
)


def test_lines_with_a_word_are_counted_as_their_stems_would_be() -> None:
    text = library.render("stemming", "word_lines", label="probe", constants={})
    names: dict[str, Any] = {}
    exec(compile(text, "words", "exec"), names)

    wanted = {word: alternatives(word) for word in QUESTION_WORDS.split(" ")}
    bags = [names["stems"](line) for line in WORDY.splitlines()]

    assert names["word_lines"]([WORDY], wanted) == {
        word: sum(bool(bag & set(options)) for bag in bags)
        for word, options in wanted.items()
    }
