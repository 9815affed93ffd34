"""Every screen at three sizes, in two themes, and in ASCII."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode
from syrupy.location import PyTestLocation
from syrupy.types import SnapshotIndex
from textual.pilot import Pilot

from rlm_tui.domain.events import Event
from rlm_tui.domain.events_of_steering import NodeMarked
from rlm_tui.ui.app import RlmTuiApp
from rlm_tui.ui.screens.saying import Said
from tests import factories
from tests.exchange.writing_out import rich_session
from tests.ui import launchers, sessions
from tests.ui.batch.test_batch_pictures import of_every_kind
from tests.ui.driving import press
from tests.ui.fakes import Bed, bed
from tests.ui.launchers import NOW, FakeLauncher, summary, use_utc
from tests.ui.looks import Look, written
from tests.ui.settling import PATIENCE_S, quiet
from tests.ui.test_models_and_tries import TWO, at_a_result
from tests.ui.test_pictures import app_at

NARROW = (60, 15)
SIZES = [(120, 40), (80, 24), NARROW]
"""That of the window at first, and those to which it shrinks."""


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
    in_narrow: tuple[str, ...] = ()
    """Keys that lead to the same where only one pane fits."""
    has_launcher: bool = field(default=False)


def over(make: Callable[[], Bed], *keys: str) -> Scene:
    """A run as it stands, and the keys that lead on from it."""
    return Scene(lambda is_ascii: app_at(make(), ascii_only=is_ascii), keys)


def run(
    events: Callable[[], list[Event]], *keys: str, is_review: bool = False
) -> Scene:
    """The same for what has happened."""
    return over(lambda: bed(events(), is_review=is_review), *keys)


def read(events: Callable[[], list[Event]], *keys: str) -> Scene:
    """A run of which something is read, to which the last key leads."""
    return replace(run(events, *keys), in_narrow=keys[-1:])


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
    "run that streams": read(sessions.running, "2"),
    "run that has ended": run(factories.finished_session),
    "run that is read": run(
        sessions.edited, "right_square_bracket", "right_square_bracket", is_review=True
    ),
    "code": read(sessions.reply, "3"),
    "markdown": run(sessions.reply, "2", "z", "enter", "home"),
    "answer": run(sessions.waiting, "equals_sign", "4", "2", "ctrl+s"),
    "log": read(sessions.waiting, "home", "6"),
    "filter": run(sessions.waiting, "f", *"state:held kind:query", "enter"),
    "rule": run(sessions.waiting, "b", "end", *" dpth>2", "enter"),
    "command": run(sessions.waiting, "colon", *"rule hold dep", "tab"),
    "dialog": run(sessions.waiting, "x"),
    "dialog of a run in flight": run(sessions.running, "x"),
    "help": run(sessions.waiting, "question_mark"),
    "edit": run(sessions.waiting, "e", "f2"),
    "rules": run(sessions.waiting, "L"),
    "limits": run(sessions.waiting, "dollar_sign", "down", *"lots", "enter"),
    "models": run(sessions.waiting, "M", *"gpt"),
    "attempts": over(lambda: at_a_result(*TWO), "R"),
    "variables": read(sessions.waiting, "home", "5", "enter", "enter"),
    "two nodes": run(marked, "d"),
    "messages": run(rich_session, "I"),
    "times": run(rich_session, "I", "2"),
    "costs": run(rich_session, "I", "3"),
    "settings": run(sessions.waiting, "f4"),
    "batch": run(of_every_kind, "enter", "down", "down"),
    "batch marked": run(of_every_kind, "enter", "space", "space"),
    "batch filter": run(
        of_every_kind, "enter", *"fcastor", "enter", "right_square_bracket"
    ),
    "batch change": run(
        of_every_kind,
        "enter",
        "percent_sign",
        "end",
        *"below",
        "slash",
        *"above",
        "slash",
    ),
    "batch dialog": run(of_every_kind, "enter", "A"),
    "batch dialog of some": run(
        of_every_kind, "enter", "f", *"idx", "less_than_sign", "8", "enter", "A"
    ),
    "batch help": run(of_every_kind, "enter", "question_mark"),
}


async def looks_of(
    scene: Scene, *, is_ascii: bool = False
) -> dict[tuple[int, int], dict[str, Look]]:
    """A scene at each size; in its colours also with another theme."""
    app = scene.app(is_ascii)
    async with app.run_test(size=SIZES[0]) as pilot:
        await press_all(scene, scene.keys, pilot)
        looks = {}
        for size in SIZES:
            if size != SIZES[0]:
                await shrink(pilot, size)
            if size == NARROW:
                await press_all(scene, scene.in_narrow, pilot)
            looks[size] = {"dark": Look.of(app)}
            if not is_ascii:
                looks[size]["light"] = await in_light(pilot, app)
    return looks


async def in_light(pilot: Pilot[None], app: RlmTuiApp) -> Look:
    """What an app shows in the light theme; it is dark again afterwards."""
    app.choose_theme("light")
    await quiet(app)
    look = Look.of(app)
    app.choose_theme("dark")
    return look


async def shrink(pilot: Pilot[None], size: tuple[int, int]) -> None:
    """Make the window another size, and wait until the screen has it."""
    async with asyncio.timeout(PATIENCE_S):
        await pilot.resize_terminal(*size)
        while pilot.app.screen.size != size:
            await pilot.pause()
    await launchers.settle(pilot)
    await quiet(pilot.app)


async def press_all(scene: Scene, keys: tuple[str, ...], pilot: Pilot[None]) -> None:
    """Press keys of a scene."""
    await launchers.settle(pilot)
    if not scene.has_launcher:
        await press(pilot, *keys)
    for key in keys if scene.has_launcher else ():
        await press(pilot, key)
        await launchers.settle(pilot)
    await launchers.settle(pilot)
    await quiet(pilot.app)


@pytest.mark.parametrize("name", SCENES)
async def test_looks(
    name: str, snapshot: SnapshotAssertion, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_utc(monkeypatch)
    # However long a busy machine takes, a line that was said stands.
    monkeypatch.setattr(Said, "is_over", lambda *_said, is_touched: False)

    coloured = await looks_of(SCENES[name])
    plain = await looks_of(SCENES[name], is_ascii=True)

    for size in coloured:
        looks = {**coloured[size], "ASCII": plain[size]["dark"]}
        foreign = [row for row in looks["ASCII"].rows if not row.isascii()]
        assert foreign == []
        file = f"{name}-{size[0]}x{size[1]}"
        assert written(looks) == snapshot(name=file, extension_class=TextFile)
