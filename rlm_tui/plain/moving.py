"""Verbs that let the run go on, hold it or end it, said in lines."""

from __future__ import annotations

from rlm_tui.commands.values import Abort, Continue, Pause, RunTo, Step, Until
from rlm_tui.domain.events_of_steering import LatchKind
from rlm_tui.errors import SteeringError
from rlm_tui.plain.desk import Desk
from rlm_tui.wording import count


async def pause(desk: Desk, command: Pause) -> None:
    """Hold the run, a subtree or a model."""
    if command.on is None:
        desk.done(await desk.controller.pause())
    else:
        name = _latched(desk, command.on, command.name)
        desk.done(await desk.controller.latch(command.on, name))


async def go_on(desk: Desk, command: Continue) -> None:
    """End the pause of the run, a subtree or a model."""
    if command.on is None:
        desk.done(await desk.controller.resume())
    else:
        name = _latched(desk, command.on, command.name)
        desk.done(await desk.controller.unlatch(command.on, name))


def _latched(desk: Desk, on: LatchKind, name: str) -> str:
    return desk.node(name).id if on == "node" else name


async def step(desk: Desk, command: Step, *, typed_at: float) -> None:
    """Move one lane to its next stop; with nothing waiting, the root's."""
    target, session = command.target, desk.session
    ticket: str | None = None
    node = "0"
    if session.waiting or target.kind == "number":
        found = desk.stops.single(target, session, typed_at=typed_at)
        ticket, node = found.id, found.owner
    elif target.kind == "node":
        node = desk.node(target.node).id
    desk.done(
        await desk.controller.step(
            command.kind, ticket=ticket, node=node, count=command.count
        )
    )


async def run_to(desk: Desk, command: RunTo) -> None:
    """Go on until a node comes to a gate."""
    desk.done(await desk.controller.run_to(desk.node(command.node).id))


async def until(desk: Desk, command: Until) -> None:
    """Go on until a crossing matches."""
    desk.done(await desk.controller.until(command.filter.text))


async def abort(desk: Desk, command: Abort) -> None:
    """End a node or the run, once that is confirmed."""
    if command.what == "run":
        flying = count(desk.session.in_flight, "call or block", "calls or blocks")
        if await desk.confirm(f"Abort the whole run, with {flying} in flight?"):
            desk.done(await desk.controller.abort_run())
            return
    elif command.what == "call":
        node = desk.node(command.node)
        if await desk.confirm(f"Abort only what {node.id} has in flight?"):
            desk.done(await desk.controller.abort_call(node.id))
            return
    else:
        node = desk.node(command.node)
        if node.has_ended:
            raise SteeringError(f"{node.id} has already ended")
        below = count(len(desk.session.open_below(node.id)), "open node")
        if await desk.confirm(f"Abort {node.id}, with {below} below it?"):
            desk.done(await desk.controller.abort_node(node.id))
            return
    desk.done("nothing was aborted")
