"""What hooks have done is done again from the record, and they are not asked."""

from __future__ import annotations

import itertools
from typing import Any

from rlm_tui.engine.hooks import (
    Abort,
    FallbackToQuery,
    Finalize,
    IterationContext,
    IterationOutcome,
    Override,
    SubAgentContext,
    SubAgentOutcome,
)
from tests.engine.cut import Bed, in_flight, timeless
from tests.engine.live import code

SCRIPT: tuple[dict[str, Any], ...] = (
    {
        "match": "only this 1",
        "text": code(
            "xs = await rlm_query_batched(['p1', 'p2', 'p3'])",
            "print(await rlm_query('p4'))",
        ),
    },
    {"match": "only this 2", "text": code("FINAL('all ' + ' '.join(xs))")},
    {"match": "plain 1", "text": "FINAL(one)"},
    {"match": "p2", "text": "two"},
)


class Program:
    """Has hooks that never give the same thing twice."""

    def __init__(self) -> None:
        self.acted = 0
        self._count = itertools.count(1)

    def before_turn(self, context: IterationContext) -> IterationOutcome | None:
        """Other words for the root; the last child gets an answer."""
        number = next(self._count)
        if context.question == "p4":
            self.acted += 1
            return Finalize([number])
        if context.node != "0":
            return None
        self.acted += 1
        content = f"only this {context.iteration}, asked {number} times"
        return Override(messages=[{"role": "user", "content": content}])

    def before_child(self, context: SubAgentContext) -> SubAgentOutcome | None:
        """Of three children one is changed, one is plain and one does not start."""
        number = next(self._count)
        self.acted += context.prompt != "p4"
        match context.prompt:
            case "p1":
                return Override(prompt=f"plain 1, asked {number} times")
            case "p2":
                return FallbackToQuery()
            case "p3":
                return Abort(f"asked {number} times")
        return None


def bed() -> tuple[Bed, Program]:
    """A session whose program changes nearly everything."""
    program = Program()
    hooks = {
        "prepare_iteration": program.before_turn,
        "prepare_sub_agent": program.before_child,
    }
    return Bed(script=SCRIPT, brings=hooks), program


async def test_cut_at_any_event_nothing_recorded_is_asked_again() -> None:
    whole, _ = bed()
    assert (await whole.through()).status == "answered"
    recorded = [e.kind for e in whole.saved].count("hook_acted")
    assert recorded == 6

    for after in range(2, len(whole.saved)):
        cut, program = bed()
        cut.saved = whole.saved[:after]
        done = [event.kind for event in cut.saved].count("hook_acted")
        session = await cut.through()

        assert session.status == "answered", after
        assert program.acted == recorded - done, after
        assert [e.kind for e in cut.saved].count("hook_acted") == recorded, after


async def test_what_they_have_done_stays_as_it_was() -> None:
    whole, _ = bed()
    await whole.through()
    last = max(i for i, e in enumerate(whole.saved) if e.kind == "hook_acted") + 1
    cut, _ = bed()
    cut.saved = whole.saved[:last]

    assert timeless(await cut.through()) == timeless(whole.session)
    assert len(cut.requests) <= len(whole.requests) + in_flight(cut.saved)


async def test_it_goes_on_without_the_program_that_had_them() -> None:
    whole, _ = bed()
    await whole.through()
    last = max(i for i, e in enumerate(whole.saved) if e.kind == "hook_acted") + 1
    alone = Bed(script=SCRIPT)
    alone.saved = whole.saved[:last]

    assert timeless(await alone.through()) == timeless(whole.session)
