"""Runs in a node's process what ran before its run was taken up, and compares."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from rlm_tui.domain.events_of_code import CodeExecuted
from rlm_tui.domain.text import Text
from rlm_tui.engine.playback import Played, VariableGiven, run_again
from rlm_tui.engine.run import Run
from rlm_tui.engine.steering.plans import ROOT
from rlm_tui.errors import ReplError
from rlm_tui.repl.base import AskHost, BlockResult, Repl


@dataclass(frozen=True, slots=True)
class PastBlock:
    """A block that the record has, and who answers its queries from there."""

    played: Played
    executed: CodeExecuted
    ask: AskHost


class CatchingUp:
    """What the process of one node has yet to do to be where its record is."""

    def __init__(self, run: Run, node: str) -> None:
        self._run = run
        self._node = node
        self._ahead: deque[PastBlock | VariableGiven] = deque()
        self._has_left_out = False
        """A block that was stopped is not run again, so variables may be missing."""
        self._is_accepted = run.recording.tickets.accepts_differences(node)
        self.differences: list[str] = []
        """What came out differently, and nobody is to be asked about."""

    def add(self, step: PastBlock | VariableGiven) -> None:
        """Put off a step until the process is needed."""
        self._ahead.append(step)

    def clear(self) -> None:
        """Forget what was to be done: the process has begun anew since."""
        self._ahead.clear()

    async def catch_up(self, repl: Repl) -> BlockResult | None:
        """Do what was put off; gives back what the last block came to.

        Raises:
            ReplError: a person does not want to go on with what came out differently.
            ReplayError: nobody is there to say so.
        """
        last: BlockResult | None = None
        while self._ahead and repl.is_alive:
            step = self._ahead.popleft()
            if isinstance(step, VariableGiven):
                await step.give(repl)
            else:
                last = await self._again(step, repl)
        return last

    async def _again(self, block: PastBlock, repl: Repl) -> BlockResult:
        played, executed = block.played, block.executed
        children = self._run.recording.children
        where = (self._node, executed.iteration, executed.block)
        children.ask_again(where)
        await repl.add_history(played.news[played.given :])
        self._has_left_out = self._has_left_out or played.is_left_out
        now = await run_again(played, repl, played.listen(block.ask))
        if played.is_left_out:
            return now
        difference = self._difference(executed, now)
        if children.has_missed(where):
            difference = "it asked for something else"
        elif children.unclaimed(where):
            difference = difference or "it asked for less"
        if difference is not None:
            await self._ask_about(executed, difference)
        return now

    def _difference(self, then: CodeExecuted, now: BlockResult) -> str | None:
        if now.status != then.status:
            return f"it ended {now.status!r} and not {then.status!r}"
        if Text.of(now.stdout) != then.stdout:
            return "it wrote something else"
        if self._has_left_out:
            return None
        there = {v.name: (v.type, v.length) for v in now.variables}
        for variable in then.variables:
            if there.get(variable.name) != (variable.type, variable.length):
                return f"{variable.name} came out differently"
        return None

    async def _ask_about(self, executed: CodeExecuted, difference: str) -> None:
        if self._is_accepted:
            return
        place = f"{self._node} it {executed.iteration} block {executed.block}"
        if self._is_behind_an_answer(executed):
            self.differences.append(
                f"run again, {place} came out differently: {difference}. Its output in "
                "the record stays; the variables are as they are now"
            )
            return
        words = (
            f"replay differs at {place}: {difference} than when it was recorded. The "
            "code may have used the clock, random numbers or outside data. Approve to "
            "go on with the output of the record and the variables as they are now; "
            "reject to give the node up"
        )
        verdict = await self._run.ask_about_difference(self._node, words)
        if verdict.verb == "reject":
            raise ReplError(words.partition(". ")[0])
        self._is_accepted = True

    def _is_behind_an_answer(self, executed: CodeExecuted) -> bool:
        """Whether nobody is there to be asked, and a question has followed since: its
        program wants an answer and not the same numbers."""
        session = self._run.session
        is_answered = executed.iteration <= session.turns_before
        return self._node == ROOT and is_answered and not session.attended
