"""Confinement costs no ordinary program anything."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from rlm_tui.repl.isolation.choice import obstacle_here
from tests.repl.bench import Bench, open_bench
from tests.repl.isolation.ordinary import NEEDS_PACKAGES, ORDINARY

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(
    scope="module",
    loop_scope="module",
    params=["linux", "bwrap", "container", "process"],
)
async def shared(request: pytest.FixtureRequest) -> AsyncIterator[Bench]:
    """One REPL of a level for all snippets."""
    if obstacle := obstacle_here(request.param):
        pytest.skip(obstacle)
    bench = await open_bench("the context", level=request.param)
    yield bench
    await bench.repl.close()


@pytest.mark.parametrize("name", ORDINARY)
async def test_what_models_write_works(shared: Bench, name: str) -> None:
    if "container" in shared.repl.isolation and name in NEEDS_PACKAGES:
        pytest.skip("the image holds Python alone")

    assert await shared.says("import os; os.chdir(os.environ['HOME'])") == ""

    assert await shared.says(ORDINARY[name])
