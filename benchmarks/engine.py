"""What the engine costs beside `rlms`, in one run: `python benchmarks/engine.py`.

Each piece of work is done by a process of its own, for both sides one after the other,
so that they meet the same machine in the same state; what takes a millisecond is done
by turns several times, and the medians stand in the table. Ours is isolated and saves
every event; `rlms` runs code in its own process and writes its log. `pip install rlms`
first; without it only our own numbers are printed. With `pip install 'dspy[deno]'`
there is a column for `dspy.RLM`, which isolates and saves nothing; it takes some more
minutes.
"""

from __future__ import annotations

import importlib.util
import json
import math
import shutil
import statistics
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import engine_dspy

HERE = Path(__file__).parent
PEER = "rlms"
ISOLATED = "dspy"
"""The peer that shuts code in; ratios and targets are against the other."""
PATIENCE_S = 180
JOURNAL = "journal"
"""The work that no peer has: `engine_journal.py` does it."""
ROUNDS = {"turns": 5, "query": 5}
"""How often work is measured of which a busy moment would decide."""

Numbers = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    what: str
    work: str
    """Which piece of work it is taken from."""
    key: str
    """Which of its numbers."""
    unit: str
    target: str
    """As it is printed."""
    holds: Callable[[float, float | None], bool]
    """Whether our number, beside the other's, is good enough."""
    beside: str = ""
    """Which of our own numbers it is compared with; otherwise with the peer's."""


def times(factor: float) -> Callable[[float, float | None], bool]:
    """At most so much of the other's."""
    return lambda ours, theirs: theirs is None or ours <= factor * theirs


def at_most(limit: float) -> Callable[[float, float | None], bool]:
    """At most this, whatever the other needs."""
    return lambda ours, _theirs: ours <= limit


def at_least(limit: float) -> Callable[[float, float | None], bool]:
    """At least this, whatever the other does."""
    return lambda ours, _theirs: ours >= limit


def ideal_s(count: int) -> float:
    """A batch of so many calls of 50 ms, 16 at a time."""
    return math.ceil(count / 16) * 0.05


ROWS = (
    Row("fixed cost of a run", "fixed", "whole", "ms", "<= 0.2x", times(0.2)),
    Row("iteration 10, zero latency", "turns", "turn 10", "ms", "<= 2 ms", at_most(2)),
    Row("iteration 100", "turns", "turn 100", "ms", "<= 2 ms", at_most(2)),
    Row("one llm_query, zero latency", "query", "inner", "ms", "<= 1x", times(1)),
    Row(
        "100 queries at 50 ms, 16 at once", "batch 100", "inner", "ms",
        f"<= {1100 * ideal_s(100):.0f} ms", at_most(1100 * ideal_s(100)),
    ),
    Row(
        "1,000 queries at 50 ms, 16 at once", "batch 1000", "inner", "ms",
        f"<= {1100 * ideal_s(1000):.0f} ms", at_most(1100 * ideal_s(1000)),
    ),
    Row("a child RLM, one turn", "child", "inner", "ms", "<= 0.15x", times(0.15)),
    Row("8 children at once, 50 ms", "children", "inner", "ms", "<= 0.3x", times(0.3)),
    Row("10 MB context: first call", "10 MB", "load", "ms", "", at_most(math.inf)),
    Row("10 MB: one iteration", "10 MB", "turn", "ms", "<= 0.1x", times(0.1)),
    Row("10 MB: peak memory", "10 MB", "peak_mb", "MB", "<= 1x", times(1)),
    Row("100 MB context: first call", "100 MB", "load", "ms", "<= 0.5x", times(0.5)),
    Row("100 MB: one iteration", "100 MB", "turn", "ms", "<= 0.1x", times(0.1)),
    Row("100 MB: peak memory", "100 MB", "peak_mb", "MB", "<= 0.5x", times(0.5)),
    Row("100 MB: written to disk", "100 MB", "bytes", "MB", "<= 0.05x", times(0.05)),
    Row("3 s loop, limit 0.5 s", "busy loop", "whole", "ms", "<= 700 ms", at_most(700)),
    Row(
        "one event, beside saving it alone", JOURNAL, "event", "us", "<= 3x", times(3),
        beside="commit",
    ),
    Row("events saved and folded", JOURNAL, "per_s", "/s", ">= 3,000", at_least(3_000)),
)  # fmt: skip
SCALE = {"ms": 1e3, "us": 1e6, "MB": 1.0, "/s": 1.0}


def measured(peer: str, work: str) -> Numbers:
    """Let a process do the work."""
    command = ["engine_peers.py", peer, work]
    if work == JOURNAL:
        command = ["engine_journal.py"]
    try:
        done = subprocess.run(
            [sys.executable, str(HERE / command[0]), *command[1:]],
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        sys.stderr.write(f"{peer}, {work}: not done after {PATIENCE_S} s\n")
        return {}
    if done.returncode != 0:
        sys.stderr.write(f"{peer}, {work}: {done.stderr[-500:]}\n")
        return {}
    numbers: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return numbers


def can(peer: str, work: str) -> bool:
    """Whether somebody does such work."""
    if work == JOURNAL:
        return peer == "ours"
    return peer != ISOLATED or work not in engine_dspy.CANNOT


def medians(rounds: Sequence[Numbers]) -> Numbers:
    """The median of each number that every round has."""
    keys = set(rounds[0]).intersection(*rounds)
    return {key: statistics.median(each[key] for each in rounds) for key in keys}


def number(numbers: Numbers, key: str, unit: str) -> float | None:
    """One of the numbers, in a unit."""
    value = numbers.get(key)
    if value is None:
        return None
    return value / 1e6 if key == "bytes" else value * SCALE[unit]


def line(
    row: Row, ours: float | None, theirs: float | None, shut_in: float | None
) -> str:
    """One line of the table."""
    if ours is None:
        return f"{row.what:36} not measured"
    other, isolated = (
        "-" if value is None else in_digits(value) for value in (theirs, shut_in)
    )
    ratio = "-" if not theirs else f"{ours / theirs:.2f}"
    held = "held" if row.holds(ours, theirs) else "NOT HELD"
    return (
        f"{row.what:36} {row.unit:>2} {in_digits(ours):>9} {other:>9} {ratio:>6}  "
        f"{row.target:>10}  {held if row.target else '':8} {isolated:>9}"
    )


def in_digits(value: float) -> str:
    """As exactly as a time can be told apart from another."""
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def peers() -> list[str]:
    """Who can be measured here."""
    found = ["ours"]
    if importlib.util.find_spec("rlm") is not None:
        found.append(PEER)
    if importlib.util.find_spec("dspy") is not None and _has_deno():
        found.append(ISOLATED)
    return found


def _has_deno() -> bool:
    return bool(shutil.which("deno") or importlib.util.find_spec("deno"))


def main() -> None:
    """Measure and print the table."""
    here = peers()
    found: dict[tuple[str, str], Numbers] = {}
    for work in dict.fromkeys(row.work for row in ROWS):
        able = [peer for peer in here if can(peer, work)]
        rounds = [
            {peer: measured(peer, work) for peer in able}
            for _ in range(ROUNDS.get(work, 1))
        ]
        for peer in able:
            found[peer, work] = medians([numbers[peer] for numbers in rounds])
    out = sys.stdout.write
    out(
        f"{'what':36} {'':2} {'ours':>9} {PEER:>9} {'ratio':>6}  {'target':>10}  "
        f"{'':8} {ISOLATED:>9}\n"
    )
    for row in ROWS:
        mine = found["ours", row.work]
        ours = number(mine, row.key, row.unit)
        other = mine if row.beside else found.get((PEER, row.work), {})
        theirs = number(other, row.beside or row.key, row.unit)
        isolated = found.get((ISOLATED, row.work), {})
        shut_in = number(isolated, row.key, row.unit) if row.key != "bytes" else None
        out(line(row, ours, theirs, shut_in) + "\n")
    for peer, needs in ((PEER, "rlms"), (ISOLATED, "dspy[deno]")):
        if peer not in here:
            out(f"{peer} is not measured: pip install '{needs}'\n")


if __name__ == "__main__":
    main()
