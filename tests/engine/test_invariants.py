"""What holds for every run, whatever models reply and people press, in any order."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from rlm_tui.domain.decisions import Answer, Approve, Decision, Reject
from rlm_tui.domain.events_of_steering import StepKind
from rlm_tui.domain.reduce import replay
from rlm_tui.domain.session import Session, Ticket, is_within
from rlm_tui.errors import ModelBusyError, ModelRefusedError, SteeringError
from tests.engine.bed import Bed, take_up
from tests.engine.live import check_passes, code

BATCH = "r = await llm_query_batched(['a', 'b', 'c'])\nprint(r)"
REPLIES = st.sampled_from(
    [
        "FINAL(1)",
        "Hm.",
        code("x = await llm_query('q')"),
        code("try:\n    await llm_query('q')\nexcept QueryRejected:\n    pass"),
        code(BATCH),
        code("await rlm_query('part')"),
        code("await rlm_query_batched(['part', 'other'])"),
        code("await tools.look('x')"),
        code("1 / 0"),
        code("x = 1") + "\nFINAL(2)",
        code("FINAL('from code')"),
    ]
)
LINES = st.lists(
    st.sampled_from(
        [
            "hold gate:query",
            "hold gate:exec",
            "hold gate:call,final",
            "hold depth>=1 gate:result",
            "pass gate:query idx:0",
            'deny "no" gate:query idx:1',
            'mock "42" gate:query kind:llm',
            "log gate:exec",
            "route dear gate:call",
        ]
    ),
    unique=True,
    max_size=3,
)
STEPS = st.sampled_from(["into", "over", "iteration", "out"])
PLACE = st.integers(0, 7)
STAYS = ("rule", "limit", "error", "repeat", "retry")
"""Reasons of stops that going on does not release."""


async def look(what: str) -> str:
    """Looks."""
    return what * 2


class People(RuleBasedStateMachine):
    """Random replies at random times, and random verbs between them."""

    def __init__(self) -> None:
        super().__init__()
        self.bed: Bed | None = None
        self.cut = 1.0

    @initialize(lines=LINES, is_paused=st.booleans(), cut=st.floats(0.1, 1))
    def begin(self, lines: list[str], is_paused: bool, cut: float) -> None:
        """Start a run, which is cut somewhere in the end."""
        self.cut = cut
        self.bed = Bed(
            rules=lines,
            paused=is_paused,
            brings={"tools": {"look": look}},
            limits={
                "max_iterations": 3,
                "max_llm_calls": 9,
                "max_cost": 0.2,
                "max_concurrency": 3,
                "max_depth": 2,
            },
        )

    @property
    def run(self) -> Bed:
        assert self.bed is not None
        return self.bed

    @property
    def session(self) -> Session:
        return self.run.session

    @property
    def handle(self) -> Any:
        return self.run.live.handle

    def _ticket(self, place: int) -> Ticket:
        waiting = self.session.open_tickets
        return waiting[place % len(waiting)]

    def _node(self, place: int) -> str:
        nodes = sorted(n.id for n in self.session.nodes.values() if not n.has_ended)
        return nodes[place % len(nodes)]

    def _press(self, verb: Coroutine[Any, Any, object]) -> bool:
        """Press a key; a verb that does not apply says so and does nothing."""
        before = self.session.seq
        try:
            self.run.do(verb)
        except SteeringError:
            assert self.session.seq == before
            return False
        return True

    def _is_live(self) -> bool:
        return self.bed is not None and self.session.status is None

    def _waits(self) -> bool:
        return self._is_live() and bool(self.session.waiting)

    def _flies(self) -> bool:
        return self._is_live() and bool(self.run.model.out)

    @precondition(lambda self: self.bed is not None and not self._is_live())
    @rule(place=PLACE)
    def press_after_the_end(self, place: int) -> None:
        """Nothing acts any more."""
        tickets = sorted(self.session.tickets)
        if tickets:
            ticket = tickets[place % len(tickets)]
            assert not self._press(self.handle.approve(ticket))
        assert not self._press(self.handle.abort())

    @precondition(_flies)
    @rule(place=PLACE, text=REPLIES)
    def reply(self, place: int, text: str) -> None:
        """A reply arrives."""
        out = self.run.model.out[place % len(self.run.model.out)]
        out.reply.set_result(text if out.is_of_node else f"re {out.sent}")
        self.run.settle()

    @precondition(_flies)
    @rule(texts=st.lists(REPLIES, min_size=1, max_size=6))
    def flow(self, texts: list[str]) -> None:
        """Several replies arrive one after the other."""
        for text in texts:
            if self._flies():
                self.reply(0, text)

    @precondition(_waits)
    @rule(places=st.lists(PLACE, min_size=1, max_size=4))
    def approve_some(self, places: list[int]) -> None:
        """Let several through, one after the other."""
        for place in places:
            if self._waits():
                self.approve(place)

    @precondition(_flies)
    @rule(place=PLACE, is_busy=st.booleans())
    def fail(self, place: int, is_busy: bool) -> None:
        """A call fails, in passing or for good."""
        out = self.run.model.out[place % len(self.run.model.out)]
        error = ModelBusyError("not now") if is_busy else ModelRefusedError("no")
        out.reply.set_exception(error)
        self.run.settle()

    @precondition(_is_live)
    @rule()
    def wait(self) -> None:
        """Time passes."""
        self.run.wait()

    @precondition(_waits)
    @rule(place=PLACE)
    def approve(self, place: int) -> None:
        """Let one through."""
        ticket = self._ticket(place)
        self._decide(ticket, self.handle.approve(ticket.id))

    @precondition(_waits)
    @rule(place=PLACE)
    def edit_and_approve(self, place: int) -> None:
        """Change one, and let it through."""
        ticket = self._ticket(place)
        if self._press(self.handle.edit(ticket.id, f"changed {ticket.id}")):
            assert self.session.tickets[ticket.id].is_open
            self._decide(ticket, self.handle.approve(ticket.id))

    @precondition(_waits)
    @rule(place=PLACE)
    def edit_and_revert(self, place: int) -> None:
        """Change one, and think better of it."""
        ticket = self._ticket(place)
        if self._press(self.handle.edit(ticket.id, "changed")):
            self._press(self.handle.revert(ticket.id))
            assert self.session.tickets[ticket.id].edit is None

    @precondition(_waits)
    @rule(place=PLACE, words=st.sampled_from(["", "no"]))
    def reject(self, place: int, words: str) -> None:
        """Refuse one."""
        ticket = self._ticket(place)
        self._decide(ticket, self.handle.reject(ticket.id, words))

    @precondition(_waits)
    @rule(place=PLACE, text=REPLIES)
    def answer(self, place: int, text: str) -> None:
        """Write what it would bring."""
        ticket = self._ticket(place)
        self._decide(ticket, self.handle.answer(ticket.id, text))

    @precondition(_waits)
    @rule(place=PLACE, model=st.sampled_from([None, "dear", "other"]))
    def retry(self, place: int, model: str | None) -> None:
        """Have one made again."""
        ticket = self._ticket(place)
        self._decide(ticket, self.handle.retry(ticket.id, model))

    @precondition(_waits)
    @rule(place=PLACE, attempt=st.integers(1, 2))
    def pick(self, place: int, attempt: int) -> None:
        """Choose among several results."""
        self._press(self.handle.pick(self._ticket(place).id, attempt))

    @precondition(_waits)
    @rule(place=PLACE, model=st.sampled_from(["dear", "other"]))
    def choose_model(self, place: int, model: str) -> None:
        """Send one elsewhere."""
        self._press(self.handle.choose_model(self._ticket(place).id, model))

    def _decide(self, ticket: Ticket, verb: Coroutine[Any, Any, object]) -> None:
        others = self._others(lambda other: other.id != ticket.id)
        is_taken = self._press(verb)
        assert self.session.tickets[ticket.id].is_open != is_taken
        if ticket.gate != "limit":
            self._are_open(others)
        self.run.settle()
        if is_taken:
            assert not self._press(self.handle.approve(ticket.id))

    def _others(self, counts: Callable[[Ticket], bool]) -> list[str]:
        return [ticket.id for ticket in self.session.open_tickets if counts(ticket)]

    def _are_open(self, tickets: list[str]) -> None:
        assert all(self.session.tickets[ticket].is_open for ticket in tickets)

    @precondition(_waits)
    @rule(decision=st.sampled_from([Approve(), Reject(words="x"), Answer(text="y")]))
    def decide_all(self, decision: Decision) -> None:
        """Decide whatever waits, at once."""
        waiting = self.session.waiting
        tickets = dict.fromkeys([*waiting, "0:call:99"], decision)
        limits = self._others(lambda ticket: ticket.gate == "limit")
        count = self.run.do(self.handle.decide_all(tickets))
        assert count == sum(self.session.tickets[t].verb is not None for t in waiting)
        self._are_open(limits)
        self.run.settle()

    @precondition(_is_live)
    @rule()
    def pause(self) -> None:
        """Hold everything."""
        self.run.do(self.handle.pause())
        self.run.settle()

    @precondition(_is_live)
    @rule()
    def resume(self) -> None:
        """Go on: stops of rules, limits and failures stay."""
        stay = self._others(lambda ticket: ticket.hold in STAYS)
        self.run.do(self.handle.resume())
        self._are_open(stay)
        self.run.settle()
        self._are_open(stay)

    @precondition(_is_live)
    @rule(place=PLACE, kind=STEPS, count=st.integers(1, 2))
    def step_from_a_ticket(self, place: int, kind: StepKind, count: int) -> None:
        """Move one lane: no other ticket is touched."""
        if not self.session.waiting:
            return
        ticket = self._ticket(place)
        others = self._others(lambda other: not is_within(other.owner, ticket.owner))
        step = self.handle.step(kind, ticket.owner, ticket=ticket.id, count=count)
        if self._press(step):
            self._are_open(others)
            self.run.settle()
            ended = self.session.aborting or self.session.status is not None
            assert ended or all(
                self.session.tickets[other].verb is None for other in others
            )

    @precondition(_is_live)
    @rule(place=PLACE, kind=STEPS)
    def step_of_a_node(self, place: int, kind: StepKind) -> None:
        """Move the lane of a node, from wherever it is."""
        self._press(self.handle.step(kind, self._node(place)))
        self.run.settle()

    @precondition(_is_live)
    @rule(place=PLACE, text=st.sampled_from(["gate:query", "depth>=1", "cost>1"]))
    def run_on(self, place: int, text: str) -> None:
        """Go on to a node, or to something."""
        stay = self._others(lambda ticket: ticket.hold in STAYS)
        verb = self.handle.until(text) if place % 2 else None
        self._press(verb or self.handle.run_to(self._node(place)))
        self._are_open(stay)
        self.run.settle()

    @precondition(_is_live)
    @rule(place=PLACE, is_model=st.booleans())
    def latch(self, place: int, is_model: bool) -> None:
        """Hold a part."""
        name = self.session.sub_model if is_model else self._node(place)
        self._press(self.handle.latch("model" if is_model else "node", name))
        self.run.settle()

    @precondition(lambda self: self._is_live() and bool(self.session.latches))
    @rule(place=PLACE)
    def unlatch(self, place: int) -> None:
        """Let a part go on; every other part stays as it is."""
        latches = self.session.latches
        latch = latches[place % len(latches)]
        stay = self._others(lambda ticket: ticket.hold in (*STAYS, "step"))
        self.run.do(self.handle.unlatch(latch.on, latch.name))
        assert set(self.session.latches) == set(latches) - {latch}
        self._are_open(stay)
        self.run.settle()

    @precondition(_is_live)
    @rule(lines=LINES)
    def set_rules(self, lines: list[str]) -> None:
        """Other rules: what waits, waits."""
        waiting = list(self.session.waiting)
        self.run.do(self.handle.set_rules(lines))
        self._are_open(waiting)

    @precondition(_is_live)
    @rule(cost=st.sampled_from([0.1, 0.3, 1.0]), calls=st.sampled_from([5, 20]))
    def set_limits(self, cost: float, calls: int) -> None:
        """Other limits: only stops at limits go on."""
        stay = self._others(lambda ticket: ticket.gate != "limit")
        self.run.do(self.handle.set_limits(max_cost=cost, max_llm_calls=calls))
        self._are_open(stay)
        self.run.settle()

    @precondition(_is_live)
    @rule(place=PLACE)
    def guide(self, place: int) -> None:
        """Say something to a node."""
        self._press(self.handle.inject(self._node(place), "look again"))

    @precondition(_is_live)
    @rule(place=PLACE)
    def abort_call(self, place: int) -> None:
        """End a call that is out."""
        self._press(self.handle.abort_call(self._node(place)))
        self.run.settle()

    @precondition(_is_live)
    @rule(place=st.integers(1, 7))
    def abort_node(self, place: int) -> None:
        """End a node and all below it, and nothing else."""
        node = self._node(place)
        if node == "0":
            return
        self.run.do(self.handle.abort(node))
        self.run.settle()
        assert self.session.nodes[node].has_ended
        assert not self.session.open_below(node)

    @precondition(_is_live)
    @rule(luck=st.integers(0, 9))
    def abort_run(self, luck: int) -> None:
        """End everything, now and then."""
        if luck:
            return
        self.run.do(self.handle.abort())
        self.run.settle()
        assert self.session.status == "stopped"
        assert self.run.model.out == []
        assert self.run.repls.open == []

    @invariant()
    def nothing_left_that_was_not_let_out(self) -> None:
        """Each effect has an event before it, and the model got what was shown."""
        if self.bed is not None:
            check_passes(self.run.live.events)

    @invariant()
    def the_counts_are_true(self) -> None:
        """In flight is what is out; code that waits is not."""
        if self.bed is None:
            return
        session = self.session
        assert session.in_flight == len(self.run.model.out)
        assert session.is_parked == (not self.run.model.out and bool(session.waiting))
        assert session.out_calls == sum(
            node.out is not None for node in session.nodes.values()
        )
        if not session.out_calls:
            assert (session.out_cost, session.out_tokens) == (0.0, 0)

    @invariant()
    def batches_keep_their_order(self) -> None:
        """The list that code gets is that of its prompts."""
        if self.bed is None:
            return
        nodes = self.session.nodes
        for node in nodes.values():
            if node.kind != "batch" or node.state != "done" or node.place is None:
                continue
            parent = nodes[node.parent_id or ""]
            if not node.function.startswith("llm"):
                continue
            for execution in parent.iterations[node.place.iteration - 1].executions:
                if execution.status == "ok" and "llm_query_batched" in (
                    execution.code.preview
                ):
                    assert execution.stdout is not None
                    self._is_list_of(execution.stdout.preview, node.children)

    def _is_list_of(self, printed: str, elements: tuple[str, ...]) -> None:
        said = []
        for element in elements:
            node = self.session.nodes[element]
            words = node.answer.preview if node.answer else node.error or ""
            if node.state == "failed":
                words = f"Error: {words}"
            if node.state == "aborted":
                words = "[aborted by the operator]"
            said.append(words)
        if printed.startswith(("['", '["')):  # and no person changed it
            assert printed == f"{said}\n"

    def teardown(self) -> None:
        """Leave the run wherever it is."""
        if self.bed is None:
            return
        events = self.run.live.events
        self.run.close()
        events = events[: max(3, int(len(events) * self.cut))]
        if replay(events).status is None:
            take_up(events, tools={"look": look})


TestPeople = People.TestCase
TestPeople.settings = settings(
    max_examples=60,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
