"""How quick the app answers to a key: `python benchmarks/ui.py [SCENE ...]`.

Each scene is a process of its own with the real app, a real run where there is one, and
a terminal that takes every frame and shows none. A key counts until the frame that has
its effect has been written. Machines are shared and noisy, so each number stands beside
the floor: what Textual alone takes for a key in such a layout, in the same minutes.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
PATIENCE_S = 110

Numbers = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    what: str
    scene: str
    key: str
    """Which of the scene's numbers."""
    at_most: float
    """In the unit of the number."""
    unit: str = "ms"


ROWS = (
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
    Row("  CPU without keys", "tree", "cpu", 15, "% CPU"),
    Row("opening a 100 MB output: first time", "long", "first", 150),
    Row("  again p50", "long", "open p50", 150),
    Row("  again p95", "long", "open p95", 150),
    Row("  page down p95", "long", "page p95", 50),
    Row("  to the end", "long", "end", 150),
    Row("  a word in its last line", "long", "found", 3_000),
)
SCALE = {"ms": 1e3, "% CPU": 1e2}


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


def line(row: Row, numbers: Numbers, floor: Numbers) -> str:
    """One line of the table."""
    value = numbers.get(row.key)
    if value is None:
        return f"{row.what:36} not measured"
    ours = value * SCALE[row.unit]
    below = floor.get(row.key.rpartition(" ")[2])
    other = "-" if below is None else f"{below * 1e3:.1f}"
    ratio = "-" if not below else f"{value / below:.1f}"
    held = "held" if ours <= row.at_most else "NOT HELD"
    target = f"<= {row.at_most:g}"
    return (
        f"{row.what:36} {row.unit:6} {ours:8.1f} {other:>7} {ratio:>6} "
        f"{target:>9}  {held}"
    )


def main() -> None:
    """Measure and print the table."""
    scenes = sys.argv[1:] or list(dict.fromkeys(row.scene for row in ROWS))
    floor = measured("floor")
    out = sys.stdout.write
    out(f"{'what':36} {'unit':6} {'ours':>8} {'floor':>7} {'ratio':>6} {'target':>9}\n")
    for scene in scenes:
        numbers = measured(scene)
        for row in ROWS:
            if row.scene == scene:
                out(line(row, numbers, floor) + "\n")


if __name__ == "__main__":
    main()
