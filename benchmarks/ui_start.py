"""How long it takes from a command until something can be read."""

from __future__ import annotations

import asyncio
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from ui_driver import Numbers
from ui_terminal import a_home_of_its_own, terminal

REPEATS = 9
LAYOUT = Path(__file__).parent / "ui_layout.py"
OURS = [sys.executable, "-m", "rlm_tui"]
LAST = "ctrl+q"
"""In the last line of both screens."""


async def start() -> Numbers:
    """All of it by turns, so that a busy machine is busy for each."""
    return await asyncio.to_thread(_start)


def _start() -> Numbers:
    with tempfile.TemporaryDirectory() as home:
        environment = a_home_of_its_own(home)
        taken: dict[str, list[float]] = {}
        for _ in range(REPEATS):
            for name, command in {
                "python": [sys.executable, "-c", "pass"],
                "version": [*OURS, "--version"],
                "help": [*OURS, "--help"],
            }.items():
                taken.setdefault(name, []).append(_ended(command))
            for name, command in {
                "layout": [sys.executable, str(LAYOUT)],
                "frame": OURS,
            }.items():
                with terminal(command, environment) as program:
                    taken.setdefault(name, []).append(program.until(LAST))
    return {name: statistics.median(times) for name, times in taken.items()}


def _ended(command: list[str]) -> float:
    began = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began
