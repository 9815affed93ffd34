"""Keeps every test away from the home folder and the keys of whoever runs it."""

from __future__ import annotations

import gc
import os
from collections.abc import AsyncIterator, Generator
from pathlib import Path

import pytest
import pytest_asyncio
from hypothesis import HealthCheck, settings

from rlm_tui.models.catalog import PROVIDERS
from rlm_tui.models.gateway import Gateway
from tests.endpoint import MODEL, Endpoint

# How fast a machine draws examples says nothing about the code.
settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("any machine")

# Each app of a test leaves rings of many thousand values. To look through them after
# every 700 new ones took a third of the time of all tests.
NEW_VALUES = 100_000

FEW_PROCESSORS = 4
"""Each process that runs tests takes some hundred MB."""

FOLDERS = {
    "HOME": "home",
    "XDG_CACHE_HOME": "cache",
    "XDG_CONFIG_HOME": "config",
    "XDG_DATA_HOME": "data",
    "XDG_RUNTIME_DIR": "runtime",
    "XDG_STATE_HOME": "state",
}


@pytest.hookimpl(wrapper=True, optionalhook=True)
def pytest_xdist_auto_num_workers() -> Generator[None, int, int]:
    """Two for each of a few processors: half of its time a test of an app waits."""
    processors = yield
    return 2 * processors if processors <= FEW_PROCESSORS else processors


def pytest_collection_finish() -> None:
    """What has been imported and collected stays: the collector leaves it alone."""
    gc.freeze()
    gc.set_threshold(NEW_VALUES, *gc.get_threshold()[1:])


class Nowhere:
    """The folders of nobody; who finds something in them is given others.

    To make them anew for each of some thousand tests takes longer than many a test.
    """

    def __init__(self, base: Path) -> None:
        self._base = base
        self._made = 0
        self._folders: dict[str, Path] = {}

    def folders(self) -> dict[str, Path]:
        """By the name of the variable: each of them is empty."""
        if not self._folders or not all(map(_is_untouched, self._folders.values())):
            self._made += 1
            place = self._base / str(self._made)
            self._folders = {name: place / folder for name, folder in FOLDERS.items()}
            for folder in self._folders.values():
                folder.mkdir(parents=True)
        return self._folders


def _is_untouched(folder: Path) -> bool:
    return folder.is_dir() and not os.listdir(folder)


@pytest.fixture(scope="session")
def nowhere(tmp_path_factory: pytest.TempPathFactory) -> Nowhere:
    """Where nobody is at home."""
    return Nowhere(tmp_path_factory.mktemp("nobody"))


@pytest.fixture(autouse=True)
def nobody_at_home(nowhere: Nowhere, monkeypatch: pytest.MonkeyPatch) -> None:
    """Folders are empty, no provider has a key, no setting is in the environment."""
    for name, folder in nowhere.folders().items():
        monkeypatch.setenv(name, str(folder))
    for provider in PROVIDERS:
        for key in provider.keys:
            monkeypatch.delenv(key, raising=False)
    for name in list(os.environ):
        if name.startswith("RLM_TUI_"):
            monkeypatch.delenv(name)


# A model process takes seconds to start: tests in the group "model process" share two.


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def endpoint() -> AsyncIterator[Endpoint]:
    """A server on this machine."""
    async with Endpoint() as endpoint:
        yield endpoint


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def gateway(endpoint: Endpoint) -> AsyncIterator[Gateway]:
    """The way to the server: no keys, and a proxy that would lead elsewhere."""
    environ = {"PATH": os.environ["PATH"], "HTTP_PROXY": "http://127.0.0.1:9"}
    gateway = Gateway(endpoint.base_url, environ=environ)
    await gateway.prepare(MODEL)
    yield gateway
    await gateway.close()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def elsewhere() -> AsyncIterator[Gateway]:
    """The way to the providers themselves, and to a server that is not there."""
    async with Endpoint() as gone:
        environ = {"HOSTED_VLLM_API_BASE": gone.base_url}
    keys = {"OPENAI_API_KEY": "x", "ANTHROPIC_API_KEY": "x"}
    gateway = Gateway(environ=environ | keys)
    await gateway.prepare("hosted_vllm/m")
    yield gateway
    await gateway.close()
