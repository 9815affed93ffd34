"""Whatever the screen says names the keys that are bound now, not the table's."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

import rlm_tui
from rlm_tui.ui.app import RlmTuiApp
from rlm_tui.ui.hints.help import LEAVING
from rlm_tui.ui.keys.key import filled
from rlm_tui.ui.keys.keymap import LIVE, with_keys
from rlm_tui.ui.keys.table import KEYS
from rlm_tui.ui.screens.actions.substituting import BEGINNING
from rlm_tui.ui.text.lines import plain
from rlm_tui.ui.widgets.bar import Bar
from rlm_tui.ui.widgets.text_view import TextView
from tests import factories
from tests.ui import batches, sessions
from tests.ui.driving import press, settle
from tests.ui.fakes import Bed, bed

PACKAGE = Path(rlm_tui.__file__).parent
UI = PACKAGE / "ui"
SHARED = (PACKAGE / "controller.py", PACKAGE / "wording.py")
"""What these say, the screen says too."""

_LETTER = r"[b-zB-HJ-Z]|[Ee]sc|[Tt]ab|ctrl\+\w|f\d+"
LETTER = re.compile(rf"(?<![\w$.'%/~@{{<\\-])(?:{_LETTER})(?![\w'/:}}+-]|\.\w)")
PHRASE = re.compile(
    r"\bpress a\b|\ba (?:uses|sends|adds|tries|on)\b|\bA (?:on|approves)\b"
)
MARK = re.compile(r"(?:^|[ (])[][<>/$=%;:*.?] (?:and |[a-z]{3,}s\b)")
NAMED = (LETTER, PHRASE, MARK, re.compile(r"\bEnter\b"))
"""How a text names a key by what the table gives it."""

FIXED = {
    "y  abort ": "a question that no file of keys changes",
    "o  only ": "the same",
    "n or Enter  no": "the same",
    "     n or Enter  no": "the same",
    "     y  ": "the same",
    "Enter finishes with what there is": "Enter ends a line that is typed",
    "Enter gives up: the error stands": "the same",
    "Type what you want to know of the text above; Enter starts.": "the same",
    "Name a file or a folder above and press Enter; then ask about it.": "the same",
    "Type a question about the text and press Enter. A model answers it by "
    "writing code that looks at the text, and you see each step. "
    "{app.pane_next} goes to the next box.": "the same",
    "{limits.up}, {limits.down} choose   Enter sets   "
    "{limits.close} changes nothing": "the same",
    " {models.up}, {models.down} choose   Enter ": "the same",
    "s/old/new/ with g for every place, i for any case": "letters of the line itself",
    BEGINNING: "the same",
    " s after that, and its variables with it": "seconds",
    ": goes to ": "part of a line, not a key",
    ": events are gone to in a saved session; this is live": "the same",
    "; rules lists the ": "the same",
    " or Enter  no": "a question that no file of keys changes",
    "it arrives as tab": "what a terminal sends, whatever it means here",
    LEAVING: "ctrl+z as undo is a key of the text box itself",
}
"""Texts that may name keys so, and why."""


def texts_of(path: Path) -> Iterator[tuple[int, str]]:
    """The string constants of a file that are no docstrings and have words."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    notes = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or id(node) in notes:
            continue
        if isinstance(node.value, str) and " " in node.value.strip():
            yield node.lineno, node.value


def test_no_text_of_the_screen_names_a_key_of_the_table() -> None:
    wrong = [
        f"{path.relative_to(PACKAGE)}:{number}: {text}"
        for path in sorted([*UI.rglob("*.py"), *SHARED])
        for number, text in texts_of(path)
        if text not in FIXED and any(named.search(text) for named in NAMED)
    ]

    assert wrong == []


def test_every_key_that_a_text_asks_for_exists() -> None:
    asked = {
        name
        for path in UI.rglob("*.py")
        for _, text in texts_of(path)
        for name in re.findall(r"\{([a-z]+\.[a-z_]+)\}", text)
    }

    assert asked - {key.id for key in KEYS} == set()


def test_words_of_others_in_braces_stay_as_they_are() -> None:
    assert filled("{no.key} {run.pause}", LIVE) == "{no.key} p"


ODD = {key.id: chr(ord("\u0400") + number) for number, key in enumerate(KEYS)}
"""A key for each verb that nobody would press: Cyrillic letters."""


@pytest.fixture
def _odd_keys() -> Iterator[None]:
    yield
    LIVE.remap({})


def odd_app(it: Bed) -> RlmTuiApp:
    """The app over a run, with other keys for everything."""
    return RlmTuiApp(
        None, controller=it.controller, clock=it.clock, grace_ms=0, keys=ODD
    )


def seen(pilot: Pilot[None]) -> list[str]:
    """Every line on the screen that the app wrote itself."""
    screen = pilot.app.screen
    lines = [plain(row) for bar in screen.query(Bar) for row in bar.lines]
    lines += [entry.placeholder for entry in screen.query(Input)]
    views = screen.query("#help").results(TextView)
    return [*lines, *(row for view in views for row in view.plain_text.split("\n"))]


LIVE_RUN: tuple[tuple[str, ...], ...] = (
    ("app.help",),
    ("app.help", "app.help"),
    ("ticket.reject",),
    ("app.back",),
    ("run.pause",),
    ("view.search",),
    ("view.match_next",),
    ("view.diff",),
    ("review.back",),
    ("ticket.edit",),
    ("ticket.edit", "edit.leave"),
    ("ticket.answer", "edit.keep", "run.iteration"),
    ("run.rules",),
    ("run.limits",),
    ("ticket.model",),
    ("view.insight",),
    ("tab.vars",),
    ("view.follow",),
)


@pytest.mark.parametrize("ids", LIVE_RUN, ids=" ".join)
@pytest.mark.parametrize("is_review", [False, True], ids=["live", "review"])
@pytest.mark.usefixtures("_odd_keys")
async def test_the_run_screen_names_the_keys_of_ones_own(
    ids: tuple[str, ...], is_review: bool
) -> None:
    it = bed(factories.waiting_session(), is_review=is_review)

    async with odd_app(it).run_test(size=(160, 40)) as pilot:
        await settle(pilot)
        await press(pilot, *(ODD[id_] for id_ in ids))

        assert [row for row in seen(pilot) if _names_an_old_key(row)] == []


def _names_an_old_key(row: str) -> bool:
    told = row.split("rlm-tui review", maxsplit=1)[0].replace("ctrl+z is undo", "")
    return bool(LETTER.search(told)) or bool(PHRASE.search(told))


@pytest.mark.usefixtures("_odd_keys")
async def test_a_stop_names_the_key_that_lets_it_through() -> None:
    async with odd_app(bed(sessions.edited())).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        said = "\n".join(seen(pilot))

    assert f"until you press {ODD['ticket.approve']}" in said
    assert f"{ODD['ticket.revert']} reverts" in said
    assert f"{ODD['tab.prompt']} Prompt" in said
    assert with_keys("{app.help}") == ODD["app.help"]


@pytest.mark.usefixtures("_odd_keys")
async def test_a_batch_names_the_keys_that_act_on_it() -> None:
    async with odd_app(bed(batches.waiting())).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        said = "\n".join(seen(pilot))

    assert f"{ODD['ticket.approve_all']} approve" in said
