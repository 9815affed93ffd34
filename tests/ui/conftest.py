"""Times of day are those of UTC, style sheets are read once, no key or cursor waits."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
import textual.app
import textual.pilot
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.css.types import CSSLocation
from textual.widgets import Input, TextArea

from tests.ui.settling import wait_for_idle


@pytest.fixture(autouse=True)
def _utc(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.fixture(scope="session", autouse=True)
def _one_reading_of_each_style_sheet() -> Iterator[None]:
    """Rules do not change once they are read, and each app of a test has the same."""
    kept: dict[tuple[object, ...], list[RuleSet]] = {}
    parse = Stylesheet._parse_rules

    def parsed(
        self: Stylesheet,
        css: str,
        read_from: CSSLocation,
        is_default_rules: bool = False,
        tie_breaker: int = 0,
        scope: str = "",
    ) -> list[RuleSet]:
        asked = (css, read_from, is_default_rules, tie_breaker, scope)
        key = (*asked, *self._variables.items())
        if key not in kept:
            kept[key] = parse(self, *asked)
        return kept[key]

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Stylesheet, "_parse_rules", parsed)
        yield


@pytest.fixture(scope="session", autouse=True)
def _no_sleep_after_each_key() -> Iterator[None]:
    """Textual sleeps until the processor has less to do: longer where it is busy."""
    with pytest.MonkeyPatch.context() as patched:
        for place in (textual.app, textual.pilot):
            patched.setattr(place, "wait_for_idle", wait_for_idle)
        yield


@pytest.fixture(scope="session", autouse=True)
def _cursors_that_stand() -> Iterator[None]:
    """Whether one is to be seen at some moment says nothing."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Input, "_toggle_cursor", lambda _box: None)
        patched.setattr(TextArea, "_toggle_cursor_blink_visible", lambda _box: None)
        yield
