"""How long it takes from a command until something can be read."""

from __future__ import annotations

import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

from ui_driver import Numbers
from ui_terminal import a_home_of_its_own, terminal

REPEATS = 9
LAYOUT = Path(__file__).parent / "ui_layout.py"
OURS = [sys.executable, "-m", "rlm_tui"]
LAST = "ctrl+q"
"""In the last line of both screens."""
ENDING = {
    "python": [sys.executable, "-c", "pass"],
    "version": [*OURS, "--version"],
    "help": [*OURS, "--help"],
}
SHOWING = {
    "layout": [sys.executable, str(LAYOUT)],
    "frame": OURS,
    "named": [*OURS, __file__],
}


async def start() -> Numbers:
    """All of it by turns, so that a busy machine is busy for each."""
    return await asyncio.to_thread(_start)


def _start() -> Numbers:
    with tempfile.TemporaryDirectory() as home:
        environment = a_home_of_its_own(home)
        taken: dict[str, list[float]] = defaultdict(list)
        for repeat in range(REPEATS + 1):
            for name, command in ENDING.items():
                taken[name].append(_ended(command, environment))
            for name, command in SHOWING.items():
                with terminal(command, environment) as program:
                    taken[name].append(program.until(LAST))
                    taken[f"{name} work"].append(program.processor_s())
            if not repeat:  # it has written the byte code
                taken.clear()
    return {name: statistics.median(times) for name, times in taken.items()}


def _ended(command: list[str], environment: dict[str, str]) -> float:
    began = time.perf_counter()
    subprocess.run(
        command,
        check=True,
        stdout=subprocess.DEVNULL,
        env={**os.environ, **environment},
    )
    return time.perf_counter() - began
