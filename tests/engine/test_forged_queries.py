"""Queries that no function of the REPL makes do no more than those that do."""

from __future__ import annotations

import pytest

from rlm_tui.models.scripted import ScriptedModel
from tests.engine.live import code, play

FORGE = """
import json, os, stat, struct
def sockets():
    for number in range(3, 40):
        try:
            if stat.S_ISSOCK(os.fstat(number).st_mode): yield number
        except OSError: pass
wire = next(sockets())
def ask(op, body, **more):
    body = body if isinstance(body, bytes) else body.encode()
    header = dict(op=op, id=10 ** 6, cell=llm_query.__self__.cell, model=None, line=1,
                  prompts=[len(body)], contexts=[[None, 0]], tool='')
    head = json.dumps({**header, **more}).encode()
    os.write(wire, struct.pack('>II', len(head), len(body)) + head + body)
"""

FORGED = {
    "a tool that is not there": "ask('tool', '{}', tool='rm')",
    "a tool without a name": "ask('tool', '{}')",
    "arguments that are no JSON": "ask('tool', '{', tool='price')",
    "arguments of an odd shape": (
        "ask('tool', '{\"args\": 1, \"kwargs\": []}', tool='price')"
    ),
    "arguments that nobody has": (
        "ask('tool', '{\"args\": [], \"kwargs\": {\"__class__\": 1}}', tool='price')"
    ),
    "arguments of nested lists": "ask('tool', '[' * 100_000, tool='price')",
    "a model that is not there": "ask('llm_query', 'q', model='../../etc/passwd')",
    "a line beyond the block": "ask('llm_query', 'q', line=10 ** 9)",
    "bytes that are no text": "ask('llm_query', b'\\xff\\xfe\\xed\\xa0\\x80')",
    "an empty prompt": "ask('llm_query', '')",
    "a prompt of NUL": "ask('rlm_query', '\\0' * 9)",
}


def price(item: str) -> float:
    """A tool."""
    return 1.0 if item else 0.0


@pytest.mark.parametrize("with_tools", [False, True])
@pytest.mark.parametrize("what", FORGED)
async def test_a_forged_query_is_answered_like_another(
    what: str, with_tools: bool
) -> None:
    model = ScriptedModel(
        code(f"{FORGE}\n{FORGED[what]}\nprint(llm_query('after it'))"),
        *["FINAL(7)"] * 5,
    )
    brings = {"tools": {"price": price}} if with_tools else None

    result, events = await play(model, brings=brings)

    assert (result.status, result.text) == ("answered", "7"), result.error
    assert not [event for event in events if event.kind == "repl_lost"]
