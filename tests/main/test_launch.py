"""What a run is made of, from settings."""

from __future__ import annotations

from pathlib import Path

import pytest

from rlm_tui.errors import SettingsError
from rlm_tui.main.appmain import open_app
from rlm_tui.main.asked import Asked
from rlm_tui.main.launch import Workshop, request_of
from rlm_tui.main.settings import Settings


def rule_file(folder: Path, text: str) -> Path:
    """A file of rules."""
    path = folder / "mine.rules"
    path.write_text(text, encoding="utf-8")
    return path


async def rules_of(settings: Settings) -> tuple[str, ...]:
    """The rules in force when a run begins."""
    workshop = Workshop(settings, {})
    async with workshop.store() as store:
        loaded = await workshop.load_context([], b"some text")
        journal = await workshop.create(
            store, loaded, request_of(settings, "Why?"), attended=True
        )
        return journal.session.rules


async def test_rules_of_a_file_stand_before_those_of_a_mode(tmp_path: Path) -> None:
    file = rule_file(tmp_path, "# mine\npass model:gpt-5\n")
    settings = Settings(no_store=True, rules_file=file, ask="code")

    assert await rules_of(settings) == ("pass model:gpt-5", "hold gate:exec")


async def test_without_a_file_there_are_the_rules_of_the_mode() -> None:
    assert await rules_of(Settings(no_store=True, ask="watch")) == ()


async def test_the_app_does_not_open_with_a_wrong_rule(tmp_path: Path) -> None:
    file = rule_file(tmp_path, "hold err\nhold dpth>2\n")
    workshop = Workshop(Settings(no_store=True, rules_file=file), {})

    with pytest.raises(SettingsError, match=r"mine\.rules:2: no stop rule\nhold dpth"):
        await open_app(workshop, Asked(), environ={})
