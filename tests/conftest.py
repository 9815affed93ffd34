"""Keeps every test away from the home folder and the keys of whoever runs it."""

from __future__ import annotations

import gc
import os
from collections.abc import Generator

import pytest
from hypothesis import HealthCheck, settings

from rlm_tui.models.catalog import PROVIDERS

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


@pytest.fixture(autouse=True)
def nobody_at_home(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Folders are empty, no provider has a key, no setting is in the environment."""
    nowhere = tmp_path_factory.mktemp("nobody")
    for name, folder in FOLDERS.items():
        (nowhere / folder).mkdir()
        monkeypatch.setenv(name, str(nowhere / folder))
    for provider in PROVIDERS:
        for key in provider.keys:
            monkeypatch.delenv(key, raising=False)
    for name in list(os.environ):
        if name.startswith("RLM_TUI_"):
            monkeypatch.delenv(name)
