"""What `rlm-tui doctor` finds, and what it says to do."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Literal

import pytest

from rlm_tui.main.doctor import Check, examine, has_problem, report, terminal_of
from rlm_tui.main.settings import Settings


async def found(settings: Settings, environ: dict[str, str]) -> dict[str, Check]:
    """The checks by topic."""
    checks = await examine(settings, environ, Path("/none/settings.toml"))
    return {check.topic: check for check in checks}


async def test_every_level_is_named_with_its_state(tmp_path: Path) -> None:
    checks = await found(Settings(db=tmp_path / "s.db", isolation="process"), {})

    levels = {name for name in checks if name.startswith("isolation ")}
    assert levels == {
        f"isolation {level}"
        for level in ("linux", "seatbelt", "bwrap", "container", "process")
    }
    assert "process takes process" not in checks["isolation"].finding
    assert "NOT CONFINED" in checks["isolation"].finding
    assert checks["isolation"].state == "note"


@pytest.mark.parametrize(
    ("kind", "columns", "state", "says"),
    [
        ("xterm-256color", 80, "ok", ""),
        ("xterm", 79, "note", "80 by 24 and more"),
        ("linux", 80, "note", "--ascii draws without them"),
        ("dumb", 80, "problem", "set TERM"),
    ],
)
def test_a_terminal_is_told_what_it_cannot_show(
    kind: str, columns: int, state: str, says: str
) -> None:
    check = terminal_of(kind, columns, 24)

    assert check.state == state
    assert says in check.remedy


async def test_a_level_that_does_not_work_is_a_problem(tmp_path: Path) -> None:
    level: Literal["linux", "seatbelt"]
    level = "linux" if sys.platform == "darwin" else "seatbelt"
    checks = await found(Settings(db=tmp_path / "s.db", isolation=level), {})

    assert checks["isolation"].state == "problem"
    assert has_problem(checks.values())


async def test_keys_are_named_and_never_shown(tmp_path: Path) -> None:
    settings = Settings(db=tmp_path / "s.db")
    checks = await found(settings, {"OPENAI_API_KEY": "sk-very-secret"})

    assert "OPENAI_API_KEY" in checks["keys"].finding
    assert "sk-very-secret" not in report(list(checks.values()))


async def test_a_database_that_is_none_is_a_problem(tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    path.write_bytes(b"this is not a database, but long enough" * 50)
    checks = await found(Settings(db=path), {})

    assert checks["database"].state == "problem"
    assert str(path) in checks["database"].finding


async def test_a_database_to_come_is_no_problem(tmp_path: Path) -> None:
    checks = await found(Settings(db=tmp_path / "new" / "s.db"), {})

    assert checks["database"].state == "ok"
    assert not (tmp_path / "new").exists()


async def test_the_settings_file_is_named(tmp_path: Path) -> None:
    checks = await found(Settings(db=tmp_path / "s.db"), {})

    assert "/none/settings.toml" in checks["settings file"].finding


async def test_the_report_has_one_line_for_each_check(tmp_path: Path) -> None:
    checks = await found(Settings(db=tmp_path / "s.db"), {})

    assert len(report(list(checks.values())).splitlines()) == len(checks)
