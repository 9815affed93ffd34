"""No run spends more than it may, whatever its tree and its prices."""

from __future__ import annotations

import asyncio

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rlm_tui.domain.events import Event
from rlm_tui.domain.reduce import reduce
from rlm_tui.domain.session import Session
from rlm_tui.models.scripted import ScriptedModel
from rlm_tui.models.scripted_reply import ScriptedReply
from tests.engine.live import code, live
from tests.fakes import FakeRepls

COSTS = st.lists(
    st.floats(0.0, 0.3, allow_subnormal=False), min_size=5, max_size=60
).map(lambda costs: [round(cost, 3) for cost in costs])


TREE = st.recursive(
    st.just("await llm_query('q')"),
    lambda inner: st.one_of(
        st.integers(2, 9).map(lambda n: f"await llm_query_batched(['q'] * {n})"),
        st.integers(1, 4).map(lambda n: f"await rlm_query_batched(['deeper'] * {n})"),
        inner.map(lambda code: f"{code}\n{code}"),
    ),
    max_leaves=3,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    costs=COSTS,
    root=TREE,
    child=TREE,
    slots=st.integers(1, 6),
    max_cost=st.sampled_from([0.05, 0.3, 0.7]),
)
def test_no_tree_spends_more_than_its_limit_and_the_calls_in_flight(
    costs: list[float], root: str, child: str, slots: int, max_cost: float
) -> None:
    left = iter(costs * 20)

    class Dear(ScriptedModel):
        """Every call costs something else."""

        def _pick(self, request: object) -> ScriptedReply:
            reply = super()._pick(request)  # type: ignore[arg-type]  # passed on
            return ScriptedReply(reply.text, cost=next(left, 0.1))

    model = Dear(
        {"match": "<question>\nroot", "text": code(root)},
        {"match": "<question>\n", "text": code(child, "FINAL(1)")},
        {"match": "^q", "text": "yes"},
        {"match": "", "text": "FINAL(end)"},
    )

    async def run() -> list[Event]:
        async with live(
            model,
            query="root",
            attended=False,
            start_repl=FakeRepls(),
            limits={
                "max_cost": max_cost,
                "max_llm_calls": 500,
                "max_concurrency": slots,
            },
        ) as at_work:
            await at_work.end()
        return at_work.events

    check_spending(asyncio.run(run()), max_cost=max_cost, slots=slots)


def check_spending(events: list[Event], *, max_cost: float, slots: int) -> None:
    """Behind the call that uses up a limit only those end that were out with it."""
    session = Session()
    late = 0
    for event in events:
        was_spent = session.usage.cost >= max_cost
        session = reduce(session, event)
        late += was_spent and event.kind in ("call_finished", "call_failed")
    assert late < slots
    assert session.usage.cost < max_cost or session.status == "limit"
