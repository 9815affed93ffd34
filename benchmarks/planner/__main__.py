"""Ask the offline planner generated questions; print how many it gets right.

All sizes take part and every kind of question, but not every question: the whole of
them takes several minutes and is asked with `--all`.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import islice

from benchmarks.planner import documents, logs, needles, tables
from benchmarks.planner.brought import catalog
from benchmarks.planner.cases import Case, Reply, Split, Verdict, judge
from tests.models.offline.harness import Run

SIZES = {"10k": 10_000, "100k": 100_000, "1M": 1_000_000}
SEEDS = {"seen": (1, 2, 3), "held-out": (101, 102, 103)}
"""The held-out seeds go with other wordings and other tables; look at their totals."""
_REPEATS = {"10k": 3, "100k": 1, "1M": 1}
"""How many of the seeds are used at each size by `--all`."""
_EVERY = {"10k": 1, "100k": 3, "1M": 10}
"""How far apart the questions of a sample are, at each size."""
Makers = Callable[[random.Random, int, Split], Iterator[Case]]
_MAKERS: tuple[Makers, ...] = (
    needles.single,
    needles.multi_key,
    needles.multi_value,
    needles.multi_query,
    needles.prose,
    needles.two_hop,
    needles.untold,
    tables.tables,
    logs.logs,
    documents.summary,
    documents.compare,
    documents.extraction,
    documents.contradiction,
    *catalog.MAKERS,
)


@dataclass(frozen=True, slots=True)
class Job:
    """What one process makes and asks in one go."""

    maker: int
    size: str
    split: Split
    seed: int
    kind: str = ""
    every: int = 1


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one question went."""

    split: Split
    kind: str
    size: str
    verdict: Verdict
    elapsed_s: float
    question: str
    accepted: tuple[str, ...]
    answer: str
    confidence: float


def run_job(job: Job) -> list[Outcome]:
    """The questions of a job, asked and judged."""
    chance = random.Random(f"{job.seed} {job.maker}")
    made = _MAKERS[job.maker](chance, SIZES[job.size], job.split)
    cases = (case for case in made if job.kind in ("", case.kind))
    return [_run_case(job, case) for case in islice(cases, 0, None, job.every)]


def _run_case(job: Job, case: Case) -> Outcome:
    start = time.perf_counter()
    played = Run(case.context, case.question).play()
    elapsed = time.perf_counter() - start
    reply = Reply(played.text, played.refused, played.confidence)
    return Outcome(
        job.split,
        case.kind,
        job.size,
        judge(case, reply),
        elapsed,
        case.question,
        case.accepted,
        reply.answer[:200],
        reply.confidence,
    )


def jobs(options: argparse.Namespace) -> list[Job]:
    """The biggest first, so that no process waits for a late one."""
    made = []
    for size in reversed(options.size):
        for split in options.split:
            repeats = _REPEATS[size] if options.all else 1
            every = 1 if options.all else _EVERY[size]
            for seed in options.seed or SEEDS[split][:repeats]:
                for maker in range(len(_MAKERS)):
                    made.append(Job(maker, size, split, seed, options.kind, every))
    return made


def table(outcomes: Iterable[Outcome]) -> str:
    """Counts and seconds per split, kind and size."""
    rows: defaultdict[tuple[str, str, str], list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        rows[outcome.split, outcome.kind, outcome.size].append(outcome)
        rows[outcome.split, "all", outcome.size].append(outcome)
        rows[outcome.split, "all", "all"].append(outcome)
    head = f"{'split':9} {'kind':16} {'size':>5} {'n':>4} {'right':>6} {'refused':>8}"
    lines = [f"{head} {'wrong':>6} {'mean s':>7}"]
    order = [*SIZES, "all"]
    for key in sorted(
        rows, key=lambda k: (k[0] != "seen", k[1] == "all", k[1], order.index(k[2]))
    ):
        lines.append(_line(key, rows[key]))
    return "\n".join(lines)


def _line(key: tuple[str, str, str], found: Sequence[Outcome]) -> str:
    split, kind, size = key
    right, refused, wrong = (
        sum(outcome.verdict == verdict for outcome in found)
        for verdict in ("right", "refused", "wrong")
    )
    mean = sum(outcome.elapsed_s for outcome in found) / len(found)
    return (
        f"{split:9} {kind:16} {size:>5} {len(found):4} {right:6} {refused:8} "
        f"{wrong:6} {mean:7.2f}"
    )


def misses(outcomes: Iterable[Outcome]) -> str:
    """What was wrong or refused of the seen split; the other one stays unread."""
    lines = [
        f"{o.verdict:7} {o.kind} {o.size} {o.confidence:.2f} {o.question}\n"
        f"        wanted {o.accepted}, got {o.answer!r}"
        for o in outcomes
        if o.split == "seen" and o.verdict != "right"
    ]
    return "\n".join(lines)


def read_options(arguments: Sequence[str]) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="benchmarks.planner", description=__doc__)
    parser.add_argument("--size", action="append", choices=list(SIZES))
    parser.add_argument("--kind", default="", help="only this kind of question")
    parser.add_argument("--seed", action="append", type=int)
    parser.add_argument("--split", action="append", choices=list(SEEDS))
    parser.add_argument("--all", action="store_true", help="no sample: every question")
    parser.add_argument("--misses", action="store_true", help="list them (seen split)")
    options = parser.parse_args(arguments)
    options.size = options.size or list(SIZES)
    options.split = options.split or list(SEEDS)
    return options


def main(arguments: Sequence[str]) -> None:
    """Run the jobs, one process to a processor, and print the table."""
    options = read_options(arguments)
    start = time.perf_counter()
    with ProcessPoolExecutor() as pool:
        outcomes = [o for found in pool.map(run_job, jobs(options)) for o in found]
    if options.misses:
        sys.stdout.write(misses(outcomes) + "\n\n")
    elapsed = time.perf_counter() - start
    asked = "every question" if options.all else "a sample; --all asks every question"
    sys.stdout.write(f"{table(outcomes)}\n{elapsed:.0f} s, {asked}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
