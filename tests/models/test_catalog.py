"""What is known of providers, keys and local servers."""

from __future__ import annotations

import asyncio

import pytest

from rlm_tui.models import catalog
from rlm_tui.models.catalog import LocalServer
from rlm_tui.models.local_servers import local_servers_up


@pytest.mark.parametrize(
    ("model", "full"),
    [
        ("openai/gpt-5-mini", "openai/gpt-5-mini"),
        ("gpt-5-mini", "openai/gpt-5-mini"),
        ("claude-sonnet-4-5", "anthropic/claude-sonnet-4-5"),
        ("gemini-2.5-flash", "gemini/gemini-2.5-flash"),
        ("ollama/llama3.2", "ollama_chat/llama3.2"),
        ("openrouter/openai/gpt-5", "openrouter/openai/gpt-5"),
        ("nobody", None),
        ("/x", None),
        ("x/", None),
        ("", None),
    ],
)
def test_a_name_gets_its_provider(model: str, full: str | None) -> None:
    assert catalog.full_name(model) == full


def test_with_an_address_any_name_is_a_model_of_that_server() -> None:
    assert catalog.full_name("my-model", "http://box:9000/v1") == "openai/my-model"


def test_a_missing_key_is_named() -> None:
    assert catalog.missing_key("openai/gpt-5-mini", {}) == "OPENAI_API_KEY"


@pytest.mark.parametrize("value", ["", "  "])
def test_an_empty_key_is_missing(value: str) -> None:
    environ = {"OPENAI_API_KEY": value}

    assert catalog.missing_key("openai/gpt-5-mini", environ) == "OPENAI_API_KEY"


def test_any_of_the_keys_of_a_provider_will_do() -> None:
    environ = {"GOOGLE_API_KEY": "x"}

    assert catalog.missing_key("gemini/gemini-2.5-flash", environ) is None


@pytest.mark.parametrize("model", ["ollama_chat/llama3", "someone/else", "bedrock/x"])
def test_no_key_is_asked_for_where_none_is_known(model: str) -> None:
    assert catalog.missing_key(model, {}) is None


def test_a_server_at_an_address_of_its_own_needs_no_key() -> None:
    base = "http://127.0.0.1:9/v1"

    assert catalog.missing_key("openai/m", {}, api_base=base) is None
    assert catalog.missing_key("openai/m", {"OPENAI_BASE_URL": base}) is None


@pytest.mark.parametrize(
    ("url", "loopback"),
    [
        ("http://127.0.0.1:8080/v1", True),
        ("http://localhost/v1", True),
        ("http://[::1]:1", True),
        ("localhost:1234", True),
        ("https://api.openai.com/v1", False),
        ("http://127.0.0.1.example.com/", False),
        ("http://10.0.0.1/", False),
        (None, False),
    ],
)
def test_loopback_is_this_machine(url: str | None, loopback: bool) -> None:
    assert catalog.is_loopback(url) is loopback


@pytest.mark.parametrize(
    "name", ["ollama_chat", "lm_studio", "llamafile", "hosted_vllm"]
)
def test_local_servers_are_local_and_have_an_address(name: str) -> None:
    assert catalog.is_local(f"{name}/m", None)
    assert catalog.is_loopback(catalog.effective_base(f"{name}/m", None, {}))


@pytest.mark.parametrize(
    ("model", "base", "is_free"),
    [
        ("hosted_vllm/m", None, True),
        ("hosted_vllm/m", "http://127.0.0.1:8000/v1", True),
        ("hosted_vllm/m", "https://gpu.example/v1", False),
        ("ollama_chat/m", "http://10.0.0.7:11434", False),
        ("openai/m", "http://localhost:4000/v1", True),
        ("openai/m", None, False),
    ],
)
def test_only_what_runs_on_this_machine_is_free(
    model: str, base: str | None, *, is_free: bool
) -> None:
    assert catalog.is_free(model, base) is is_free


def test_hosted_models_are_not_local() -> None:
    assert not catalog.is_local("openai/gpt-5-mini", None)
    assert catalog.effective_base("openai/gpt-5-mini", None, {}) is None
    assert (
        catalog.effective_base("anthropic/x", None, {"ANTHROPIC_BASE_URL": "y"}) is None
    )


def test_an_address_that_was_asked_for_beats_the_environment() -> None:
    environ = {"OLLAMA_API_BASE": "http://box:11434"}

    assert catalog.effective_base("ollama_chat/m", None, environ) == "http://box:11434"
    assert catalog.effective_base("ollama_chat/m", "http://a", environ) == "http://a"


def test_every_example_belongs_to_its_provider() -> None:
    for provider in catalog.PROVIDERS:
        assert catalog.provider_name(provider.example) == provider.name


def test_providers_with_a_key_are_found() -> None:
    found = catalog.with_keys({"GROQ_API_KEY": "x", "XAI_API_KEY": ""})

    assert [provider.name for provider in found] == ["groq"]


async def test_only_servers_that_listen_are_up() -> None:
    async def hang_up(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    listening = await asyncio.start_server(hang_up, "127.0.0.1", 0)
    closed = await asyncio.start_server(hang_up, "127.0.0.1", 0)
    ports = [server.sockets[0].getsockname()[1] for server in (listening, closed)]
    closed.close()
    servers = [LocalServer(f"s{port}", "", port, path="", example="") for port in ports]

    async with listening:
        assert await local_servers_up(servers, timeout_s=5) == servers[:1]
