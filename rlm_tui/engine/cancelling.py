"""Who cancelled: somebody outside, or the code that was called."""

from __future__ import annotations

import asyncio


def is_being_cancelled() -> bool:
    """Whether somebody outside wants this task to end."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0
