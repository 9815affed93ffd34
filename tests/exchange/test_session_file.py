"""Runs of the library in files that the app imports."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rlm_tui.domain.reduce import replay
from rlm_tui.domain.text import PREVIEW_CHARS
from rlm_tui.domain.values import JSON
from rlm_tui.engine.agent import RLMAgent
from rlm_tui.errors import ExchangeError
from rlm_tui.exchange.session_file import SessionFile
from rlm_tui.main.sharing import import_file
from rlm_tui.models.scripted import ScriptedModel
from rlm_tui.storage.store import Store
from tests.engine.live import code
from tests.exchange.reading_back import Imported
from tests.fakes import FakeRepls

LONG = "long " * PREVIEW_CHARS
CONTEXT: dict[str, JSON] = {"text": "ü", "more": [1, None]}


def agent_of(*replies: str) -> RLMAgent:
    """An agent whose code runs here."""
    return RLMAgent(ScriptedModel(*replies), start_repl=FakeRepls())


async def test_a_run_is_the_same_session_once_it_is_imported(tmp_path: Path) -> None:
    path, asking = tmp_path / "run.jsonl", code(f"print(await llm_query({LONG!r}))")
    with SessionFile(path, context=CONTEXT) as keep:
        result = await agent_of(asking, LONG, "FINAL(so)").generate(
            context=CONTEXT, query="what?", on_event=keep
        )

    async with Store.open(tmp_path / "sessions.db") as store:
        brought = await import_file(store, path)
        session = replay(await store.load(brought.sessions[0]))
        prompt = await store.read_text(session.nodes["0.1"].prompt)
        context = await store.read_context(session.context)

    assert (brought.source, brought.notices) == ("rlm-tui", ())
    assert session.id == result.session_id
    assert session.answer is not None
    assert session.answer.whole == "so"
    assert prompt == LONG
    assert context == CONTEXT


async def test_what_there_is_is_kept_after_an_error(tmp_path: Path) -> None:
    def raises(_context: object) -> None:
        raise LookupError("no such thing")

    path = tmp_path / "run.jsonl"
    with SessionFile(path) as keep:
        agent = RLMAgent("echo", prepare_iteration=raises, start_repl=FakeRepls())
        await agent.generate(context="c", query="q", on_event=keep)

    session = Imported(path.read_bytes()).session
    assert session.status == "failed"
    assert "LookupError" in (session.error or "")


async def test_runs_one_after_the_other_share_a_file(tmp_path: Path) -> None:
    path = tmp_path / "runs.jsonl"
    with SessionFile(path) as keep:
        for reply in ("FINAL(1)", "FINAL(2)"):
            await agent_of(reply).generate(context="c", query="q", on_event=keep)

    answers = [
        s.answer.preview for s in Imported(path.read_bytes()).sessions if s.answer
    ]
    assert answers == ["1", "2"]
    assert json.loads(path.read_text().splitlines()[0])["format"] == "rlm-tui session"


async def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    keep = SessionFile(tmp_path / "nowhere" / "run.jsonl")
    await agent_of("FINAL(1)").generate(context="c", query="q", on_event=keep)

    with pytest.raises(ExchangeError, match=r"run\.jsonl cannot be written: No such"):
        keep.__exit__(None, None, None)


def test_without_a_run_there_is_no_file(tmp_path: Path) -> None:
    with SessionFile(tmp_path / "run.jsonl"):
        pass

    assert list(tmp_path.iterdir()) == []
