"""What speaks against the name of a model."""

from __future__ import annotations

import pytest

from rlm_tui.models.naming import doubt, unknown_model, unknown_provider

KEYS = {"OPENAI_API_KEY": "x"}


@pytest.mark.parametrize(
    "model",
    [
        *("openai/gpt-5", "gpt-5", "ollama/llama3", "azure/mine", "hosted_vllm/m"),
        "novita/deepseek/deepseek-v3",
    ],
)
def test_nothing_speaks_against_a_name_that_can_be_called(model: str) -> None:
    assert doubt(model, KEYS, None) == ""


def test_a_provider_of_nearly_this_name_is_suggested() -> None:
    said = doubt("opnai/gpt-5", KEYS, None)

    assert said == "no provider is named 'opnai'; did you mean openai/gpt-5?"


def test_a_server_of_ones_own_serves_any_name() -> None:
    assert doubt("opnai/gpt-5", {}, "http://127.0.0.1:9/v1") == ""


def test_a_missing_key_speaks_against_a_name() -> None:
    assert "set ANTHROPIC_API_KEY" in doubt("anthropic/claude", KEYS, None)


def test_what_resembles_nothing_gets_no_suggestion() -> None:
    said = unknown_provider("qqq/x", ["openai", "groq"])

    assert said == (
        "no provider is named 'qqq'; a server of your own needs --api-base URL"
    )


@pytest.mark.parametrize(
    ("model", "meant"),
    [
        ("ofline", "offline"),
        ("openai", "openai/gpt-5-mini"),
        ("sonoix", "soniox/MODEL"),
    ],
)
def test_a_name_without_a_provider_may_be_nearly_one(model: str, meant: str) -> None:
    assert f"did you mean {meant}?" in unknown_model(model)
