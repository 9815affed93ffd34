"""The verbs of a live run, as methods: another program can steer as the app does."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace

from pydantic import ValidationError

from rlm_tui.domain.decisions import Answer, Approve, Decision, Reject, Retry
from rlm_tui.domain.events_of_code import VariablesSeen
from rlm_tui.domain.events_of_steering import (
    CancelAsked,
    LatchKind,
    Plan,
    StepKind,
)
from rlm_tui.domain.limits import Limits
from rlm_tui.domain.rules.parse import parse_filter
from rlm_tui.domain.session import Node, Session
from rlm_tui.domain.variables import VariablePage
from rlm_tui.engine.arguments import first_problem
from rlm_tui.engine.guidance import Guidance
from rlm_tui.engine.result import Past, RLMResult, result_of
from rlm_tui.engine.root import ROOT
from rlm_tui.engine.run import NodeProcess, Run
from rlm_tui.engine.steering.asked import (
    by_ticket,
    latch_of,
    rule_lines,
    step_plan,
    text_of,
)
from rlm_tui.engine.steering.gates import Steering
from rlm_tui.errors import RLMError, SteeringError
from rlm_tui.models.base import Preparable


class RunHandle:
    """A run at work. Every verb is recorded before it takes effect.

    A node is named by its path, such as `0.1`, a ticket by its id; those that wait are
    in `session.open_tickets`. A verb on a ticket raises `SteeringError` where it
    waits no more, or offers no such thing; `shown_at` says when the person who decides
    first saw it, in seconds since the epoch.
    """

    def __init__(self, run: Run, work: asyncio.Task[None], past: Past) -> None:
        self._run = run
        self._work = work
        self._past = past
        self._is_left = False
        self._guidance = Guidance(run)

    @property
    def session(self) -> Session:
        """The session as it stands."""
        return self._run.session

    @property
    def _steering(self) -> Steering:
        """What verbs act on.

        Raises:
            SteeringError: the run has ended, or is being left.
        """
        self._check_runs()
        return self._run.steering

    def _check_runs(self) -> None:
        if self._run.session.status is not None or self._work.done() or self._is_left:
            raise SteeringError("the run has ended")

    async def pause(self) -> None:
        """Hold every lane at its next gate; calls in flight keep their replies."""
        await self._steering.pause()

    async def resume(self) -> None:
        """Go on; tickets held by a rule, a limit or an error stay."""
        await self._steering.resume()

    async def step(
        self,
        kind: StepKind,
        node: str = ROOT,
        *,
        ticket: str | None = None,
        count: int = 1,
    ) -> None:
        """Move the lane of a node to its next stop of a kind, or a later one.

        Approves the ticket, or else what at and below the node only a pause or a step
        holds.
        """
        plan = step_plan(kind, node, count)
        self._check_known(node)
        await self._steering.step(plan, ticket=ticket)

    async def run_to(self, node: str, *, ticket: str | None = None) -> None:
        """Let the ticket through, if any, go on to a gate of a node, and pause.

        Raises:
            SteeringError: nothing works for that node any more, or nothing can go on
                without a decision.
        """
        self._open_node(node)
        plan = Plan(step="to", node=ROOT, target=node)
        await self._steering.step(plan, ticket=ticket)

    async def until(self, filter_text: str, *, ticket: str | None = None) -> None:
        """Let the ticket through, if there is one, go on to a crossing, and pause.

        Raises:
            SettingsError: it is no filter.
            SteeringError: nothing can go on without a decision.
        """
        plan = Plan(
            step="until",
            node=ROOT,
            filter=str(parse_filter(text_of(filter_text, "a filter"))),
        )
        await self._steering.step(plan, ticket=ticket)

    async def approve(self, ticket: str, *, shown_at: float | None = None) -> None:
        """Let a ticket through, as it is or as edited."""
        await self._steering.tickets.decide(ticket, Approve(), shown_at=shown_at)

    async def edit(self, ticket: str, text: str) -> None:
        """Keep a changed text with a ticket; nothing is sent."""
        await self._steering.tickets.edit(ticket, text_of(text, "the changed text"))

    async def revert(self, ticket: str) -> None:
        """Forget the changed text."""
        await self._steering.tickets.revert(ticket)

    async def reject(
        self, ticket: str, words: str = "", *, shown_at: float | None = None
    ) -> None:
        """Refuse a ticket; the words go to the model."""
        await self._steering.tickets.decide(
            ticket, Reject(words=text_of(words, "the reason")), shown_at=shown_at
        )

    async def answer(
        self, ticket: str, text: str, *, shown_at: float | None = None
    ) -> None:
        """Take a text as the result of what the ticket would have done."""
        await self._steering.tickets.decide(
            ticket, Answer(text=text_of(text, "the answer")), shown_at=shown_at
        )

    async def decide_all(
        self,
        decisions: Mapping[str, Decision],
        *,
        shown_at: Mapping[str, float] | None = None,
    ) -> int:
        """Decide many tickets, saved together; gives back how many still waited.

        `shown_at` tells when a person first saw each.
        """
        by_ticket(decisions, Approve | Reject | Answer | Retry, "decisions")
        tickets = self._steering.tickets
        return await tickets.decide_all(decisions, shown_at=shown_at or {})

    async def edit_all(self, texts: Mapping[str, str]) -> int:
        """Change many tickets; gives back how many still waited."""
        by_ticket(texts, str, "changed texts")
        return await self._steering.tickets.edit_all(texts)

    async def retry(
        self, ticket: str, model: str | None = None, *, shown_at: float | None = None
    ) -> None:
        """Have it made once more, by the same model or another one.

        Raises:
            SteeringError: the ticket offers no retry, or the model cannot be asked.
        """
        if model is not None:
            await self._check_model(model)
        decision = Retry(model=model)
        await self._steering.tickets.decide(ticket, decision, shown_at=shown_at)

    async def pick(self, ticket: str, attempt: int) -> None:
        """Choose which of several results a ticket hands on, from 1."""
        await self._steering.tickets.pick(ticket, attempt)

    async def choose_model(self, ticket: str, model: str) -> None:
        """Have another model asked by one ticket alone.

        Raises:
            SteeringError: the ticket asks no model, or the model cannot be asked.
        """
        await self._check_model(model)
        await self._steering.tickets.choose_model(ticket, model)

    async def _check_model(self, model: str) -> None:
        text_of(model, "a model")
        models = self._run.models
        if not isinstance(models, Preparable):
            return
        try:
            await models.prepare(model)
        except RLMError as error:
            raise SteeringError(str(error)) from error

    async def inject(self, node: str, text: str) -> int:
        """Give guidance to an RLM node: it goes out with the node's next call.

        A call that waits at its gate is that next call: the words join its ticket.
        Gives back the number of the guidance, for `withdraw`.

        Raises:
            SteeringError: the node takes no guidance, or has ended.
        """
        found = self._open_node(node)
        return await self._guidance.give(found, text_of(text, "guidance"))

    async def withdraw(self, node: str, guidance: int) -> None:
        """Take guidance back before it has gone out.

        Raises:
            SteeringError: there is none of this number that is undelivered.
        """
        await self._guidance.withdraw(self._open_node(node), guidance)

    async def set_rules(self, lines: Sequence[str]) -> None:
        """Put other stop rules in force; tickets that wait already stay.

        Raises:
            SettingsError: a line is no rule; nothing has changed.
        """
        await self._steering.set_rules(rule_lines(lines))

    async def latch(self, on: LatchKind, name: str) -> None:
        """Pause a subtree or a model, apart from the run.

        Raises:
            SteeringError: it is paused already, or there is no such node.
        """
        if on == "node":
            self._open_node(name)
        await self._steering.latch(latch_of(on, name))

    async def unlatch(self, on: LatchKind, name: str) -> None:
        """Let a subtree or a model go on; no other pause is touched.

        Raises:
            SteeringError: it is not paused apart from the run.
        """
        await self._steering.unlatch(latch_of(on, name))

    async def set_limits(self, **changes: object) -> None:
        """Change limits of the running run, as `set_limits(max_cost=2.0)`.

        Raises:
            SteeringError: a limit is unknown or out of its range; nothing changed.
        """
        try:
            limits = Limits.of({**asdict(self.session.limits), **changes})
        except ValidationError as error:
            raise SteeringError(first_problem(error)) from error
        await self._steering.tickets.set_limits(limits)
        self._run.budget.look_again()

    async def set_variable(self, node: str, name: str, value_json: str) -> None:
        """Give a variable of an RLM node a JSON value, between two of its blocks.

        Raises:
            SteeringError: a block runs, or the variable cannot have the value.
        """
        await self._repl(node).set_variable(name, value_json)

    async def variable_page(self, node: str, name: str, start: int = 0) -> VariablePage:
        """A stretch of a value, as `rows` or `rows[3]["id"]` names it.

        Raises:
            SteeringError: a block is at work, or there is no such value.
        """
        return await self._repl(node).variable_page(name, start)

    async def look_at_variables(self, node: str) -> None:
        """Have the session show what the code of a node has made so far, while it waits
        for what it asked.

        Raises:
            SteeringError: it waits for nothing.
        """
        found = await self._repl(node).variables_now()
        await self._run.emit(VariablesSeen(node=node, variables=found))

    def _repl(self, node: str) -> NodeProcess:
        found = self._open_node(node)
        if found.kind != "rlm":
            raise SteeringError(
                f"{node} is a {found.kind} node, which has no variables"
            )
        if node not in self._run.repls:
            raise SteeringError(f"{node} has run no code yet: it has no variables")
        return self._run.repls[node]

    def _check_known(self, node: str) -> Node:
        self._check_runs()
        found = self.session.nodes.get(node)
        if found is None:
            raise SteeringError(f"there is no node {node}")
        return found

    def _open_node(self, node: str) -> Node:
        found = self._check_known(node)
        if found.has_ended:
            raise SteeringError(f"{node} has already ended")
        return found

    async def abort(self, node: str = ROOT, *, reason: str = "") -> None:
        """End a node and all below it; the root ends the run.

        Raises:
            SteeringError: nothing works for that node any more.
        """
        self._open_node(node)
        await self._steering.abort(node, self._run.cancel, reason=reason)

    async def abort_call(self, node: str) -> None:
        """End the call or the code that a node has in flight; then it waits at `error`.

        The call may be one of a model or of a tool. A tool that is no coroutine cannot
        be stopped in its thread: what it gives back is dropped.

        Raises:
            SteeringError: it has nothing in flight.
        """
        self._open_node(node)
        out, repl = self._run.in_flight(node), self._run.repls.get(node)
        if out is None and (repl is None or not repl.runs_block):
            raise SteeringError(f"{node} has nothing in flight")
        block = 0 if repl is None else repl.blocks
        await self._run.emit(CancelAsked(node=node))
        if out is not None:
            out.cancel()
        elif repl is not None and repl.runs_block and repl.blocks == block:
            await repl.cancel_block()

    async def interrupt(self) -> None:
        """End the engine without an end of the session: it can be resumed."""
        self.cancel()
        await self.stopped()

    def cancel(self) -> None:
        """Begin to end the engine, from a signal handler."""
        self._is_left = True
        self._run.shut()
        self._work.cancel()

    async def stopped(self) -> None:
        """Return when the engine has stopped, whatever the end."""
        await asyncio.wait([self._work])

    async def wait(self) -> None:
        """Wait until the engine has stopped.

        Raises:
            RLMError: it could not go on, for example because an event was not saved.
        """
        await self.stopped()
        if not self._work.cancelled() and (error := self._work.exception()):
            if isinstance(error, RLMError) and error.partial is None:
                error.partial = self._result()
            raise error

    async def result(self) -> RLMResult:
        """Wait for the end and give back what there is.

        Raises:
            RLMError: the engine could not go on.
        """
        await self.wait()
        return self._result()

    def _result(self) -> RLMResult:
        result = replace(result_of(self.session), past=self._past)
        schema = self._run.caller.schema
        if schema is None or self.session.structured is None:
            return result
        return replace(result, structured_output=schema.typed(result.structured_output))
