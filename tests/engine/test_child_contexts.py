"""What a sub-RLM was given can be read later, and is told apart when run again."""

from __future__ import annotations

import pytest

from rlm_tui.contexts import describe
from rlm_tui.domain.events import NodeStarted
from rlm_tui.domain.stored_form import digest, pieces_of
from rlm_tui.domain.text import Text
from rlm_tui.engine.recorded.children import PastChildren
from rlm_tui.models.scripted import ScriptedModel
from tests.engine.live import code, play
from tests.factories import root_started
from tests.fakes import FakeRepls

LONG = "".join(f"line {number}\n" for number in range(1_000))
ASK = code("r = await rlm_query('half', context=context[:len(context) // 2])")


async def child_of_a_run() -> NodeStarted:
    model = ScriptedModel(ASK, "FINAL(child)", "FINAL(1)")
    _, events = await play(model, context=LONG, start_repl=FakeRepls())
    [child] = [e for e in events if isinstance(e, NodeStarted) and e.node == "0.1"]
    return child


async def test_the_context_of_a_child_is_kept() -> None:
    child = await child_of_a_run()

    half = LONG[: len(LONG) // 2]
    assert child.context is not None
    assert child.context.preview.full == half
    assert child.context.hash == digest(pieces_of(half))


async def test_of_a_very_long_one_only_the_beginning_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(describe, "KEPT_CHARS", 100)

    child = await child_of_a_run()

    assert child.context is not None
    assert (child.context.hash, child.context.preview.hash) == ("", "")
    assert LONG.startswith(child.context.preview.preview)


async def test_a_record_that_has_only_its_beginning_is_of_the_same_child() -> None:
    child = await child_of_a_run()
    assert child.context is not None
    beginning = Text.of(child.context.preview.preview)
    context = child.context.model_copy(update={"hash": "", "preview": beginning})
    old = child.model_copy(update={"context": context})
    assert old.place is not None

    past = PastChildren([root_started(), old])

    found = past.claim(("0", old.place.iteration, old.place.block), [child])
    assert found is not None
    assert found.path == "0.1"
