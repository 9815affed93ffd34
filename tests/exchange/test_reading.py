"""Lines of other programs' files are read within bounds."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from rlm_tui.errors import ExchangeError
from rlm_tui.exchange.detect import detect
from rlm_tui.exchange.reading import LONGEST_LINE, lines
from rlm_tui.main.sharing import read_saved

HEAD = b'{"type": "metadata", "root_model": "m"}\n'


def test_lines_up_to_the_longest_are_read() -> None:
    file = io.BytesIO(b"1234\n\n12345")

    assert list(lines(file, longest=5)) == [b"1234\n", b"\n", b"12345"]


def test_a_longer_one_is_named() -> None:
    file = io.BytesIO(b"1234\n\n123456")

    with pytest.raises(ExchangeError, match="line 3 is longer than 0 MB"):
        list(lines(file, longest=5))


def test_a_file_whose_end_is_one_line_is_not_read_into_memory(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    path.write_bytes(HEAD)
    with path.open("r+b") as file:
        file.truncate(LONGEST_LINE * 20)  # a hole, which takes no room on the disk

    with (
        path.open("rb") as file,
        pytest.raises(ExchangeError, match="line 2 is longer than 128 MB"),
    ):
        list(detect(file, read_saved=read_saved, at=0.0).items)


def test_one_value_of_many_lines_is_bounded_too(tmp_path: Path) -> None:
    path = tmp_path / "log.json"
    path.write_bytes(b"[\n" + b" " * 1_000 + b"\n")
    with path.open("r+b") as file:
        file.truncate(LONGEST_LINE + 1)

    with (
        path.open("rb") as file,
        pytest.raises(ExchangeError, match="as one value it is longer than 128 MB"),
    ):
        detect(file, read_saved=read_saved, at=0.0)


def test_a_file_that_nobody_knows_is_not_read_to_its_end() -> None:
    file = io.BytesIO(b'{"a": 1}\n' * 1_000_000)

    with pytest.raises(ExchangeError, match="not a log that is known"):
        detect(file, read_saved=read_saved, at=0.0)

    assert file.tell() < 1_000
