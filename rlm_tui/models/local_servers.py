"""Asks which local model servers are up; only this machine is ever asked."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from rlm_tui.models.catalog import LOCAL_SERVERS, LocalServer


async def local_servers_up(
    servers: Sequence[LocalServer] = LOCAL_SERVERS, *, timeout_s: float = 0.3
) -> list[LocalServer]:
    """The servers whose port takes connections, in the order given."""
    async with asyncio.TaskGroup() as group:
        answers = [
            group.create_task(_is_up(server, timeout_s=timeout_s)) for server in servers
        ]
    return [
        server
        for server, answer in zip(servers, answers, strict=True)
        if answer.result()
    ]


async def _is_up(server: LocalServer, *, timeout_s: float) -> bool:
    try:
        async with asyncio.timeout(timeout_s):
            _, writer = await asyncio.open_connection("127.0.0.1", server.port)
    except (OSError, TimeoutError):
        return False
    writer.close()
    return True
