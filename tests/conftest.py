"""Keeps every test away from the home folder and the keys of whoever runs it."""

from __future__ import annotations

import gc
import os
from collections.abc import Generator
from pathlib import Path

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
