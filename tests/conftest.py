"""Keeps every test away from the home folder and the keys of whoever runs it."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings

from rlm_tui.models.catalog import PROVIDERS

# How fast a machine draws examples says nothing about the code.
settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("any machine")

FOLDERS = {
    "HOME": "home",
    "XDG_CACHE_HOME": "cache",
    "XDG_CONFIG_HOME": "config",
    "XDG_DATA_HOME": "data",
    "XDG_RUNTIME_DIR": "runtime",
    "XDG_STATE_HOME": "state",
}


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
