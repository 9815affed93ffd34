"""What holds for every run that is cut, whatever its code and wherever it is cut."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rlm_tui.domain.branching import branch
from rlm_tui.domain.limits import Usage
from rlm_tui.errors import StoreError
from tests.engine.cut import Bed, approve_all, in_flight, timeless
from tests.engine.live import code

LINES = st.lists(
    st.sampled_from(
        [
            "print(await llm_query('q1'))",
            "print(await llm_query_batched(['q1', 'q2', 'q1']))",
            "x = await rlm_query('part')",
            "print(await rlm_query_batched(['part', 'part']))",
            "print(await tools.look('x'))",
            "y = 1 / 0",
            "print('said')",
        ]
    ),
    min_size=1,
    max_size=4,
)
RULES = st.sampled_from(
    [(), ("hold gate:query",), ("hold gate:exec,result",), ("hold gate:call,final",)]
)
LAWS = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


async def look(what: str) -> str:
    """Looks."""
    return what * 2


def bed_of(blocks: list[str], rules: tuple[str, ...]) -> Bed:
    """A session whose root and children reply by what they are told."""
    script = (
        {"match": "<question>\nroot", "text": code(*blocks)},
        {"match": "<question>\npart", "text": code("print(await llm_query('q3'))")},
        {"match": "^q", "text": "yes"},
        {"match": "", "text": "FINAL(end)"},
    )
    return Bed(rules=rules, script=script, brings={"tools": {"look": look}})


async def run_through(bed: Bed) -> None:
    """Let a session run to its end, or to where it is cut."""
    await bed.through()


@LAWS
@given(blocks=LINES, rules=RULES, share=st.floats(0.02, 0.98))
def test_what_was_cut_ends_as_what_was_not(
    blocks: list[str], rules: tuple[str, ...], share: float
) -> None:
    whole, bed = bed_of(blocks, rules), bed_of(blocks, rules)
    asyncio.run(run_through(whole))
    bed.cut_after = max(2, int(share * len(whole.saved)))

    with pytest.raises(StoreError):
        asyncio.run(run_through(bed))
    out = in_flight(bed.saved)
    bed.cut_after = None
    asyncio.run(run_through(bed))

    assert timeless(bed.session) == timeless(whole.session)
    assert len(bed.requests) <= len(whole.requests) + out


@LAWS
@given(blocks=LINES, rules=RULES, share=st.floats(0.02, 1))
def test_a_branch_sends_nothing_by_itself_and_ends_like_its_parent(
    blocks: list[str], rules: tuple[str, ...], share: float
) -> None:
    parent = bed_of(blocks, rules)
    asyncio.run(run_through(parent))
    at = max(1, int(share * len(parent.saved)))
    bed = parent.branched(branch(parent.saved, at, session="s_2", now=1.0))

    async def go() -> None:
        async with bed.up() as run:
            await run.until(lambda s: s.is_parked)
            assert bed.requests == []
            assert run.session.usage == Usage()
            await run.handle.resume()
            await approve_all(run)

    asyncio.run(go())

    assert bed.session.answer == parent.session.answer
    assert set(bed.session.nodes) == set(parent.session.nodes)
