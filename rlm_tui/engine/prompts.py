"""The words that go to a model, apart from those of the person and of the code."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from rlm_tui.domain.limits import Limits
from rlm_tui.domain.values import JSON

SYSTEM = """\
You answer a question about a context that is too large to read at once. You work in a \
Python REPL that holds the context in a variable; you see only what you print.

Write code in fenced blocks tagged `repl`. Variables persist between blocks. All blocks \
of a reply run in order, and their output comes back to you in the next message, cut in \
the middle where it is long (the whole of block n stays in `_out[n]`).

```repl
print(type(context), len(context))
print(context[:500])
```

In the REPL you have:
- `context`: the data, read as a str, list or dict.
- `llm_query(prompt)`: asks a language model one question and returns its text. Put the \
passage that it needs into the prompt: it sees nothing else.
- `llm_query_batched(prompts)`: many such questions at once; returns a list in order.
- `rlm_query(prompt, context=part)`: hands a part to a child that works as you do, with \
a REPL of its own. Use it where a part is itself too large for one prompt.
- `rlm_query_batched(prompts, contexts=parts)`: many children at once.
- `SHOW_VARS()`: lists your variables. `history`: the messages so far.
- The Python standard library, and `print`.

First look at the context. When it is small or the answer is in plain sight, answer \
directly. Otherwise search with code, and ask sub-queries about the pieces that matter.

Finish by calling, inside a `repl` block, `FINAL(value)` or `FINAL_VAR("name")`; \
`FINAL(value, confidence=0.8)` also says how sure you are. Finish only with what you \
have seen in an output.
"""

SUB_QUERIES_OFF = "Sub-queries are switched off in this run: work with code alone.\n"


TOOLS = """\
Besides, code can call these tools; each call returns a value and raises `ToolError` \
where it fails:
"""
WANTS_SCHEMA = """\
The answer must be a value that meets this JSON Schema. Give it as a Python value, as in \
`FINAL({{"name": "x"}})`:
{schema}
"""
WANTS_CONFIDENCE = """\
Say with every answer how sure you are, as in `FINAL(value, confidence=0.8)`. An answer \
below {wanted:g} comes back to you.
"""


def told_by_caller(
    usages: Mapping[str, str], schema: JSON, min_confidence: float | None
) -> str:
    """What the system prompt says beyond the usual."""
    parts: list[str] = []
    if usages:
        parts.append(TOOLS + "\n".join(map(_listed, usages.values())) + "\n")
    if schema is not None:
        written = json.dumps(schema, ensure_ascii=False, default=str)
        parts.append(WANTS_SCHEMA.format(schema=written))
    if min_confidence is not None:
        parts.append(WANTS_CONFIDENCE.format(wanted=min_confidence))
    return "".join(f"\n{part}" for part in parts)


def instructions(words: str) -> str:
    """What the calling program wants RLM nodes to keep to."""
    return f"\n<instructions>\n{words.strip()}\n</instructions>\n" if words else ""


def _listed(usage: str) -> str:
    first, _, rest = usage.partition("\n")
    return f"- `{first}`: {' '.join(rest.split())}".rstrip(": ")


def guidance(text: str) -> str:
    """A person's words, as they stand in a message."""
    return f"<guidance>\n{text}\n</guidance>"


def system_prompt(limits: Limits, *, may_recurse: bool) -> str:
    """What an RLM node is told once, before its question."""
    if limits.max_depth == 0:
        return SYSTEM + "\n" + SUB_QUERIES_OFF
    if not may_recurse:
        return SYSTEM + "\nAt this depth `rlm_query` is a plain query.\n"
    return SYSTEM


ALONE = "none came with the question; `context` is the text of the question"


def first_message(question: str, context_info: str) -> str:
    """The question and what is known of the context."""
    return (
        f"<question>\n{question}\n</question>\n\n"
        f"<context_info>\n{context_info}\n</context_info>\n\n"
        "If all of it stands above, you may answer at once. Otherwise look at it with "
        "code before you answer."
    )


FOLLOW_UP = """\
Your answer was accepted:
<answer>
{answer}
</answer>

There is a further question. Your variables are as you left them, and so is `context`.
{news}
<question>
{question}
</question>

If what you have seen answers it, answer at once. Otherwise go on with code.
"""
NEW_CONTEXT = """
A context of its own came with it, in `{name}`:
<context_info>
{info}
</context_info>
"""


def follow_up(question: str, answer: str, *, news: str) -> str:
    """A question that follows an accepted answer, and what came with it."""
    return FOLLOW_UP.format(question=question, answer=answer, news=news).strip()


def new_context(name: str, info: str) -> str:
    """What is known of a context that came with a further question."""
    return NEW_CONTEXT.format(name=name, info=info)


def block_report(block: int, shown: str, error: str | None) -> str:
    """What one block brought."""
    report = f'<output block="{block}">\n{shown.rstrip()}\n</output>'
    if error:
        report += f'\n<error block="{block}">\n{error.rstrip()}\n</error>'
    return report


def blocks_message(
    reports: Sequence[str], *, skipped: Sequence[int], notes: Sequence[str]
) -> str:
    """The user message that follows a reply with code."""
    parts = list(reports)
    if skipped:
        names = ", ".join(map(str, skipped))
        parts.append(
            f"Not run, because an earlier block of the reply ended it: {names}."
        )
    parts.extend(notes)
    return "\n\n".join(parts)


NUDGE = (
    "Your reply has neither a `repl` block nor an answer. Write code to look at the "
    "context, or finish with FINAL(value) in a `repl` block."
)
WORDLESS = (
    "Your reply has no text: what you only thought is not seen here. Write a `repl` "
    "block, or finish with FINAL(value) in one."
)
CUT = (
    "Your reply ended inside a code block, so nothing of that block was run. Write the "
    "block again, shorter if need be, and end it."
)
UNSEEN = (
    "Your reply has an answer beside code whose output you had not seen. The output is "
    "above. Confirm the answer, or change it, with FINAL(value) in a reply without "
    "other code."
)
EMPTY_ANSWER = "An empty answer is not accepted. Finish with FINAL(value)."
REPL_LOST = (
    "The REPL process was ended: {reason}. A new one is running: `context` is there, "
    "your variables and imports are gone ({problem}). Write them again as far as you "
    "need them."
)
REPL_REBUILT = (
    "The REPL process was ended: {reason}. A new one has run your earlier blocks again, "
    "with the same replies: your variables are as they were."
)
REPL_ENDED_BLOCK = "Do not run the block that was ended again unchanged."
REPL_MISSING = "Not there, because their block had been stopped: {names}."
ANSWER_NOW = (
    "<answer_now/>\nThis was the last turn for code. Answer now from what you have "
    "seen: one line FINAL(your answer), or FINAL_VAR(name) for a variable that exists."
)
ANSWER_AGAIN = (
    "The operator asks for another answer. Do not rely on the last one: look again at "
    "what you need, then answer."
)
ANSWER_REFUSED = (
    'The operator did not accept the answer: "{words}". Go on and answer again.'
)
ANSWER_REFUSED_BARE = (
    "The operator did not accept the answer. Go on and answer again, differently."
)


def answer_refused(words: str) -> str:
    """What the model reads when a person did not accept its answer."""
    return ANSWER_REFUSED.format(words=words) if words else ANSWER_REFUSED_BARE


def left_out(first: int, end: int) -> str:
    """What stands for the oldest turns when they are no longer sent."""
    return (
        f"[... older turns are left out here; history[{first}] to history[{end - 1}] "
        "in the REPL have them whole ...]"
    )


EVALUATED_STEPS = 20
EVALUATED_CHARS = 2_000
"""Of each code, output and error that an evaluator sees."""
EVALUATE = """\
Judge an answer before it is accepted. It was worked out step by step; you see the last \
steps with their outputs.

Question:
{question}

Answer:
{answer}

Steps:
{steps}

Does the answer follow from what the outputs show, and does it answer the question? \
Reply with one JSON object and nothing else: {{"accept": true or false, "confidence": a \
number from 0 to 1, "critique": "what is wrong or missing, if it is not accepted"}}
"""


def schema_errors(errors: Sequence[str]) -> str:
    """What the model reads when its answer does not meet the schema."""
    listed = "\n".join(f"- {error}" for error in errors)
    return (
        f"The answer does not meet the schema:\n{listed}\nAnswer again with a value "
        "that does, as in FINAL(value)."
    )


def critique(words: str) -> str:
    """What the model reads when the evaluator sent its answer back."""
    return f"The answer was judged and sent back: {words}\nGo on and answer again."


def unsure(found: float | None, wanted: float) -> str:
    """What the model reads when its answer is not sure enough."""
    if found is None:
        return (
            "The answer says nothing of how sure it is. Check it, then answer again "
            f"with FINAL(value, confidence=...); at least {wanted:g} is asked for."
        )
    return (
        f"The answer has a confidence of {found:g}; at least {wanted:g} is asked for. "
        "Look for more evidence, or check it in another way, then answer again with "
        "FINAL(value, confidence=...)."
    )


def repl_replaced(
    reason: str, problem: str | None, missing: Sequence[str], *, ended_block: bool
) -> str:
    """What the model reads when a new process stands in the place of one that ended."""
    if problem is not None:
        return REPL_LOST.format(reason=reason, problem=problem)
    words = REPL_REBUILT.format(reason=reason)
    if ended_block:
        words += " " + REPL_ENDED_BLOCK
    if missing:
        words += " " + REPL_MISSING.format(names=", ".join(missing))
    return words


def bounded(text: str, limit: int, *, name: str) -> str:
    """Head and tail of a text, with a mark that says how much is left out and where
    the whole is."""
    if len(text) <= limit:
        return text
    head = text[: limit * 2 // 3]
    tail = text[-(limit - len(head)) :]
    left_out = len(text) - len(head) - len(tail)
    mark = f"[... {left_out} characters left out; all of it is in {name} ...]"
    return f"{head}\n{mark}\n{tail}"
