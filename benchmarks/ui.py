"""How quick the app is, and what it takes: `python benchmarks/ui.py [SCENE ...]`.

Each scene is a process of its own with the real app, a real run where there is one, and
a terminal that takes every frame and shows none. A key counts until the frame that has
its effect has been written; a start until its last line is there. Machines are shared
and noisy, so each number stands beside the floor: what Textual alone takes for a key in
such a layout, in the same minutes. The work of a key is processor time: what remains of
its time when nobody else is at work.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

HERE = Path(__file__).parent
PATIENCE_S = 110

Numbers = Mapping[str, float]
Unit: TypeAlias = Literal["ms", "% CPU", "x"]
"""Times, shares of one processor, and times as a multiple of a floor."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    what: str
    scene: str
    key: str
    """Which of the scene's numbers."""
    at_most: float
    """In the unit of the number."""
    unit: Unit = "ms"
    floor: str = ""
    """Which of the scene's numbers it is held against; empty: Textual's for a key."""


ROWS = (
    Row("--version", "start", "version", 6, "x", "python"),
    Row("--help", "start", "help", 6, "x", "python"),
    Row("start to first frame", "start", "frame", 1.6, "x", "layout"),
    Row("  work of it", "start", "frame work", 1.6, "x", "layout work"),
    Row("the same with a file to ask about", "start", "named", 1.6, "x", "layout"),
    Row("  work of it", "start", "named work", 1.6, "x", "layout work"),
    Row("table of 1,000, 950 wait: key p50", "table", "p50", 50),
    Row("  key p95", "table", "p95", 50),
    Row("  sort all rows p95", "table", "sort p95", 100),
    Row("  idle", "table", "idle", 1, "% CPU"),
    Row("while 950 are being sent: key p50", "sending", "p50", 50),
    Row("  key p95", "sending", "p95", 50),
    Row("  from y to the next frame", "sending", "yes", 1_000),
    Row("run screen, 950 wait: tab p50", "run", "p50", 50),
    Row("  tab p95", "run", "p95", 100),
    Row("  idle", "run", "idle", 1, "% CPU"),
    Row("tree of 10,000, at rest: key p95", "tree", "still p95", 33),
    Row("  200 updates, 50 new a second: p50", "tree", "p50", 33),
    Row("  p95", "tree", "p95", 33),
    Row("  work of a key p95", "tree", "work p95", 33),
    Row("  CPU without keys", "tree", "cpu", 15, "% CPU"),
    Row("window of another size, beside 100", "resize", "p50", 1.5, "x", "few p50"),
    Row("  work of it", "resize", "work p50", 1.5, "x", "few work p50"),
    Row("tree of 100,000, at rest: key p95", "large", "still p95", 50),
    Row("  200 updates, 50 new a second: p50", "large", "p50", 50),
    Row("  p95", "large", "p95", 50),
    Row("  work of a key p95", "large", "work p95", 50),
    Row("500 pieces a second, 20,000 shown: p50", "stream", "p50", 50),
    Row("  p95", "stream", "p95", 50),
    Row("  work of a key p95", "stream", "work p95", 50),
    Row("  CPU without keys", "stream", "cpu", 50, "% CPU"),
    Row("opening a 100 MB output: first time", "long", "first", 150, floor="small"),
    Row("  again p50", "long", "open p50", 150, floor="small"),
    Row("  again p95", "long", "open p95", 150, floor="small"),
    Row("  all of it one line", "long", "one line", 150, floor="small"),
    Row("  all of it empty lines", "long", "empty lines", 150, floor="small"),
    Row("  all of it Chinese", "long", "wide", 150, floor="small"),
    Row("  page down p95", "long", "page p95", 50, floor="small"),
    Row("  to the end", "long", "end", 150, floor="small"),
    Row("  a word in its last line", "long", "found", 3_000),
    Row("idle: paused, with all processes", "idle", "paused", 1, "% CPU"),
    Row("  code waits for a person", "idle", "code waits", 1, "% CPU"),
    Row("  the run has ended", "idle", "ended", 1, "% CPU"),
    Row("  on the first screen", "idle", "start", 1, "% CPU"),
)
SCALE: dict[Unit, float] = {"ms": 1e3, "% CPU": 1e2, "x": 1e3}


def measured(scene: str) -> Numbers:
    """Let a process measure a scene."""
    done = subprocess.run(
        [sys.executable, str(HERE / "ui_scenes.py"), scene],
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    if done.returncode != 0:
        sys.stderr.write(f"{scene}: {done.stderr[-500:]}\n")
        return {}
    numbers: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return numbers


def line(row: Row, numbers: Numbers, textual: Numbers) -> str:
    """One line of the table."""
    value = numbers.get(row.key)
    if value is None:
        return f"{row.what:38} not measured"
    ours = value * SCALE[row.unit]
    floor = _floor(row, numbers, textual)
    below = "-" if floor is None else f"{floor * 1e3:.1f}"
    ratio = None if not floor else value / floor
    said = "-" if ratio is None else f"{ratio:.1f}"
    measure = ratio if row.unit == "x" else ours
    held = "held" if measure is not None and measure <= row.at_most else "NOT HELD"
    target = f"<= {row.at_most:g}{' x' if row.unit == 'x' else ''}"
    unit = "ms" if row.unit == "x" else row.unit
    return (
        f"{row.what:38} {unit:6} {ours:8.1f} {below:>7} {said:>6} {target:>9}  {held}"
    )


def _floor(row: Row, numbers: Numbers, textual: Numbers) -> float | None:
    if row.floor:
        return numbers.get(row.floor)
    return textual.get(row.key.removeprefix("still ")) if row.unit == "ms" else None


def main() -> None:
    """Measure and print the table."""
    scenes = sys.argv[1:] or list(dict.fromkeys(row.scene for row in ROWS))
    textual = measured("floor")
    out = sys.stdout.write
    out(f"{'what':38} {'unit':6} {'ours':>8} {'floor':>7} {'ratio':>6} {'target':>9}\n")
    for scene in scenes:
        numbers = measured(scene)
        for row in ROWS:
            if row.scene == scene:
                out(line(row, numbers, textual) + "\n")


if __name__ == "__main__":
    main()
