"""A setting is kept in the settings file, and the rest of the file stays."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from rlm_tui.errors import SettingsError
from rlm_tui.main.remembering import remember, with_setting
from rlm_tui.main.settings import load_settings


def test_a_file_that_is_not_there_is_made(tmp_path: Path) -> None:
    file = tmp_path / "config" / "settings.toml"

    said = remember(file, "hints", False)

    assert file.read_text(encoding="utf-8") == "hints = false\n"
    assert str(file) in said
    assert not load_settings({}, {}, file).hints


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "hints = false\n"),
        ("# mine\nmodel = 'a'", "# mine\nmodel = 'a'\nhints = false\n"),
        ("hints = true # why\nstep = true\n", "hints = false\nstep = true\n"),
        ("# hints = true\n", "# hints = true\nhints = false\n"),
        ("  hints=true\n", "hints = false\n"),
        ("[table]\nx = 1\n", "hints = false\n[table]\nx = 1\n"),
        ("hints = true\n[t]\nhints = 1\n", "hints = false\n[t]\nhints = 1\n"),
    ],
)
def test_all_else_in_the_file_stays(before: str, after: str) -> None:
    assert with_setting(before, "hints", False) == after


def test_words_are_quoted() -> None:
    changed = with_setting("", "theme", 'a"b\\c')

    assert tomllib.loads(changed) == {"theme": 'a"b\\c'}


@pytest.mark.parametrize("text", ["no toml", '"hints" = true\n'])
def test_a_file_that_it_does_not_fit_into_is_left_alone(
    tmp_path: Path, text: str
) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(text, encoding="utf-8")

    with pytest.raises(SettingsError, match="hints is not remembered"):
        remember(file, "hints", False)

    assert file.read_text(encoding="utf-8") == text
    assert list(tmp_path.iterdir()) == [file]


def test_a_linked_file_stays_linked(tmp_path: Path) -> None:
    there, link = tmp_path / "there.toml", tmp_path / "settings.toml"
    there.write_text("step = true\n", encoding="utf-8")
    link.symlink_to(there)

    remember(link, "hints", True)

    assert link.is_symlink()
    assert "hints = true" in there.read_text(encoding="utf-8")
