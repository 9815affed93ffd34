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
