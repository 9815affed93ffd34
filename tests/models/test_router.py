"""Which model a name stands for, and what is found out before anything starts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rlm_tui.errors import MissingKeyError, ModelError, SettingsError
from rlm_tui.models.base import FREE, UNKNOWN_PRICE, ChatMessage, ModelRequest
from rlm_tui.models.router import ModelRouter


def router(**environ: str) -> ModelRouter:
    return ModelRouter(environ=environ)


async def reply(models: ModelRouter, model: str, text: str = "hello") -> str:
    request = ModelRequest(model, (ChatMessage("user", text),))
    return "".join([chunk.text async for chunk in models.stream(request)])


async def test_echo_is_echo() -> None:
    assert await reply(router(), "echo", "as it is") == "as it is"


async def test_a_script_is_shared_by_everybody_who_names_it(tmp_path: Path) -> None:
    path = tmp_path / "two.json"
    path.write_text(json.dumps(["one", "two"]))
    models = router()

    first = await reply(models, f"scripted:{path}")
    second = await reply(models, f"scripted:{tmp_path}/./two.json")

    assert (first, second) == ("one", "two")


@pytest.mark.parametrize("name", ["offline", "offline/planner"])
async def test_the_offline_planner_needs_nothing(name: str) -> None:
    models = router()

    models.validate(name)

    assert models.price(name) == FREE
    await models.close()


@pytest.mark.parametrize("name", ["nobody", "", "/", "scripted", "openai/"])
def test_an_unknown_name_is_answered_with_what_to_write(name: str) -> None:
    with pytest.raises(SettingsError, match=r"unknown model .* write provider/model"):
        router().validate(name)


async def test_a_name_that_code_made_up_fails_the_call_alone() -> None:
    models = router()

    with pytest.raises(ModelError, match="unknown model 'nobody'"):
        await reply(models, "nobody")
    assert models.price("nobody") == UNKNOWN_PRICE
    assert not models.is_local("nobody")


def test_a_missing_script_is_found_before_the_run() -> None:
    with pytest.raises(SettingsError, match=r"none\.json"):
        router().validate("scripted:none.json")


def test_a_script_has_to_be_named() -> None:
    with pytest.raises(SettingsError, match="no script is named"):
        router().validate("scripted:")


def test_a_missing_key_is_found_before_the_run() -> None:
    with pytest.raises(MissingKeyError, match="set ANTHROPIC_API_KEY"):
        router().validate("claude-sonnet-4-5")


def test_a_key_that_is_there_is_enough() -> None:
    models = router(OPENAI_API_KEY="x")

    models.validate("openai/gpt-5-mini")

    assert models.price("openai/gpt-5-mini") == UNKNOWN_PRICE
    assert not models.is_local("openai/gpt-5-mini")


def test_an_address_of_ones_own_takes_any_name() -> None:
    models = ModelRouter(environ={}, api_base="http://127.0.0.1:9/v1")

    models.validate("my-model")

    assert models.is_local("my-model")
    assert models.price("my-model") == FREE


@pytest.mark.parametrize("address", ["localhost:8000/v1", "foo", "http://"])
def test_an_address_has_to_be_whole(address: str) -> None:
    models = ModelRouter(environ={}, api_base=address)

    with pytest.raises(SettingsError, match=r"is no address; .* such as http://"):
        models.validate("openai/my-model")


async def test_another_server_has_a_router_of_its_own() -> None:
    models = ModelRouter(environ={}, api_base="http://one")
    other = models.at("http://two")

    assert models.at("http://one") is models
    assert models.at("http://two") is other
    assert other is not models
    other.validate("openai/served-here")
    with pytest.raises(MissingKeyError):
        models.at(None).validate("openai/gpt-5-mini")
    await models.close()
