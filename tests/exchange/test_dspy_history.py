"""Histories of model calls that DSPy kept become sessions with their sub-queries."""

from __future__ import annotations

import json

from tests.exchange.reading_back import Imported, printed

ROOT, SUB = "openai/large", "openai/small"


def variable(title: str, value: str, chars: int) -> str:
    lines = (
        f"Variable: `{title}` (access it in your code)",
        "Type: str",
        f"Total length: {chars:,} characters",
        f"Preview:\n    ```\n    {value}\n    ```",
    )
    return "«««\n    " + "\n    ".join(lines) + "\n»»»"


def step(count: int, code: str, output: str, *, chars: int | None = None) -> str:
    length = len(output) if chars is None else chars
    return (
        f"=== Step {count} ===\nReasoning: I try.\nCode:\n```python\n{code}\n```\n"
        f"Output ({length:,} chars):\n{output}"
    )


def asked(*steps: str, turn: str | None = "1/8") -> str:
    given = variable("document", "In March it opened.", 1480)
    question = variable("question", "When was it opened?", 19)
    history = "\n".join(steps) or "Nothing was run yet."
    iteration = f"[[ ## iteration ## ]]\n{turn}\n\n" if turn else ""
    return (
        f"[[ ## variables_info ## ]]\n[1] {given}\n[2] {question}\n\n"
        f"[[ ## repl_history ## ]]\n{history}\n\n{iteration}Respond with the fields."
    )


def call(prompt: str, reply: object, *, second: int, model: str = ROOT) -> object:
    is_root = model == ROOT
    system = {"role": "system", "content": "[[ ## repl_history ## ]]\n{repl_history}"}
    messages = [system, {"role": "user", "content": prompt}]
    return {
        "prompt": None if is_root else prompt,
        "messages": messages if is_root else None,
        "kwargs": {},
        "response": "Response(...)",
        "outputs": [reply],
        "usage": {"prompt_tokens": 100, "completion_tokens": 10, "total_tokens": 110},
        "cost": 0.25 if is_root else None,
        "timestamp": f"2026-11-23T03:44:{second:02}.500000",
        "uuid": "32c5bec6",
        "model": model,
    }


def turn(code: str) -> str:
    return (
        "[[ ## reasoning ## ]]\nI try.\n\n[[ ## code ## ]]\n"
        f"```python\n{code}\n```\n\n[[ ## completed ## ]]"
    )


LOOK, ASK = "print(document[:9])", "print(llm_query('Which month?'))"
PRINTED = "In March\n\n=== Step 2 ===\n[[ ## iteration ## ]]\nnot a step"
SEEN = (step(1, LOOK, PRINTED), step(2, ASK, "March"))


def history(last: object, *, steps: tuple[str, ...] = SEEN) -> list[object]:
    return [
        call(asked(), turn(LOOK), second=1),
        call(asked(SEEN[0], turn="2/8"), turn(ASK), second=3),
        call("Which month?", "March", second=5, model=SUB),
        call(asked(*steps, turn="3/8"), last, second=7),
    ]


def imported(*calls: object) -> Imported:
    return Imported(json.dumps(list(calls)))


def test_a_history_becomes_a_session_with_its_sub_queries_and_costs() -> None:
    found = imported(*history(turn("SUBMIT(answer='March', year=1999)")))

    session = found.session
    turns = session.nodes["0"].iterations
    assert found.source == "dspy"
    assert session.question.whole == "When was it opened?"
    assert (session.context.label, session.context.chars) == (
        "document (from dspy)",
        1480,
    )
    assert session.context.preview.preview == "In March it opened."
    assert [printed(one.executions[0]) for one in turns] == [PRINTED, "March", ""]
    assert session.nodes["0.1"].prompt.whole == "Which month?"
    assert session.nodes["0.1"].model == SUB
    assert (session.usage.calls, session.usage.input_tokens) == (4, 400)
    assert (session.usage.cost, session.usage.unpriced_calls) == (0.75, 1)
    assert session.answer is not None
    assert json.loads(session.answer.preview) == {"answer": "March", "year": 1999}


def test_an_answer_that_the_history_does_not_hold_is_shown_as_written() -> None:
    session = imported(*history(turn("SUBMIT(answer=found)"))).session

    assert session.answer is not None
    assert session.answer.whole == "found (its value is not in the history)"


def test_a_history_that_breaks_off_has_no_answer() -> None:
    session = imported(*history(turn("print(2)"))).session

    assert session.status == "interrupted"
    assert session.nodes["0"].iterations[-1].executions[0].status == "ok"


def test_an_answer_after_the_last_iteration_was_forced() -> None:
    forced = "[[ ## answer ## ]]\nMarch\n\n[[ ## completed ## ]]"
    calls = [*history(turn(LOOK))[:3], call(asked(*SEEN, turn=None), forced, second=9)]

    session = imported(*calls).session

    assert session.status == "forced"
    assert session.answer is not None
    assert session.answer.whole == "March"


def test_an_output_whose_middle_was_left_out_ends_where_it_does() -> None:
    cut = "x" * 50 + "\n\n... (29,900 characters omitted) ...\n\n" + "y" * 50
    steps = (step(1, LOOK, cut, chars=30_000), SEEN[1])

    session = imported(*history(turn("SUBMIT('x')"), steps=steps)).session

    assert printed(session.nodes["0"].iterations[1].executions[0]) == "March"


def test_an_error_is_told_once() -> None:
    problem = "[Error] NameError: x"
    steps = (SEEN[0], step(2, ASK, problem))

    session = imported(*history(turn("SUBMIT('x')"), steps=steps)).session

    [execution] = session.nodes["0"].iterations[1].executions
    assert (execution.status, printed(execution)) == ("error", "")
    assert execution.error is not None
    assert problem in execution.error


def test_a_turn_that_was_asked_for_again_as_json_is_one() -> None:
    code = json.dumps({"reasoning": "I try.", "code": f"```python\n{LOOK}\n```"})
    first = call(asked(), "I would rather not.", second=1)

    session = imported(first, call(asked(), code, second=2)).session

    [only] = session.nodes["0"].iterations
    assert only.executions[0].code.whole == LOOK
    assert session.usage.input_tokens == 200


def test_each_run_in_a_history_is_a_session() -> None:
    once = history(turn("SUBMIT('x')"))

    assert len(imported(*once, *once).sessions) == 2
