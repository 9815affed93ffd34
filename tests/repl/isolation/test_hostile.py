"""Every hostile block, at every level that works here."""

from __future__ import annotations

import os
import socket
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from rlm_tui.repl.isolation.choice import obstacle_here
from rlm_tui.repl.isolation.levels import Level
from tests.repl.bench import Bench, NoNursery, open_bench
from tests.repl.isolation.hostile import PRELUDE, TABLE, Hostile

pytestmark = pytest.mark.asyncio(loop_scope="module")


@dataclass
class World:
    """What there is to be reached outside."""

    folder: Path
    port: int

    def prelude(self) -> str:
        """The names that the blocks use."""
        return PRELUDE.format(
            host=os.getpid(), port=self.port, outside=str(self.folder)
        )


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Files, a server on a port and one on a path."""
    folder = tmp_path_factory.mktemp("outside")
    for name in ("secret", "victim", "old", "long"):
        (folder / name).write_text("a secret of the user")
    server = socket.create_server(("127.0.0.1", 0))
    with server, socket.socket(socket.AF_UNIX) as local:
        local.bind(str(folder / "socket"))
        local.listen()
        yield World(folder, server.getsockname()[1])


@pytest_asyncio.fixture(
    scope="module",
    loop_scope="module",
    params=["linux", "linux, started", "bwrap", "container", "process"],
)
async def victim(
    request: pytest.FixtureRequest, world: World
) -> AsyncIterator[tuple[Level, Bench]]:
    """A REPL of a level, in which one block after the other is tried."""
    level: Level = request.param.partition(",")[0]
    nursery = NoNursery() if "started" in request.param else None
    if obstacle := obstacle_here(level):
        pytest.skip(obstacle)
    bench = await open_bench("the context", level=level, nursery=nursery)
    await bench.says(world.prelude())
    yield level, bench
    await bench.repl.close()


@pytest.mark.parametrize("hostile", TABLE, ids=lambda hostile: hostile.name)
async def test_a_block_gets_no_further_than_its_level_lets_it(
    victim: tuple[Level, Bench], hostile: Hostile
) -> None:
    level, bench = victim
    expected = hostile.process if level == "process" else hostile.confined
    if expected is None:
        pytest.skip("not tried where it might work")

    result = await bench.run(hostile.code)

    assert result.status in ("ok", "error"), result
    assert ("ESCAPED" in result.stdout) == (expected == "done"), result
    assert bench.repl.is_alive
