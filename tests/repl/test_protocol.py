"""Bytes that no honest child sends."""

from __future__ import annotations

import json
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rlm_tui.errors import ReplError
from rlm_tui.frames import FrameError
from rlm_tui.repl.base import Page
from rlm_tui.repl.protocol import page_of
from tests.repl.bench import Bench

FORGE = """
import os, json, socket, struct
def find():
    for fd in range(3, 1024):
        try: s = socket.socket(fileno=os.dup(fd))
        except OSError: continue
        if s.family == socket.AF_UNIX: return s
wire = find()
def send(header, body=b'', size=None):
    head = header if isinstance(header, bytes) else json.dumps(header).encode()
    wire.sendall(struct.pack('>II', len(head), len(body) if size is None else size)
                 + head + body)
query = dict(op='llm_query', cell=1, id=900, model=None, line=1, prompts=[1],
             contexts=[[None, 0]])
"""

FORGED = {
    "garbage": "wire.sendall(b'\\xff' * 100)",
    "a header that is a list": "send(b'[]')",
    "a header without op": "send({'cell': 1})",
    "a header that is not UTF-8": "send(b'\\xff\\xfe')",
    "NaN": 'send(b\'{"op": "out", "cell": NaN}\')',
    "deep nesting": "send(b'[' * 100_000)",
    "an unknown op": "send({'op': 'format_disk', 'cell': 1})",
    "no cell": "send({'op': 'out'})",
    "done for a block to come": "send({'op': 'done', 'cell': 2})",
    "done for no block": "send({'op': 'done', 'cell': -1})",
    "done with an odd status": "send({'op': 'done', 'cell': 1, 'status': 'killed'})",
    "done with an answer and ok": (
        "send({'op': 'done', 'cell': 1, 'status': 'ok', 'final': {}, 'error': None,"
        " 'variables': []})"
    ),
    "done with odd variables": (
        "send({'op': 'done', 'cell': 1, 'status': 'ok', 'final': None, 'error': None,"
        " 'variables': [[1]]})"
    ),
    "done with odd reads": (
        "send({'op': 'done', 'cell': 1, 'status': 'ok', 'final': None, 'error': None,"
        " 'variables': [], 'reads': [[5, 5]]})"
    ),
    "an output that is too large": "send({'op': 'out', 'cell': 1}, size=300_000)",
    "a prompt that is too large": "send(query, size=10 << 20)",
    "sizes that do not add up": "send(query, b'ab')",
    "a negative size": "send({**query, 'prompts': [-1, 2]}, b'a')",
    "a size that is a float": "send({**query, 'prompts': [1.0]}, b'a')",
    "two prompts for a single query": (
        "send({**query, 'prompts': [1, 1], 'contexts': [[None, 0]] * 2}, b'ab')"
    ),
    "no prompt at all": (
        "send({**query, 'op': 'llm_query_batched', 'prompts': [], 'contexts': []})"
    ),
    "a context that is no JSON": (
        "send({**query, 'op': 'rlm_query', 'contexts': [['json', 1]]}, b'a{')"
    ),
    "a context that is a number": (
        "send({**query, 'op': 'rlm_query', 'contexts': [['json', 1]]}, b'a1')"
    ),
    "a context of nested lists": (
        "send({**query, 'op': 'rlm_query', 'contexts': [['json', 100_000]]},"
        " b'a' + b'[' * 100_000)"
    ),
    "a part of a text that is not shared": (
        "send({**query, 'op': 'rlm_query', 'contexts': [['shared', 7, 0, 1]]}, b'a')"
    ),
    "a part outside of its text": (
        "send({**query, 'op': 'rlm_query', 'contexts': [['shared', 0, 0, 1 << 40]]},"
        " b'a')"
    ),
    "a part with a negative offset": (
        "send({**query, 'op': 'rlm_query', 'contexts': [['shared', 0, -1, 1]]}, b'a')"
    ),
    "a part for an item that is not there": (
        "send({**query, 'op': 'rlm_query',"
        " 'contexts': [['json', 2, [[[0], 0, 0, 1]]]]}, b'a[]')"
    ),
    "a part for an item inside a text": (
        "send({**query, 'op': 'rlm_query',"
        " 'contexts': [['json', 5, [[[0, 0], 0, 0, 1]]]]}, b'a[\"b\"]')"
    ),
    "a way that is too long": (
        "send({**query, 'op': 'rlm_query',"
        " 'contexts': [['json', 5, [[[0] * 99, 0, 0, 1]]]]}, b'a[\"b\"]')"
    ),
    "an item without a place": (
        "send({**query, 'op': 'rlm_query', 'contexts': [['json', 6, [[0]]]]},"
        " b'a[null]')"
    ),
    "an id that was used": "send(query, b'a'); send(query, b'a')",
    "beginning twice": "send({'op': 'begun', 'cell': 1})",
    "a confidence beyond all floats": (
        "send({'op': 'done', 'cell': 1, 'status': 'final', 'error': None,"
        " 'variables': [], 'final': {'text': 0, 'is_json': False,"
        " 'confidence': 10 ** 400}})"
    ),
    "an answer that is no JSON": (
        "send({'op': 'done', 'cell': 1, 'status': 'final', 'error': None,"
        " 'variables': [], 'final': {'text': 1, 'is_json': True, 'confidence': None}},"
        " b'a{')"
    ),
    "a length beyond all lengths": (
        "send({'op': 'done', 'cell': 1, 'status': 'ok', 'final': None, 'error': None,"
        " 'variables': [['x', 'list', 10 ** 4000, '']]})"
    ),
    "a line beyond all lines": "send({**query, 'line': 10 ** 4000}, b'a')",
    "an id that is a bool": "send({**query, 'id': True}, b'a')",
    "a second ready": "send({'op': 'ready'})",
}


@pytest.mark.parametrize("what", FORGED)
async def test_a_forged_frame_kills_the_process(bench: Bench, what: str) -> None:
    result = await bench.run(f"{FORGE}{FORGED[what]}\nwhile True: pass")

    assert result.status == "killed"
    assert "the process broke the protocol" in (result.error or "")
    with pytest.raises(ReplError, match="has ended"):
        await bench.run("1")


async def test_a_frame_of_a_block_that_is_over_does_no_harm(bench: Bench) -> None:
    await bench.run(FORGE)

    said = await bench.says("send({'op': 'out', 'cell': 1}, b'late')\n1")

    assert said == "1"


async def test_a_query_of_a_block_that_is_over_is_never_asked(bench: Bench) -> None:
    await bench.run(FORGE)

    assert await bench.says("send(query, b'a')\nllm_query('now')") == "'re: now'"
    assert [query.prompts for query in bench.queries] == [("now",)]


async def test_a_flood_of_frames_does_not_outrun_the_limit(bench: Bench) -> None:
    result = await bench.run(
        f"{FORGE}while True: send({{'op': 'out', 'cell': 1, 'skipped': 0}}, b'x')",
        timeout_s=0.3,
    )

    assert result.status in ("killed", "interrupted")


def _frame(header: object, body: bytes = b"") -> bytes:
    head = json.dumps(header).encode()
    return struct.pack(">II", len(head), len(body)) + head + body


async def test_a_forged_answer_is_an_answer_like_another(bench: Bench) -> None:
    header = {
        "op": "done",
        "cell": 1,
        "status": "final",
        "error": None,
        "variables": [],
        "final": {"text": 2, "is_json": False, "confidence": None},
    }

    result = await bench.run(f"{FORGE}wire.sendall({_frame(header, b'ok')!r})")

    assert result.final is not None
    assert result.final.text == "ok"


async def test_what_cannot_be_saved_as_text_is_replaced(bench: Bench) -> None:
    result = await bench.run("globals()['a\\ud800'] = 1")

    assert [variable.name for variable in result.variables] == ["a\ufffd"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=5),
    max_leaves=8,
)
PAGES = st.fixed_dictionaries(
    {"op": st.just("page"), "kind": st.sampled_from(["text", "items", "fields", 1])},
    optional={
        "type": JSON,
        "offset": st.integers(-1, 9) | JSON,
        "total": JSON,
        "text": st.text() | JSON,
        "items": JSON,
    },
)


@given(st.binary() | PAGES.map(lambda page: json.dumps(page).encode()))
def test_whatever_a_child_gives_for_a_page_is_one_or_a_fault(body: bytes) -> None:
    try:
        page = page_of(body)
    except FrameError:
        return
    assert isinstance(page, Page)
    assert page.offset >= 0
    assert all(len(item.preview) <= 200 for item in page.items)


def test_a_page_beyond_its_size_is_a_fault() -> None:
    with pytest.raises(FrameError, match="page of"):
        page_of(b" " * (5 << 20))
