"""What is measured of the app; `ui.py` starts a process for each scene."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable

from ui_batch import run_screen, sending, table
from ui_driver import Numbers
from ui_floor import floor
from ui_idle import idle
from ui_long import long_output
from ui_start import start
from ui_stream import stream
from ui_tree import large_tree, resizing, tree

SCENES: dict[str, Callable[[], Awaitable[Numbers]]] = {
    "floor": floor,
    "start": start,
    "table": table,
    "sending": sending,
    "run": run_screen,
    "tree": tree,
    "resize": resizing,
    "large": large_tree,
    "stream": stream,
    "long": long_output,
    "idle": idle,
}


async def _measured(scene: str) -> Numbers:
    return await SCENES[scene]()


def main() -> None:
    """Measure one scene and print its numbers as JSON."""
    numbers = asyncio.run(_measured(sys.argv[1]))
    sys.stdout.write(json.dumps(numbers) + "\n")


if __name__ == "__main__":
    main()
