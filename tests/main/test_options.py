"""The command line is read into one value."""

from __future__ import annotations

from pathlib import Path

import pytest

from rlm_tui.errors import SettingsError
from rlm_tui.main.options import parse


def test_a_first_word_that_is_a_command_is_a_command() -> None:
    assert parse(["run", "a.md", "-q", "Why?"], "1").command == "run"
    assert parse(["./run"], "1").words == ["./run"]


def test_only_flags_that_were_given_are_settings() -> None:
    options = parse(["a.md", "--max-depth", "3", "--step"], "1")

    assert options.settings == {"max_depth": 3, "step": True}
    assert options.question is None


def test_a_file_of_rules_is_a_setting() -> None:
    assert parse(["--rules", "x.rules"], "1").settings == {"rules_file": "x.rules"}


def test_words_may_stand_before_and_after_flags() -> None:
    options = parse(["a.md", "-q", "Why?", "b.md"], "1")

    assert options.words == ["a.md", "b.md"]


def test_a_dash_is_standard_input() -> None:
    assert parse(["run", "-", "-q", "Why?"], "1").words == ["-"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["--max-dpth", "3"],
        ["--max-depth", "three"],
        ["run", "--json", "--events"],
        ["sessions", "--step"],
        ["a.md", "-q"],
    ],
)
def test_a_wrong_option_is_a_settings_error(arguments: list[str]) -> None:
    with pytest.raises(SettingsError, match="--help lists the options"):
        parse(arguments, "1")


@pytest.mark.parametrize(
    ("word", "meant"), [("reveiw", "review"), ("session", "sessions"), ("ruun", "run")]
)
def test_a_misspelt_command_is_no_file(word: str, meant: str) -> None:
    with pytest.raises(SettingsError, match=f"did you mean rlm-tui {meant}\\?"):
        parse([word, "s_1", "--format", "md"], "1")


def test_a_file_may_be_named_almost_as_a_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "session").write_text("x")

    assert parse(["session"], "1").words == ["session"]
    for path in ("./run", "review.md", "import*", "docs"):
        assert parse([path], "1").words == [path]


@pytest.mark.parametrize("flag", [["--ask", "query"], ["--ask=code"], ["--step"]])
def test_a_run_without_a_screen_says_that_it_asks_nobody(flag: list[str]) -> None:
    with pytest.raises(SettingsError) as refused:
        parse(["run", "a.md", "-q", "Why?", *flag], "1")

    said = str(refused.value)
    assert said.startswith(f"run asks nobody, so {flag[0][:5]}")
    assert all(way in said for way in ("--rules FILE", "--unattended", "leave out run"))


@pytest.mark.parametrize("command", ["review", "resume", "branch", "ask"])
def test_what_opens_the_app_can_be_served(command: str) -> None:
    assert parse([command, "s_1", "--web", "--web-port", "80"], "1").web_port == 80


def test_what_goes_without_the_app_is_not_served() -> None:
    with pytest.raises(SettingsError, match="--headless goes without it"):
        parse(["resume", "s_1", "--web", "--headless"], "1")


@pytest.mark.parametrize("word", ["--asks", "--asks=query"])
def test_a_misspelt_flag_is_told_what_was_meant(word: str) -> None:
    with pytest.raises(SettingsError, match=r"did you mean --ask\? rlm-tui --help"):
        parse(["a.md", word, "query"], "1")


@pytest.mark.parametrize("word", ["", "=query"])
def test_a_word_that_is_no_flag_is_only_refused(word: str) -> None:
    with pytest.raises(SettingsError, match=r"unrecognized arguments: .*; rlm-tui"):
        parse(["doctor", word], "1")
