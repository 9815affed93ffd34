"""Answers that are judged, and how sure they must be."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from rlm_tui.domain.events_of_answers import AnswerJudged
from rlm_tui.engine.agent import RLMAgent
from rlm_tui.engine.evaluation import Accept, SendBack
from rlm_tui.engine.result import Step
from rlm_tui.errors import SettingsError
from rlm_tui.models.scripted import ScriptedModel
from tests.engine.live import code, live, play, said_to


class TestByAFunction:
    """An evaluator that the calling program brings."""

    async def test_it_sees_question_answer_and_steps(self) -> None:
        seen: list[tuple[str, str, tuple[Step, ...]]] = []

        async def judge(question: str, answer: str, steps: tuple[Step, ...]) -> Accept:
            await asyncio.sleep(0)
            seen.append((question, answer, steps))
            return Accept(0.9)

        model = ScriptedModel(code("print(41)"), "FINAL(42)")
        result, events = await play(model, brings={"evaluator": judge})

        [(question, answer, steps)] = seen
        assert (question, answer) == ("what?", "42")
        assert steps[0].output == "41\n"
        assert (result.status, result.confidence) == ("answered", 0.9)
        [judged] = [event for event in events if isinstance(event, AnswerJudged)]
        assert (judged.by, judged.accepted, judged.confidence) == (
            "evaluator",
            True,
            0.9,
        )

    async def test_a_critique_goes_back_to_the_model(self) -> None:
        opinions = [SendBack("name the month"), Accept()]

        model = ScriptedModel("FINAL(soon)", code("FINAL('May', confidence=0.6)"))
        result, _ = await play(
            model, brings={"evaluator": lambda _q, _a, _s: opinions.pop(0)}
        )

        assert "sent back: name the month" in said_to(model, 2)
        assert (result.text, result.confidence) == ("May", 0.6)

    @pytest.mark.parametrize(
        ("opinion", "status", "confidence"),
        [
            (0.7, "answered", 0.7),
            (True, "answered", None),
            ("no", "forced", None),
            (False, "forced", None),
        ],
    )
    async def test_short_forms_are_understood(
        self, opinion: object, status: str, confidence: float | None
    ) -> None:
        result, _ = await play(
            ScriptedModel("FINAL(1)"),
            brings={"evaluator": lambda _q, _a, _s: opinion},
            max_iterations=1,
        )

        assert (result.status, result.confidence) == (status, confidence)

    @pytest.mark.parametrize("opinion", [None, 7, Accept(1.5), [], ""])
    async def test_nonsense_fails_the_run_under_its_name(self, opinion: object) -> None:
        result, _ = await play(
            ScriptedModel("FINAL(1)"),
            brings={"evaluator": lambda _q, _a, _s: opinion},
        )

        assert result.status == "failed"
        assert "the evaluator gave back" in (result.error or "")

    async def test_one_that_raises_fails_the_run_under_its_name(self) -> None:
        def broken(_question: str, _answer: str, _steps: object) -> Accept:
            raise OSError("disk")

        result, _ = await play(ScriptedModel("FINAL(1)"), brings={"evaluator": broken})

        assert result.error == "the evaluator raised OSError: disk"

    async def test_the_best_answer_is_forced_when_the_budget_ends(self) -> None:
        opinions: list[Any] = [
            SendBack("a", 0.3),
            SendBack("b", 0.6),
            SendBack("c", 0.1),
        ]
        model = ScriptedModel("FINAL(1)", "FINAL(2)", "FINAL(3)")

        result, _ = await play(
            model,
            brings={"evaluator": lambda _q, _a, _s: opinions.pop(0)},
            max_iterations=3,
        )

        assert (result.status, result.text, result.confidence) == ("forced", "2", 0.6)
        assert len(model.calls) == 3

    async def test_children_are_not_judged(self) -> None:
        seen: list[str] = []

        def judge(_question: str, answer: str, _steps: object) -> Accept:
            seen.append(answer)
            return Accept()

        model = ScriptedModel(
            code("print(rlm_query('q', context='c'))"), "FINAL(child)", "FINAL(root)"
        )
        await play(model, brings={"evaluator": judge})

        assert seen == ["root"]


ACCEPTS = '{"accept": true, "confidence": 0.8, "critique": ""}'
SENDS_BACK = 'I judge:\n{"accept": false, "confidence": 0.2, "critique": "cite it"}'


class TestByAModel:
    """An evaluator that is a model."""

    async def test_it_is_a_node_that_is_charged(self) -> None:
        model = ScriptedModel(code("print(41)"), "FINAL(42)", ACCEPTS)
        async with live(model, attended=False, brings={"evaluator": "judge"}) as run:
            result = await run.end()

        node = run.node("0.1")
        assert (node.kind, node.function, node.model) == ("llm", "evaluator", "judge")
        assert result.confidence == 0.8
        assert result.llm_call_count == 3
        assert run.session.sub_queries == 1
        assert "Question:\nwhat?" in said_to(model, 3)
        assert "Answer:\n42" in said_to(model, 3)
        assert "print(41)" in said_to(model, 3)

    async def test_its_critique_goes_back(self) -> None:
        model = ScriptedModel("FINAL(1)", SENDS_BACK, "FINAL(2)", ACCEPTS)

        result, _ = await play(model, brings={"evaluator": "judge"})

        assert "sent back: cite it" in said_to(model, 3)
        assert (result.text, result.confidence) == ("2", 0.8)

    async def test_it_waits_at_the_gate_like_a_sub_query(self) -> None:
        model = ScriptedModel("FINAL(1)")
        brings = {"evaluator": "judge"}
        async with live(model, rules=["hold gate:query"], brings=brings) as run:
            ticket = await run.held("query", "0.1")
            await run.handle.answer(ticket.id, ACCEPTS)
            result = await run.end()

        assert result.confidence == 0.8
        assert len(model.calls) == 1

    @pytest.mark.parametrize(
        "reply",
        [
            "fine!",
            "{not json}",
            '{"accept": "yes"}',
            '{"accept": true, "confidence": 7}',
        ],
    )
    async def test_a_verdict_that_cannot_be_read_warns_and_accepts(
        self, reply: str
    ) -> None:
        model = ScriptedModel(code("FINAL(1, confidence=0.4)"), reply)
        async with live(model, attended=False, brings={"evaluator": "judge"}) as run:
            result = await run.end()

        assert (result.status, result.confidence) == ("answered", 0.4)
        assert "nothing that can be read" in run.node("0").warnings[0]

    async def test_an_answer_that_nobody_may_judge_any_more_is_kept(self) -> None:
        model = ScriptedModel(code("llm_query('q')"), "a", code("FINAL('kept')"))

        result, _ = await play(model, brings={"evaluator": "judge"}, max_llm_calls=1)

        assert (result.status, result.text) == ("limit", "kept")


class TestConfidence:
    """`min_confidence`."""

    async def test_an_unsure_answer_goes_back_with_words(self) -> None:
        model = ScriptedModel(
            code("FINAL(1, confidence=0.4)"),
            code(
                "answer['content'] = 2; answer['confidence'] = 0.9; answer['ready'] = 1"
            ),
        )

        result, events = await play(model, brings={"min_confidence": 0.8})

        assert "a confidence of 0.4; at least 0.8 is asked for" in said_to(model, 2)
        assert (result.text, result.confidence) == ("2", 0.9)
        [judged] = [event for event in events if isinstance(event, AnswerJudged)]
        assert (judged.by, judged.confidence) == ("min_confidence", 0.4)

    async def test_an_answer_that_does_not_say_is_asked(self) -> None:
        model = ScriptedModel("FINAL(1)", code("FINAL(1, confidence=1)"))

        result, _ = await play(model, brings={"min_confidence": 0.5})

        assert "says nothing of how sure it is" in said_to(model, 2)
        assert "below 0.5 comes back" in model.calls[0][0].content
        assert result.status == "answered"

    async def test_the_surest_answer_is_forced_with_its_confidence(self) -> None:
        model = ScriptedModel(
            code("FINAL('a', confidence=0.3)"),
            code("FINAL('b', confidence=0.6)"),
            code("FINAL('c', confidence=0.5)"),
        )

        result, _ = await play(model, brings={"min_confidence": 0.9}, max_iterations=3)

        assert (result.status, result.text, result.confidence) == ("forced", "b", 0.6)

    async def test_the_evaluator_s_confidence_counts_for_the_answer(self) -> None:
        model = ScriptedModel(code("FINAL(1, confidence=0.99)"), "FINAL(2)")
        opinions = [0.5, 0.95]

        result, _ = await play(
            model,
            brings={
                "min_confidence": 0.9,
                "evaluator": lambda _q, _a, _s: opinions.pop(0),
            },
        )

        assert (result.text, result.confidence) == ("2", 0.95)

    async def test_a_limit_ends_the_run_with_the_best_answer_so_far(self) -> None:
        model = ScriptedModel(
            {"text": code("FINAL('best', confidence=0.4)"), "cost": 0.6},
            {"text": code("print('more')"), "cost": 0.6},
        )

        result, _ = await play(model, brings={"min_confidence": 0.9}, max_cost=1.0)

        assert (result.status, result.text) == ("limit", "best")

    def test_it_is_a_share(self) -> None:
        with pytest.raises(SettingsError, match="min_confidence must be between 0 and"):
            RLMAgent("offline", min_confidence=80)
