"""A flag beats the environment, that beats the file."""

from __future__ import annotations

from pathlib import Path

import pytest

from rlm_tui.errors import SettingsError
from rlm_tui.main.settings import Settings, load_settings, reason_for_plain


def settings_file(folder: Path, text: str) -> Path:
    file = folder / "settings.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_without_anything_the_offline_planner_is_the_model(tmp_path: Path) -> None:
    settings = load_settings({}, {}, tmp_path / "missing.toml")

    assert settings.model == "offline"
    assert settings.limits.max_depth == 2


def test_each_source_beats_the_one_below(tmp_path: Path) -> None:
    file = settings_file(tmp_path, 'max_depth = 4\nmax_cost = 2.5\nmodel = "echo"')
    environ = {"RLM_TUI_MAX_DEPTH": "3", "RLM_TUI_MAX_TIME": "none"}
    settings = load_settings({"max_depth": 1, "title": None}, environ, file)

    assert settings.limits.max_depth == 1
    assert settings.limits.max_cost == 2.5
    assert settings.limits.max_time is None
    assert settings.model == "echo"


def test_each_option_of_a_model_beats_that_of_the_source_below(
    tmp_path: Path,
) -> None:
    text = '[model_options]\ntemperature = 0\ntop_p = 0.5\nstop = ["x"]'
    environ = {
        "RLM_TUI_MODEL_OPTIONS": "top_p=0.9 user='a b'",
        "RLM_TUI_SUB_MODEL_OPTIONS": '{"max_tokens": 500}',
    }
    flags = {"model_options": ["temperature=0.2", "prompt_cache_key=low"]}

    settings = load_settings(flags, environ, settings_file(tmp_path, text))

    assert settings.model_options == {
        "temperature": 0.2,
        "top_p": 0.9,
        "stop": ["x"],
        "user": "a b",
        "prompt_cache_key": "low",
    }
    assert settings.sub_model_options == {"max_tokens": 500}


@pytest.mark.parametrize(
    ("flags", "environ", "text", "expected"),
    [
        ({"max_depth": 11}, {}, "", "--max-depth: input should be less than"),
        ({}, {"RLM_TUI_MAX_DEPTH": "x"}, "", "RLM_TUI_MAX_DEPTH: input should be"),
        ({}, {"RLM_TUI_MAX_DEPTH": "deep"}, "", "found 'deep' (environment)"),
        ({}, {}, "max_depth = 11", "max_depth: input should be less than"),
        ({}, {"RLM_TUI_DEPTH": "2"}, "", "unknown setting 'depth' in the environment"),
        ({}, {}, "modle = 'x'", "unknown setting 'modle'"),
        ({}, {}, "model = ", "is not TOML"),
        ({"ask": "maybe"}, {}, "", "--ask: input should be 'watch', 'query'"),
        ({"limits": 3}, {}, "", "unknown setting 'limits'"),
        ({"model_options": ["top_p"]}, {}, "", "'top_p' is not NAME=VALUE, such as"),
        ({}, {"RLM_TUI_MODEL_OPTIONS": "{"}, "", "found '{' (environment)"),
        ({}, {}, "model_options = 3", "must be NAME=VALUE, such as temperature=0.2"),
        ({}, {}, "[model_options]\nseed = nan", "model_options: Out of range float"),
        (
            {"sub_model_options": ['extra_headers={"X-Api-Key": "sk"}']},
            {},
            "",
            "sub_model_options: X-Api-Key looks like a key, and options are saved",
        ),
        (
            {"model_options": ['extra_headers={"X-Auth": "me"}']},
            {},
            "",
            "model_options: X-Auth looks like a key",
        ),
        (
            {"model_options": ['extra_headers={"X-Mine": ["Bearer abc"]}']},
            {},
            "",
            "model_options: extra_headers holds what looks like a key",
        ),
        (
            {},
            {"RLM_TUI_MODEL_OPTIONS": "user=sk-abcdefghijkl"},
            "",
            "model_options: user holds what looks like a key",
        ),
        ({"model_options": ["api_key sk-abcdefghijkl"]}, {}, "", "'api_key [key]' is"),
    ],
)
def test_a_wrong_value_names_its_source(
    tmp_path: Path,
    flags: dict[str, object],
    environ: dict[str, str],
    text: str,
    expected: str,
) -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings(flags, environ, settings_file(tmp_path, text))

    assert expected in str(caught.value)


def test_a_settings_file_that_is_a_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot read the settings file"):
        load_settings({}, {}, tmp_path)


@pytest.mark.parametrize(
    ("flags", "environ", "plain", "why"),
    [
        ({}, {}, False, None),
        ({"plain": True}, {"ACCESSIBLE": "1"}, True, "--plain"),
        ({}, {"ACCESSIBLE": "1"}, False, "ACCESSIBLE=1"),
        ({}, {"ACCESSIBLE": "0"}, False, None),
        ({}, {"ACCESSIBLE": ""}, False, None),
        ({}, {}, True, "the setting plain"),
    ],
)
def test_plain_mode_says_what_asks_for_it(
    flags: dict[str, object], environ: dict[str, str], plain: bool, why: str | None
) -> None:
    assert reason_for_plain(flags, Settings(plain=plain), environ) == why
