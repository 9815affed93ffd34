"""A context travels as a file that nobody can change."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rlm_tui.domain.values import JSON, ContextValue
from rlm_tui.repl import context_file
from rlm_tui.repl.context_file import ContextFile, write_context
from tests.repl.conftest import OpenBench

LONG = "é☃x" * 30_000


def read(written: ContextFile) -> str:
    """What lies in the file where the child looks for its context."""
    data = os.pread(written.descriptor, written.size, written.start)
    return data.decode(errors="surrogatepass")


async def test_the_file_is_sealed_or_read_only() -> None:
    written = await write_context("text")

    with pytest.raises(OSError, match=r"not permitted|Bad file"):
        os.write(written.descriptor, b"more")
    assert read(written) == "text"
    written.close()


async def test_the_file_closes_with_its_last_user() -> None:
    written = await write_context(LONG)
    window = written.window(written.texts[0].part(3, 70_000))
    written.close()

    assert read(window) == LONG[3:70_003]
    window.close()
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(written.descriptor)


async def test_a_file_that_nobody_took_is_closed() -> None:
    descriptor = (await write_context("text")).descriptor

    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(descriptor)


async def test_a_large_text_is_written_while_others_go_on() -> None:
    text = "plain text\n" * 200_000
    written = await write_context(text)
    whole = written.texts[0]
    window = written.window(whole.part(1_234_567, 100_000))

    await written.written()

    assert read(written) == text
    assert read(window) == text[1_234_567:1_334_567]
    with pytest.raises(OSError, match=r"not permitted|Bad file"):
        os.write(written.descriptor, b"more")
    written.close()
    window.close()


async def test_a_large_text_may_be_given_up_before_it_is_written() -> None:
    written = await write_context("plain text\n" * 200_000)

    written.close()

    await written.written()


@given(
    st.text(st.characters(), max_size=40),
    st.integers(0, 45),
    st.integers(0, 45),
    st.integers(0, 45),
)
def test_a_part_of_a_part_lies_where_its_bytes_are(
    text: str, first: int, second: int, length: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(context_file, "_SLICE", 7)
        written = context_file._write(text)
        whole = written.texts[0]
        part = whole.part(min(first, len(text)), len(text))
        inner = part.part(min(second, len(part.text)), length)

        assert read(written.window(inner)) == inner.text


async def test_long_items_lie_beside_the_json() -> None:
    written = await write_context({"a": 1, "b": LONG, "c": None})

    found = json.loads(read(written))
    [[way, start, end]] = found["texts"]
    assert (way, found["value"]) == (["b"], {"a": 1, "b": None, "c": None})
    assert os.pread(written.descriptor, end - start, start).decode() == LONG


async def test_the_size_counts_the_texts_beside_the_json() -> None:
    bytes_of = len(LONG.encode())

    assert (await write_context({"a": [LONG]})).whole_size > bytes_of
    assert (await write_context([LONG, LONG])).whole_size > 2 * bytes_of
    assert (await write_context(LONG)).whole_size == bytes_of


async def test_long_texts_at_any_depth_lie_beside_the_json() -> None:
    context: dict[str, JSON] = {"a": [{"b": LONG, "c": 1}, LONG[1:]], "d": "short"}
    written = await write_context(context)

    found = json.loads(read(written))

    assert [way for way, _, _ in found["texts"]] == [["a", 0, "b"], ["a", 1]]
    assert found["value"] == {"a": [{"b": None, "c": 1}, None], "d": "short"}
    assert context["a"] == [{"b": LONG, "c": 1}, LONG[1:]]


@pytest.mark.parametrize(
    "context",
    [
        [],
        {},
        ["é", "\ud800", LONG, 1.5, None, [LONG]],
        {"a": {"b": [{"c": LONG}, [LONG[3:]]]}, "d": [[[LONG[5:]]]]},
        {"first": LONG, "é": {"x": [True]}, "last": LONG[1:]},
        list(range(1000)),
        {str(number): number for number in range(600)},
    ],
)
async def test_the_child_has_what_was_given(
    start: OpenBench, context: ContextValue
) -> None:
    bench = await start(context)

    told = await bench.says("import json; print(json.dumps(context))")
    assert json.dumps(context)[:1000] == told[:1000]
    assert await bench.says("print(hash(json.dumps(context)))") == await bench.says(
        f"print(hash({json.dumps(context)!r}))"
    )


async def test_a_file_without_a_name_stands_in_for_sealed_memory(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, start: OpenBench
) -> None:
    monkeypatch.delattr(os, "memfd_create")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    bench = await start({"é": "☃"})

    assert await bench.says("context['é']") == "'☃'"
    assert all(entry.is_dir() for entry in os.scandir(tmp_path))
