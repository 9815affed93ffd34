"""Imports beside the event loop, which goes on meanwhile."""

from __future__ import annotations

import asyncio
from importlib import import_module


async def imported(*modules: str) -> None:
    """Have modules at hand, one after the other: an import that follows is done."""
    for name in modules:
        await asyncio.to_thread(import_module, name)
