"""The planner behind the protocol of a model."""

from __future__ import annotations

from rlm_tui.models.base import FREE, ChatMessage, Chunk, ModelRequest
from rlm_tui.models.offline.model import OfflinePlanner, pieces
from rlm_tui.models.offline.planner import complete


def request(text: str) -> ModelRequest:
    return ModelRequest("offline/planner", (ChatMessage("user", text),))


async def collect(model: OfflinePlanner, text: str) -> list[Chunk]:
    return [chunk async for chunk in model.stream(request(text))]


async def test_the_pieces_are_the_whole_reply() -> None:
    text = "Question: Who sings?\nText:\nAda Moor sings on Monday."
    chunks = await collect(OfflinePlanner(piece_words=2), text)

    assert "".join(chunk.text for chunk in chunks) == complete([("user", text)])
    assert len(chunks) > 3


async def test_the_last_piece_carries_free_estimated_usage() -> None:
    *_, last = await collect(OfflinePlanner(), "Question: Who?\nText:\nNobody.")

    assert last.usage is not None
    assert last.usage.estimated
    assert last.usage.cost == 0.0
    assert last.usage.is_free


async def test_a_large_prompt_is_read_in_a_thread() -> None:
    text = "Question: When was it?\nText:\n" + "Nothing here. " * 3_000
    chunks = await collect(OfflinePlanner(), text)

    assert chunks[-1].finish_reason == "stop"


def test_it_costs_nothing_and_takes_many_calls_at_a_time() -> None:
    model = OfflinePlanner()

    assert model.price("offline/planner") == FREE
    assert not model.is_local("offline/planner")


def test_cutting_loses_nothing() -> None:
    text = "  one two\n\n```repl\nx = 1\n```\n"

    assert "".join(pieces(text, 3)) == text


def test_the_helpers_of_a_block_come_in_one_piece() -> None:
    asked = [("system", "You are an RLM."), ("user", "<question>\nWhy?\n</question>")]
    reply = complete(asked)
    found = pieces(reply, 6)

    assert "".join(found) == reply
    assert found[-1].startswith("# Helpers: ")
    assert found[-1].endswith("look_at_the_text()\n```")
    assert len(found) < 60
