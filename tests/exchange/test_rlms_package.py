"""Against the package `rlms` itself, where it is: `pip install --no-deps rlms`."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from rlm_tui.domain.reduce import replay
from rlm_tui.exchange import rlms_log
from tests.endpoint import Answer, Endpoint, Request
from tests.exchange.reading_back import Imported
from tests.exchange.writing_out import rich_session, whole

types = pytest.importorskip("rlm.core.types", reason="rlms is not installed")

RUN = """
import sys
from rlm import RLM
from rlm.logger import RLMLogger

made = dict(api_key="none", base_url=sys.argv[1], model_name="test-model")
root = RLM(
    backend="openai", backend_kwargs=made, max_depth=2,
    logger=RLMLogger(log_dir=sys.argv[2]),
)
root.completion("It was in 1999.", root_prompt="Which year?")
root.close()
"""
ANSWERED = "answer['content'], answer['ready'] = {}, True"
ASKS = "a = llm_query('PLAIN one')\nb = llm_query_batched(['PLAIN two', 'PLAIN six'])"
DIGS = "c = rlm_query('CHILD question')"


def repl(*code: str) -> str:
    """A reply with a block."""
    return "I look.\n```repl\n{}\n```".format("\n".join(code))


def by_prompt(request: Request) -> Answer:
    """Replies as the level that asks needs them: a leaf, the child, the root."""
    first, *others = request.body["messages"]
    if not others:
        return Answer(str(first["content"]).removeprefix("PLAIN "))
    if not str(others[0]["content"]).startswith("Answer the following"):
        return Answer(repl("d = llm_query('PLAIN deep')", ANSWERED.format("d")))
    if not any(ASKS in str(message["content"]) for message in others):
        return Answer(repl(ASKS, "print(a, b)"))
    return Answer(repl(DIGS, ANSWERED.format("a + ' ' + c")))


async def logged(folder: Path) -> bytes:
    """The log of a run of the package, in a process of its own."""
    async with Endpoint(by_prompt) as endpoint:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", RUN, endpoint.base_url, str(folder)
        )
        assert await process.wait() == 0
    return the_only_file(folder)


def the_only_file(folder: Path) -> bytes:
    """What is in it."""
    [log] = folder.glob("*.jsonl")
    return log.read_bytes()


async def test_a_run_of_the_package_shows_its_nested_tree(tmp_path: Path) -> None:
    session = Imported(await logged(tmp_path)).session

    shown = {
        node.id: (node.kind, node.prompt.preview, node.answer and node.answer.preview)
        for node in session.nodes.values()
    }
    assert shown == {
        "0": ("rlm", "Which year?", "one deep"),
        "0.1": ("llm", "PLAIN one", "one"),
        "0.2": ("llm", "PLAIN two", "two"),
        "0.3": ("llm", "PLAIN six", "six"),
        "0.4": ("rlm", "CHILD question", "deep"),
        "0.4.1": ("llm", "PLAIN deep", "deep"),
    }
    assert session.status == "answered"
    assert session.usage.calls == 7
    assert session.context.preview.preview == "It was in 1999."


async def test_what_it_wrote_comes_back_in_its_own_form(tmp_path: Path) -> None:
    """Read, written again and read by the package, a log says what it said."""
    log = await logged(tmp_path)
    found = Imported(log)

    written = [
        line async for line in rlms_log.write(found.session, found.logs[0], whole)
    ]

    then, now = ([json.loads(x) for x in text] for text in (log.splitlines(), written))
    assert [outline(line) for line in now[1:]] == [outline(line) for line in then[1:]]


def outline(line: dict[str, Any]) -> dict[str, Any]:
    """An iteration without times, variables and what is counted otherwise."""
    return {
        "prompt": line["prompt"],
        "response": line["response"],
        "final_answer": line["final_answer"],
        "code_blocks": [
            {
                "code": block["code"],
                "stdout": block["result"]["stdout"],
                "rlm_calls": [
                    {
                        "prompt": call["prompt"],
                        "response": call["response"],
                        "iterations": [
                            outline(inner)
                            for inner in call.get("metadata", {}).get("iterations", [])
                        ],
                    }
                    for call in block["result"]["rlm_calls"]
                ],
            }
            for block in line["code_blocks"]
        ],
    }


def as_package(line: dict[str, Any]) -> Any:
    """An iteration of a log as the package's own value."""
    blocks = [
        types.CodeBlock(
            block["code"],
            types.REPLResult(
                **block["result"]
                | {
                    "rlm_calls": [
                        types.RLMChatCompletion.from_dict(call)
                        for call in block["result"]["rlm_calls"]
                    ]
                }
            ),
        )
        for block in line["code_blocks"]
    ]
    fields = {k: line[k] for k in ("prompt", "response", "final_answer")}
    return types.RLMIteration(
        **fields, code_blocks=blocks, iteration_time=line["iteration_time"]
    )


COUNTED = ("prompt_tokens", "completion_tokens")
"""What its visualizer wants of a call, and its types no longer have."""


async def test_the_package_takes_every_field_of_our_export() -> None:
    events = rich_session()
    written = [line async for line in rlms_log.write(replay(events), events, whole)]
    metadata, *iterations = (json.loads(line) for line in written)

    own = {k: metadata[k] for k in metadata if k not in ("type", "timestamp")}
    question = own.pop("root_prompt")
    assert question == replay(events).question.preview
    assert types.RLMMetadata(**own).to_dict() == own
    for number, line in enumerate(iterations, 1):
        read = as_package(line).to_dict()
        for block in line["code_blocks"]:
            for call in block["result"]["rlm_calls"]:
                summary = call["usage_summary"]["model_usage_summaries"].values()
                costs = [one["total_cost"] for one in summary if "total_cost" in one]
                if costs:
                    call["usage_summary"]["total_cost"] = sum(costs)
                for name in COUNTED:
                    call.pop(name)
        kept = {k: v for k, v in line.items() if k in read}
        assert (line["iteration"], read) == (number, kept)


def test_its_logger_writes_what_we_read(tmp_path: Path) -> None:
    logger_module = pytest.importorskip("rlm.logger.rlm_logger")
    logger = logger_module.RLMLogger(log_dir=str(tmp_path))
    logger.log_metadata(types.RLMMetadata("gpt-5", 2, 9, "openai", {}, "local", {}))
    usage = types.UsageSummary({"m": types.ModelUsageSummary(1, 10, 2, 0.5)})
    child = types.RLMChatCompletion("m", "Which?", "that", usage, 0.1)
    shown = types.REPLResult("out\n", "", {"x": 1}, 0.2, [child], "that")
    logger.log(
        types.RLMIteration(
            prompt=[{"role": "user", "content": "Answer the following: Which?\n\nx"}],
            response="```repl\nllm_query('Which?')\n```",
            code_blocks=[types.CodeBlock("llm_query('Which?')", shown)],
            final_answer="that",
            iteration_time=1.0,
        )
    )

    session = Imported(Path(logger.log_file_path).read_bytes()).session

    assert session.nodes["0.1"].usage.cost == 0.5
    assert session.status == "answered"
