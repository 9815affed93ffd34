"""Scripted dialogues and what they come to, whoever carries the words."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Literal

from rlm_tui.domain.values import ContextValue
from tests.engine.live import code

Fault = Literal["busy", "refused"]


@dataclass(frozen=True, slots=True)
class Line:
    """One reply of the model: in order, or to every message that a pattern is in."""

    text: str = ""
    match: str | None = None
    fault: Fault | None = None
    tokens: int = 7


@dataclass(frozen=True, slots=True)
class Dialogue:
    """What the model says, and what has to come of it."""

    lines: tuple[Line, ...]
    text: str | None
    """The answer; `None`: whatever it is."""
    status: str = "answered"
    calls: int | None = None
    """Requests that the model gets."""
    context: ContextValue = "alpha beta gamma"
    limits: dict[str, Any] = field(default_factory=dict)
    said: str = ""
    """A pattern that some request to the model holds."""
    error: str = ""
    """A pattern of the error."""


def says(
    *lines: str | Line,
    text: str | None = "42",
    status: str = "answered",
    calls: int | None = None,
    said: str = "",
    error: str = "",
    context: ContextValue = "alpha beta gamma",
    **limits: Any,
) -> Dialogue:
    """A dialogue, in short."""
    return Dialogue(
        lines=tuple(Line(x) if isinstance(x, str) else x for x in lines),
        text=text,
        status=status,
        calls=calls,
        said=said,
        error=error,
        context=context,
        limits=limits,
    )


def on(match: str, text: str = "", *, fault: Fault | None = None) -> Line:
    """A reply to whatever holds a pattern."""
    return Line(text, match, fault)


def pick(lines: list[Line], prompt: str) -> Line | None:
    """The line that answers a prompt, taken from the list if it goes in order."""
    for line in lines:
        if line.match is not None and re.search(line.match, prompt):
            return line
    for line in lines:
        if line.match is None:
            lines.remove(line)
            return line
    return None


ANSWER = "answer['content'] = '42'\nanswer['ready'] = True"
CATCH = (
    "try:\n    r = llm_query('q')\nexcept QueryError as e:\n    r = 'caught'\nFINAL(r)"
)

FINISHING = {
    "final in code": says(code("FINAL(42)"), calls=1),
    "final of a text": says(code("FINAL('42')")),
    "final var in code": says(code("x = 42\nFINAL_VAR('x')")),
    "the answer variable": says(code(ANSWER)),
    "the answer by update": says(code("answer.update(content='42', ready=True)")),
    "the answer by |=": says(code("answer |= {'content': '42', 'ready': True}")),
    "the answer by a new dict": says(code("answer = {'content': 42, 'ready': True}")),
    "submit": says(code("SUBMIT(42)")),
    "submit a field": says(code("SUBMIT(answer=42)"), text=None),
    "final in prose": says("So it is.\nFINAL(42)"),
    "final in prose with a confidence": says("FINAL('42', confidence=0.8)"),
    "final var in prose": says(code("x = 42"), "FINAL_VAR(x)", calls=2),
    "final var beside code": says(code("x = 42") + "\nFINAL_VAR(x)", calls=1),
    "an item of a variable": says(code("x = {'a': [41, 42]}"), "FINAL_VAR(x['a'][1])"),
    "a block ends at its answer": says(code("FINAL(42)\nFINAL(43)")),
    "blocks behind an answer do not run": says(code("FINAL(42)", "FINAL(43)")),
    "several lines": says("FINAL(one\ntwo)", text="one\ntwo"),
    "tildes": says("~~~repl\nFINAL(42)\n~~~"),
    "python where there is no repl": says("```python\nFINAL(42)\n```"),
    "an untagged block": says("```\nFINAL(42)\n```"),
}
NOT_FINISHING = {
    "an announcement": says("I will call FINAL(41) later.", "FINAL(42)", calls=2),
    "the semifinal": says("The semifinal (round 2).", "FINAL(42)", calls=2),
    "another language": says("```json\nFINAL(41)\n```", "FINAL(42)", calls=2),
    "an unseen answer beside code": says(
        code("print('seen')") + "\nFINAL(41)", "FINAL(42)", said="seen", calls=2
    ),
    "an unknown variable": says(
        code("known = 1"), "FINAL_VAR(other)", "FINAL(42)", said="known"
    ),
    "an expression that would run": says(
        code("x = [1]"), "FINAL_VAR(x.pop())", code("FINAL(41 + len(x))")
    ),
    "an empty answer": says("FINAL()", "FINAL(42)", said="empty answer"),
    "an unterminated block": says(
        "```repl\nFINAL(41)", "FINAL(42)", said="ended inside"
    ),
    "nothing at all": says("Hm.", "FINAL(42)", said="neither a `repl` block"),
    "blanks alone": says("\n ", "FINAL(42)", said="has no text"),
    "an answer that is not ready": says(
        code("answer['content'] = '41'"), "FINAL(42)", calls=2
    ),
    "code that fails before its answer": says(code("1 / 0\nFINAL(41)"), "FINAL(42)"),
}
STATE = {
    "variables stay": says(code("x = 40"), code("y = x + 2"), code("FINAL(y)")),
    "what a failing block had assigned stays": says(
        code("x = 42\n1 / 0"), code("FINAL(x)"), said="ZeroDivisionError"
    ),
    "the context": says(code("FINAL(context.split()[1])"), text="beta"),
    "a list": says(code("FINAL(context[1])"), context=["a", "42"]),
    "a mapping": says(code("FINAL(context['b'][0])"), context={"b": ["42"]}),
    "the last expression is shown": says(code("20 + 22"), "FINAL(42)", said=r"\n42\n"),
    "the history": says("Hm.", code("FINAL(len(history))"), text="5"),
    "a long output is whole in the repl": says(
        code("print('x' * 30_000)"), code("FINAL(len(_out[1]))"), text="30001"
    ),
    "long output is cut for the model": says(
        code("print('x' * 30_000)"), "FINAL(42)", said="characters left out"
    ),
    "top-level await": says(
        code("import asyncio\nawait asyncio.sleep(0)\nFINAL(42)"),
    ),
    "names outside latin": says(code("größe = '4٢'\nFINAL(größe)"), text="4٢"),
}
QUERIES = {
    "a query": says(code("FINAL(llm_query('q'))"), on("^q$", "42"), calls=2),
    "an alias": says(code("FINAL(llm_batch(['q'])[0])"), on("^q$", "42")),
    "a batch keeps its order": says(
        code("FINAL(llm_query_batched(['q1', 'q2', 'q3']))"),
        on("^q1$", "a"),
        on("^q2$", "b"),
        on("^q3$", "c"),
        text="['a', 'b', 'c']",
        calls=4,
    ),
    "a failure in a batch is its element's text": says(
        code("FINAL(llm_query_batched(['q1', 'q2'])[1])"),
        on("^q1$", "a"),
        on("^q2$", fault="refused"),
        text=None,
        error="",
    ),
    "a query that fails can be caught": says(
        code(CATCH), on("^q$", fault="refused"), text="caught"
    ),
    "a query that is not caught is told": says(
        code("llm_query('q')"),
        on("^q$", fault="refused"),
        "FINAL(42)",
        said="QueryError",
    ),
    "a child": says(
        code("FINAL(rlm_query('part', context=context[:5]))"),
        on("<question>\npart", code("FINAL(context)")),
        text="alpha",
        calls=2,
    ),
    "children at once": says(
        code("FINAL(rlm_query_batched(['p1', 'p2'], contexts=['a', 'b']))"),
        on("<question>\np", code("FINAL(context * 2)")),
        text="['aa', 'bb']",
    ),
    "the last depth is a query with its context": says(
        code("FINAL(rlm_query('part', context='the piece'))"),
        on("^part\n\nText:\nthe piece$", "42"),
        max_depth=1,
    ),
    "threads may ask": says(
        code(
            "from concurrent.futures import ThreadPoolExecutor\n"
            "with ThreadPoolExecutor(2) as pool:\n"
            "    r = list(pool.map(llm_query, ['q1', 'q2']))\nFINAL(r)"
        ),
        on("^q1$", "a"),
        on("^q2$", "b"),
        text="['a', 'b']",
    ),
    "an unknown model is refused": says(
        code("llm_query('q', model='other')"), "FINAL(42)", said="not of this run"
    ),
}
LIMITS = {
    "turns": says("Hm.", "Hm.", "FINAL(42)", max_iterations=2, status="forced"),
    "turns without an answer": says(
        "Hm.", "FINAL_VAR(x)", max_iterations=1, status="limit", text=None
    ),
    "sub-queries": says(
        code("print(llm_query_batched(['q'] * 3))"),
        "FINAL(42)",
        said="3 sub-queries asked for, 2 of 2 left",
        max_llm_calls=2,
    ),
    "tokens": says(
        Line("Hm.", tokens=5_000),
        max_tokens=4_000,
        status="limit",
        text=None,
        error="max_tokens",
        calls=1,
    ),
    "errors in a row": says(
        *[code("1 / 0")] * 3, max_errors=2, status="limit", text=None, calls=2
    ),
    "no sub-queries at all": says(
        code("llm_query('q')"), "FINAL(42)", max_depth=0, said="switched off"
    ),
}
FAULTS = {
    "a refusal ends the run": says(
        Line(fault="refused"),
        status="failed",
        text=None,
        error="no such thing",
        calls=1,
    ),
    "a passing fault is tried again": says(
        Line(fault="busy"), "FINAL(42)", said="", calls=2
    ),
    "a fault that does not pass": says(
        *[Line(fault="busy")] * 2,
        max_retries=1,
        status="failed",
        text=None,
        error="not now",
        calls=2,
    ),
}
DIALOGUES: dict[str, Dialogue] = {
    **FINISHING, **NOT_FINISHING, **STATE, **QUERIES, **LIMITS, **FAULTS,
}  # fmt: skip
