"""Every screen at three sizes, in two themes and in ASCII."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode
from syrupy.location import PyTestLocation
from syrupy.types import SnapshotIndex
from textual.pilot import Pilot

from rlm_tui.domain.events import Event
from rlm_tui.domain.events_of_steering import NodeMarked
from rlm_tui.ui.app import RlmTuiApp
from tests import factories
from tests.exchange.writing_out import rich_session
from tests.ui import launchers, sessions
from tests.ui.batch.test_batch_pictures import of_every_kind
from tests.ui.driving import press
from tests.ui.fakes import Bed, bed
from tests.ui.launchers import NOW, FakeLauncher, summary, use_utc
from tests.ui.looks import Look, written
from tests.ui.test_models_and_tries import TWO, at_a_result
from tests.ui.test_pictures import app_at

WINDOWS = [[(60, 15)], [(120, 40), (80, 24)]]
"""Of each the size at first and those to which it shrinks; keys may depend on it."""


class TextFile(SingleFileSnapshotExtension):
    """One file of text for each picture."""

    _write_mode = WriteMode.TEXT
    _file_extension = "txt"

    @classmethod
    def get_snapshot_name(
        cls, *, test_location: PyTestLocation, index: SnapshotIndex = 0
    ) -> str:
        """One test makes several, which are named after what they show."""
        return f"{test_location.methodname}[{index}]"


@dataclass(frozen=True, slots=True)
class Scene:
    """How a screen is come to."""

    app: Callable[[bool], RlmTuiApp]
    """Of a glyph set; true: of ASCII."""
    keys: tuple[str, ...] = ()
    has_launcher: bool = field(default=False)


def over(make: Callable[[], Bed], *keys: str) -> Scene:
    """A run as it stands, and the keys that lead on from it."""
    return Scene(lambda is_ascii: app_at(make(), ascii_only=is_ascii), keys)


def run(
    events: Callable[[], list[Event]], *keys: str, is_review: bool = False
) -> Scene:
    """The same for what has happened."""
    return over(lambda: bed(events(), is_review=is_review), *keys)


def started(launcher: Callable[[], FakeLauncher], *keys: str) -> Scene:
    """The app as it begins without a run."""

    def app(is_ascii: bool) -> RlmTuiApp:
        return RlmTuiApp(launcher(), clock=lambda: NOW, ascii_only=is_ascii)

    return Scene(app, keys, has_launcher=True)


def marked() -> list[Event]:
    """Two nodes are marked."""
    marks = [NodeMarked(node=path, marked=True) for path in ("0.1", "0.2")]
    return factories.numbered(*factories.waiting_session(), *marks)


def related() -> FakeLauncher:
    """A branch and its parent are saved."""
    return FakeLauncher(saved=[summary(2, parent="s_01"), summary(1)])


SCENES = {
    "start": started(FakeLauncher),
    "saved sessions": started(FakeLauncher, "ctrl+o"),
    "two sessions": started(related, "ctrl+o", "down", "C"),
    "run that waits": run(sessions.waiting),
    "run that is edited": run(sessions.edited),
    "run that streams": run(sessions.running, "2"),
    "run that has ended": run(factories.finished_session),
    "run that is read": run(
        sessions.edited, "right_square_bracket", "right_square_bracket", is_review=True
    ),
    "code": run(sessions.reply, "3"),
    "log": run(sessions.waiting, "home", "6"),
    "filter": run(sessions.waiting, "f", *"state:held kind:query", "enter"),
    "rule": run(sessions.waiting, "b", "end", *" dpth>2", "enter"),
    "command": run(sessions.waiting, "colon", *"rule hold dep", "tab"),
    "dialog": run(sessions.waiting, "x"),
    "help": run(sessions.waiting, "question_mark"),
    "edit": run(sessions.waiting, "e", "f2"),
    "rules": run(sessions.waiting, "L"),
    "limits": run(sessions.waiting, "dollar_sign", "down", *"lots", "enter"),
    "models": run(sessions.waiting, "M", *"gpt"),
    "attempts": over(lambda: at_a_result(*TWO), "R"),
    "variables": run(sessions.waiting, "home", "5", "enter", "enter"),
    "two nodes": run(marked, "d"),
    "messages": run(rich_session, "I"),
    "times": run(rich_session, "I", "2"),
    "costs": run(rich_session, "I", "3"),
    "settings": run(sessions.waiting, "f4"),
    "batch": run(of_every_kind, "enter", "down", "down"),
    "batch marked": run(of_every_kind, "enter", "space", "space"),
    "batch dialog": run(of_every_kind, "enter", "A"),
}


async def looks_of(
    scene: Scene, *themes: str, is_ascii: bool = False
) -> dict[tuple[int, int], dict[str, Look]]:
    """A scene at each size, in each theme."""
    looks: dict[tuple[int, int], dict[str, Look]] = {}
    for first, *smaller in WINDOWS:
        app = scene.app(is_ascii)
        async with app.run_test(size=first) as pilot:
            await come_to(scene, pilot)
            looks[first] = await in_themes(themes, pilot, app)
            for size in smaller:
                await pilot.resize_terminal(*size)
                await launchers.settle(pilot)
                looks[size] = await in_themes(themes, pilot, app)
    return looks


async def in_themes(
    themes: Sequence[str], pilot: Pilot[None], app: RlmTuiApp
) -> dict[str, Look]:
    """What an app shows in each theme; it is left in the first, which it has."""
    looks = {themes[0]: Look.of(app)}
    for theme in themes[1:]:
        app.choose_theme(theme)
        await pilot.pause()
        looks[theme] = Look.of(app)
        app.choose_theme(themes[0])
        await pilot.pause()
    return looks


async def come_to(scene: Scene, pilot: Pilot[None]) -> None:
    """Press the keys of a scene."""
    await launchers.settle(pilot)
    if not scene.has_launcher:
        await press(pilot, *scene.keys)
    for key in scene.keys if scene.has_launcher else ():
        await press(pilot, key)
        await launchers.settle(pilot)
    await launchers.settle(pilot)


@pytest.mark.parametrize("name", SCENES)
async def test_looks(
    name: str, snapshot: SnapshotAssertion, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_utc(monkeypatch)

    coloured = await looks_of(SCENES[name], "dark", "light")
    plain = await looks_of(SCENES[name], "dark", is_ascii=True)

    for size in coloured:
        looks = {**coloured[size], "ASCII": plain[size]["dark"]}
        foreign = [row for row in looks["ASCII"].rows if not row.isascii()]
        assert foreign == []
        file = f"{name}-{size[0]}x{size[1]}"
        assert written(looks) == snapshot(name=file, extension_class=TextFile)
