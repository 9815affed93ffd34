"""The sample contexts answer offline, through the whole program."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from rlm_tui.domain.reduce import replay
from rlm_tui.main.headless import Output, run_headless
from rlm_tui.main.launch import Workshop
from rlm_tui.main.reviewing import review
from rlm_tui.main.settings import Settings

SAMPLES = Path(__file__).parents[2] / "sample_contexts"
QUESTIONS = json.loads((SAMPLES / "questions.json").read_text(encoding="utf-8"))


def first_offline_question(context: str) -> tuple[str, list[str]]:
    """The first question about a sample that rules must answer."""
    found = next(q for q in QUESTIONS if q["context"] == context and q["offline"])
    return found["question"], found["expect"]


@pytest.mark.parametrize("context", ["incident.log", "orders.csv", "contract.md"])
async def test_a_sample_is_answered_by_a_tree(context: str, tmp_path: Path) -> None:
    question, expected = first_offline_question(context)
    workshop = Workshop(Settings(db=tmp_path / "sessions.db"), {})
    stdout = io.StringIO()
    code = await run_headless(
        workshop,
        [str(SAMPLES / context)],
        question,
        piped=None,
        output=Output(stdout, io.StringIO(), "json"),
    )
    result = json.loads(stdout.getvalue())

    assert (code, result["status"]) == (0, "answered")
    assert all(part.lower() in result["text"].lower() for part in expected)
    assert result["nodes"] > 1
    assert (result["cost"], result["error"]) == (0.0, None)


async def test_the_summary_of_a_contract_grows_a_tree_of_depth_two(
    tmp_path: Path,
) -> None:
    workshop = Workshop(Settings(db=tmp_path / "sessions.db"), {})
    stdout = io.StringIO()
    await run_headless(
        workshop,
        [str(SAMPLES / "contract.md")],
        "Summarise the contract by section",
        piped=None,
        output=Output(stdout, io.StringIO(), "json"),
    )
    async with workshop.store(read_only=True) as store:
        [summary] = await store.sessions()
        session = (await review(store, summary.id)).session
        events = await store.load(summary.id)

    assert max(node.depth for node in session.nodes.values()) == 2
    assert {node.kind for node in session.nodes.values()} == {"rlm", "llm", "batch"}
    assert session.sub_queries <= session.limits.max_llm_calls
    assert replay(events) == session
