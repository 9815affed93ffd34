"""The work of `engine_peers.py` done by `dspy.RLM`: code in Pyodide, in a Deno process.

`pip install 'dspy[deno]'` brings all it needs but what Deno fetches when it first runs.
It ends with `SUBMIT`, asks eight at a time, and saves nothing.
"""

from __future__ import annotations

import re
import time
import warnings
from types import SimpleNamespace
from typing import Any

TURNS = 130
CANNOT = frozenset({"busy loop", "children"})
"""Work that it has no way to do: time limits of a block, children side by side."""

CHILD = "dspy.RLM('context, query -> answer')(context='c', query='child').answer"


def code_of(reply: str) -> str:
    """The code of a reply, in its dialect."""
    code = reply.removeprefix("```repl\n").removesuffix("\n```")
    if "rlm_query('child')" in code:
        code = "import dspy\n" + code.replace("rlm_query('child')", CHILD)
    return re.sub(
        r"answer\['content'\] = str\((.*)\); answer\['ready'\] = True",
        r"SUBMIT(str(\1))",
        code,
    )


def run(context: str, script: Any) -> str:
    """One run, answered by the script."""
    import dspy

    class Quick(dspy.BaseLM):  # type: ignore[misc]  # it has no types
        """Speaks its protocol."""

        def forward(self, prompt: Any = None, messages: Any = None, **_: Any) -> Any:
            last = str(messages[-1]["content"] if messages else prompt)
            is_turn = "variables_info" in last
            asked = [("system", ""), ("user", _query(last))] if is_turn else []
            text, delay_s = script.reply(asked or [("user", last)])
            if delay_s:
                time.sleep(delay_s)  # noqa: TID251  # its threads, not our loop
            return _reply(_turn(text) if is_turn else text)

    warnings.simplefilter("ignore", DeprecationWarning)
    model = Quick("m", cache=False)
    agent = dspy.RLM(
        "context, query -> answer", max_iters=TURNS, max_llm_calls=5_000, sub_lm=model
    )
    with dspy.context(lm=model):
        return str(agent(context=context, query="what?").answer)


def _query(prompt: str) -> str:
    """What the agent was asked that sent this prompt."""
    variables = prompt.split("[[ ## repl_history ## ]]", 1)[0]
    return "child" if re.search(r"^ *child$", variables, re.MULTILINE) else "root"


def _turn(reply: str) -> str:
    return (
        "[[ ## reasoning ## ]]\nnext\n\n[[ ## code ## ]]\n"
        f"```python\n{code_of(reply)}\n```\n\n[[ ## completed ## ]]"
    )


def _reply(text: str) -> SimpleNamespace:
    message = SimpleNamespace(content=text, tool_calls=None)
    choice = SimpleNamespace(message=message, finish_reason="stop")
    usage = {"prompt_tokens": 100, "completion_tokens": 10, "total_tokens": 110}
    return SimpleNamespace(choices=[choice], usage=usage, model="m")
