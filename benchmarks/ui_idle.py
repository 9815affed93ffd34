"""What the app and all its processes take while nobody does anything."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

from ui_driver import Numbers
from ui_terminal import a_home_of_its_own, terminal

SECONDS = 10.0
SETTLE_S = 6.0
CONTEXT = str(Path(__file__).parent.parent / "sample_contexts" / "contract.md")
ASKING = [sys.executable, "-m", "rlm_tui", CONTEXT, "-q", "What is the liability cap?"]
SITUATIONS = {
    "code waits": ([*ASKING, "--ask", "query"], "WAITING"),
    "paused": ([*ASKING, "--step"], "PAUSED"),
    "ended": ([*ASKING, "--ask", "watch"], "see it again"),
    "start": ([sys.executable, "-m", "rlm_tui"], "ctrl+q"),
}
"""How each comes about, and what is on the screen then."""


async def idle() -> Numbers:
    """A real run in a real terminal: paused, held inside its code, ended; no run."""
    return await asyncio.to_thread(_idle)


def _idle() -> Numbers:
    with tempfile.TemporaryDirectory() as compiled:
        return {
            name: _share(command, shown, compiled)
            for name, (command, shown) in SITUATIONS.items()
        }


def _share(command: list[str], shown: str, compiled: str) -> float:
    """What is taken once all is loaded, and no byte code is made any more."""
    byte_code = {"PYTHONPYCACHEPREFIX": compiled}
    with (
        tempfile.TemporaryDirectory() as home,
        terminal(command, a_home_of_its_own(home) | byte_code) as program,
    ):
        program.until(shown)
        program.rest(SETTLE_S)
        return program.share(SECONDS)
