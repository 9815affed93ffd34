"""Brings a new REPL to where one was that is gone, by running the same blocks again.

Queries are answered from the record: no model is called and nothing is paid. Blocks
that were stopped are left out, for they would take as long again and stop elsewhere.

Why not a copy of the process, by `fork`, before each block? Going back to one would
take milliseconds. But the filter that shuts a process in denies it to fork, and cannot
let one fork through and no other: that takes a listener in the host for each call, at
a time when code of the block may run too. No level but one could have it; threads are
not in a copy; and a run that is taken up another day needs its blocks run again all the
same. So there is one way back, and it is this one.
"""

from __future__ import annotations

import json
from collections import defaultdict, deque
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from rlm_tui.domain.values import ContextValue
from rlm_tui.errors import ReplError
from rlm_tui.repl.base import (
    AskHost,
    BlockResult,
    Query,
    Repl,
    Reply,
    VariableSummary,
)

PATIENCE_S = 5.0
"""Each block may take this much longer than twice its first time."""

_Print: TypeAlias = tuple[int, int]
"""Length and hash: the record does not keep prompts and contexts themselves."""
_Question: TypeAlias = tuple[str, str | None, tuple[_Print, ...]]


@dataclass(slots=True)
class Played:
    """A block that has run, or runs."""

    code: str
    name: str
    """The file name that tracebacks show."""
    news: list[dict[str, str]]
    """Messages that were added to `history` before it."""
    answered: list[tuple[_Question, tuple[Reply, ...]]] = field(default_factory=list)
    result: BlockResult | None = None
    given: int = 0
    """Of the news: those that the process has before it gets to this block."""

    @property
    def is_left_out(self) -> bool:
        """Whether it is not run again: it was stopped."""
        return self.result is None or self.result.status in ("interrupted", "killed")

    def listen(self, ask: AskHost) -> AskHost:
        """Answer its queries with `ask`, and keep the replies."""

        async def keep(query: Query) -> tuple[Reply, ...]:
            replies = await ask(query)
            self.answered.append((_question(query), replies))
            return replies

        return keep

    def end(self, result: BlockResult) -> None:
        """Keep of its result what a second one is compared with."""
        self.result = replace(result, stdout="", error=None, final=None)


@dataclass(frozen=True, slots=True)
class VariableGiven:
    """A variable that a person set."""

    after: VariableSummary
    value_json: str

    async def give(self, repl: Repl) -> None:
        """Set it again."""
        await repl.set_variable(self.after.name, self.value_json)


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """How running a node's blocks again went."""

    problem: str | None = None
    """Why the variables are not back; `None`: they are."""
    missing: tuple[str, ...] = ()
    """Variables that are not, because a block that made them was left out."""
    variables: tuple[VariableSummary, ...] = ()
    """What there is now."""


class Record:
    """What has been done in a node's REPL: blocks, and variables set between them."""

    def __init__(self) -> None:
        self._steps: list[Played | VariableGiven] = []
        self._begun = 0

    @property
    def _blocks(self) -> list[Played]:
        return [step for step in self._steps if isinstance(step, Played)]

    def __len__(self) -> int:
        """How many blocks have begun."""
        return self._begun

    def begin(self, code: str, name: str, news: list[dict[str, str]]) -> Played:
        """Note that a block begins."""
        played = Played(code, name, news)
        self._steps.append(played)
        self._begun += 1
        return played

    def set_variable(self, after: VariableSummary, value_json: str) -> VariableGiven:
        """Note that a person has given a variable a value."""
        given = VariableGiven(after, value_json)
        self._steps.append(given)
        return given

    def clear(self) -> None:
        """Begin anew, with a REPL in which nothing has run."""
        self._steps.clear()
        self._begun = 0

    async def play(self, repl: Repl) -> Rebuilt:
        """Do everything again in a new REPL, up to the first difference.

        A block that is left out keeps its number, so that `_out` names the same
        outputs.
        """
        number = 1
        try:
            for step in self._steps:
                if isinstance(step, VariableGiven):
                    await step.give(repl)
                    continue
                await repl.add_history(step.news)
                await _Player(step).run(repl)
                number += 1
            return self._compare(await repl.variables())
        except _DifferenceError as difference:
            return Rebuilt(f"run again, block {number} {difference}")
        except ReplError:  # what a block left behind may end the process later
            if number > len(self):
                return Rebuilt("run again, the process ended after the last block")
            return Rebuilt(f"run again, the process ended before block {number}")

    def _compare(self, now: tuple[VariableSummary, ...]) -> Rebuilt:
        there = {v.name: (v.type, v.length) for v in now}
        missing = tuple(
            variable.name
            for variable in self._expected()
            if there.get(variable.name) != (variable.type, variable.length)
        )
        was_interrupted = any(
            block.result is not None and block.result.status == "interrupted"
            for block in self._blocks
        )
        if missing and not was_interrupted:
            return Rebuilt(f"run again, {missing[0]} came out differently")
        return Rebuilt(missing=missing, variables=now)

    def _expected(self) -> tuple[VariableSummary, ...]:
        """What there was when the last step that kept its process was over."""
        expected: dict[str, VariableSummary] = {}
        for step in self._steps:
            if isinstance(step, VariableGiven):
                if not step.after.name.startswith("_"):
                    expected[step.after.name] = step.after
            elif step.result is not None and step.result.status != "killed":
                expected = {v.name: v for v in step.result.variables}
        return tuple(expected.values())


class _DifferenceError(Exception):
    """A block did something else than the first time; the words follow its number."""


class _Player:
    """Runs one block again."""

    def __init__(self, block: Played) -> None:
        self._block = block
        self._replies: defaultdict[_Question, deque[tuple[Reply, ...]]]
        self._replies = defaultdict(deque)
        for question, replies in block.answered:
            self._replies[question].append(replies)

    async def run(self, repl: Repl) -> BlockResult:
        """Run it.

        Raises:
            _DifferenceError: it did something else than the first time.
        """
        then = self._block.result
        now = await run_again(self._block, repl, self._answer)
        if now.status == "killed":
            raise _DifferenceError("ended the process")
        if then is None or self._block.is_left_out:
            return now
        if now.status != then.status:
            raise _DifferenceError(f"ended {now.status!r} instead of {then.status!r}")
        if any(self._replies.values()):
            raise _DifferenceError("asked less")
        return now

    async def _answer(self, query: Query) -> tuple[Reply, ...]:
        recorded = self._replies[_question(query)]
        if not recorded:
            raise _DifferenceError("asked something else")
        return recorded.popleft()


async def run_again(block: Played, repl: Repl, ask: AskHost) -> BlockResult:
    """Run a block that has run before; one that was stopped only takes its number."""
    then = block.result
    return await repl.execute(
        "" if block.is_left_out else block.code,
        name=block.name,
        timeout_s=PATIENCE_S + (2 * then.elapsed_s if then else 0.0),
        ask=ask,
        on_output=_drop,
    )


async def _drop(_text: str) -> None:
    """The output is in the session already."""


def _question(query: Query) -> _Question:
    prints = [_print(text) for text in query.prompts]
    prints += [_print_of_context(context) for context in query.contexts]
    return query.function, query.model, tuple(prints)


def _print(text: str) -> _Print:
    return len(text), hash(text)


def _print_of_context(context: ContextValue | None) -> _Print:
    return _print(context if isinstance(context, str) else json.dumps(context))
