"""How a session changes when a REPL is interrupted, changed by hand, or lost."""

from __future__ import annotations

from rlm_tui.domain.copying import replace
from rlm_tui.domain.events_of_code import CodeInterrupted, ReplLost, VariableSet
from rlm_tui.domain.fold_nodes import add_warning, change_execution, put
from rlm_tui.domain.session import Session, Stopping
from rlm_tui.domain.variables import Variable


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
