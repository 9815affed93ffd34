"""Which variables are known where a node is, and what there is to say about them."""

from __future__ import annotations

from dataclasses import dataclass

from rlm_tui.domain.session import Node, Session, ancestors
from rlm_tui.domain.variables import Variable, is_helper, values_first


@dataclass(frozen=True, slots=True)
class Scope:
    """Variables of one node's code."""

    owner: str
    """The node; empty: there is no code."""
    rows: tuple[Variable, ...] = ()
    """Those that hold values first; then helpers of the code."""
    said: str = ""
    """Why there are none, or of when they are."""
    is_lost: bool = False
    is_busy: bool = False
    """Whether a block has not ended, so that nothing can be set."""

    @property
    def values(self) -> tuple[Variable, ...]:
        """What the code has found or been given."""
        return tuple(row for row in self.rows if not is_helper(row))

    @property
    def helpers(self) -> tuple[Variable, ...]:
        """What the code works with: functions, types, patterns and constants."""
        return self.rows[len(self.values) :]


def scope_of(session: Session, node: Node) -> Scope:
    """What the code of a node has, or of the node whose code asked for it."""
    owner = owner_of(session, node)
    if owner is None:
        return Scope("", said="no code runs here, so there are no variables")
    running = owner.running
    if running is None:
        if owner.variables_lost and not owner.variables:
            said = f"gone: {owner.variables_lost}"
            return Scope(owner.id, said=said, is_lost=True)
        said = "" if owner.variables else "no variables yet"
        return Scope(owner.id, values_first(owner.variables), said)
    turn = owner.iterations[-1].number
    block = f"it {turn} block {running.block}"
    if running.variables is not None:
        said = f"as they are while {block} waits for what it asked"
        return Scope(owner.id, values_first(running.variables), said, is_busy=True)
    said = f"none yet: {block} still runs"
    if owner.variables:
        said = f"as they were before {block}, which still runs"
    return Scope(owner.id, values_first(owner.variables), said, is_busy=True)


def owner_of(session: Session, node: Node) -> Node | None:
    """The node itself if it runs code, else the nearest one above that does; a node
    that waits to begin is seen with the code that asked for it."""
    for path in (node.id, *ancestors(node.id)):
        found = session.nodes.get(path)
        if found is None or found.kind != "rlm":
            continue
        if found.iterations or found.parent_id is None:
            return found
    return None
