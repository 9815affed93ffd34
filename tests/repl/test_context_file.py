"""A context travels as a file that nobody can change."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from rlm_tui.repl.context_file import context_file
from tests.repl.conftest import OpenBench


async def test_the_file_is_sealed_or_read_only() -> None:
    async with context_file("text") as written:
        with pytest.raises(OSError, match=r"not permitted|Bad file"):
            os.write(written.descriptor, b"more")

        assert os.pread(written.descriptor, 10, 0) == b"text"


async def test_the_file_closes_with_the_block() -> None:
    async with context_file(["a"]) as written:
        pass

    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(written.descriptor)


async def test_a_file_without_a_name_stands_in_for_sealed_memory(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, start: OpenBench
) -> None:
    monkeypatch.delattr(os, "memfd_create")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    bench = await start({"é": "☃"})

    assert await bench.says("context['é']") == "'☃'"
    assert all(entry.is_dir() for entry in os.scandir(tmp_path))
