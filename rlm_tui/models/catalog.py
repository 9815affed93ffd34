"""Which providers, keys and local servers there are, as far as it is known here."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Provider:
    """A hosted provider and the keys that it takes."""

    name: str
    """What stands before the slash of a model's name."""
    title: str
    keys: tuple[str, ...]
    """Environment variables; any one of them is enough. Empty: not known here."""
    example: str
    """A model to begin with."""


@dataclass(frozen=True, slots=True)
class LocalServer:
    """A server of models on this machine, at its usual port."""

    name: str
    """What stands before the slash of a model's name."""
    title: str
    port: int
    path: str
    """Where its interface begins."""
    example: str
    """A model to begin with, without the provider."""

    @property
    def address(self) -> str:
        """Host and port, unless it was told otherwise."""
        return f"127.0.0.1:{self.port}"

    @property
    def api_base(self) -> str:
        """The address that calls go to."""
        return f"http://{self.address}{self.path}"


PROVIDERS: tuple[Provider, ...] = (
    Provider("openai", "OpenAI", ("OPENAI_API_KEY",), "openai/gpt-5-mini"),
    Provider(
        "anthropic",
        "Anthropic",
        ("ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN"),
        "anthropic/claude-sonnet-4-5",
    ),
    Provider(
        "gemini",
        "Google Gemini",
        ("GEMINI_API_KEY", "GOOGLE_API_KEY"),
        "gemini/gemini-2.5-flash",
    ),
    Provider(
        "openrouter",
        "OpenRouter",
        ("OPENROUTER_API_KEY", "OR_API_KEY"),
        "openrouter/openai/gpt-5-mini",
    ),
    Provider("groq", "Groq", ("GROQ_API_KEY",), "groq/openai/gpt-oss-120b"),
    Provider(
        "mistral", "Mistral", ("MISTRAL_API_KEY",), "mistral/mistral-large-latest"
    ),
    Provider("deepseek", "DeepSeek", ("DEEPSEEK_API_KEY",), "deepseek/deepseek-chat"),
    Provider("xai", "xAI", ("XAI_API_KEY",), "xai/grok-4"),
    Provider("cerebras", "Cerebras", ("CEREBRAS_API_KEY",), "cerebras/gpt-oss-120b"),
    Provider(
        "together_ai",
        "Together AI",
        ("TOGETHERAI_API_KEY", "TOGETHER_AI_API_KEY", "TOGETHER_API_KEY"),
        "together_ai/openai/gpt-oss-120b",
    ),
    Provider(
        "fireworks_ai",
        "Fireworks AI",
        ("FIREWORKS_AI_API_KEY", "FIREWORKS_API_KEY", "FIREWORKSAI_API_KEY"),
        "fireworks_ai/accounts/fireworks/models/gpt-oss-120b",
    ),
    Provider(
        "deepinfra",
        "DeepInfra",
        ("DEEPINFRA_API_KEY", "DEEPINFRA_API_TOKEN"),
        "deepinfra/openai/gpt-oss-120b",
    ),
    Provider(
        "perplexity",
        "Perplexity",
        ("PERPLEXITYAI_API_KEY", "PERPLEXITY_API_KEY"),
        "perplexity/sonar",
    ),
    Provider(
        "cohere", "Cohere", ("COHERE_API_KEY", "CO_API_KEY"), "cohere/command-a-03-2025"
    ),
    Provider(
        "moonshot",
        "Moonshot AI",
        ("MOONSHOT_API_KEY",),
        "moonshot/kimi-k2-0905-preview",
    ),
    Provider("dashscope", "Alibaba", ("DASHSCOPE_API_KEY",), "dashscope/qwen-plus"),
    Provider("zai", "Z.ai", ("ZAI_API_KEY",), "zai/glm-4.6"),
    Provider(
        "sambanova", "SambaNova", ("SAMBANOVA_API_KEY",), "sambanova/gpt-oss-120b"
    ),
    Provider(
        "nvidia_nim",
        "NVIDIA NIM",
        ("NVIDIA_NIM_API_KEY", "NVIDIA_API_KEY"),
        "nvidia_nim/openai/gpt-oss-120b",
    ),
    Provider("azure", "Azure OpenAI", (), "azure/my-deployment"),
    Provider(
        "bedrock",
        "AWS Bedrock",
        (),
        "bedrock/anthropic.claude-sonnet-4-5-20250929-v1:0",
    ),
    Provider("vertex_ai", "Google Vertex AI", (), "vertex_ai/gemini-2.5-flash"),
)

LOCAL_SERVERS: tuple[LocalServer, ...] = (
    LocalServer("ollama_chat", "Ollama", 11434, path="", example="llama3.2"),
    LocalServer("lm_studio", "LM Studio", 1234, path="/v1", example="my-model"),
    LocalServer("llamafile", "llama.cpp", 8080, path="/v1", example="my-model"),
    LocalServer("hosted_vllm", "vLLM", 8000, path="/v1", example="my-model"),
)

_LOCAL_ALIASES = {"ollama": "ollama_chat", "vllm": "hosted_vllm"}
_PREFIXES = {
    "gpt-": "openai",
    "o1": "openai",
    "o3": "openai",
    "o4": "openai",
    "claude-": "anthropic",
    "gemini-": "gemini",
    "mistral-": "mistral",
    "deepseek-": "deepseek",
    "grok-": "xai",
}
"""How the names of well-known models begin, and who serves them."""

_BY_NAME = {provider.name: provider for provider in PROVIDERS}
_SERVER_BY_NAME = {server.name: server for server in LOCAL_SERVERS}


def full_name(model: str, api_base: str | None = None) -> str | None:
    """The name with its provider, or `None` where nobody here knows who that is.

    With an address of its own a bare name is one of an OpenAI-compatible server.
    """
    if "/" in model:
        head, _, rest = model.partition("/")
        return f"{_LOCAL_ALIASES.get(head, head)}/{rest}" if head and rest else None
    if api_base and model:
        return f"openai/{model}"
    owners = (owner for start, owner in _PREFIXES.items() if model.startswith(start))
    owner = next(owners, None)
    return f"{owner}/{model}" if owner else None


def provider_name(model: str) -> str:
    """What stands before the slash."""
    name, slash, _ = model.partition("/")
    return _LOCAL_ALIASES.get(name, name) if slash else ""


def effective_base(
    model: str, api_base: str | None, environ: Mapping[str, str]
) -> str | None:
    """The address the call goes to; `None` leaves it to the provider's default.

    An address that was asked for beats the variables that OpenAI's clients and the
    local servers read, which beat the usual port of a local server.
    """
    if api_base:
        return api_base
    name = provider_name(model)
    server = _SERVER_BY_NAME.get(name)
    if server is None and name != "openai":
        return None
    stem = name.removesuffix("_chat").upper()
    set_ = (environ.get(f"{stem}_{end}") for end in ("BASE_URL", "API_BASE"))
    default = server.api_base if server else None
    return next((base for base in set_ if base), default)


def is_loopback(url: str | None) -> bool:
    """Whether an address is on this machine."""
    if not url:
        return False
    host = urlsplit(url if "//" in url else f"//{url}").hostname or ""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_local(model: str, api_base: str | None) -> bool:
    """Whether the model takes one call at a time."""
    return provider_name(model) in _SERVER_BY_NAME or is_loopback(api_base)


def is_free(model: str, api_base: str | None) -> bool:
    """Whether it runs on this machine; one elsewhere may be paid for by the hour."""
    if api_base:
        return is_loopback(api_base)
    return provider_name(model) in _SERVER_BY_NAME


def key_variables(model: str) -> tuple[str, ...]:
    """The environment variables that may hold the key; empty where not known."""
    provider = _BY_NAME.get(provider_name(model))
    return provider.keys if provider else ()


def missing_key(
    model: str, environ: Mapping[str, str], *, api_base: str | None = None
) -> str | None:
    """The variable to set before this model can be called, or `None`.

    A server at an address of its own may need no key, so that none is asked for.
    """
    if api_base or is_local(model, effective_base(model, api_base, environ)):
        return None
    keys = key_variables(model)
    if not keys or any(environ.get(key, "").strip() for key in keys):
        return None
    return keys[0]


def missing_key_message(model: str, variable: str) -> str:
    """What to do about a missing key."""
    return (
        f"{model} needs a key: set {variable} in the environment, "
        "or use the model offline"
    )


def with_keys(environ: Mapping[str, str]) -> list[Provider]:
    """The providers whose key is in the environment."""
    return [
        provider
        for provider in PROVIDERS
        if any(environ.get(key, "").strip() for key in provider.keys)
    ]
