"""The same piece of work done by this engine and by others, each in its own process.

    python benchmarks/engine_peers.py ours turns

prints one JSON object. All speak to the same model, which replies at once or after a
set delay; ours runs code in a child process and saves every event to SQLite, as the
app does. The code that is run is the same for all.
"""

from __future__ import annotations

import asyncio
import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

TURNS = 120
QUERIES = 300
SMALL = "a small context\n" * 100
SLOTS = 16
"""Queries at once; what `rlms` has built in."""

END = "answer['content'] = str({}); answer['ready'] = True"


def block(code: str) -> str:
    """A reply with code."""
    return f"```repl\n{code}\n```"


def timed(code: str) -> str:
    """Code that answers with the seconds that it took."""
    return block(
        f"import time\nt = time.perf_counter()\n{code}\n"
        + END.format("time.perf_counter() - t")
    )


WORK: dict[str, dict[str, Any]] = {
    "fixed": {"replies": [block(END.format(1))], "repeat": 5},
    "turns": {"replies": [block("x = 1")] * TURNS + [block(END.format(1))]},
    "query": {
        "replies": [timed(f"for n in range({QUERIES}): llm_query('q')")],
        "per": QUERIES,
    },
    "batch 100": {
        "replies": [timed("llm_query_batched(['q'] * 100)")],
        "delay_s": 0.05,
    },
    "batch 1000": {
        "replies": [timed("llm_query_batched(['q'] * 1000)")],
        "delay_s": 0.05,
    },
    "child": {
        "replies": [timed("rlm_query('child')")],
        "child": block(END.format(1)),
    },
    "children": {
        "replies": [timed("rlm_query_batched(['child'] * 8)")],
        "child": block(END.format(1)),
        "delay_s": 0.05,
        "slots": 8,
    },
    "10 MB": {
        "replies": [block("x = len(context)")] * 3
        + [block(END.format("len(context)"))],
        "chars": 10_000_000,
    },
    "100 MB": {
        "replies": [block("x = len(context)")] * 3
        + [block(END.format("len(context)"))],
        "chars": 100_000_000,
    },
    "busy loop": {
        "replies": [
            "```repl\nimport time\nend = time.time() + 3\n"
            "while time.time() < end: pass\n```",
            block(END.format(1)),
        ],
        "time_limit_s": 0.5,
    },
}


class Script:
    """The model of all: it knows the root's turns by their order."""

    def __init__(self, work: dict[str, Any]) -> None:
        self._replies = iter(work["replies"])
        self._child = work.get("child")
        self.delay_s: float = work.get("delay_s", 0.0)
        self.asked: list[float] = []
        """When the root asked."""

    def reply(self, messages: list[tuple[str, str]]) -> tuple[str, float]:
        """What to say, and after how long."""
        text = " ".join(content for _, content in messages)
        if len(messages) == 1 and "child" not in text:
            return "yes", self.delay_s
        if "child" in text and self._child and self.asked:
            return self._child, self.delay_s
        self.asked.append(time.perf_counter())
        return next(self._replies), 0.0


def context_of(work: dict[str, Any]) -> str:
    """Lines of text, as long as asked for."""
    chars = work.get("chars")
    if not chars:
        return SMALL
    line = "the quick brown fox jumps over the lazy dog, number 0123456789\n"
    return line * (chars // len(line))  # at once: no second copy counts as ours


def ours(work: dict[str, Any], script: Script, folder: Path) -> str:
    """One run of this engine with a store, as the app has it."""
    from rlm_tui.domain.limits import Usage
    from rlm_tui.engine.agent import RLMAgent
    from rlm_tui.journal import Journal
    from rlm_tui.models.base import FREE, Chunk
    from rlm_tui.storage.store import Store

    class Quick:
        """Speaks our protocol."""

        async def stream(self, request: Any) -> Any:
            messages = [(m.role, m.content) for m in request.messages]
            text, delay_s = script.reply(messages)
            if delay_s:
                await asyncio.sleep(delay_s)
            yield Chunk(text, usage=Usage(1, 100, 10, free_calls=1))

        def price(self, _model: str) -> Any:
            return FREE

        def is_local(self, _model: str) -> bool:
            return False

        async def close(self) -> None:
            """There is nothing to close."""

    async def run() -> str:
        from rlm_tui.contexts.describe import describe
        from rlm_tui.engine.result import result_of

        model: Any = Quick()
        agent = RLMAgent(
            model,
            max_iterations=TURNS + 10,
            max_llm_calls=5_000,
            max_concurrency=work.get("slots", SLOTS),
            code_timeout=work.get("time_limit_s", 30.0),
        )
        context = context_of(work)
        async with Store.open(folder / "sessions.db") as store:
            saved = await store.save_context(context)
            info = describe(context).model_copy(update={"hash": saved})
            created = agent.created("what is it?", info)
            journal = Journal(
                save=lambda event: store.append(created.session, event),
                save_all=lambda events: store.append_all(created.session, events),
                save_now=lambda events: store.append_now(created.session, events),
                clock=time.time,
            )
            await journal.record(created)
            async with agent.start(journal, context, models=model) as handle:
                await handle.wait()
            return result_of(journal.session).text

    return asyncio.run(run())


def rlms(work: dict[str, Any], script: Script, folder: Path) -> str:
    """One run of `rlms` with its log."""
    import rlm.core.rlm as core
    from rlm import RLM
    from rlm.clients.base_lm import BaseLM
    from rlm.core.types import ModelUsageSummary, UsageSummary
    from rlm.logger import RLMLogger

    class Quick(BaseLM):  # type: ignore[misc]  # it has no types
        """Speaks its protocol."""

        def completion(self, prompt: Any) -> str:
            text, delay_s = script.reply(_pairs(prompt))
            if delay_s:
                time.sleep(delay_s)  # noqa: TID251  # its threads, not our loop
            return text

        async def acompletion(self, prompt: Any) -> str:
            text, delay_s = script.reply(_pairs(prompt))
            if delay_s:
                await asyncio.sleep(delay_s)
            return text

        def get_usage_summary(self) -> Any:
            return UsageSummary({"m": ModelUsageSummary(1, 100, 10)})

        def get_last_usage(self) -> Any:
            return ModelUsageSummary(1, 100, 10)

    core.get_client = lambda _backend, _kwargs: Quick("m")
    agent = RLM(
        backend="openai",
        backend_kwargs={"model_name": "m"},
        max_depth=2,
        max_iterations=TURNS + 10,
        max_timeout=work.get("time_limit_s"),
        max_concurrent_subcalls=work.get("slots", SLOTS),
        logger=RLMLogger(log_dir=str(folder)),
    )
    try:
        return str(agent.completion(context_of(work), root_prompt="what?").response)
    except Exception:
        if "time_limit_s" in work:
            return ""
        raise


def dspy(work: dict[str, Any], script: Script, _folder: Path) -> str:
    """One run of `dspy.RLM`."""
    import engine_dspy

    return engine_dspy.run(context_of(work), script)


def _pairs(prompt: Any) -> list[tuple[str, str]]:
    if isinstance(prompt, str):
        return [("user", prompt)]
    return [(message["role"], str(message["content"])) for message in prompt]


PEERS: dict[str, Callable[[dict[str, Any], Script, Path], str]] = {
    "ours": ours,
    "rlms": rlms,
    "dspy": dspy,
}


def measure(peer: str, name: str) -> dict[str, float]:
    """Do the work and say how long it took, and how much memory it needed."""
    work = WORK[name]
    runs: list[dict[str, float]] = []
    warm = {"replies": [block(END.format(1))]}
    with tempfile.TemporaryDirectory() as folder:
        PEERS[peer](warm, Script(warm), Path(folder))  # imports, caches
    for _ in range(work.get("repeat", 1)):
        with tempfile.TemporaryDirectory() as folder:
            script = Script(work)
            began = time.perf_counter()
            answer = PEERS[peer](work, script, Path(folder))
            whole = time.perf_counter() - began
            size = sum(f.stat().st_size for f in Path(folder).rglob("*") if f.is_file())
        runs.append(_numbers(work, script, began, whole, answer) | {"bytes": size})
    return min(runs, key=lambda run: run["whole"]) | {"peak_mb": _peak_mb()}


def _numbers(
    work: dict[str, Any], script: Script, began: float, whole: float, answer: str
) -> dict[str, float]:
    found = {"whole": whole}
    steps = [b - a for a, b in zip(script.asked, script.asked[1:], strict=False)]
    if script.asked:
        found["load"] = script.asked[0] - began
    if len(steps) >= 100:
        found["turn 10"] = _median(steps[5:15])
        found["turn 100"] = _median(steps[95:105])
    if steps:
        found["turn"] = _median(steps)
    if any("perf_counter" in reply for reply in work["replies"]):
        found["inner"] = float(answer) / work.get("per", 1)
    return found


def _median(values: list[float]) -> float:
    return sorted(values)[len(values) // 2]


def _peak_mb() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 if sys.platform != "darwin" else 1024 * 1024)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure(sys.argv[1], sys.argv[2])) + "\n")
