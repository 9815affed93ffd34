"""Results and event streams of ai-rlm become sessions."""

from __future__ import annotations

import json

from tests.exchange.reading_back import Imported, lines

STEPS = [
    {"iteration": 1, "reasoning": "I look.", "code": "1", "output": "one"},
    {"iteration": 2, "reasoning": "", "code": "x()", "output": "\n[Error]: no x"},
]
USAGE = {
    "inputTokens": 300,
    "outputTokens": 30,
    "totalTokens": 330,
    "reasoningTokens": 3,
    "cachedInputTokens": 100,
}
MESSAGES = [
    {"role": "system", "content": "You write JavaScript."},
    {
        "role": "user",
        "content": "Type: string\n\nYour task: Which year?\n\n"
        "Begin by exploring the context to understand its structure",
    },
]


def start(number: int) -> dict[str, object]:
    return {"type": "iteration_start", "iteration": number, "messages": MESSAGES}


def complete(number: int, output: str = "one") -> dict[str, object]:
    step = {"iteration": number, "reasoning": "I look.", "code": "1", "output": output}
    return {
        "type": "iteration_complete",
        "iteration": number,
        "step": step,
        "llmResponse": "I look.\n```javascript\n1\n```",
        "executionTimeMs": 1_500,
    }


def asked(prompt: str) -> dict[str, object]:
    return {"type": "llm_call", "prompt": prompt, "modelId": "m", "isSubCall": True}


def test_a_result_becomes_a_session() -> None:
    result = {
        "text": "1999",
        "steps": STEPS,
        "llmCallCount": 5,
        "iterations": 2,
        "usage": USAGE,
    }

    found = Imported(json.dumps(result))

    session = found.session
    assert found.source == "ai-rlm"
    assert session.answer is not None
    assert session.answer.whole == "1999"
    first, second = session.nodes["0"].iterations
    assert second.executions[0].error == "no x"
    assert (session.usage.calls, session.usage.input_tokens) == (5, 300)
    assert first.executions[0].code.whole == "1"


def test_an_event_stream_becomes_a_session() -> None:
    root = {"type": "llm_call", "modelId": "big", "isSubCall": False}
    found = Imported(
        lines(
            start(1),
            root,
            asked("Which?"),
            complete(1),
            start(2),
            root,
            complete(2, "Final answer: 1999"),
        )
    )

    session = found.session
    assert session.question.whole == "Which year?"
    assert session.answer is not None
    assert session.answer.whole == "1999"
    assert session.nodes["0"].model == "big"
    assert session.nodes["0.1"].prompt.whole == "Which?"
    assert session.nodes["0"].iterations[0].elapsed_s == 1.5


def test_a_stream_that_ends_with_an_error_has_failed() -> None:
    error = {
        "type": "error",
        "iteration": 1,
        "phase": "llm",
        "error": {"message": "no key"},
        "context": "generateText failed",
    }

    session = Imported(lines(start(1), error)).session

    assert (session.status, session.error) == ("failed", "no key")


def test_iterations_that_begin_again_are_another_session() -> None:
    found = Imported(lines(start(1), complete(1), start(1), complete(1)))

    assert len(found.sessions) == 2
