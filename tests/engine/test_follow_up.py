"""A question that follows an answer goes on with the variables and what was said."""

from __future__ import annotations

import asyncio
import copy
from typing import Any

import pytest
from pydantic import BaseModel

from rlm_tui.domain.branching import branch
from rlm_tui.domain.events import EVENT, Event, Warned
from rlm_tui.domain.events_of_answers import QuestionAsked
from rlm_tui.domain.follow_up import FollowUp, follow_up
from rlm_tui.domain.reduce import replay
from rlm_tui.engine.agent import RLMAgent
from rlm_tui.engine.evaluation import Accept
from rlm_tui.engine.hooks import Continue, IterationContext
from rlm_tui.engine.result import RLMResult, Step
from rlm_tui.errors import SettingsError, SteeringError
from rlm_tui.models.scripted import ScriptedModel
from tests.engine.cut import Bed, approve_all, timeless, undisturbed
from tests.engine.live import code, of_kind
from tests.fakes import FakeRepls


async def answered(model: ScriptedModel, **settings: Any) -> tuple[RLMAgent, RLMResult]:
    """An agent with the answer to its first question."""
    agent = RLMAgent(model, **{"start_repl": FakeRepls(), **settings})
    return agent, await agent.generate(context="abc", query="How long?")


def test_variables_and_what_was_said_are_there() -> None:
    model = ScriptedModel(code("n = len(context)\nFINAL(n)"), code("FINAL(n * 2)"))
    agent = RLMAgent(model)
    first = agent.generate_sync(context="abc", query="How long?")

    second = agent.generate_sync(query="And twice that?", after=first)

    assert (second.text, second.status) == ("6", "answered")
    said = [message.content for message in model.calls[1]]
    assert "How long?" in said[1]
    assert said[2] == code("n = len(context)\nFINAL(n)")
    assert "<answer>\n3\n</answer>" in said[3]
    assert "<question>\nAnd twice that?\n</question>" in said[3]


async def test_what_led_to_the_answer_is_not_asked_or_paid_again() -> None:
    model = ScriptedModel(code("a = await llm_query('q')\nFINAL(a)"), "x", "FINAL(y)")
    agent, first = await answered(model)

    second = await agent.generate(query="And then?", after=first)

    assert len(model.calls) == 3
    assert second.llm_call_count == 1
    assert second.usage.calls == 1
    assert (second.iterations, len(second.steps)) == (1, 1)
    assert second.session_id != first.session_id


async def test_a_context_that_comes_with_it_is_a_variable_beside_the_first() -> None:
    model = ScriptedModel(
        "FINAL(1)",
        "FINAL(2)",
        code("FINAL(context + context_1[0] + context_2['k'])"),
    )
    agent, first = await answered(model)
    second = await agent.generate(query="And?", context=["d"], after=first)

    third = await agent.generate(query="And?", context={"k": "e"}, after=second)

    assert third.text == "abcde"
    assert "context_1[0]: str" in model.calls[1][-1].content
    assert "context_2['k']: str" in model.calls[2][-1].content


def test_what_code_calls_by_that_name_already_is_kept() -> None:
    mine = code("context_1 = 'mine'\ncontext_3 = 'too'\nFINAL(1)")
    model = ScriptedModel(mine, "FINAL(2)", code("FINAL(context_1 + context_4)"))
    agent = RLMAgent(model)
    first = agent.generate_sync(context="abc", query="How long?")
    second = agent.generate_sync(query="And?", context="new", after=first)

    third = agent.generate_sync(query="And?", context=" and", after=second)

    assert third.text == "mine and"
    assert "`context_2`" in model.calls[1][-1].content


def test_a_large_context_can_come_with_it() -> None:
    agent = RLMAgent(ScriptedModel("FINAL(1)", code("FINAL(len(context_1))")))
    first = agent.generate_sync(context="abc", query="How long?")

    second = agent.generate_sync(context="é" * 5_000_000, query="And?", after=first)

    assert second.text == "5000000"


async def test_turns_and_sub_queries_are_counted_anew() -> None:
    ask = code("print(await llm_query('q'))")
    model = ScriptedModel(ask, "x", "FINAL(one)", ask, "x", "FINAL(two)")
    agent, first = await answered(model, max_iterations=2, max_llm_calls=1)

    second = await agent.generate(query="And?", after=first)

    assert (second.text, second.status) == ("two", "answered")


async def test_a_forced_answer_can_be_followed() -> None:
    model = ScriptedModel(code("n = 1"), "FINAL(late)", code("FINAL(n)"))
    agent, first = await answered(model, max_iterations=1)

    second = await agent.generate(query="And n?", after=first)

    assert first.status == "forced"
    assert (second.text, second.status) == ("1", "answered")


async def test_one_answer_can_be_followed_by_several_questions_at_once() -> None:
    script = [{"match": "say 1", "text": "FINAL(1)"}]
    script += [{"match": "say 2", "text": "FINAL(2)"}, {"text": "FINAL(0)"}]
    agent, first = await answered(ScriptedModel(*script))

    async with asyncio.TaskGroup() as group:
        one = group.create_task(agent.generate(query="say 1", after=first))
        two = group.create_task(agent.generate(query="say 2", after=first))

    assert (one.result().text, two.result().text) == ("1", "2")


async def test_another_agent_may_go_on() -> None:
    _, first = await answered(ScriptedModel(code("n = 7\nFINAL(n)")))
    other = RLMAgent(
        ScriptedModel(code("FINAL(n)")), start_repl=FakeRepls(), max_iterations=1
    )

    second = await other.generate(query="What was n?", after=first)

    assert second.text == "7"


class Party(BaseModel):
    """What the second question asks for."""

    name: str


async def test_each_question_may_have_a_schema_of_its_own() -> None:
    model = ScriptedModel(
        "FINAL(no number)",
        "FINAL(4)",
        "FINAL(nobody)",
        'FINAL({"name": "Acme"})',
    )
    agent = RLMAgent(model, start_repl=FakeRepls())
    first = await agent.generate(context="abc", query="How many?", output_schema=int)

    second = await agent.generate(query="Who?", after=first, output_schema=Party)

    assert first.structured_output == 4
    assert second.structured_output == Party(name="Acme")


async def test_hooks_and_the_evaluator_see_the_question_that_is_asked() -> None:
    seen: list[str] = []

    def prepare_iteration(ctx: IterationContext) -> Continue:
        seen.append(ctx.question)
        return Continue()

    def judge(question: str, answer: str, steps: tuple[Step, ...]) -> Accept:
        seen.append(f"{question} {answer}")
        return Accept(0.9)

    model = ScriptedModel("FINAL(3)", "FINAL(6)")
    agent, first = await answered(
        model, prepare_iteration=prepare_iteration, evaluator=judge
    )

    await agent.generate(query="And twice?", after=first)

    assert seen == ["How long?", "How long? 3", "And twice?", "And twice? 6"]


async def test_the_text_stream_has_the_new_words_alone() -> None:
    agent, first = await answered(ScriptedModel("FINAL(old)", "FINAL(new)"))

    async with agent.stream(query="And?", after=first) as run:
        text = "".join([piece async for piece in run.text_stream])
        numbers = [event.seq async for event in run if not event.transient]

    assert text == "FINAL(new)"
    assert numbers == list(range(1, len(numbers) + 1))


async def test_what_cannot_be_followed_says_why() -> None:
    agent, failed = await answered(ScriptedModel({"error": "refused"}))

    with pytest.raises(SteeringError, match=r"has no answer to follow up \(failed\)"):
        await agent.generate(query="And?", after=failed)
    with pytest.raises(SettingsError, match="after must be a result that generate"):
        await agent.generate(query="And?", after="s_1")  # type: ignore[arg-type]


async def test_code_that_looks_at_the_clock_may_come_out_differently() -> None:
    clock = code("import time\nt = time.perf_counter_ns()\nprint(t)")
    model = ScriptedModel(clock, code("FINAL(1)"), code("FINAL(t > 0)"))
    agent, first = await answered(model)
    warned: list[str] = []

    def keep(event: Event) -> None:
        if isinstance(event, Warned):
            warned.append(event.message)

    second = await agent.generate(query="And t?", after=first, on_event=keep)

    assert (second.text, second.status) == ("True", "answered")
    [words] = warned
    assert words.startswith("run again, 0 it 1 block 1 came out differently: it wrote")


async def test_a_result_can_be_copied_and_still_be_followed() -> None:
    agent, first = await answered(ScriptedModel(code("n = 1\nFINAL(n)"), "FINAL(2)"))

    second = await agent.generate(query="And?", after=copy.deepcopy(first))

    assert second.text == "2"
    assert "past" not in repr(first)


class TestASavedOne:
    """As the app and the command line make it: saved, cut, taken up, branched."""

    async def followed(self) -> Bed:
        """A session with sub-queries and a child, and a question after its answer."""
        parent = await undisturbed()
        bed = Bed(
            script=(
                {"match": "<question>\nagain", "text": code("FINAL(r + str(len(xs)))")},
                *parent.script,
            )
        )
        asked = FollowUp("again", attended=True)
        bed.saved = follow_up(parent.saved, asked, session="s_2", now=9e9)
        return bed

    async def test_it_goes_on_from_any_event_at_which_it_is_cut(self) -> None:
        bed = await self.followed()
        begun = list(bed.saved)
        whole = await bed.through()
        events = list(bed.saved)

        for after in range(len(begun), len(events)):
            cut = bed.branched(events[:after])
            session = await cut.through()

            assert session.answer == whole.answer, after
            assert timeless(session.nodes) == timeless(whole.nodes), after

        assert whole.status == "answered"
        assert whole.answer is not None
        assert whole.answer.whole == "part is 53"
        assert whole.question.whole == "again"
        assert whole.parent == "s_1"

    async def test_it_is_paid_for_alone(self) -> None:
        bed = await self.followed()

        session = await bed.through()

        assert len(bed.requests) == 1
        assert session.usage.calls == 1
        assert session.sub_queries == 0

    async def test_a_branch_of_it_keeps_the_questions_before_its_event(self) -> None:
        bed = await self.followed()
        [asked] = of_kind(bed.saved, QuestionAsked)
        await bed.through()

        before = branch(bed.saved, asked.seq - 1, session="s_3", now=9e9)
        behind = branch(bed.saved, asked.seq, session="s_3", now=9e9)

        assert replay(before).question.whole == "root"
        assert replay(behind).question.whole == "again"
        for events in (before, behind):
            other = bed.branched(events)
            async with other.up() as run:
                await run.handle.resume()
                await approve_all(run)
            assert run.session.status == "answered"

    async def test_its_events_can_be_written_and_read(self) -> None:
        bed = await self.followed()

        assert [EVENT.validate_json(EVENT.dump_json(e)) for e in bed.saved] == bed.saved
