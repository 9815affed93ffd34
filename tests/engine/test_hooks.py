"""What hooks of the calling program can do to turns and to children."""

from __future__ import annotations

import asyncio
from dataclasses import FrozenInstanceError
from typing import Any

import pytest

from rlm_tui.domain.events import Event
from rlm_tui.domain.events_of_answers import HookActed
from rlm_tui.domain.events_of_calls import CallStarted
from rlm_tui.engine.hooks import (
    Abort,
    Continue,
    FallbackToQuery,
    Finalize,
    IterationContext,
    Override,
    SubAgentContext,
)
from rlm_tui.models.base import ChatMessage
from rlm_tui.models.scripted import ScriptedModel
from tests.engine.live import code, live, play, said_to
from tests.fakes import FakeRepls


def acted(events: list[Event]) -> list[str]:
    """What hooks did, in words."""
    return [
        f"{event.node} {event.hook} {event.outcome}"
        for event in events
        if isinstance(event, HookActed)
    ]


class Mute(BaseException):
    """Cannot be shown, nor is it an error like others."""

    def __repr__(self) -> str:
        raise RuntimeError("no words")

    __str__ = __repr__


class TestBeforeATurn:
    """`prepare_iteration`."""

    async def test_a_hook_that_goes_on_leaves_no_trace(self) -> None:
        seen: list[IterationContext] = []

        def watch(ctx: IterationContext) -> Continue:
            seen.append(ctx)
            return Continue()

        model = ScriptedModel(code("print(1)"), "FINAL(2)")
        result, events = await play(model, brings={"prepare_iteration": watch})

        assert result.text == "2"
        assert [(ctx.node, ctx.iteration) for ctx in seen] == [("0", 1), ("0", 2)]
        assert seen[1].messages == model.calls[1]
        assert acted(events) == []

    async def test_the_context_cannot_be_changed(self) -> None:
        def meddle(ctx: IterationContext) -> None:
            ctx.iteration = 7  # type: ignore[misc]  # the point of the test

        model = ScriptedModel("FINAL(1)")
        result, _ = await play(model, brings={"prepare_iteration": meddle})

        assert result.status == "failed"
        assert FrozenInstanceError.__name__ in (result.error or "")

    async def test_other_messages_go_out_once_and_are_in_the_record(self) -> None:
        async def shorten(ctx: IterationContext) -> Override | None:
            await asyncio.sleep(0)
            if ctx.iteration == 1:
                return Override(messages=[{"role": "user", "content": "only this"}])
            return None

        model = ScriptedModel(code("print(1)"), "FINAL(2)")
        _, events = await play(model, brings={"prepare_iteration": shorten})

        assert model.calls[0] == (ChatMessage("user", "only this"),)
        assert model.calls[1][0].role == "system"
        [first, second] = [e for e in events if isinstance(e, CallStarted)]
        assert (first.kept, len(first.messages)) == (0, 1)
        assert (second.kept, len(second.messages)) == (0, len(model.calls[1]))
        assert acted(events) == ["0 prepare_iteration override"]

    async def test_another_model_answers_one_turn(self) -> None:
        def route(ctx: IterationContext) -> Override | Continue:
            return Override(model="other") if ctx.iteration == 2 else Continue()

        model = ScriptedModel(code("print(1)"), "FINAL(2)")
        await play(model, brings={"prepare_iteration": route})

        names = [request.model for request in model.requests]
        assert names == ["ScriptedModel", "other"]

    async def test_less_output_is_shown_for_one_turn(self) -> None:
        def short(ctx: IterationContext) -> Override | None:
            return Override(max_output_chars=30) if ctx.iteration == 1 else None

        model = ScriptedModel(
            code("print('x' * 500)"), code("print('y' * 500)"), "FINAL(2)"
        )
        await play(model, brings={"prepare_iteration": short})

        assert "x" * 31 not in said_to(model, 2)
        assert "y" * 500 in said_to(model, 3)

    async def test_a_hook_can_give_the_answer(self) -> None:
        def end(ctx: IterationContext) -> Finalize | None:
            return Finalize({"a": 1}) if ctx.iteration == 2 else None

        model = ScriptedModel(code("print(1)"))
        result, events = await play(model, brings={"prepare_iteration": end})

        assert (result.status, result.text) == ("answered", "{'a': 1}")
        assert len(model.calls) == 1
        assert acted(events) == ["0 prepare_iteration finalize"]

    async def test_a_hook_can_end_the_run(self) -> None:
        model = ScriptedModel()
        result, events = await play(
            model, brings={"prepare_iteration": lambda _ctx: Abort("enough spent")}
        )

        assert result.status == "stopped"
        assert "prepare_iteration aborted it: enough spent" in (result.error or "")
        assert model.calls == []
        assert acted(events) == ["0 prepare_iteration abort"]

    async def test_a_hook_can_end_one_child_and_the_parent_goes_on(self) -> None:
        def no_children(ctx: IterationContext) -> Abort | None:
            return Abort("no children") if ctx.depth else None

        model = ScriptedModel(
            code("print(rlm_query_batched(['q'], contexts=['c']))"), "FINAL(2)"
        )
        result, _ = await play(model, brings={"prepare_iteration": no_children})

        assert result.text == "2"
        assert "prepare_iteration aborted it: no children" in said_to(model, 2)

    async def test_a_hook_that_raises_fails_the_run_under_its_name(self) -> None:
        def broken(_ctx: IterationContext) -> Continue:
            raise ZeroDivisionError("oops")

        result, _ = await play(
            ScriptedModel("FINAL(1)"), brings={"prepare_iteration": broken}
        )

        assert result.status == "failed"
        assert result.error == "prepare_iteration raised ZeroDivisionError: oops"

    @pytest.mark.parametrize(
        ("outcome", "words"),
        [
            (42, "prepare_iteration gave back 42"),
            (FallbackToQuery(), "return Continue, Override, Finalize or Abort"),
            (Override(prompt="x"), "may override messages, model, max_output_chars"),
            (Finalize({1, 2}), "finalized with a set, which JSON cannot say"),  # type: ignore[arg-type]
            (Override(messages=[]), "do not end in one of the user"),
            (Override(messages=["hi"]), "a message that is none"),  # type: ignore[list-item]
            (Override(messages=5), "messages must be a list; found int"),  # type: ignore[arg-type]
            (Override(messages="hi"), "messages must be a list"),  # type: ignore[arg-type]
            (Abort(5), "reason must be a str; found int"),  # type: ignore[arg-type]
            (Mute(), "prepare_iteration gave back a Mute"),
            (
                Override(
                    messages=[
                        ChatMessage("tool", "x"),  # type: ignore[arg-type]
                        ChatMessage("user", "y"),
                    ]
                ),
                "a message that is none",
            ),
            (
                Override(messages=[ChatMessage("user", 3)]),  # type: ignore[arg-type]
                "a message that is none",
            ),
            (Override(model=3), "prepare_iteration: model must be a str"),  # type: ignore[arg-type]
            (Override(max_output_chars=0), "max_output_chars must be 1 or more"),
        ],
    )
    async def test_nonsense_is_named(self, outcome: Any, words: str) -> None:
        result, _ = await play(
            ScriptedModel("FINAL(1)"),
            brings={"prepare_iteration": lambda _ctx: outcome},
        )

        assert result.status == "failed"
        assert words in (result.error or "")


CHILD = code("print(rlm_query('count', context='abc'))")
"""A turn that starts one child."""


class TestBeforeAChild:
    """`prepare_sub_agent`."""

    async def test_a_child_is_seen_before_it_starts(self) -> None:
        seen: list[SubAgentContext] = []
        model = ScriptedModel(CHILD, "FINAL(3)", "FINAL(4)")

        await play(model, brings={"prepare_sub_agent": seen.append})

        [ctx] = seen
        assert (ctx.parent, ctx.node, ctx.depth) == ("0", "0.1", 1)
        assert (ctx.prompt, ctx.context, ctx.index) == ("count", "abc", None)

    async def test_a_child_gets_another_task(self) -> None:
        async def change(_ctx: SubAgentContext) -> Override:
            await asyncio.sleep(0)
            return Override(
                prompt="weigh",
                context=["x"],
                settings={"model": "m", "max_iterations": 1},
            )

        model = ScriptedModel(CHILD, code("print(context)"), "FINAL(3)", "FINAL(4)")
        result, events = await play(model, brings={"prepare_sub_agent": change})

        assert "weigh" in said_to(model, 2)
        assert "['x']" in said_to(model, 3)
        assert "<answer_now/>" in said_to(model, 3)
        assert [r.model for r in model.requests][1:3] == ["m", "m"]
        assert acted(events) == ["0.1 prepare_sub_agent override"]
        assert result.root is not None
        assert result.root.children[0].prompt == "weigh"

    async def test_a_limit_of_a_child_may_be_written_as_a_text(self) -> None:
        def change(_ctx: SubAgentContext) -> Override:
            return Override(settings={"max_iterations": "1", "code_timeout": "5"})

        model = ScriptedModel(CHILD, code("print(1)"), "FINAL(3)", "FINAL(4)")
        result, _ = await play(model, brings={"prepare_sub_agent": change})

        assert (result.status, result.text) == ("answered", "4")
        assert "<answer_now/>" in said_to(model, 3)

    async def test_what_a_hook_does_to_the_copied_context_changes_nothing(self) -> None:
        def meddle(ctx: SubAgentContext) -> None:
            assert isinstance(ctx.context, list)
            ctx.context.clear()

        model = ScriptedModel(
            code("print(rlm_query('count', context=['a']))"),
            code("FINAL(len(context))"),
            "FINAL(4)",
        )
        await play(model, brings={"prepare_sub_agent": meddle})

        assert "\n1\n" in said_to(model, 3)

    async def test_a_plain_query_takes_the_place_of_a_child(self) -> None:
        model = ScriptedModel(CHILD, "three", "FINAL(4)")
        async with live(
            model,
            attended=False,
            brings={"prepare_sub_agent": lambda _ctx: FallbackToQuery()},
        ) as run:
            await run.end()

        assert run.node("0.1").kind == "llm"
        assert model.calls[1] == (ChatMessage("user", "count\n\nText:\nabc"),)
        assert acted(run.events) == ["0.1 prepare_sub_agent fallback"]

    async def test_each_child_of_a_batch_is_asked_about(self) -> None:
        def some(ctx: SubAgentContext) -> FallbackToQuery | Abort | None:
            match ctx.index:
                case 0:
                    return Abort("too dear")
                case 1:
                    return FallbackToQuery()
            return None

        model = ScriptedModel(
            code("print(rlm_query_batched(['a', 'b'], contexts=['x', 'y']))"),
            "two",
            "FINAL(4)",
        )
        _, events = await play(model, brings={"prepare_sub_agent": some})

        assert "[prepare_sub_agent aborted it: too dear]" in said_to(model, 3)
        assert "'two'" in said_to(model, 3)
        assert sorted(acted(events)) == [
            "0.1.1 prepare_sub_agent abort",
            "0.1.2 prepare_sub_agent fallback",
        ]

    async def test_a_child_that_is_aborted_is_no_ordinary_error(self) -> None:
        model = ScriptedModel(
            code("try:\n    rlm_query('q')\nexcept Exception:\n    print('hidden')"),
            "FINAL(4)",
        )
        await play(model, brings={"prepare_sub_agent": lambda _ctx: Abort("no")})

        assert "QueryAborted: [prepare_sub_agent aborted it: no]" in said_to(model, 2)

    async def test_plain_queries_are_not_asked_about(self) -> None:
        seen: list[SubAgentContext] = []
        model = ScriptedModel(code("print(llm_query('q'))"), "a", "FINAL(4)")

        await play(model, brings={"prepare_sub_agent": seen.append})

        assert seen == []

    async def test_a_hook_that_raises_in_a_batch_fails_the_run(self) -> None:
        def broken(_ctx: SubAgentContext) -> None:
            raise KeyError("gone")

        model = ScriptedModel(code("rlm_query_batched(['a', 'b'])"))
        result, _ = await play(model, brings={"prepare_sub_agent": broken})

        assert result.status == "failed"
        assert result.error == "prepare_sub_agent raised KeyError: 'gone'"

    @pytest.mark.parametrize(
        ("outcome", "words"),
        [
            (Finalize("x"), "return Continue, Override, FallbackToQuery or Abort"),
            (Override(model="m"), "may override prompt, context, settings"),
            (Override(settings={"max_depth": 1}), "unknown settings max_depth"),
            (
                Override(settings={"max_iterations": 0}),
                "agent: max_iterations: input should",
            ),
            (Override(settings={"model": 3}), "model must be a str"),
            (Override(settings={"sub_model": None}), "sub_model must be a str"),
            (Override(prompt=3), "prompt must be a str"),  # type: ignore[arg-type]
            (Override(context=3), "context is a int"),  # type: ignore[arg-type]
            (Override(context={1: 2}), "keys must be text"),  # type: ignore[dict-item]
            (Override(context=""), "context is empty"),
            (Override(settings=3), "settings must be a dict"),  # type: ignore[arg-type]
            (Abort(None), "reason must be a str; found NoneType"),  # type: ignore[arg-type]
        ],
    )
    async def test_nonsense_is_named(self, outcome: Any, words: str) -> None:
        result, _ = await play(
            ScriptedModel(CHILD), brings={"prepare_sub_agent": lambda _ctx: outcome}
        )

        assert result.status == "failed"
        assert words in (result.error or "")


async def test_an_interrupted_run_has_saved_what_a_hook_was_told() -> None:
    is_told = asyncio.Event()

    async def wait(_context: IterationContext) -> None:
        is_told.set()
        await asyncio.Event().wait()

    async with live(
        ScriptedModel("FINAL(1)"),
        start_repl=FakeRepls(),
        brings={"prepare_iteration": wait},
    ) as run:
        await is_told.wait()

    assert [event.kind for event in run.events][-1] == "iteration_started"
    assert run.session is run.journal.ahead


async def test_whatever_a_hook_raises_fails_the_run_under_its_name() -> None:
    def fail(_context: IterationContext) -> None:
        raise Mute

    result, _ = await play(
        ScriptedModel("FINAL(1)"), brings={"prepare_iteration": fail}
    )

    assert (result.status, result.error) == ("failed", "prepare_iteration raised Mute")


async def test_a_hook_that_cancels_itself_fails_the_run_under_its_name() -> None:
    async def give_up(_context: IterationContext) -> None:
        raise asyncio.CancelledError

    result, _ = await play(
        ScriptedModel("FINAL(1)"), brings={"prepare_iteration": give_up}
    )

    assert (result.status, result.error) == (
        "failed",
        "prepare_iteration cancelled itself",
    )
