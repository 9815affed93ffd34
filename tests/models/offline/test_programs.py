"""The programs are ordinary files that compile, and stay readable when filled in."""

from __future__ import annotations

from importlib import resources

import pytest

from rlm_tui.models.offline import library

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


def test_columns_of_their_own_in_every_row_are_counted_in_one_pass() -> None:
    CountedRow.looks = 0
    rows = [
        CountedRow({"region": "eu", f"node-{n}": "1", f"disk-{n}": "2"})
        for n in range(200)
    ]
    text = library.render("stemming", "profile", label="columns", constants={})

    names: dict[str, object] = {"rows": rows, "ROWS_ARE": ""}
    exec(compile(text, "columns", "exec"), names)

    columns = names["columns"]
    assert isinstance(columns, list)
    assert columns[0]["name"] == "region"
    assert columns[0]["filled"] == 200
    assert CountedRow.looks <= len(rows)
