"""The arrows between the parts of the package hold."""

from __future__ import annotations

import ast
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from tests.sources import PACKAGE, files, module

pytestmark = pytest.mark.xdist_group("sources")

LEAVES = {
    *("collector", "errors", "frames", "privacy", "finishing", "interrupting"),
    *("domain", "contexts"),
}
"""What every part may use."""

MAY_IMPORT: dict[str, set[str]] = {
    "errors": set(),
    "frames": set(),
    "collector": set(),
    "privacy": set(),
    "finishing": set(),
    "interrupting": set(),
    "domain": {"errors"},
    "contexts": {"domain", "errors"},
    "models": LEAVES,
    "repl": LEAVES,
    "storage": LEAVES,
    "exchange": {"domain", "errors"},
    "insight": {"domain"},
    "journal": {"domain", "errors"},
    "engine": LEAVES | {"models", "repl", "journal"},
    "hand": {"domain"},
    "commands": {"domain", "errors"},
    "tell": set(),
    "whole": {"domain", "journal", "tell"},
    "controller": {"domain", "errors", "hand", "journal", "whole"},
    "sanitize": set(),
    "plain": {
        "commands",
        "controller",
        "domain",
        "errors",
        "insight",
        "outside",
        "rulefiles",
        "sanitize",
        "wording",
    },
    "outside": {"errors", "finishing"},
    "wording": {"domain", "sanitize"},
    "rulefiles": {"domain", "errors"},
    "ui": set(),
    "main.comparing": {"domain", "wording"},
    "main.database": {"errors", "main.settings"},
    "main.farewell": set(),
    "main.flags": set(),
    "main.listing": {"domain", "sanitize", "storage", "wording"},
    "main.model_options": {"domain", "errors"},
    "main.options": {"errors", "main.flags"},
    "main.progress": {"domain", "main.streams", "sanitize", "wording"},
    "main.streams": {"errors"},
    "main.progressline": set(),
    "main.remembering": {"errors"},
    "main.settings": {"domain", "errors", "main.model_options"},
    "main.terminal": {"errors", "main.terminal_colours"},
    "main.terminal_colours": set(),
}
"""Lower parts; the composition root (`cli` and the rest of `main`) may use all."""

BELOW_THE_SCREEN = {
    "commands",
    "controller",
    "domain",
    "errors",
    "finishing",
    "insight",
    "journal",
    "outside",
    "rulefiles",
    "sanitize",
    "storage",
    "tell",
    "wording",
}

LINES = {"keys", "style", "text"}
"""What lines of the screen are made with."""

SHOWN = LINES | {"desk", "detail", "labels", "rows"}
"""What a session is shown with."""

OF_THE_SCREEN: dict[str, set[str]] = {
    "keys": set(),
    "style": set(),
    "terminal": set(),
    "text": {"keys", "style"},
    "typed": LINES,
    "rows": {"text", "typed"},
    "desk": LINES | {"rows"},
    "hints": LINES | {"rows"},
    "labels": LINES | {"rows"},
    "detail": LINES | {"desk", "hints", "labels", "rows"},
    "saved": LINES | {"detail", "labels"},
    "contracts": {"desk", "detail", "rows", "style"},
    "batch": SHOWN | {"typed"},
    "palette": {"contracts", "keys", "style"},
    "widgets": SHOWN | {"batch", "contracts", "hints", "saved", "typed"},
    "screens": SHOWN
    | {"batch", "contracts", "hints", "saved", "terminal", "typed", "widgets"},
}
"""Its packages, from below; the app's own modules beside them may use all."""

MAY_IMPORT |= {
    f"ui.{part}": BELOW_THE_SCREEN | {f"ui.{used}" for used in uses}
    for part, uses in OF_THE_SCREEN.items()
}

ROOT = {
    "cli",
    "main",
    "main.app_launcher",
    "main.app_reading",
    "main.appmain",
    "main.asked",
    "main.asking",
    "main.chosen_text",
    "main.crash",
    "main.doctor",
    "main.following",
    "main.headless",
    "main.headless_resume",
    "main.importing",
    "main.late_store",
    "main.launch",
    "main.library",
    "main.pages",
    "main.plainmain",
    "main.plainways",
    "main.reopening",
    "main.reviewing",
    "main.serving",
    "main.session_commands",
    "main.sharing",
    "main.web",
    "ui.app",
    "ui.app_blinking",
    "ui.app_boxes",
    "ui.app_clicking",
    "ui.app_looking",
    "ui.app_opening",
    "ui.app_preferring",
    "ui.app_typing",
    "ui.app_writing",
    "__main__",
    "__init__",
}


def part_of(dotted: str) -> str:
    """The first name below the package; what `main` and `ui` hold is a part each."""
    _, *names = dotted.split(".")
    has_parts = names[:1] in (["main"], ["ui"])
    return ".".join(names[:2] if has_parts else names[:1]) or "__init__"


@cache
def imports_of(path: Path) -> set[str]:
    """The parts that a file imports, wherever in it."""
    found: set[str] = set()
    for node in module(path).imports:
        if isinstance(node, ast.Import):
            found |= {
                part_of(alias.name)
                for alias in node.names
                if alias.name.startswith("rlm_tui.")
            }
        elif node.module in ("rlm_tui", "rlm_tui.main", "rlm_tui.ui"):
            found |= {part_of(f"{node.module}.{alias.name}") for alias in node.names}
        elif node.module and node.module.startswith("rlm_tui."):
            found.add(part_of(node.module))
    return found - {"__version__"}


@cache
def parts() -> dict[str, list[Path]]:
    """The files of each part."""
    grouped: dict[str, list[Path]] = {}
    for path in files():
        names = path.relative_to(PACKAGE.parent).with_suffix("").parts
        part = part_of(".".join(names).removesuffix(".__init__"))
        grouped.setdefault(part, []).append(path)
    return grouped


def test_every_part_has_its_place_in_the_drawing() -> None:
    assert set(parts()) <= set(MAY_IMPORT) | ROOT


@pytest.mark.parametrize("part", sorted(MAY_IMPORT))
def test_no_arrow_points_upwards(part: str) -> None:
    allowed = MAY_IMPORT[part] | {part}
    wrong = {
        str(path.relative_to(PACKAGE)): sorted(imports_of(path) - allowed)
        for path in parts()[part]
        if imports_of(path) - allowed
    }

    assert wrong == {}


SHAPE = (".base", ".summary_filter")
"""Of a saved session in the list, and what asks for some of them."""


def test_the_screen_knows_only_the_shape_of_the_session_list() -> None:
    wrong = [
        path.name
        for path in sorted((PACKAGE / "ui").rglob("*.py"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if "rlm_tui.storage" in line and not line.split()[1].endswith(SHAPE)
    ]

    assert wrong == []


def _named(node: ast.Import | ast.ImportFrom) -> list[str]:
    if isinstance(node, ast.ImportFrom):
        return [node.module or ""]
    return [alias.name for alias in node.names]


def test_litellm_is_named_in_one_file() -> None:
    naming = [
        str(path.relative_to(PACKAGE))
        for path in files()
        for node in module(path).imports
        for name in _named(node)
        if name.startswith("litellm")
    ]

    assert set(naming) == {"models/gateway_child.py"}


NOT_YET = {"rlm_tui.engine.agent", "rlm_tui.repl.host", "rlm_tui.ui.screens.run"}
"""What nobody waits for who waits for the first screen."""


@pytest.mark.parametrize(
    ("code", "banned"),
    [
        (
            "import rlm_tui.cli; rlm_tui.cli.parse([], '0')",
            {"textual", "litellm", "pydantic", "asyncio"},
        ),
        ("import rlm_tui.engine.agent", {"textual", "rich", "litellm", "aiosqlite"}),
        ("import rlm_tui.models.router", {"textual", "rich", "litellm"}),
        ("import rlm_tui.repl.host", {"textual", "rich", "litellm"}),
        ("import rlm_tui.storage.store", {"textual", "rich", "litellm"}),
        ("import rlm_tui.main.plainmain", {"textual", "litellm"}),
        (
            "import rlm_tui.ui.app, rlm_tui.main.appmain",
            {"litellm", "rlm_tui.engine", "rlm_tui.repl", "rlm_tui.exchange"},
        ),
        ("import rlm_tui.main.appmain, rlm_tui.ui.screens.start", NOT_YET),
    ],
)
def test_heavy_libraries_stay_out(code: str, banned: set[str]) -> None:
    script = f"import sys; {code}; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )

    assert banned.isdisjoint(done.stdout.split())
