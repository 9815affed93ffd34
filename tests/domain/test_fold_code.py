"""What interrupts, changes by hand and losses of a REPL change of a session."""

from __future__ import annotations

from rlm_tui.domain.events import Event
from rlm_tui.domain.events_of_code import (
    CodeExecuted,
    CodeInterrupted,
    ReplLost,
    VariableSet,
    VariablesSeen,
)
from rlm_tui.domain.session import Node
from rlm_tui.domain.text import Text
from rlm_tui.domain.turns import Execution, Stopping
from rlm_tui.domain.variables import Variable, VariablePage
from tests.factories import block, created, folded, root_started, turn

STOPPED = CodeInterrupted(
    node="0", iteration=1, block=1, reason="too long", grace_s=2.0
)
X = Variable(name="x", type="int", preview="1")
Y = Variable(name="y", type="int", preview="2")


def ended(status: str, **changes: object) -> CodeExecuted:
    """The end of the block."""
    executed = block()[1]
    assert isinstance(executed, CodeExecuted)
    return executed.model_copy(update={"status": status, **changes})


def node_after(*events: Event) -> Node:
    """The root after a block has begun, and what followed."""
    begun = (created(), root_started(), *turn(), block()[0])
    return folded(*begun, *events).nodes["0"]


def execution(node: Node) -> Execution:
    """The only one."""
    [found] = node.iterations[0].executions
    return found


def test_a_block_that_was_asked_to_stop_says_so_until_it_ends() -> None:
    stopping = execution(node_after(STOPPED)).stopping
    after = execution(node_after(STOPPED, ended("interrupted")))

    assert stopping is not None
    assert (stopping.reason, stopping.grace_s) == ("too long", 2.0)
    assert isinstance(stopping, Stopping)
    assert (after.stopping, after.status) == (None, "interrupted")


def test_what_was_seen_of_a_waiting_block_is_replaced_by_its_end() -> None:
    seen = VariablesSeen(node="0", variables=(X,))
    waits = node_after(seen).running
    after = node_after(seen, ended("ok", variables=(X, Y)))
    late = node_after(ended("ok", variables=(X, Y)), seen)

    assert waits is not None
    assert waits.variables == (X,)
    assert after.running is None
    assert after.variables == (X, Y)
    assert late == after
    assert execution(after).variables is None


def test_a_kill_takes_the_variables_until_they_are_rebuilt() -> None:
    killed = ended("killed", error="it was killed")
    rebuilt = ReplLost(
        node="0", reason="it was killed", rebuilt=True, missing=("y",), variables=(X,)
    )

    lost = node_after(ended("ok", variables=(X, Y)), killed)
    back = node_after(ended("ok", variables=(X, Y)), killed, rebuilt)

    assert (lost.variables, lost.variables_lost) == ((), "it was killed")
    assert (back.variables, back.variables_lost) == ((X,), "")
    assert back.warnings[-1].endswith("running the earlier blocks again, but not y")


def test_variables_that_are_not_rebuilt_stay_lost_until_a_block_has_run() -> None:
    lost = ReplLost(node="0", reason="it died")

    assert node_after(lost).variables_lost == "it died"
    assert node_after(lost, ended("ok", variables=(X,))).variables_lost == ""


def test_a_variable_that_was_set_keeps_its_place() -> None:
    def put(after: Variable) -> VariableSet:
        return VariableSet(
            node="0", name=after.name, value=Text.of("3"), before=None, after=after
        )

    changed = X.model_copy(update={"preview": "3"})
    new = Y.model_copy(update={"name": "z"})
    node = node_after(ended("ok", variables=(X, Y)), put(changed), put(new))

    assert node.variables == (changed, Y, new)


def test_a_page_knows_whether_another_follows() -> None:
    def page(start: int, end: int, total: int | None) -> bool:
        return VariablePage("x", "list", "items", start, end, total).has_more

    assert page(0, 10, 20)
    assert page(0, 10, None)
    assert not page(10, 20, 20)
    assert not page(20, 20, None)


def test_an_execution_says_what_its_code_read() -> None:
    started, executed = block()
    reads = ((0, 600), (900, 1_000))
    executed = executed.model_copy(update={"reads": reads})

    session = folded(created(), root_started(), *turn(), started, executed)

    [execution] = session.nodes["0"].iterations[-1].executions
    assert execution.reads == reads
