"""How running code changes a session, and interrupting, changing or losing it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypedDict

from rlm_tui.domain.copying import replace
from rlm_tui.domain.events_of_code import (
    CodeExecuted,
    CodeInterrupted,
    CodeStarted,
    OutputDelta,
    OutputReplaced,
    ReplLost,
    VariableSet,
    VariablesSeen,
)
from rlm_tui.domain.fold_nodes import (
    add_warning,
    change_turn,
    place_of,
    put,
    set_state,
    with_turn,
)
from rlm_tui.domain.session import Node, Session
from rlm_tui.domain.turns import Execution, Stopping
from rlm_tui.domain.variables import Variable


def code_started(session: Session, event: CodeStarted) -> Session:
    """A block runs."""
    execution = Execution(
        block=event.block,
        blocks=event.blocks,
        code=event.code,
        proposed=event.proposed,
        started_at=event.at,
    )
    session = change_turn(
        session,
        event.node,
        event.iteration,
        lambda turn: replace(turn, executions=(*turn.executions, execution)),
    )
    return set_state(session, event.node, "executing")


def output_delta(session: Session, event: OutputDelta) -> Session:
    """The draft of the output grows."""
    return change_execution(
        session,
        event.node,
        event.iteration,
        event.block,
        lambda execution: replace(execution, draft=execution.draft + event.text),
    )


def change_execution(
    session: Session,
    node_id: str,
    number: int,
    block: int,
    change_it: Callable[[Execution], Execution],
) -> Session:
    """The session with one execution of a turn changed."""
    return change_turn(
        session,
        node_id,
        number,
        lambda turn: replace(
            turn,
            executions=tuple(
                change_it(execution) if execution.block == block else execution
                for execution in turn.executions
            ),
        ),
    )


def code_executed(session: Session, event: CodeExecuted) -> Session:
    """The block has ended, or never ran because it was refused."""
    node = session.nodes[event.node]
    at = place_of(node, event.iteration)
    assert at is not None, "code runs in a turn"
    turn = node.iterations[at]
    turn = replace(turn, executions=_with_result(turn.executions, event))
    changes = _variables_after(node, event)
    node = replace(node, iterations=with_turn(node.iterations, at, turn), **changes)
    return put(session, node)


def _with_result(
    executions: tuple[Execution, ...], event: CodeExecuted
) -> tuple[Execution, ...]:
    if not any(execution.block == event.block for execution in executions):
        refused = Execution(event.block, event.blocks, event.code)
        executions = (*executions, refused)
    return tuple(
        [
            _ended(execution, event) if execution.block == event.block else execution
            for execution in executions
        ]
    )


def _ended(execution: Execution, event: CodeExecuted) -> Execution:
    return replace(
        execution,
        stdout=event.stdout,
        draft="",
        stopping=None,
        variables=None,
        error=event.error,
        status=event.status,
        elapsed_s=event.elapsed_s,
        reads=event.reads,
    )


class _Variables(TypedDict, total=False):
    variables: tuple[Variable, ...]
    variables_lost: str


def _variables_after(node: Node, event: CodeExecuted) -> _Variables:
    match event.status:
        case "refused":
            return {}
        case "killed":
            lost = event.error or "the process has ended"
            return {"variables": (), "variables_lost": lost}
        case _:
            known = event.variables or node.variables
            return {"variables": known, "variables_lost": ""}


def output_replaced(session: Session, event: OutputReplaced) -> Session:
    """A person's text stands in place of the output."""
    return change_execution(
        session,
        event.node,
        event.iteration,
        event.block,
        lambda execution: replace(execution, stdout=event.stdout, error=None),
    )


def code_interrupted(session: Session, event: CodeInterrupted) -> Session:
    """The block runs on towards its end, or towards the end of its process."""
    stopping = Stopping(event.reason, event.grace_s, event.at)
    return change_execution(
        session,
        event.node,
        event.iteration,
        event.block,
        lambda execution: replace(execution, stopping=stopping),
    )


def variable_set(session: Session, event: VariableSet) -> Session:
    """The list of variables shows the new value, in the place of the old one."""
    node = session.nodes[event.node]
    return put(session, replace(node, variables=_put(node.variables, event.after)))


def variables_seen(session: Session, event: VariablesSeen) -> Session:
    """The block that runs shows what it had; one that has ended says more itself."""
    node = session.nodes[event.node]
    running = node.running
    if running is None:
        return session
    turn = node.iterations[-1]
    execution = replace(running, variables=event.variables)
    turn = replace(turn, executions=(*turn.executions[:-1], execution))
    return put(session, replace(node, iterations=(*node.iterations[:-1], turn)))


def _put(variables: tuple[Variable, ...], new: Variable) -> tuple[Variable, ...]:
    if any(old.name == new.name for old in variables):
        return tuple(new if old.name == new.name else old for old in variables)
    return (*variables, new)


def repl_lost(session: Session, event: ReplLost) -> Session:
    """The node carries the loss as a warning, and has what the new process has."""
    session = add_warning(session, event.node, event.in_words)
    lost = "" if event.rebuilt else event.reason
    node = session.nodes[event.node]
    node = replace(node, variables=event.variables, variables_lost=lost)
    return put(session, node)
