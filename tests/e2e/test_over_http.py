"""Whole runs against a server that streams over HTTP, through the model process."""

from __future__ import annotations

import io
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from rlm_tui.domain.limits import Limits
from rlm_tui.domain.session import Session
from rlm_tui.main.headless import Output, run_headless
from rlm_tui.main.launch import Workshop
from rlm_tui.main.reviewing import review
from rlm_tui.main.settings import Settings
from tests.endpoint import MODEL, Answer, Endpoint, Request

ROOT = """\
I split the text and ask about each part.

```repl
parts = [context[:400], context[400:]]
names = llm_query_batched(["PLAIN " + part[:20] for part in parts])
inner = rlm_query("MIDDLE question", context=parts[0])
FINAL(" / ".join([*names, inner]))
```"""
MIDDLE = '```repl\nFINAL("middle:" + rlm_query("INNER question", context="deep"))\n```'
INNER = '```repl\nFINAL("inner:" + llm_query("PLAIN leaf"))\n```'


def by_question(request: Request) -> Answer:
    """Replies as the level that asks needs them."""
    prompt = request.prompt
    if prompt.startswith("PLAIN"):
        return Answer("leaf", pieces=2)
    for word, reply in (("MIDDLE", MIDDLE), ("INNER", INNER)):
        if f"{word} question" in prompt:
            return Answer(reply, pieces=3)
    return Answer(ROOT, pieces=8, reasoning="Two parts are enough.")


@dataclass
class Bed:
    """A server, a store and a place for the output."""

    endpoint: Endpoint
    folder: Path
    stdout: io.StringIO = field(default_factory=io.StringIO)
    stderr: io.StringIO = field(default_factory=io.StringIO)

    def workshop(self, **limits: object) -> Workshop:
        settings = Settings(
            model=MODEL,
            api_base=self.endpoint.base_url,
            db=self.folder / "sessions.db",
            limits=Limits.of({"max_depth": 3, **limits}),
        )
        return Workshop(settings, {}, self.folder / "model.log")

    async def run(self, workshop: Workshop) -> int:
        context = self.folder / "context.md"
        context.write_text("The quick brown fox. " * 60, encoding="utf-8")
        output = Output(self.stdout, self.stderr, "json")
        return await run_headless(
            workshop, [str(context)], "What is it about?", piped=None, output=output
        )

    @property
    def result(self) -> dict[str, object]:
        found = json.loads(self.stdout.getvalue())
        assert isinstance(found, dict)
        return found

    async def reopened(self, workshop: Workshop) -> Session:
        async with workshop.store(read_only=True) as store:
            controller = await review(store, str(self.result["session_id"]))
            return controller.session


@pytest.fixture
async def bed(tmp_path: Path) -> AsyncIterator[Bed]:
    async with Endpoint(by_question) as endpoint:
        yield Bed(endpoint, tmp_path)


async def test_a_recursion_of_three_levels_with_a_batch(bed: Bed) -> None:
    workshop = bed.workshop()
    code = await bed.run(workshop)

    assert code == 0
    assert bed.result["text"] == "leaf / leaf / middle:inner:leaf"
    session = await bed.reopened(workshop)
    kinds = {node.id: node.kind for node in session.nodes.values()}
    assert kinds == {
        "0": "rlm",
        "0.1": "batch",
        "0.1.1": "llm",
        "0.1.2": "llm",
        "0.2": "rlm",
        "0.2.1": "rlm",
        "0.2.1.1": "llm",
    }
    assert {node.state for node in session.nodes.values()} == {"done"}
    assert session.usage.calls == len(bed.endpoint.requests) == 6
    assert session.usage.output_tokens == 6 * 7
    assert session.nodes["0"].iterations[0].reasoning.preview == "Two parts are enough."


async def test_a_server_that_dies_mid_stream_leaves_a_session_to_reopen(
    bed: Bed,
) -> None:
    bed.endpoint.play(Answer("The answer is som", pieces=4, cut_after=2))
    workshop = bed.workshop(max_retries=0)
    code = await bed.run(workshop)

    assert code == 1
    assert bed.result["status"] == "failed"
    assert "Traceback" not in bed.stderr.getvalue()
    session = await bed.reopened(workshop)
    [failure] = session.nodes["0"].iterations[0].failures
    assert failure.error
    assert session.status == "failed"
    assert session.error == failure.error


async def test_a_key_in_an_error_is_neither_stored_nor_printed(bed: Bed) -> None:
    key = "a-key-of-no-known-form-0123456789"
    bed.endpoint.play(Answer(status=401, error=f"Incorrect API key provided: {key}"))
    workshop = Workshop(
        bed.workshop().settings, {"OPENAI_API_KEY": key}, bed.folder / "model.log"
    )

    code = await bed.run(workshop)

    assert code == 1
    assert "Incorrect API key provided" in bed.stderr.getvalue()
    assert key not in bed.stdout.getvalue() + bed.stderr.getvalue()
    files = [path for path in bed.folder.rglob("*") if path.is_file()]
    assert bed.folder / "sessions.db" in files
    assert not [path for path in files if key.encode() in path.read_bytes()]
