"""Reads logs of `fast-rlm`.

The format is that of `src/logging.ts` and `src/subagents.ts` in
github.com/avbiswas/fast-rlm, and of the entries that its log viewer knows
(`tui_log_viewer/src/index.tsx`): one pino line for each step of each run, in the order
in which they were flushed. A final step has no output; its result is a line of its own,
often without the parent's id. The log holds neither replies nor prompts: a reply is
shown as its code, and a child's prompt is what its first look at its context printed.

Lines may stand in any order, so a file is read twice: once for where everything is, and
once for the texts, a step at a time.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO

from rlm_tui.domain.events import ContextInfo
from rlm_tui.domain.limits import Usage
from rlm_tui.domain.text import Text
from rlm_tui.errors import ExchangeError
from rlm_tui.exchange.items import Item, Notice
from rlm_tui.exchange.reading import (
    Fields,
    inner,
    lines,
    moment,
    number,
    parsed,
    said,
    whole,
    written,
)
from rlm_tui.exchange.retelling import Block, Opening, Query, Retelling, Turn

SOURCE = "fast-rlm"
_LENGTH = re.compile(r"Context length:\s+(\d+)")
_ERROR = re.compile(r"^Error: .*", re.DOTALL | re.MULTILINE)


def is_fast_rlm(fields: Fields) -> bool:
    """Whether a line is one of such a log."""
    return "run_id" in fields and "event_type" in fields


@dataclass(slots=True)
class _Step:
    """Where a step is in the file."""

    step: int
    at: float
    offset: int


@dataclass(slots=True)
class _Run:
    """One agent of the log: the root or a child."""

    id: str
    depth: int
    first_at: float
    last_at: float
    parent: str = ""
    steps: list[_Step] = field(default_factory=list)
    result: int | None = None
    """Where its result is."""
    children: list[_Run] = field(default_factory=list)


def read(file: IO[bytes]) -> Iterator[Item]:
    """The sessions of a log: one for each run without a parent.

    Raises:
        ExchangeError: a line in the middle cannot be read.
    """
    runs: dict[str, _Run] = {}
    yield from _index(file, runs)
    for root in _roots(runs):
        yield from _session(file, root)


def _index(file: IO[bytes], runs: dict[str, _Run]) -> Iterator[Notice]:
    offset, broken = 0, 0
    for count, line in enumerate(lines(file), 1):
        if broken:
            raise ExchangeError(f"line {broken} is not JSON")
        if line.strip():
            try:
                _note(parsed(line, count), offset, runs)
            except ExchangeError:
                broken = count
        offset += len(line)
    if broken:
        yield Notice("the last line is cut off and was left out")


def _note(line: Fields, offset: int, runs: dict[str, _Run]) -> None:
    at = moment(line.get("time")) or 0.0
    name = said(line, "run_id")
    run = runs.get(name)
    if run is None:
        run = runs[name] = _Run(name, whole(line, "depth"), at, at)
    run.first_at, run.last_at = min(run.first_at, at), max(run.last_at, at)
    run.parent = run.parent or said(line, "parent_run_id")
    match line.get("event_type"):
        case "final_result":
            run.result = offset
        case "execution_result" | "code_generated":
            run.steps.append(_Step(whole(line, "step"), at, offset))


def _roots(runs: dict[str, _Run]) -> list[_Run]:
    """The runs without a parent, oldest first; all others are put where they belong."""
    roots = []
    for run in sorted(runs.values(), key=lambda run: run.first_at):
        run.steps.sort(key=lambda step: (step.step, step.at))
        parent = runs.get(run.parent) or _inferred(run, runs)
        if parent is None or parent is run:
            roots.append(run)
        else:
            parent.children.append(run)
    return roots


def _inferred(run: _Run, runs: dict[str, _Run]) -> _Run | None:
    """Of a child that does not name its parent: the run above that was at work then."""
    above = [
        other
        for other in runs.values()
        if other.depth == run.depth - 1 and other.first_at <= run.first_at
    ]
    around = [other for other in above if other.last_at >= run.first_at]
    return max(around or above, key=lambda other: other.first_at, default=None)


def _session(file: IO[bytes], root: _Run) -> Iterator[Item]:
    look = _look(file, root)
    length = _LENGTH.search(look)
    context = ContextInfo(
        label=f"from {SOURCE}",
        chars=int(length[1]) if length else 0,
        preview=Text.of(look),
    )
    retelling = Retelling(Opening(source=SOURCE, at=root.first_at, context=context))
    yield from retelling.begin()
    for turn in _turns(file, root):
        yield from retelling.turn(turn)
    yield from retelling.end(_result(file, root), at=root.last_at)


def _line(file: IO[bytes], offset: int) -> Fields:
    file.seek(offset)
    return parsed(file.readline(), 0)


def _result(file: IO[bytes], run: _Run) -> str | None:
    return (
        None if run.result is None else written(_line(file, run.result).get("result"))
    )


def _look(file: IO[bytes], run: _Run) -> str:
    """What the code that runs before the first call printed of the context."""
    if not run.steps or run.steps[0].step != 0:
        return ""
    return said(_line(file, run.steps[0].offset), "output")


def _turns(file: IO[bytes], run: _Run) -> Iterator[Turn]:
    asked = _asked(run)
    seen = _look(file, run)
    steps = [step for step in run.steps if step.step > 0]
    before = run.first_at
    for place, step in enumerate(steps):
        line = _line(file, step.offset)
        queries = tuple(_query(file, child) for child in asked.get(step.step, ()))
        is_last = place == len(steps) - 1
        elapsed_s = max(0.0, step.at - before)
        yield _turn(
            line,
            seen,
            queries=queries,
            elapsed_s=elapsed_s,
            is_final=is_last and run.result is not None,
        )
        seen, before = said(line, "output"), step.at


def _asked(run: _Run) -> dict[int, list[_Run]]:
    """The children by the step in which they began: a step is written at its end."""
    steps = [step for step in run.steps if step.step > 0]
    ends = [step.at for step in steps]
    found: dict[int, list[_Run]] = {}
    for child in run.children:
        if steps:
            place = min(bisect_left(ends, child.first_at), len(steps) - 1)
            found.setdefault(steps[place].step, []).append(child)
    return found


def _turn(
    line: Fields,
    seen: str,
    *,
    queries: tuple[Query, ...],
    elapsed_s: float,
    is_final: bool,
) -> Turn:
    code, output = said(line, "code"), said(line, "output")
    error = _ERROR.search(output) if line.get("hasError") else None
    block = Block(
        code=code,
        stdout=output,
        error=error[0].strip() if error else None,
        elapsed_s=min(elapsed_s, sum(query.elapsed_s for query in queries)),
        queries=queries,
        is_final=is_final,
    )
    return Turn(
        number=whole(line, "step"),
        reply=f"```repl\n{code}\n```" if code else "",
        messages=(("user", seen),) if seen else (),
        reasoning=said(line, "reasoning"),
        usage=_usage(inner(line, "usage")),
        elapsed_s=elapsed_s,
        at=moment(line.get("time")),
        blocks=(block,) if code else (),
    )


def _usage(usage: Fields) -> Usage | None:
    if not usage:
        return None
    cost = number(usage, "cost")
    return Usage(
        calls=1,
        input_tokens=whole(usage, "prompt_tokens"),
        output_tokens=whole(usage, "completion_tokens"),
        reasoning_tokens=whole(usage, "reasoning_tokens"),
        cached_tokens=whole(usage, "cached_tokens"),
        cost=cost,
        unpriced_calls=0 if usage.get("cost") is not None else 1,
    )


def _query(file: IO[bytes], run: _Run) -> Query:
    result = _result(file, run)
    return Query(
        prompt=_look(file, run),
        answer=result or "",
        error=None if result is not None else "ended without a result",
        elapsed_s=run.last_at - run.first_at,
        turns=tuple(_turns(file, run)),
    )
